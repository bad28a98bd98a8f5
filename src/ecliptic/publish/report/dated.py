"""Curves, bands of days and tornados as tables: the same data as their drawings, to be read or heard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from ecliptic.publish.figures.chances import chance_at, chance_words, day_of, growth, span_words
from ecliptic.publish.figures.days import iso, ordinal
from ecliptic.publish.figures.gantt_rows import chance_of
from ecliptic.publish.figures.tornado import measure
from ecliptic.publish.report.anchors import DAGGER, Anchors
from ecliptic.publish.report.cells import NOT_STATED
from ecliptic.publish.report.choices import Rows
from ecliptic.publish.svg import tag

_SHARES = (0.1, 0.5, 0.9)


def _named(anchors: Anchors, thing: Any) -> Markup:
    """A thing by its name, with a dagger where the figure marks it as unverified."""
    if thing["kind"] is None:
        name = tag("span", thing["label"])
    else:
        name = anchors.link(thing["kind"], thing["id"], thing["label"])
    return name + (DAGGER if thing.get("unverified") and DAGGER not in name else Markup(""))


def _day(day: str | int | None, otherwise: str = "–") -> Markup:
    """A day as tables write it, which is shorter than in words and can be sorted."""
    return tag("span", otherwise if day is None else day if isinstance(day, str) else iso(day))


def curves_table(data: Any, anchors: Anchors) -> Rows:
    """A row for each curve: by when it reaches which chance, and its chance on each day that counts."""
    marks = [(mark["label"], ordinal(mark["date"])) for mark in data["marks"]]
    headings = [
        data["curve_title"],
        *(f"Chance {share:g} by" for share in _SHARES),
        "Announced",
        "Chance by then",
        *(f"Chance by {iso(day)}: {words}" for words, day in marks),
        "At the end of the curve",
    ]
    rows = []
    for curve in data["curves"]:
        points = growth(curve["points"])
        days = [_day(day_of(points, share), "not reached" if points else "unknown") for share in _SHARES]
        announced = None if curve["announced"] is None else ordinal(curve["announced"])
        then = NOT_STATED if announced is None else _chance(curve, announced)
        by_mark = [_chance(curve, day) for _, day in marks]
        last = tag("span", f"{chance_words(points[-1][1])} by {iso(points[-1][0])}" if points else "unknown")
        rows.append([_named(anchors, curve), *days, _day(curve["announced"]), then, *by_mark, last])
    return headings, rows


def _chance(curve: Any, day: int) -> Markup:
    """The chance by a day, and in brackets what it lies between."""
    edges = [growth(curve.get(name) or curve["points"]) for name in ("low", "high")]
    chance = chance_words(chance_at(growth(curve["points"]), day))
    band = span_words(*(chance_at(edge, day) for edge in edges))
    return tag("span", chance if band == chance else f"{chance} ({band})")


def gantt_table(data: Any, anchors: Anchors) -> Rows:
    """A row for each row of the figure."""
    headings = [
        "Group",
        data["row_title"],
        "Organisations",
        "Announced",
        "10 of 100 cases by",
        "50 of 100 by",
        "90 of 100 by",
        "Needed",
        f"Chance {data['chance_title']}",
    ]
    rows = [
        [
            tag("span", row["group"] or "–"),
            _named(anchors, row),
            tag("span", "; ".join(row["organisations"]) or "–"),
            _day(row["announced"]),
            *_steps(row),
            _day(row["needed"]),
            tag("span", chance_of(row)),
        ]
        for row in data["rows"]
    ]
    return headings, rows


def _steps(row: Any) -> Sequence[Markup]:
    """The three days of a row, or why there are none; of one that is done the day, in the first of them."""
    if row["since"] is not None:
        return [tag("span", f"done {row['since']}"), NOT_STATED, NOT_STATED]
    otherwise = row.get("text") or "not reached"
    return [_day(row[name], otherwise) for name in ("p10", "p50", "p90")]


def tornado_table(data: Any, anchors: Anchors) -> Rows:
    """A row for each bar, then the base."""
    headings = [
        data["bar_title"],
        *(f"{data['value_title']}: {data[name]}" for name in ("low_title", "high_title")),
        "In words",
    ]
    rows = [
        [
            _named(anchors, bar),
            *(tag("span", measure(data, bar[name])) for name in ("low", "high")),
            tag("span", bar["text"] or "–"),
        ]
        for bar in data["bars"]
    ]
    base = tag("span", measure(data, data["base"]))
    return headings, [*rows, [tag("span", "base"), base, base, NOT_STATED]]
