"""The tables of the answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ecliptic.assess.assessment import Cell, Column, Finding, LazyRows, Row, Subject, Table
from ecliptic.assess.cells import joined, word
from ecliptic.assess.overlap.clusters import Cluster
from ecliptic.assess.overlap.crowding import Crowding
from ecliptic.assess.overlap.findings import finding_kind
from ecliptic.assess.overlap.joint import Joint
from ecliptic.assess.overlap.matters import MISSION_KIND, Matter
from ecliptic.assess.overlap.pairs import Pair
from ecliptic.assess.overlap.spans import Span, days_apart
from ecliptic.assess.overlap.statuses import Status, reasons_in
from ecliptic.assess.overlap.undertakings import Undertaking
from ecliptic.vocabulary import Firmness, Function, Location, Organisation, TaxonomyNode, TechnologyGap

_ABOUT = (
    Column("cluster", "What the sides undertake, in words"),
    Column("function", "Function, where it is about one", kind=Function.kind),
    Column("technology_gap", "Technology gap, where it is about one", kind=TechnologyGap.kind),
    Column("mission_kind", "Kind of mission, where it is about one"),
)


def _side_columns(side: str) -> tuple[Column, ...]:
    return (
        Column(f"{side}_organisations", f"Who answers for the {side} side", kind=Organisation.kind),
        Column(f"{side}_kind", "Kind of the undertaking that decides"),
        Column(f"{side}_id", "Identifier of the undertaking that decides"),
        Column(f"{side}_name", "What it is called"),
        Column(f"{side}_firmness", "How firm it is; empty where not stated"),
        Column(f"{side}_when", "When, as the plan says it; empty where not stated"),
        Column(
            f"{side}_undertakings",
            "How many undertakings of that side were compared",
            "integer",
            "undertakings",
        ),
    )


PAIR_COLUMNS = (
    *_ABOUT,
    Column("place", "Smallest place known to hold both; empty where not stated", kind=Location.kind),
    Column("status", "What the two are to each other"),
    Column("severity", "How grave that is"),
    *_side_columns("first"),
    *_side_columns("second"),
    Column("place_match", "How exactly the two places are known to be the same"),
    Column("days_apart", "Time between the two as stated; empty where a date is unknown", "integer", "d"),
    Column("in_both", "Organisations that take part in both", kind=Organisation.kind),
    Column("reasons", "Why it is so"),
    Column("rests_on", "Standard or ground rule that makes the redundancy wanted"),
    Column("unverified", "Whether a statement behind it was not found in a document", "boolean"),
)


def pair_table(clusters: Sequence[Cluster]) -> Table:
    """Every pair of sides, most telling first within its cluster."""
    rows = LazyRows(lambda: ((*_about(c), *_pair_cells(c, pair)) for c in clusters for pair in c.pairs))
    return Table("overlaps", "Pairs of sides that undertake the same", PAIR_COLUMNS, rows)


def _about(cluster: Cluster) -> Row:
    matter = cluster.matter
    return (
        cluster.name,
        matter.id if matter.channel == Function.kind else None,
        matter.id if matter.channel == TechnologyGap.kind else None,
        matter.id if matter.channel == MISSION_KIND else None,
    )


def _pair_cells(cluster: Cluster, pair: Pair) -> Row:
    first, second, verdict = pair.first, pair.second, pair.verdict
    apart = None
    if first.span is not None and second.span is not None:
        apart = days_apart(first.span, second.span)
    return (
        pair.meeting.place,
        verdict.status.value,
        verdict.severity,
        *_side_cells(first),
        len(cluster.undertakings(pair.meeting.place, first.party)),
        *_side_cells(second),
        len(cluster.undertakings(pair.meeting.place, second.party)),
        pair.meeting.match.value,
        apart,
        joined(sorted(verdict.shared)),
        "; ".join(reasons_in(verdict.reasons)),
        verdict.detail,
        first.unverified or second.unverified,
    )


def _side_cells(undertaken: Undertaking) -> Row:
    return (
        joined(sorted(undertaken.thing.responsible)),
        undertaken.thing.key.kind,
        undertaken.thing.key.id,
        undertaken.thing.label,
        word(undertaken.firmness),
        None if undertaken.span is None else undertaken.span.text,
    )


CLUSTER_COLUMNS = (
    *_ABOUT,
    Column("place", "Place of the missions; empty for functions and gaps", kind=Location.kind),
    Column("status", "The most telling status of its pairs"),
    Column("severity", "The gravest severity of its pairs"),
    Column("organisations", "Who answers for the sides that overlap, or may", kind=Organisation.kind),
    Column("sides", "Sides that overlap, or may", "integer", "sides"),
    Column("sides_committed", "Of these, fact or approved", "integer", "sides"),
    Column("sides_planned", "Of these, planned and not yet financed", "integer", "sides"),
    Column("sides_considered", "Of these, considered or a concept", "integer", "sides"),
    Column("sides_not_stated", "Of these, of firmness not stated", "integer", "sides"),
    Column(
        "undertakings", "Missions, elements, projects and others of these sides", "integer", "undertakings"
    ),
    Column("pairs_overlap", "Pairs of sides that overlap", "integer", "pairs"),
    Column("pairs_possible", "Pairs of sides that may overlap", "integer", "pairs"),
    Column("pairs_wanted", "Pairs of which both are wanted", "integer", "pairs"),
    Column("pairs_cooperation", "Pairs that belong together", "integer", "pairs"),
    Column(
        "pairs_interest", "Interests beside a plan; empty where interests were left out", "integer", "pairs"
    ),
    Column("thinned", "Whether it holds so much that only neighbours in time were compared", "boolean"),
    Column("finding", "Identity of the finding about its overlaps; empty where it has none"),
)


def cluster_table(clusters: Sequence[Cluster], findings: Sequence[Finding], *, with_interest: bool) -> Table:
    """Every cluster with its sides by firmness and its pairs by status."""

    def rows() -> Iterator[Row]:
        known = {(f.kind, f.subjects): f.identity for f in findings}
        for cluster in clusters:
            yield _cluster_row(cluster, known, with_interest=with_interest)

    return Table("clusters", "What several sides undertake", CLUSTER_COLUMNS, LazyRows(rows))


def _cluster_row(
    cluster: Cluster, known: Mapping[tuple[str, tuple[Subject, ...]], str], *, with_interest: bool
) -> Row:
    sides = cluster.sides
    firmnesses = [u.firmness for u in sides.values()]
    status = {s: len(cluster.of(s)) for s in Status}
    return (
        *_about(cluster),
        cluster.place,
        cluster.status.value,
        cluster.severity,
        joined(sorted({o for u in sides.values() for o in u.thing.responsible})),
        len(sides),
        sum(f is not None and f.is_commitment for f in firmnesses),
        sum(f is Firmness.PLANNED for f in firmnesses),
        sum(f in (Firmness.CONSIDERED, Firmness.CONCEPT) for f in firmnesses),
        sum(f is None for f in firmnesses),
        len(cluster.members),
        status[Status.OVERLAP],
        status[Status.POSSIBLE],
        status[Status.WANTED],
        status[Status.COOPERATION],
        status[Status.INTEREST] if with_interest else None,
        cluster.thinned,
        known.get((finding_kind(cluster, "overlap"), cluster.subjects)),
    )


MEMBER_COLUMNS = (
    *_ABOUT,
    Column("kind", "Kind of the undertaking"),
    Column("id", "Identifier of the undertaking"),
    Column("name", "What it is called"),
    Column("organisations", "Who answers for it", kind=Organisation.kind),
    Column("with_organisations", "Who else takes part", kind=Organisation.kind),
    Column("firmness", "How firm it is in this matter; empty where not stated"),
    Column("first_day", "First day that the plan allows; empty where open or not stated", "date"),
    Column("last_day", "Last day that the plan names; empty where open or not stated", "date"),
    Column("when", "When, as the plan says it; empty where not stated"),
    Column("end_stated", "Whether the plan says when it ends; empty where no date is stated", "boolean"),
    Column("place", "Where; empty where not stated", kind=Location.kind),
    Column("unverified", "Whether a statement behind it was not found in a document", "boolean"),
)


def member_table(clusters: Sequence[Cluster]) -> Table:
    """What makes each cluster crowded, undertaking by undertaking."""
    rows = LazyRows(lambda: ((*_about(c), *_member_cells(u)) for c in clusters for u in c.members))
    return Table("undertakings", "What makes each cluster crowded", MEMBER_COLUMNS, rows)


def _member_cells(undertaken: Undertaking) -> Row:
    thing, span = undertaken.thing, undertaken.span
    return (
        thing.key.kind,
        thing.key.id,
        thing.label,
        joined(sorted(thing.responsible)),
        joined(sorted(thing.participants - set(thing.responsible))),
        word(undertaken.firmness),
        *_days(span),
        None if span is None else span.text,
        None if span is None else span.ends_as_stated,
        undertaken.bearing.place,
        undertaken.unverified,
    )


def _days(span: Span | None) -> tuple[str | None, str | None]:
    return (None, None) if span is None else (span.first_day, span.last_day)


_COUNTED = (*(f for f in Firmness if f is not Firmness.INTEREST), None, Firmness.INTEREST)
FUNCTION_COLUMNS = (
    Column("function", "Function that contributions name", kind=Function.kind),
    Column("name", "What it is called"),
    Column("area", "Sub-architecture that it belongs to", kind=TaxonomyNode.kind),
    Column(
        "undertakings",
        "Missions, elements and others that serve it, each counted once",
        "integer",
        "undertakings",
    ),
    Column("organisations", "Organisations whose contributions name it", "integer", "organisations"),
    Column("who", "These organisations", kind=Organisation.kind),
    *(
        Column(
            f"organisations_{'not_stated' if f is None else f.value}",
            f"Those whose firmest contribution is {'of firmness not stated' if f is None else f.value}",
            "integer",
            "organisations",
        )
        for f in _COUNTED
    ),
)


def function_table(crowding: Crowding, *, with_interest: bool) -> Table:
    """How many organisations serve each function, by firmness; the most crowded first."""

    def rows() -> Iterable[Row]:
        made = [_function_row(crowding, matter, with_interest=with_interest) for matter in crowding.matters]
        return sorted(made, key=lambda row: (-int(row[4] or 0), str(row[0])))

    return Table("functions", "How crowded each function is", FUNCTION_COLUMNS, LazyRows(rows))


def _function_row(crowding: Crowding, matter: Matter, *, with_interest: bool) -> Row:
    firmness = crowding.firmness[matter.id]
    counts: list[Cell] = [sum(known is f for known in firmness.values()) for f in _COUNTED]
    if not with_interest:
        counts[-1] = None
    return (
        matter.id,
        matter.label,
        crowding.area(matter.id),
        len(matter.undertakings),
        len(firmness),
        joined(sorted(firmness)),
        *counts,
    )


JOINT_COLUMNS = (
    Column("kind", "Kind of what is undertaken jointly"),
    Column("id", "Identifier of it"),
    Column("name", "What it is called"),
    Column("organisation", "Organisation that takes part", kind=Organisation.kind),
    Column("role", "Its role"),
    Column("firmness", "How firmly, by the organisation's own contribution; empty where not stated"),
    Column("unverified", "Whether that statement was not found in a document", "boolean"),
)


def joint_table(joints: Iterable[Joint]) -> Table:
    """Who takes part in what is undertaken jointly."""
    rows = tuple(
        (
            joint.thing.key.kind,
            joint.thing.key.id,
            joint.thing.label,
            part.organisation,
            part.role.value,
            None if part.firmness is None else part.firmness.value,
            None if part.statement is None else part.statement.unverified,
        )
        for joint in joints
        for part in joint.parts
    )
    return Table("joint_undertakings", "What organisations undertake together", JOINT_COLUMNS, rows)
