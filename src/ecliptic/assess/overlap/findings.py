"""What is told about clusters and joint undertakings: one finding each, in plain and neutral words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ecliptic.assess.assessment import Finding, Quantity, resting_on
from ecliptic.assess.involvement import Names, in_a_row, titled
from ecliptic.assess.overlap.clusters import SAME, Cluster, sides_of
from ecliptic.assess.overlap.joint import Joint
from ecliptic.assess.overlap.matters import MISSION_KIND
from ecliptic.assess.overlap.pairs import Pair
from ecliptic.assess.overlap.statuses import Status, reasons_in
from ecliptic.assess.overlap.undertakings import Party, Undertaking
from ecliptic.assess.overlap.verdicts import SEVERITIES
from ecliptic.roadmap import Roadmap
from ecliptic.vocabulary import Firmness, Function, TechnologyGap

QUESTION = "overlap"
_PREFIX = {Function.kind: "function", TechnologyGap.kind: "gap"}
_GROUPS: dict[str, tuple[Status, ...]] = {
    "overlap": SAME,
    "wanted-redundancy": (Status.WANTED,),
    "cooperation": (Status.COOPERATION,),
    "interest": (Status.INTEREST,),
}
_MOST_SIDES = 8


class Writer:
    """Writes the findings of one assessment."""

    def __init__(self, roadmap: Roadmap, window_years: float) -> None:
        self._roadmap = roadmap
        self._names = Names(roadmap)
        self._window_years = window_years

    def about(self, cluster: Cluster) -> Iterator[Finding]:
        """The findings on a cluster: what coincides, what is wanted twice, and what only might meet."""
        for group, statuses in _GROUPS.items():
            pairs = cluster.of(*statuses)
            if not pairs:
                continue
            sides = sides_of(pairs)
            statements = [s for u in sides.values() for s in u.statements]
            finding = Finding(
                question=QUESTION,
                kind=finding_kind(cluster, group),
                subjects=cluster.subjects,
                severity=SEVERITIES[min(pair.verdict.gravity for pair in pairs)],
                sentence=self._sentence(cluster, group, pairs),
                numbers=_numbers(pairs, sides),
            )
            yield resting_on(finding, statements)

    def joint(self, joint: Joint) -> Finding:
        """The finding on something that several organisations undertake together."""
        thing = joint.thing
        parts = [
            f"{self._names.short(part.organisation)} ({part.role}, {_firm(part.firmness)})"
            for part in joint.parts
        ]
        finding = Finding(
            question=QUESTION,
            kind="joint-undertaking",
            subjects=(thing.subject,),
            severity="information",
            sentence=f"{titled(thing.subject.id, thing.label)} is undertaken jointly: {in_a_row(parts)}.",
            numbers=(Quantity("organisations", len(joint.parts), "organisations"),),
        )
        return resting_on(finding, joint.statements)

    def _sentence(self, cluster: Cluster, group: str, pairs: Sequence[Pair]) -> str:
        head = self._head(cluster)
        if group != "overlap":
            return f"{head}: {_LEAD_IN[group]}, {self._sides(sides_of(pairs))}; {self._why(pairs)}."
        sure = sides_of(cluster.of(Status.OVERLAP))
        every = sides_of(pairs)
        unsure = {party: u for party, u in every.items() if party not in sure}
        closeness = self._closeness(cluster)
        if not sure:
            return (
                f"{head}: the same may be undertaken separately {closeness} by {self._sides(every)}; "
                f"not sure, as {self._why(pairs)}."
            )
        also = f", and possibly by {self._sides(unsure)}" if unsure else ""
        return f"{head}: undertaken or planned separately {closeness} by {self._sides(sure)}{also}."

    def _head(self, cluster: Cluster) -> str:
        if cluster.matter.channel != MISSION_KIND:
            return titled(cluster.matter.id, cluster.matter.label)
        where = cluster.where(self._roadmap) or "destinations of which one is not stated"
        return f"{cluster.matter.label[:1].upper()}{cluster.matter.label[1:]} missions to {where}"

    def _closeness(self, cluster: Cluster) -> str:
        if cluster.matter.channel == MISSION_KIND:
            return f"within {self._window_years:g} years of each other"
        where = cluster.where(self._roadmap)
        return "at the same time" if where is None else f"at the same time in one place ({where})"

    def _sides(self, sides: Mapping[Party, Undertaking]) -> str:
        words = []
        for party, undertaken in sides.items():
            mark = ", unverified" if undertaken.unverified else ""
            words.append(f"{self._names.listed(party)} ({_firm(undertaken.firmness)}{mark})")
        if len(words) > _MOST_SIDES + 1:
            words = [*words[:_MOST_SIDES], f"{len(words) - _MOST_SIDES} more"]
        return in_a_row(words)

    def _why(self, pairs: Iterable[Pair]) -> str:
        verdicts = [pair.verdict for pair in pairs]
        details = sorted({v.detail for v in verdicts if v.detail is not None})
        bits = 0
        for verdict in verdicts:
            bits |= verdict.reasons
        words = [reason.value for reason in reasons_in(bits)]
        return in_a_row(words) + (f" ({', '.join(details)})" if details else "")


_LEAD_IN = {
    "wanted-redundancy": "more than one provider by design",
    "cooperation": "plans that belong together",
    "interest": "interest beside a plan, which duplicates nothing",
}


def finding_kind(cluster: Cluster, group: str) -> str:
    """Kind of the finding on a cluster; for missions it names their kind, which is no record."""
    channel = cluster.matter.channel
    prefix = f"mission-{cluster.matter.id}" if channel == MISSION_KIND else _PREFIX[channel]
    return f"{prefix}-{group}"


def _numbers(pairs: Sequence[Pair], sides: Mapping[Party, Undertaking]) -> tuple[Quantity, ...]:
    ranks = [u.rank for u in sides.values()]
    planned, interest = Firmness.PLANNED.rank, Firmness.INTEREST.rank
    return (
        Quantity("pairs", len(pairs), "pairs"),
        Quantity("overlaps", sum(p.verdict.status is Status.OVERLAP for p in pairs), "pairs"),
        Quantity("sides", len(sides), "sides"),
        Quantity("sides_committed", sum(r < planned for r in ranks), "sides"),
        Quantity("sides_planned", sum(r == planned for r in ranks), "sides"),
        Quantity("sides_considered", sum(planned < r < interest for r in ranks), "sides"),
        Quantity("sides_interested", sum(r == interest for r in ranks), "sides"),
        Quantity("sides_not_stated", sum(r > interest for r in ranks), "sides"),
    )


def _firm(firmness: Firmness | None) -> str:
    if firmness is None:
        return "firmness not stated"
    return "interest only" if firmness is Firmness.INTEREST else firmness.value
