"""The missions of a roadmap as a timeline by destination and agency, and as a table."""

from __future__ import annotations

from collections.abc import Iterable

from ecliptic.assess import Column, Figure, Table
from ecliptic.assess.figure_data import Category, Entry, TimelineBar, TimelineData
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import Body, Firmness, Location, Mission, Organisation, PlannedDate

UNKNOWN = "unknown"
_UNKNOWN_LABEL = "firmness not stated"
_YEARS_BACK = 5
_GROUPS = {
    Body.MOON: "Moon",
    Body.MARS: "Mars",
    Body.SMALL_BODY: "Asteroids and comets",
    Body.OTHER: "Other destinations",
    Body.EARTH: "Earth orbit",
    None: "Destination not stated",
}
_NO_LEAD = "no lead agency"

Lane = tuple[Body | None, str | None]


def mission_timeline(roadmap: Roadmap, *, since: int | None = None) -> Figure:
    """When missions fly, by destination and lead agency.

    Missions that flew before the year `since` are left out of the picture and counted in its caption; by
    default that is five years before the date of the roadmap.
    """
    missions = _missions(roadmap)
    year = since if since is not None else _year_of(roadmap) - _YEARS_BACK
    shown = [statement for statement in missions if not _before(statement, year)]
    lanes = _lanes(roadmap, shown)
    order = {lane: index for index, lane in enumerate(lanes)}
    data: TimelineData = {
        "lanes": [_lane_entry(roadmap, lane) for lane in lanes],
        "bars": [_bar(statement, order[_lane(roadmap, statement)]) for statement in shown],
        "legend": [
            *(Category(value=word.value, label=f"{word.value}: {word.meaning}") for word in Firmness),
            Category(value=UNKNOWN, label=_UNKNOWN_LABEL),
        ],
    }
    return Figure(
        name="missions",
        form="timeline",
        title="Missions by destination and agency",
        caption=_caption(missions, shown, year),
        source=_source(shown),
        data=data,
        unit="calendar years",
    )


def mission_table(roadmap: Roadmap) -> Table:
    """Every mission of the roadmap, in order of launch."""
    columns = (
        Column("mission", "Mission", kind=Mission.kind),
        Column("lead", "Organisation responsible for it", kind=Organisation.kind),
        Column("partners", "Organisations that take part", kind=Organisation.kind),
        Column("others", "Companies and others that take part"),
        Column("destination", "Where it goes", kind=Location.kind),
        Column("type", "Sort of mission"),
        Column("launch", "When it is launched, in the plan's words"),
        Column("firmness", "How firm the statement is"),
        Column("status", "Where it stands, in the source's words"),
        Column("unverified", "Whether it was not found in a document", "boolean"),
    )
    rows = tuple(_row(statement) for statement in _missions(roadmap))
    return Table("missions", "Missions in order of launch", columns, rows)


def _missions(roadmap: Roadmap) -> list[Statement]:
    return sorted(roadmap.taken(Mission.kind).values(), key=_when)


def _mission(statement: Statement) -> Mission:
    record = statement.record
    if not isinstance(record, Mission):
        message = f"a {record.kind} is no mission"
        raise TypeError(message)
    return record


def _when(statement: Statement) -> tuple[bool, str, str, str]:
    launch = _mission(statement).launch
    first = launch and (launch.earliest or launch.latest)
    last = launch and (launch.latest or launch.earliest)
    return launch is None, str(first or ""), str(last or ""), statement.id


def _year_of(roadmap: Roadmap) -> int:
    """Year for which the roadmap is drawn: the instant asked for, else that of its newest statement."""
    if roadmap.as_of is not None:
        return roadmap.as_of.year
    return max((statement.stated_at.year for statement in roadmap.statements), default=2000)


def _before(statement: Statement, year: int) -> bool:
    launch = _mission(statement).launch
    return launch is not None and launch.latest is not None and launch.latest.year < year


def _lane(roadmap: Roadmap, statement: Statement) -> Lane:
    mission = _mission(statement)
    place = roadmap.get(Location, mission.destination) if mission.destination else None
    return (place.body if place else None), mission.lead


def _lanes(roadmap: Roadmap, missions: Iterable[Statement]) -> list[Lane]:
    groups = list(_GROUPS)
    found = {_lane(roadmap, statement) for statement in missions}
    return sorted(found, key=lambda lane: (groups.index(lane[0]), lane[1] is None, lane[1] or ""))


def _lane_entry(roadmap: Roadmap, lane: Lane) -> Entry:
    body, lead = lane
    organisation = roadmap.get(Organisation, lead) if lead else None
    return {
        "id": lead or f"{body or 'nowhere'}: {_NO_LEAD}",
        "label": (organisation.acronym if organisation else None) or lead or _NO_LEAD,
        "kind": Organisation.kind if lead else None,
        "group": _GROUPS[body],
    }


def _bar(statement: Statement, lane: int) -> TimelineBar:
    mission = _mission(statement)
    launch = mission.launch
    return {
        "lane": lane,
        "kind": Mission.kind,
        "id": mission.id,
        "label": mission.name,
        "start": launch.earliest.isoformat() if launch and launch.earliest else None,
        "end": launch.latest.isoformat() if launch and launch.latest else None,
        "text": _told(launch, mission.launch_note),
        "firmness": statement.firmness.value if statement.firmness else UNKNOWN,
        "unverified": statement.unverified,
        "organisations": [o for o in (mission.lead, *mission.partners) if o],
    }


def _told(launch: PlannedDate | None, note: str | None) -> str:
    return "; ".join(part for part in (launch.text if launch else "", note or "") if part)


def _caption(missions: list[Statement], shown: list[Statement], year: int) -> str:
    older = len(missions) - len(shown)
    unverified = sum(statement.unverified for statement in shown)
    words = [
        "Each shape is the span of days in which a mission may be launched, as its plan says it: a diamond "
        "is a known day or month, a bar a longer span, a fading side an open one.",
        "Lanes are lead agencies.",
    ]
    if older:
        words.append(f"{_missions_are(older, f'launched before {year} ')} in the table only.")
    if unverified:
        verb = "is" if unverified == 1 else "are"
        words.append(
            f"{unverified} of {len(shown)} missions {verb} unverified and marked with a question mark."
        )
    return " ".join(words)


def _missions_are(count: int, which: str) -> str:
    return f"1 mission {which}is" if count == 1 else f"{count} missions {which}are"


def _source(shown: list[Statement]) -> str:
    publishers = sorted({statement.publisher for statement in shown})
    return f"Statements of {', '.join(publishers)}." if publishers else "No statements."


def _row(statement: Statement) -> tuple[str | bool | None, ...]:
    mission = _mission(statement)
    return (
        mission.id,
        mission.lead,
        "; ".join(mission.partners) or None,
        "; ".join(mission.other_partners) or None,
        mission.destination,
        mission.type,
        _told(mission.launch, mission.launch_note) or None,
        statement.firmness.value if statement.firmness else None,
        mission.status,
        statement.unverified,
    )
