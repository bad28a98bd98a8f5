"""Networks and fronts as tables: the same data as their drawings, for those who read or hear them."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from ecliptic.publish.figures.front import said
from ecliptic.publish.figures.plane import is_placeable
from ecliptic.publish.report.anchors import DAGGER, Anchors
from ecliptic.publish.report.cells import NOT_STATED
from ecliptic.publish.report.cells import figure as amount
from ecliptic.publish.svg import tag

Rows = tuple[list[str], list[list[Markup]]]


def _named(anchors: Anchors, entry: Any) -> Markup:
    return (
        tag("span", entry["label"])
        if entry["kind"] is None
        else anchors.link(entry["kind"], entry["id"], entry["label"])
    )


def network_table(data: Any, anchors: Anchors) -> Rows:
    """A row for each line, by its end on the right; then the ends that have none."""
    legend = {category["value"]: category["label"] for category in data["legend"]}
    by_end: dict[int, list[Any]] = {}
    for link in data["links"]:
        by_end.setdefault(link["right"], []).append(link)
    unlinked = data.get("unlinked", "no line")
    rows = []
    for place, end in enumerate(data["right"]):
        sort = tag("span", end["group"] or "–")
        note = tag("span", end.get("note") or "–")
        for link in by_end.get(place, ()):
            words = tag("span", _sort(link["category"], legend))
            doubt = DAGGER if link.get("unverified") else Markup("")
            first = _named(anchors, data["left"][link["left"]])
            rows.append([sort, _named(anchors, end), note, first, words, tag("span", link["label"]) + doubt])
        if place not in by_end:
            rows.append([sort, _named(anchors, end), note, NOT_STATED, tag("span", unlinked), NOT_STATED])
    used = {link["left"] for link in data["links"]}
    idle = [end for place, end in enumerate(data["left"]) if place not in used]
    rows += [[NOT_STATED] * 3 + [_named(anchors, end), tag("span", "no line"), NOT_STATED] for end in idle]
    return ["Group", data["right_title"], "Note", data["left_title"], "Line", "In words"], rows


def _sort(category: str | None, legend: dict[str, str]) -> str:
    return "unknown" if category is None else legend.get(category, category)


def front_table(data: Any, anchors: Anchors) -> Rows:
    """A row for each option, then the ideal and the nadir point."""
    legend = {category["value"]: category["label"] for category in data["legend"]}
    has_categories = any("category" in option for option in data["points"])
    rows = []
    for option in data["points"]:
        category = option.get("category")
        rows.append(
            [
                _named(anchors, option),
                tag("span", _amount(option["x"])),
                tag("span", _amount(option["y"])),
                tag("span", _standing(option)),
                *([tag("span", legend.get(category, category or "–"))] if has_categories else []),
                tag("span", option.get("text") or "–"),
            ]
        )
    for name in ("ideal", "nadir"):
        if data[name] is not None:
            x, y = (tag("span", _amount(data[name][axis])) for axis in ("x", "y"))
            words = [tag("span", f"{name} point"), *([NOT_STATED] if has_categories else []), NOT_STATED]
            rows.append([tag("span", name), x, y, *words])
    headings = [data["point_title"], said(data["x"]), said(data["y"]), "Standing"]
    return [*headings, *(["Sort"] if has_categories else []), "In words"], rows


def _amount(value: float | int | None) -> str:
    return amount(value) if is_placeable(value) else "unknown"


def _standing(option: Any) -> str:
    standing = "dominated" if option["dominated"] else "on the front"
    return f"{standing}, picked" if option.get("picked") else standing
