"""A figure as a file of its own: drawing, title, legend, caption, unit and source in one SVG."""

from __future__ import annotations

from markupsafe import Markup

from ecliptic.assess import Figure
from ecliptic.publish.figures.drawing import OWN_KEY, draw
from ecliptic.publish.figures.parts import WIDTH, marks_for
from ecliptic.publish.palette import FONT, INKS, badge, defs, marks_of, styles
from ecliptic.publish.svg import BOLD, Drawing, label, tag, text_width, together, wrapped

_MARGIN = 28.0


def figure_svg(figure: Figure, *, font: str = FONT) -> str:
    """The figure as a self-contained SVG file in light colours, with all words that must stand beside it."""
    drawing = draw(figure)
    top, y = _head(figure)
    legend, legend_height = _legend(figure)
    body_y = y + legend_height + 10
    foot, foot_height = _foot(figure, body_y + drawing.height + 22)
    height = body_y + drawing.height + 22 + foot_height + _MARGIN
    content = [
        tag("title", figure.title, id="title"),
        tag("desc", description(figure, drawing), id="desc"),
        tag("style", Markup(styles(_light).replace(FONT, font))),  # noqa: S704 - our own rules only  # nosec B704
        defs(),
        tag("rect", width=WIDTH + 2 * _MARGIN, height=height, class_="g-card"),
        tag(
            "g",
            top,
            tag("g", legend, transform=f"translate(0 {y:g})"),
            tag("g", drawing.body, transform=f"translate(0 {body_y:g})"),
            foot,
            transform=f"translate({_MARGIN:g} 0)",
        ),
    ]
    whole = tag(
        "svg",
        *content,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH + 2 * _MARGIN:g} {height:.6g}",
        width=WIDTH + 2 * _MARGIN,
        height=height,
        role="img",
        aria_labelledby="title desc",
    )
    return f"{whole}\n"


def description(figure: Figure, drawing: Drawing) -> str:
    """The figure in words, for those who do not see it."""
    unit = f" Unit: {figure.unit}." if figure.unit else ""
    return f"{drawing.description}{unit} {figure.caption} Source: {figure.source}"


def categories(figure: Figure) -> list[tuple[str, str]]:
    """Value and label of each category that the figure's legend explains and its data uses.

    None for forms that draw a key of their own.
    """
    if figure.form in OWN_KEY:
        return []
    used = marks_for({**figure.data, "legend": ()})
    return [(c["value"], c["label"]) for c in figure.data.get("legend", ()) if c["value"] in used]


def marks_unverified(figure: Figure) -> bool:
    """Whether anything in the figure is marked as unverified."""
    named = ("cells", "bars", "links", "curves", "rows")
    return any(part.get("unverified") for name in named for part in figure.data.get(name, ()))


def _light(name: str) -> str:
    return INKS[name].light


def _head(figure: Figure) -> tuple[Markup, float]:
    lines = wrapped(figure.title, WIDTH / BOLD, 20, most=3)
    parts = [label(line, 0, _MARGIN + 20 + 26 * index, "t tb th") for index, line in enumerate(lines)]
    return together(parts), _MARGIN + 26 * len(lines) + 12


def _legend(figure: Figure) -> tuple[Markup, float]:
    found = categories(figure)
    marks = marks_of([value for value, _ in found])
    items = [(badge(marks[value], 0, 0), words) for value, words in found]
    if marks_unverified(figure):
        items.append((label("?", 12, 12, "t tc unv"), "unverified: recalled, not found in a document"))
    parts, x, y = [], 0.0, 0.0
    for sign, words in items:
        width = 30 + text_width(words, 12) + 22
        if x and x + width > WIDTH:
            x, y = 0.0, y + 22
        parts.append(tag("g", sign, label(words, 30, 12), transform=f"translate({x:.1f} {y:g})"))
        x += width
    return together(parts), y + 22 if items else 0.0


def _foot(figure: Figure, top: float) -> tuple[Markup, float]:
    unit = [f"Unit: {figure.unit}."] if figure.unit else []
    lines = [
        *wrapped(" ".join([figure.caption, *unit]), WIDTH, 12),
        *wrapped(f"Source: {figure.source}", WIDTH, 12),
    ]
    parts = [label(line, 0, top + 12 + 17 * index, "t tm") for index, line in enumerate(lines)]
    return together(parts), 17.0 * len(lines)
