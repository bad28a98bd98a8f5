"""The timeline of missions: which of them, which years, by destination or by agency, with phases above."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ecliptic.assess import Figure, Table
from ecliptic.assess.assessment import Row
from ecliptic.assess.figure_data import Entry, TimelineBar, TimelineData
from ecliptic.publish import mission_table, mission_timeline
from ecliptic.roadmap import Roadmap
from ecliptic.server.pages.pictures.choosing import NOT_STATED, Item
from ecliptic.vocabulary import Mission, Organisation, Phase, Scenario

_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_YEARS_BACK = 5
_PHASES = "Phases of scenarios"


@dataclass(frozen=True, slots=True)
class Shown:
    """A mission: its bar, its lane, and its row in the table."""

    bar: TimelineBar
    lane: Entry
    row: Row

    @property
    def first(self) -> int | None:
        """First year in which it may fly; None where that is open or not stated."""
        return int(self.bar["start"][:4]) if self.bar["start"] else None

    @property
    def last(self) -> int | None:
        """Last year in which it may fly."""
        return int(self.bar["end"][:4]) if self.bar["end"] else None

    @property
    def is_dated(self) -> bool:
        """Whether anything is stated about when it flies."""
        return not (self.bar["start"] is None and self.bar["end"] is None)

    def touches(self, years: Years) -> bool:
        """Whether it may fly in these years."""
        return (self.first is None or self.first <= years.last) and (
            self.last is None or self.last >= years.first
        )


@dataclass(frozen=True, slots=True)
class Years:
    """The years that are shown, both included."""

    first: int
    last: int


@dataclass(frozen=True)
class Missions:
    """All missions of a roadmap, prepared for every choice."""

    items: Sequence[Item[Shown]]
    table: Table
    figure: Figure
    labels: Mapping[str, Mapping[str, str]]
    phases: Sequence[tuple[Entry, TimelineBar]]
    today: int
    span: Years

    @classmethod
    def of(cls, roadmap: Roadmap) -> Missions:
        """Prepare them."""
        figure, table = mission_timeline(roadmap, since=0), mission_table(roadmap)
        rows = {str(row[0]): row for row in table.rows}
        lanes = figure.data["lanes"]
        shown = [Shown(bar, lanes[bar["lane"]], rows[bar["id"]]) for bar in figure.data["bars"]]
        years = [year for mission in shown for year in (mission.first, mission.last) if year]
        today = _year_of(roadmap)
        span = Years(min(years, default=today), max(years, default=today))
        used = {o for mission in shown for o in mission.bar.get("organisations", [])}
        names = {o: roadmap.label(Organisation.kind, o) for o in used}
        labels = {"firmness": {c["value"]: c["label"].split(":")[0] for c in figure.data["legend"]}}
        labels["organisation"] = names
        items = [_item(mission, roadmap) for mission in shown]
        return cls(items, table, figure, labels, _phases(roadmap), today, span)

    @property
    def usual_years(self) -> Years:
        """From a few years ago to the last that any plan names."""
        return Years(min(self.today - _YEARS_BACK, self.span.last), self.span.last)

    def drawn(self, chosen: Sequence[Shown], years: Years, *, by_agency: bool, phases: bool) -> Figure:
        """The timeline of some missions in some years."""
        inside = [mission for mission in chosen if mission.touches(years)]
        lanes: dict[tuple[str, str], Entry] = {}
        bars = []
        for mission in inside:
            lane = _by_agency(mission.lane) if by_agency else mission.lane
            lanes.setdefault((str(lane["group"]), str(lane["label"])), lane)
            bars.append((lane, mission.bar))
        # The order of lanes in the whole picture is that of destinations; agencies follow the alphabet.
        ordered = sorted(lanes) if by_agency else sorted(lanes, key=self._place)
        above = [(lane, bar) for lane, bar in self.phases if phases and _overlaps(bar, years)]
        extra: dict[str, Entry] = {lane["id"]: lane for lane, _ in above}
        places: dict[tuple[str, ...], int] = {("phase", name): place for place, name in enumerate(extra)}
        places |= {("lane", *key): len(extra) + place for place, key in enumerate(ordered)}
        data: TimelineData = {
            "lanes": [*extra.values(), *(lanes[key] for key in ordered)],
            "bars": [
                *(_clipped(bar, years, places["phase", lane["id"]]) for lane, bar in above),
                *(
                    _clipped(bar, years, places["lane", str(lane["group"]), str(lane["label"])])
                    for lane, bar in bars
                ),
            ],
            "legend": self.figure.data["legend"],
        }
        order = "agency" if by_agency else "destination and agency"
        title = f"Missions by {order}, {years.first} to {years.last}"
        return replace(
            self.figure, title=title, data=data, caption=_caption(chosen, inside, by_agency=by_agency)
        )

    def _place(self, key: tuple[str, str]) -> int:
        lanes: Sequence[Any] = self.figure.data["lanes"]
        return next(i for i, lane in enumerate(lanes) if (str(lane["group"]), str(lane["label"])) == key)

    def rows(self, chosen: Iterable[Shown], years: Years) -> Table:
        """The missions of the picture as a table, in order of launch."""
        rows = tuple(mission.row for mission in chosen if mission.touches(years))
        return Table(self.table.name, self.table.title, self.table.columns, rows)


def read_years(first: str, last: str, usual: Years) -> Years:
    """The years that an address asks for; what is no year asks for what is usual."""
    begin, end = _year(first, usual.first), _year(last, usual.last)
    return Years(min(begin, end), max(begin, end))


def _year(text: str, otherwise: int) -> int:
    known = text.isascii() and text.isdigit() and len(text) == 4
    return min(max(int(text), _FIRST_YEAR), _LAST_YEAR) if known else otherwise


def _year_of(roadmap: Roadmap) -> int:
    if roadmap.as_of is not None:
        return roadmap.as_of.year
    return max((statement.stated_at.year for statement in roadmap.statements), default=2000)


def _item(mission: Shown, roadmap: Roadmap) -> Item[Shown]:
    record = roadmap.records(Mission)[mission.bar["id"]]
    values = {
        "destination": (str(mission.lane["group"]),),
        "organisation": tuple(mission.bar.get("organisations", [])) or (NOT_STATED,),
        "firmness": (mission.bar["firmness"],),
        "type": (record.type or NOT_STATED,),
        "unverified": ("yes" if mission.bar["unverified"] else "no",),
    }
    words = " ".join(str(cell) for cell in (mission.bar["label"], *mission.row) if cell)
    return Item(mission, values, words.casefold())


def _by_agency(lane: Entry) -> Entry:
    """The lane of a destination within the group of an agency."""
    return {
        "id": f"{lane['id']} {lane['group']}",
        "label": str(lane["group"]),
        "kind": None,
        "group": lane["label"],
    }


def _clipped(bar: TimelineBar, years: Years, lane: int) -> TimelineBar:
    """The part of a bar that lies in these years; its words still tell the whole."""
    first, last = date(years.first, 1, 1).isoformat(), date(years.last, 12, 31).isoformat()
    start, end = bar["start"], bar["end"]
    return {
        **bar,
        "lane": lane,
        "start": max(start, first) if start else start,
        "end": min(end, last) if end else end,
    }


def _overlaps(bar: TimelineBar, years: Years) -> bool:
    first = int(bar["start"][:4]) if bar["start"] else years.first
    last = int(bar["end"][:4]) if bar["end"] else years.last
    return first <= years.last and last >= years.first


def _phases(roadmap: Roadmap) -> list[tuple[Entry, TimelineBar]]:
    """Phases with dates, on a lane for each scenario."""
    made = []
    for identifier, statement in roadmap.taken(Phase.kind).items():
        phase = roadmap.records(Phase)[identifier]
        start = phase.start and (phase.start.earliest or phase.start.latest)
        end = phase.end and (phase.end.latest or phase.end.earliest)
        if not (start or end) or phase.scenario is None:
            continue
        name = roadmap.label(Scenario.kind, phase.scenario)
        lane: Entry = {"id": phase.scenario, "label": name, "kind": Scenario.kind, "group": _PHASES}
        told = " to ".join(d.text for d in (phase.start, phase.end) if d)
        bar: TimelineBar = {
            "lane": 0,
            "kind": Phase.kind,
            "id": identifier,
            "label": phase.name,
            "start": start.isoformat() if start else None,
            "end": end.isoformat() if end else None,
            "text": told,
            "firmness": statement.firmness.value if statement.firmness else "unknown",
            "unverified": statement.unverified,
        }
        made.append((lane, bar))
    return sorted(made, key=lambda pair: (pair[0]["id"], pair[1]["start"] or pair[1]["end"] or ""))


def _caption(chosen: Sequence[Shown], inside: Sequence[Shown], *, by_agency: bool) -> str:
    words = [
        "Each shape is the span of days in which a mission may be launched, as its plan says it: a diamond "
        "is a known day or month, a bar a longer span, a fading side an open one.",
        "Lanes are destinations." if by_agency else "Lanes are lead agencies.",
    ]
    outside = len(chosen) - len(inside)
    if outside:
        verb = "flies" if outside == 1 else "fly"
        words.append(f"{outside} of the chosen missions {verb} outside these years.")
    undated = sum(not mission.is_dated for mission in inside)
    if undated:
        words.append(f"{undated} {'has' if undated == 1 else 'have'} no date at all.")
    return " ".join(words)
