"""Form "gantt": rows with the days by which things are reached, as bands from likely early to likely late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ecliptic.assess.figure_data import GanttData, GanttRow
from ecliptic.publish.figures.days import DateLines, Days
from ecliptic.publish.figures.gantt_rows import (
    BAND,
    axis_of,
    band_of,
    chance_of,
    chosen,
    day,
    half_words,
    hollow,
    need,
    shapes,
    told,
)
from ecliptic.publish.figures.key import KeyItem, key, sentences
from ecliptic.publish.figures.parts import (
    SLIM_WIDTH,
    WIDTH,
    Link,
    group_heading,
    hover,
    linked,
    starts_group,
)
from ecliptic.publish.palette import MARKS, block
from ecliptic.publish.svg import BOLD, Drawing, Piece, label, number, shortened, tag, text_width, together

_GROUP = 32.0
_HEAD = 24.0
_SAID = 12


@dataclass(frozen=True, slots=True)
class Sheet:
    """How much room there is, in px. Without columns, names and numbers stand above each band."""

    width: float
    names: float
    numbers: float
    row: float
    tallest: float

    @property
    def has_columns(self) -> bool:
        """Whether names and numbers have columns of their own."""
        return self.names > 0


WIDE = Sheet(WIDTH, 280, 176, 27, tallest=640)
SLIM = Sheet(SLIM_WIDTH, 0, 0, 52, tallest=1100)


def draw_gantt(data: GanttData, link: Link, sheet: Sheet = WIDE) -> Drawing:
    """Draw the rows under a key, in pieces with an axis each, and a sentence on what is left out."""
    rows = chosen(data["rows"])
    axis = axis_of(data, sheet.names, sheet.width - sheet.numbers - 8)
    lines = DateLines.of(data["marks"], axis)
    pieces: list[Piece] = []
    parts: list[Markup] = []
    start = lines.height + _HEAD + 10
    y = start
    for place, row in enumerate(rows):
        heading = starts_group(rows, place)
        if parts and y + sheet.row + (_GROUP if heading else 0) > sheet.tallest:
            pieces.append(_piece(parts, (axis, lines), y, (data, sheet)))
            parts, y = [], start
        if heading:
            parts.append(
                group_heading(shortened(str(row["group"]), sheet.width / BOLD, 12), y + 18, sheet.width)
            )
            y += _GROUP
        drawn = _row(row, data, axis, sheet, link)
        parts.append(tag("g", drawn, transform=f"translate(0 {number(y)})"))
        y += sheet.row
    if rows:
        pieces.append(_piece(parts, (axis, lines), y, (data, sheet)))
    return Drawing(sheet.width, _framed(pieces, data, rows, sheet), _described(data))


def _framed(
    pieces: Sequence[Piece], data: GanttData, rows: Sequence[GanttRow], sheet: Sheet
) -> tuple[Piece, ...]:
    """The pieces with the key over the first and what is left out under the last."""
    top, top_height = key(_key_items(rows, axis_of(data, 0, 100)), sheet.width)
    foot, foot_height = sentences(_left_out(data, rows), 0, sheet.width)
    made = list(pieces) or [Piece(0, Markup(""))]
    if top_height:
        body = tag("g", made[0].body, transform=f"translate(0 {number(top_height + 8)})")
        made[0] = Piece(made[0].height + top_height + 8, together([top, body]))
    if foot_height:
        below = tag("g", foot, transform=f"translate(0 {number(made[-1].height + 4)})")
        made[-1] = Piece(made[-1].height + foot_height + 10, together([made[-1].body, below]))
    return tuple(made)


# --- words ----------------------------------------------------------------------------------------


def _left_out(data: GanttData, rows: Sequence[GanttRow]) -> str:
    if not data["rows"]:
        return f"No row to draw: no {data['row_title'].lower()} has a date."
    missing = len(data["rows"]) - len(rows)
    if not missing:
        return ""
    return (
        f"Not drawn, to keep this legible: {missing} of {len(data['rows'])} rows. The data of the figure "
        "hold all."
    )


def _described(data: GanttData) -> str:
    rows = data["rows"]
    done = sum(row["since"] is not None for row in rows)
    open_ones = sum(row["since"] is None and row["p90"] is None for row in rows)
    unverified = sum(row["unverified"] for row in rows)
    if not rows:
        return _left_out(data, [])
    words = [
        f"Rows of days for {len(rows)} ({data['row_title']}): {done} done, {open_ones} not reached in 90 of "
        f"100 cases by any day; {unverified} unverified.",
        *(f"{told(row, data)}." for row in rows[:_SAID]),
        f"{len(rows) - _SAID} more rows are in the table." if len(rows) > _SAID else "",
    ]
    return " ".join(word for word in words if word)


def _key_items(rows: Sequence[GanttRow], axis: Days) -> list[KeyItem]:
    """What is used: band and half, stripes, announced and needed days, arrows, done."""
    bands = [(row, band) for row in rows if (band := band_of(row, axis)) is not None]
    items = []
    if bands:
        box = tag("path", d="M1 2.5h22v11h-22z", class_="g-pale")
        edge = tag("path", d="M1 2.5h22v11h-22z", class_="l-mid", stroke_width=1.2)
        half = tag("path", d="M10 0.5v15", class_="l-deep", stroke_width=3)
        words = "band: from 10 to 90 of 100 cases; its bar: half of them"
        items.append(KeyItem(together([box, edge, half]), 29, words))
    if any(band.is_open for _, band in bands):
        arrow = tag("path", d="M1 3H15v-2.5L23 8L15 15.5v-2.5H1z", class_="l-mid", stroke_width=1.2)
        items.append(KeyItem(arrow, 29, "arrow: later, or never so likely"))
    if any(row["needed"] is not None for row in rows):
        items.append(KeyItem(need(5, 2), 14, "day of need"))
        if any(_is_late(row) for row, _ in bands):
            stripes = block(MARKS["s1"], 0, 2, 22, BAND)
            items.append(KeyItem(stripes, 28, "striped: after the day of need"))
    if any(row["announced"] is not None and row["since"] is None for row in rows):
        items.append(KeyItem(hollow(8, 8), 19, "announced"))
    if any(row["since"] is not None for row in rows):
        tick = tag("path", d="M3.8 8l2.4 2.6l4 -5", class_="l-on-dark", stroke_width=1.8)
        items.append(KeyItem(tag("circle", cx=7, cy=8, r=7, class_="g-green") + tick, 19, "done"))
    return items


def _is_late(row: GanttRow) -> bool:
    needed, late = day(row, "needed"), day(row, "p90")
    return needed is not None and (late is None or late > needed)


# --- rows and pieces ------------------------------------------------------------------------------


def _piece(
    parts: list[Markup], days: tuple[Days, DateLines], bottom: float, about: tuple[GanttData, Sheet]
) -> Piece:
    """Rows with an axis of their own, so that the years stay in sight."""
    (axis, lines), (data, sheet) = days, about
    top = lines.height + _HEAD
    made = [axis.grid(top, bottom), lines.drawn(0, bottom)]
    if sheet.has_columns:
        made.append(label("half by", axis.right + 14, top - 6, "t ts tm"))
        room = sheet.numbers - 88
        title = shortened(f"chance {data['chance_title']}", room, 11)
        made.append(
            tag(
                "g", hover(f"chance {data['chance_title']}"), label(title, sheet.width, top - 6, "t ts tm te")
            )
        )
    return Piece(bottom + 10, together([*made, *parts]))


def _row(row: GanttRow, data: GanttData, axis: Days, sheet: Sheet, link: Link) -> Markup:
    """Name, band and numbers of a row; a band under its name where there are no columns."""
    words = hover(told(row, data))
    if sheet.has_columns:
        name = _name(row, sheet.names - 14, 17)
        numbers = [
            label(half_words(row), axis.right + 14, 17, "t ts"),
            label(chance_of(row), sheet.width, 17, "t ts tb te"),
        ]
        ground = tag(
            "rect", x=0, y=1, width=sheet.width, height=sheet.row - 2, fill="none", pointer_events="all"
        )
        content = [ground, name, shapes(row, axis, 7), *numbers]
    else:
        name = _name(row, sheet.width, 13)
        said = (
            f"half by {half_words(row)}"
            if row["p50"] is not None and row["since"] is None
            else half_words(row)
        )
        chance = "" if row["since"] is not None else f"; chance {chance_of(row)}"
        ground = tag(
            "rect", x=0, y=0, width=sheet.width, height=sheet.row - 4, fill="none", pointer_events="all"
        )
        content = [ground, name, label(f"{said}{chance}", 0, 27, "t ts tm"), shapes(row, axis, 33)]
    shown = tag("g", words, *content, class_="strand")
    return linked(shown, link(row["kind"], row["id"]))


def _name(row: GanttRow, room: float, y: float) -> Markup:
    """The name, a mark if it is unverified, then organisations in what room is left."""
    doubt = 12 if row["unverified"] else 0
    written = shortened(row["label"], room - doubt, 12)
    x = text_width(written, 12)
    parts = [label(written, 0, y)]
    if row["unverified"]:
        parts.append(label("?", x + 3, y, "t tb unv"))
        x += doubt
    who = shortened(", ".join(row["organisations"]), room - x - 10, 11) if room - x > 60 else ""
    if who:
        parts.append(label(who, x + 8, y, "t ts tm"))
    return together(parts)
