"""Rows of days with their bands: which are drawn, in what words they are told, and how each looks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ecliptic.assess.figure_data import GanttData, GanttRow
from ecliptic.publish.figures.chances import span_words
from ecliptic.publish.figures.days import Days, days_of, in_words, month, ordinal
from ecliptic.publish.palette import MARKS, block
from ecliptic.publish.svg import label, number, tag, text_width, together

MOST_ROWS = 60
BAND = 12.0
_SIZE = 11.0
_TIP = 7.0
_STUB = 26.0
_STEPS = ((10, "p10"), (50, "p50"), (90, "p90"))


def chosen(rows: Sequence[GanttRow]) -> list[GanttRow]:
    """The rows that are drawn: all, or the first of each group in turn until there are enough."""
    if len(rows) <= MOST_ROWS:
        return list(rows)
    seen: Counter[str | None] = Counter()
    ranks = []
    for row in rows:
        ranks.append(seen[row["group"]])
        seen[row["group"]] += 1
    kept = sorted(range(len(rows)), key=lambda place: (ranks[place], place))[:MOST_ROWS]
    return [rows[place] for place in sorted(kept)]


def day(row: GanttRow, name: str) -> int | None:
    """A day of a row by its number."""
    found: str | None = row[name]  # type: ignore[literal-required] # one of the days of a row
    return None if found is None else ordinal(found)


def axis_of(data: GanttData, left: float, right: float) -> Days:
    """An axis over all that is to come; what was reached long ago and late ends of bands may lie beyond."""
    near, late, past = [ordinal(mark["date"]) for mark in data["marks"]], [], []
    for row in data["rows"]:
        if row["since"] is not None:
            past.append(ordinal(row["since"]))
            continue
        near += [d for name in ("announced", "p10", "p50", "needed") if (d := day(row, name)) is not None]
        late += [ordinal(row["p90"])] if row["p90"] else []
    near = near or late or past
    if near:
        # One band that ends after a century would press all others together.
        limit = max(near) + (max(near) - min(near)) // 2 + 366
        near += [min(found, limit) for found in late]
    return days_of(near, (data["start"], data["end"]), left, right)


# --- words ----------------------------------------------------------------------------------------


def half_words(row: GanttRow) -> str:
    """By when half of the cases reach it, in few letters."""
    if row["since"] is not None:
        return f"done {month(ordinal(row['since']))}"
    if row["p50"] is not None:
        return month(ordinal(row["p50"]))
    return "unknown" if row.get("text") else "below half"


def chance_of(row: GanttRow) -> str:
    """The chance of a row, as a range where the ceiling differs; a dash where the row is done."""
    if row["since"] is not None:
        return "–"
    ceiling = row.get("ceiling")
    return span_words(row["chance"], row["chance"] if ceiling is None else ceiling)


def told(row: GanttRow, data: GanttData) -> str:
    """A row in words."""
    who = ", ".join(row["organisations"])
    words = [f"{row['label']} ({who})" if who else row["label"]]
    if row["since"] is not None:
        words.append(f"done {in_words(ordinal(row['since']))}")
    else:
        words += [row["text"]] if row.get("text") else [_steps_told(row)]
        words.append(f"chance {data['chance_title']}: {chance_of(row)}")
    for name in ("announced", "needed"):
        found = day(row, name)
        words += [f"{name} {in_words(found)}"] if found is not None else []
    words += ["unverified"] if row["unverified"] else []
    return "; ".join(words)


def _steps_told(row: GanttRow) -> str:
    made: list[str] = []
    for share, name in _STEPS:
        found = day(row, name)
        if found is None:
            return ", ".join([*made, f"stays below {share} of 100 cases"])
        made.append(f"{share} of 100 cases by {in_words(found)}")
    return ", ".join(made)


# --- shapes ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Band:
    """Where the band of a row lies in px, and what is written at an end that is open or beyond the axis."""

    begin: float
    end: float
    half: float | None
    is_open: bool
    words: str


def band_of(row: GanttRow, axis: Days) -> Band | None:
    """The band of a row; None for one that is done or of which nothing is known."""
    p10, p50, p90 = (day(row, name) for _, name in _STEPS)
    if row["since"] is not None or (p10 is None and row.get("text")):
        return None
    if p10 is None:
        return Band(axis.right - _STUB, axis.right, None, True, "below 10 in 100")
    if p90 is None:
        words = "below 50 in 100" if p50 is None else "below 90 in 100"
        half = axis(p50) if p50 is not None and axis.holds(p50) else None
        return Band(min(axis(p10), axis.right - _STUB), axis.right, half, True, words)
    half = axis(p50) if p50 is not None and axis.holds(p50) else None
    if p90 > axis.last:
        words = f"90 in 100 by {month(p90)}"
        return Band(min(axis(p10), axis.right - _STUB), axis.right, half, True, words)
    begin, end = axis(p10), axis(p90)
    middle = (begin + end) / 2
    return Band(min(begin, middle - 1.5), max(end, middle + 1.5), half, False, "")


def shapes(row: GanttRow, axis: Days, top: float) -> Markup:
    """The band with its half, what lies after the day of need striped, and the announced and needed days."""
    band = band_of(row, axis)
    needed, announced = day(row, "needed"), day(row, "announced")
    parts: list[Markup] = []
    if row["since"] is not None:
        parts.append(_done(axis, ordinal(row["since"]), top))
    elif band is None:
        parts.append(_reason(row.get("text", ""), axis, needed, top))
    else:
        parts += _band(band, axis(needed) if needed is not None else None, top)
    if needed is not None and axis.holds(needed) and row["since"] is None:
        parts.append(need(axis(needed), top - 4))
    if announced is not None and axis.holds(announced) and row["since"] is None:
        parts.append(hollow(axis(announced), top + BAND / 2))
    if band is not None and band.words:
        parts.append(_end_words(band, top))
    return together(parts)


def _band(band: Band, needed: float | None, top: float) -> list[Markup]:
    path = _outline(band.begin, band.end, band.is_open, top)
    parts = [tag("path", d=path, class_="g-pale")]
    late = band.begin if needed is None else max(band.begin, needed)
    if needed is not None and late < band.end - 1:
        end = band.end - (_TIP if band.is_open else 0)
        if end > late + 1:
            parts.append(block(MARKS["s1"], late, top, end - late, BAND, stroke_opacity=0))
    parts.append(tag("path", d=path, class_="l-mid", stroke_width=1.2))
    if band.half is not None:
        path = f"M{number(band.half)} {number(top - 2)}v{number(BAND + 4)}"
        parts.append(tag("path", d=path, class_="l-deep", stroke_width=3))
    return parts


def _outline(begin: float, end: float, is_open: bool, top: float) -> str:
    """A closed box, or one with an arrow head at its end."""
    if not is_open:
        return f"M{number(begin)} {number(top)}H{number(end)}v{BAND:g}H{number(begin)}z"
    neck = max(begin, end - _TIP)
    return (
        f"M{number(begin)} {number(top)}H{number(neck)}v-2.5L{number(end)} {number(top + BAND / 2)}"
        f"L{number(neck)} {number(top + BAND + 2.5)}v-2.5H{number(begin)}z"
    )


def _end_words(band: Band, top: float) -> Markup:
    """Words inside the open end where there is room for them, else before the band."""
    width = text_width(band.words, _SIZE)
    inside = band.end - _TIP - 5
    free_from = (band.half or band.begin) + 8
    x = inside if inside - width >= free_from else band.begin - 6
    ground = tag("rect", x=x - width - 3, y=top + 1, width=width + 6, height=BAND - 2, rx=2, class_="g-card")
    return ground + label(band.words, x, top + 10, "t ts te")


def _reason(words: str, axis: Days, needed: int | None, top: float) -> Markup:
    """Why a row has no days, beside the day of need if that is in the way."""
    x = axis.left + 10
    if needed is not None and x - 5 < axis(needed) < x + text_width(words, _SIZE) + 5:
        x = axis(needed) + 8
    return label(words, x, top + 10, "t ts tm halo")


def _done(axis: Days, since: int, top: float) -> Markup:
    """A tick on the day; before the axis, an arrow points to it."""
    is_before = since < axis.first
    x, y = axis(since) + (9 if is_before else 0), top + BAND / 2
    parts = [
        tag("circle", cx=x, cy=y, r=7, class_="g-green"),
        tag("path", d=f"M{number(x - 3.2)} {number(y)}l2.4 2.6l4 -5", class_="l-on-dark", stroke_width=1.8),
    ]
    if is_before:
        arrow = f"M{number(x - 9)} {number(y - 4)}l-4 4l4 4"
        parts.append(tag("path", d=arrow, class_="l-green", stroke_width=1.6))
    return together(parts)


def need(x: float, top: float, height: float = BAND + 8) -> Markup:
    """The day of need: an upright line with a foot and a head."""
    path = f"M{number(x - 3)} {number(top)}h6m-3 0v{number(height)}m-3 0h6"
    return together(
        [
            tag("path", d=path, class_="l-card", stroke_width=4),
            tag("path", d=path, class_="l-red", stroke_width=2),
        ]
    )


def hollow(x: float, y: float) -> Markup:
    """The announced day: a hollow diamond."""
    path = f"M{number(x)} {number(y - 6)}l6 6l-6 6l-6 -6z"
    return together(
        [tag("path", d=path, class_="g-card"), tag("path", d=path, class_="l-ink", stroke_width=1.6)]
    )
