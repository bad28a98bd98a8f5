"""Figures as PNG, by resvg, which is an optional package.

The letters come from fonts that ship with the program, so that a machine without fonts draws the same
picture, byte for byte; fonts of the system step in only for scripts that those do not have.
"""

from __future__ import annotations

from importlib.resources import as_file, files

from ecliptic.assess import Figure
from ecliptic.errors import MissingExtraError
from ecliptic.publish.figures import figure_svg

_FAMILY = "DejaVu Sans"
_SCALE = 2.0


def figure_png(figure: Figure, *, scale: float = _SCALE) -> bytes:
    """The figure as PNG with everything that must stand beside it, `scale` times the size of the SVG."""
    try:
        import resvg_py  # noqa: PLC0415 - optional: imported where it is used
    except ModuleNotFoundError as error:
        raise MissingExtraError(package="resvg-py", extra="figures", purpose="A figure as PNG") from error
    with as_file(files("ecliptic.publish") / "fonts") as folder:
        fonts = sorted(str(path) for path in folder.glob("*.ttf"))
        drawn = resvg_py.svg_to_bytes(
            svg_string=figure_svg(figure, font=f'"{_FAMILY}"'),
            zoom=scale,
            font_files=fonts,
            sans_serif_family=_FAMILY,
        )
    return bytes(drawn)
