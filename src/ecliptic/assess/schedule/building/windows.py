"""Windows: when missions may start, by where they go or by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil, inf
from typing import cast

from ecliptic.assess.schedule.building.draft import Sketch
from ecliptic.assess.schedule.building.faults import Fault
from ecliptic.assess.schedule.building.missions import launch_of
from ecliptic.assess.schedule.kernel import Calendar
from ecliptic.roadmap import Statement
from ecliptic.vocabulary import Location, Mission, Window

HORIZON_D = 36_525.0
"""A hundred years: how far windows are listed one by one where several kinds of them meet."""

Span = tuple[float, float]
_Group = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Opening:
    """A window as days after the day of the plan."""

    first: float
    last: float
    period: float
    blackout: bool
    statement: Statement


def add_windows(sketch: Sketch) -> frozenset[str]:
    """Give every mission that is yet to fly its calendar; returns those whose last known window is over.

    Windows for one place, or one mission, add up: any of them will do. A mission keeps to those of every
    place that holds its destination, and to its own. Without a window no calendar is invented.
    """
    groups = _grouped(sketch)
    places = sketch.roadmap.records(Location)
    over = set()
    for identifier, mission in sketch.roadmap.records(Mission).items():
        milestone = launch_of(identifier)
        draft = sketch.drafts[milestone]
        holding = [(Location.kind, place) for place in _around(places, mission.destination)]
        found = [groups[group] for group in (*holding, (Mission.kind, identifier)) if group in groups]
        if not found or draft.since is not None:
            continue
        calendar = _calendar(found)
        statements = [opening.statement for group in found for opening in group]
        if calendar is None:
            sketch.faults.append(_never(identifier, statements))
            continue
        if calendar.next(0.0) == inf:
            over.add(identifier)
        both = (*draft.statements, *statements)
        sketch.drafts[milestone] = replace(draft, calendar=calendar, statements=both)
    return frozenset(over)


def _grouped(sketch: Sketch) -> Mapping[_Group, list[_Opening]]:
    """Windows by the place or the mission for which they hold; impossible ones become faults."""
    groups: dict[_Group, list[_Opening]] = defaultdict(list)
    for statement in sketch.roadmap.taken(Window.kind).values():
        record = cast("Window", statement.record)
        opening, faults = _read(sketch.day, record, statement)
        for mission in record.missions:
            if sketch.roadmap.statement(Mission.kind, mission) is None:
                named = sketch.unstated.setdefault(launch_of(mission), set())
                named.add(f"{Window.kind} {record.id}")
        sketch.faults += faults
        if opening is None:
            continue
        if record.destination is not None:
            groups[Location.kind, record.destination].append(opening)
        for mission in sorted(set(record.missions)):
            groups[Mission.kind, mission].append(opening)
    return groups


def _read(day: date, record: Window, statement: Statement) -> tuple[_Opening | None, list[Fault]]:
    opens = None if record.opens is None else record.opens.earliest
    closes = None if record.closes is None else record.closes.latest
    faults = []

    def fault(field: str, value: object, message: str) -> None:
        faults.append(Fault(Window.kind, record.id, field, "" if value is None else str(value), message))

    if opens is None:
        fault("opens", record.opens, "A window needs its first day, such as 2028-09-20.")
    if closes is None:
        fault("closes", record.closes, "A window needs its last day, such as 2028-10-10.")
    if record.destination is None and not record.missions:
        fault("destination", None, "Say for which destination or for which missions the window holds.")
    if opens is None or closes is None:
        return None, faults
    length = (closes - opens).days
    if length < 0:
        fault("closes", record.closes, f"The window closes before it opens ({record.opens}). Swap the two.")
    period = record.repeats_d or 0.0
    if record.repeats_d is not None and not 1 <= period < inf:
        fault("repeats_d", record.repeats_d, "Openings come back after a day at least, or not at all.")
    elif record.repeats_d is not None and period < length:
        remedy = "Give a time from one opening to the next that is at least as long as the window."
        fault(
            "repeats_d", record.repeats_d, f"It would open again before it closes after {length} d. {remedy}"
        )
    if faults:
        return None, faults
    first, last = float((opens - day).days), float((closes - day).days)
    return _Opening(first, last, period, record.blackout, statement), faults


def _around(places: Mapping[str, Location], place: str | None) -> list[str]:
    """A place and all that hold it, narrowest first."""
    found: list[str] = []
    while place is not None and place not in found:
        found.append(place)
        record = places.get(place)
        place = None if record is None else record.parent
    return found


def _calendar(groups: Sequence[Sequence[_Opening]]) -> Calendar | None:
    """All groups together; None where they leave no moment at all.

    The kernel takes one period beside a list, so that a single repeating window stays exact for ever and
    others are listed for a hundred years.
    """
    parts: list[list[_Opening]] = []
    for group in groups:
        opening = [one for one in group if not one.blackout]
        parts += [opening] if opening else []
        parts += [[one] for one in group if one.blackout]
    # Before the first of its openings the kernel's period is closed, which is wrong for blackouts to come.
    alone = [
        part[0]
        for part in parts
        if len(part) == 1 and part[0].period and not (part[0].blackout and part[0].first > 0)
    ]
    kept = alone[0] if alone else None
    listed: list[Span] = [(-inf, inf)]
    for part in parts:
        if part[0] is not kept:
            spans = _united(span for one in part for span in _listed(one))
            listed = _common(listed, _outside(spans) if part[0].blackout else spans)
    if not listed:
        return None
    windows = () if listed == [(-inf, inf)] else tuple(listed)
    if kept is None:
        return Calendar(windows=windows)
    if kept.blackout:
        return Calendar(kept.last, kept.period, kept.period - (kept.last - kept.first), windows)
    return Calendar(kept.first, kept.period, kept.last - kept.first, windows)


def _listed(one: _Opening) -> list[Span]:
    if not one.period:
        return [(one.first, one.last)]
    turns = max(0, ceil((HORIZON_D - one.first) / one.period)) + 1
    skipped = max(0, int(-one.last // one.period))
    return [
        (one.first + n * one.period, one.last + n * one.period)
        for n in range(skipped, max(turns, skipped + 1))
    ]


def _united(spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for opens, closes in sorted(spans):
        if found and opens <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], closes)
        else:
            found.append((opens, closes))
    return found


def _outside(spans: Sequence[Span]) -> list[Span]:
    """What lies outside of spans that are in order and apart; their ends are allowed."""
    edges = [-inf, *(edge for span in spans for edge in span), inf]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _common(one: Sequence[Span], other: Sequence[Span]) -> list[Span]:
    """What two lists of spans, in order and apart, have in common."""
    found: list[Span] = []
    a = b = 0
    while a < len(one) and b < len(other):
        opens, closes = max(one[a][0], other[b][0]), min(one[a][1], other[b][1])
        if opens <= closes:
            found.append((opens, closes))
        if one[a][1] < other[b][1]:
            a += 1
        else:
            b += 1
    return found


def _never(mission: str, statements: Sequence[Statement]) -> Fault:
    named = ", ".join(sorted({f"window {statement.id}" for statement in statements}))
    message = f"{named} together leave no day on which it could start. Change one of them."
    return Fault(Mission.kind, mission, "", "", message)
