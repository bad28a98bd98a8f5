"""What to draw: when crowded clusters take place, who is in which area, and how crowded functions are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ecliptic.assess.assessment import Figure, LazyData
from ecliptic.assess.figure_data import (
    Bar,
    BarsData,
    Category,
    Entry,
    MatrixCell,
    MatrixData,
    TimelineBar,
    TimelineData,
)
from ecliptic.assess.involvement import Names, counted, titled
from ecliptic.assess.overlap.clusters import Cluster
from ecliptic.assess.overlap.crowding import AreaPart, Crowding
from ecliptic.assess.overlap.matters import MISSION_KIND, Matter
from ecliptic.assess.overlap.undertakings import Party, Undertaking
from ecliptic.assess.overlap.verdicts import SEVERITIES
from ecliptic.roadmap import Roadmap
from ecliptic.vocabulary import Firmness, Function, Organisation, TaxonomyNode

MOST_CLUSTERS = 8
MOST_LANES = 12
MOST_FUNCTIONS = 20
_SOURCE = "Contributions, missions and projects as organisations state them in this roadmap."
_NOT_STATED = "unknown"


def legend() -> list[Category]:
    """The commitment grammar, firmest first, and what is not stated."""
    terms = [Category(value=f.value, label=f"{f.value}: {f.meaning}") for f in Firmness]
    return [*terms, Category(value=_NOT_STATED, label="firmness not stated")]


class Drawer:
    """Makes the figures of one assessment."""

    def __init__(self, roadmap: Roadmap) -> None:
        self._roadmap = roadmap
        self._names = Names(roadmap)

    def timeline(self, clusters: Iterable[Cluster]) -> Figure:
        """The most crowded clusters, each with its undertakings in time."""
        crowded = [cluster for cluster in clusters if cluster.sides]
        crowded.sort(key=lambda c: (SEVERITIES.index(c.severity), -len(c.sides), c.name))
        shown = min(len(crowded), MOST_CLUSTERS)
        return Figure(
            name="crowded-clusters",
            form="timeline",
            title="When the most crowded undertakings take place",
            caption=(
                f"{counted(shown, 'cluster')} of {len(crowded)} in which sides overlap or may overlap, "
                f"gravest first, each with at most {MOST_LANES} sides. A bar ends with the last day "
                "that the plan names; where no end is stated the undertaking may last longer."
            ),
            source=_SOURCE,
            data=LazyData(lambda: self._timeline_data(crowded[:MOST_CLUSTERS])),
        )

    def _timeline_data(self, crowded: Iterable[Cluster]) -> Mapping[str, Any]:
        lanes: list[Entry] = []
        bars: list[TimelineBar] = []
        for cluster in crowded:
            sides: dict[Party, list[Undertaking]] = {}
            for undertaken in cluster.members:
                sides.setdefault(undertaken.party, []).append(undertaken)
            for party, undertakings in list(sides.items())[:MOST_LANES]:
                bars += [self._bar(undertaken, len(lanes)) for undertaken in undertakings]
                lanes.append(self._lane(cluster, party))
        data = TimelineData(lanes=lanes, bars=bars, legend=legend())
        return {**data}

    def _lane(self, cluster: Cluster, party: Party) -> Entry:
        heading = f"{cluster.matter.id}: {cluster.matter.label}"
        if cluster.matter.channel == MISSION_KIND:
            where = cluster.where(self._roadmap) or "destination not stated"
            heading = f"{cluster.matter.label[:1].upper()}{cluster.matter.label[1:]} missions: {where}"
        alone = party[0] if len(party) == 1 else None
        known = alone is not None and self._roadmap.get(Organisation, alone) is not None
        return Entry(
            id="; ".join(party),
            label=self._names.listed(party),
            kind=Organisation.kind if known else None,
            group=heading,
        )

    def _bar(self, undertaken: Undertaking, lane: int) -> TimelineBar:
        thing, span = undertaken.thing, undertaken.span
        return TimelineBar(
            lane=lane,
            kind=thing.key.kind,
            id=thing.key.id,
            label=thing.label,
            start=None if span is None else span.first_day,
            end=None if span is None else span.last_day,
            text="" if span is None else span.text,
            firmness=_category(undertaken.firmness),
            unverified=undertaken.unverified,
            organisations=list(thing.responsible),
        )

    def matrix(self, crowding: Crowding) -> Figure:
        """Organisations by function area: how many undertakings, and how firm the firmest is."""
        return Figure(
            name="organisations-by-area",
            form="matrix",
            title="Who serves which area of functions",
            caption=(
                "Numbers count missions, elements and other things that serve a function of the area, each "
                "once. Colours show the firmest contribution. An empty cell says that none is stated."
            ),
            source=_SOURCE,
            data=LazyData(lambda: self._matrix_data(crowding)),
            unit="undertakings",
        )

    def _matrix_data(self, crowding: Crowding) -> Mapping[str, Any]:
        organisations = sorted({organisation for organisation, _ in crowding.areas})
        areas = sorted({area for _, area in crowding.areas}, key=lambda a: (a is None, a or ""))
        cells = []
        for row, organisation in enumerate(organisations):
            for column, area in enumerate(areas):
                found = crowding.areas.get((organisation, area))
                if found is not None:
                    cells.append(self._cell((row, column), organisation, area, found))
        data = MatrixData(
            rows=[self._organisation(o) for o in organisations],
            columns=[self._area(a) for a in areas],
            cells=cells,
            legend=legend(),
            row_title="Organisation",
            column_title="Function area",
        )
        return {**data}

    def _cell(self, at: tuple[int, int], organisation: str, area: str | None, found: AreaPart) -> MatrixCell:
        firmness, number = _category(found.firmness), len(found.things)
        return MatrixCell(
            row=at[0],
            column=at[1],
            value=firmness,
            label=(
                f"{self._names.short(organisation)}: {counted(number, 'undertaking')} in "
                f"{self._area_name(area)}; the firmest is {firmness}"
            ),
            text=str(number)[:3],
            unverified=found.unverified,
        )

    def bars(self, crowding: Crowding) -> Figure:
        """The most crowded functions: organisations by firmness."""
        number = len(crowding.matters)
        return Figure(
            name="crowded-functions",
            form="bars",
            title="Functions that most organisations serve",
            caption=(
                f"The {min(number, MOST_FUNCTIONS)} functions, of {number} that contributions name, with "
                "most organisations. Each organisation counts once, by its firmest contribution. Many on one "
                "function is no fault: they may work together, or be wanted as a reserve."
            ),
            source=_SOURCE,
            data=LazyData(lambda: self._bars_data(crowding)),
            unit="organisations",
        )

    def _bars_data(self, crowding: Crowding) -> Mapping[str, Any]:
        ordered = sorted(crowding.matters, key=lambda m: (-len(crowding.firmness[m.id]), m.id))
        bars = [self._function(matter, crowding.firmness[matter.id]) for matter in ordered[:MOST_FUNCTIONS]]
        data = BarsData(bars=bars, legend=legend(), bar_title="Function", value_title="Organisations")
        return {**data}

    def _function(self, matter: Matter, firmness: dict[str, Firmness | None]) -> Bar:
        groups: dict[str, list[str]] = {category["value"]: [] for category in legend()}
        for organisation, firm in sorted(firmness.items()):
            groups[_category(firm)].append(organisation)
        return Bar(
            id=matter.id,
            label=titled(matter.id, matter.label),
            kind=Function.kind,
            group=None,
            segments=[
                {"category": value, "value": len(who), "label": f"{value}: {self._names.listed(who)}"}
                for value, who in groups.items()
                if who
            ],
        )

    def _organisation(self, organisation: str) -> Entry:
        return Entry(
            id=organisation, label=self._names.short(organisation), kind=Organisation.kind, group=None
        )

    def _area(self, area: str | None) -> Entry:
        if area is None:
            return Entry(id="not-stated", label=self._area_name(None), kind=None, group=None)
        return Entry(id=area, label=self._area_name(area), kind=TaxonomyNode.kind, group=None)

    def _area_name(self, area: str | None) -> str:
        if area is None:
            return "area not stated"
        node = self._roadmap.get(TaxonomyNode, area)
        return area if node is None else node.title


def _category(firmness: Firmness | None) -> str:
    return _NOT_STATED if firmness is None else firmness.value
