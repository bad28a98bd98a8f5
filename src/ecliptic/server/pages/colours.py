"""Style sheets that follow from the palette of figures, so that pages and figures cannot drift apart.

`python -m ecliptic.server.pages.colours` writes them anew after a change of the palette.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ecliptic.publish.palette import FONT, INKS, SHADES, styles

FOLDER = Path(__file__).parents[1] / "static" / "ecliptic"
_MADE = "/* Made from ecliptic/publish/palette.py by: python -m ecliptic.server.pages.colours */\n"
_SERIF = (
    '"Source Serif 4","Source Serif Pro","Iowan Old Style","Palatino Linotype",Palatino,P052,Charter,'
    'Georgia,"Noto Serif","Liberation Serif","DejaVu Serif",serif'
)


def inks() -> str:
    """Every ink as a custom property: light, dark where the system asks for it, and as a reader chose."""
    light = "".join(f"  --{name}: {ink.light};\n" for name, ink in INKS.items())
    dark = "".join(f"  --{name}: {ink.dark};\n" for name, ink in INKS.items())
    fonts = f"  --sans: {FONT};\n  --serif: {_SERIF};\n"
    return (
        _MADE
        + f":root {{\n  color-scheme: light;\n{fonts}{light}}}\n"
        + "@media screen and (prefers-color-scheme: dark) {\n"
        + f':root:not([data-theme="light"]) {{\n  color-scheme: dark;\n{dark}}}\n}}\n'
        + f'@media screen {{\n:root[data-theme="dark"] {{\n  color-scheme: dark;\n{dark}}}\n}}\n'
    )


def marks() -> str:
    """The rules that drawings and marks of figures need, with inks by name."""
    rules = styles(lambda name: f"var(--{name})").replace("}", "}\n")
    shades = "".join(f".h{step}{{background:var(--shade-{step})}}\n" for step in range(SHADES))
    return _MADE + rules + shades


def sheets() -> Mapping[str, str]:
    """The sheets that follow from the palette, by name of file."""
    return {"inks.css": inks(), "marks.css": marks()}


def write() -> None:
    """Write the sheets to where pages load them from."""
    for name, text in sheets().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
