"""Who works on a technology gap, and how firmly; an interest stays apart from all that is more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ecliptic.assess.assessment import Subject
from ecliptic.assess.involvement import FIRMNESSES, NOT_STATED, Involvement, Names, in_a_row
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import Contribution, Firmness, Project, ProjectStatus, Role, TechnologyGap

_MOST_NAMED = 6


class Address(StrEnum):
    """How many organisations work on a gap."""

    NOBODY = "nobody"
    INTEREST = "interest only"
    ONE = "one organisation"
    SEVERAL = "several organisations"


class Standing(StrEnum):
    """How firmly a gap is worked on, by the firmest of those who do."""

    FIRM = "firm"
    PLANNED = "planned"
    ON_PAPER = "on paper"
    UNKNOWN = "firmness not stated"
    INTEREST = "interest only"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who works on a gap or is interested in it, and the statement that says so."""

    organisation: str | None
    """Empty where a project names no organisation that leads it."""
    how: str
    role: Role | None
    firmness: Firmness | None
    through: Subject
    statement: Statement
    partners: tuple[str, ...] = ()
    """Those that the statement says it is shared with; what they do about the gap is not stated."""

    @property
    def is_interest(self) -> bool:
        """Whether nothing more than interest has been expressed."""
        return self.firmness is Firmness.INTEREST

    @property
    def party(self) -> str:
        """What counts as one: an organisation, or a project of which nobody says who leads it."""
        return self.organisation or f"{self.through.kind} {self.through.id}"

    @property
    def order(self) -> tuple[int, str, str, tuple[str, str, str, int]]:
        """Firmest first; an unknown firmness after the known ones, an interest last."""
        rank = len(FIRMNESSES) if self.firmness is None else self.firmness.rank
        return rank + self.is_interest, self.party, self.how, self.statement.key


@dataclass(frozen=True, slots=True)
class Workers:
    """All who work on one gap or are interested in it, firmest first."""

    all: tuple[Worker, ...] = ()

    @property
    def working(self) -> tuple[Worker, ...]:
        """Those who do more than be interested."""
        return tuple(worker for worker in self.all if not worker.is_interest)

    @property
    def interested(self) -> tuple[Worker, ...]:
        """Those of whom nothing more than interest is known."""
        parties = {worker.party for worker in self.working}
        return tuple(w for w in self.all if w.is_interest and w.party not in parties)

    @property
    def parties(self) -> tuple[str, ...]:
        """Everybody who does more than be interested, once."""
        return tuple(sorted({worker.party for worker in self.working}))

    @property
    def organisations(self) -> tuple[str, ...]:
        """The organisations among them."""
        return tuple(sorted({w.organisation for w in self.working if w.organisation is not None}))

    @property
    def address(self) -> Address:
        """How many work on it."""
        count = len(self.parties)
        if count:
            return Address.ONE if count == 1 else Address.SEVERAL
        return Address.INTEREST if self.all else Address.NOBODY

    @property
    def firmness(self) -> Firmness | None:
        """The firmest that is known among those who do more than be interested."""
        ranks = [worker.firmness.rank for worker in self.working if worker.firmness is not None]
        return FIRMNESSES[min(ranks)] if ranks else None

    @property
    def standing(self) -> Standing:
        """How firmly at best."""
        if not self.working:
            return Standing.INTEREST if self.all else Standing.NOBODY
        best = self.firmness
        if best is None:
            return Standing.UNKNOWN
        if best.is_commitment:
            return Standing.FIRM
        return Standing.PLANNED if best is Firmness.PLANNED else Standing.ON_PAPER

    @property
    def unverified(self) -> bool:
        """Whether any of the statements was not found in a document."""
        return any(worker.statement.envelope.unverified for worker in self.all)


def workers_by_gap(roadmap: Roadmap) -> dict[str, Workers]:
    """Everybody who works on each gap: by contributions, by projects, or because the gap names them."""
    found: dict[str, list[Worker]] = {}
    for statement in roadmap.taken(Contribution.kind).values():
        for gap, worker in _contributing(statement):
            found.setdefault(gap, []).append(worker)
    for statement in roadmap.taken(Project.kind).values():
        for gap, worker in _developing(statement):
            found.setdefault(gap, []).append(worker)
    for gap, statement in roadmap.taken(TechnologyGap.kind).items():
        found.setdefault(gap, []).extend(_named(statement))
    return {gap: Workers(tuple(sorted(each, key=lambda w: w.order))) for gap, each in found.items()}


def _contributing(statement: Statement) -> Iterable[tuple[str, Worker]]:
    record = statement.record
    if not isinstance(record, Contribution):
        return
    gaps: set[str] = set(record.technology_gaps)
    if record.target_kind == TechnologyGap.kind:
        gaps.add(record.target)
    if not gaps:
        return
    involvement = Involvement.of(statement)
    worker = Worker(
        organisation=record.organisation,
        how="contribution",
        role=record.role,
        firmness=involvement.firmness,
        through=involvement.through,
        statement=statement,
        partners=tuple(record.partners),
    )
    for gap in sorted(gaps):
        yield gap, worker


def _developing(statement: Statement) -> Iterable[tuple[str, Worker]]:
    record = statement.record
    if not isinstance(record, Project) or record.status is ProjectStatus.CANCELLED:
        return
    through = Subject(Project.kind, record.id)
    role = None if record.lead is None else Role.LEAD
    for gap in record.technology_gaps:
        yield gap, Worker(record.lead, "project", role, statement.envelope.firmness, through, statement)


def _named(statement: Statement) -> Iterable[Worker]:
    record = statement.record
    if not isinstance(record, TechnologyGap):
        return
    # The firmness of a gap's own statement would be that of the gap, not of somebody's work on it.
    for organisation in record.organisations:
        through = Subject(TechnologyGap.kind, record.id)
        yield Worker(organisation, "named by the gap", None, None, through, statement)


def who(names: Names, workers: Iterable[Worker]) -> str:
    """Each party once, with its firmest part, in words."""
    best: dict[str, Worker] = {}
    for worker in workers:
        best.setdefault(worker.party, worker)
    words = [f"{_name(names, worker)} ({_part(worker)})" for worker in best.values()]
    if len(words) > _MOST_NAMED + 1:
        words = [*words[:_MOST_NAMED], f"{len(words) - _MOST_NAMED} more"]
    return in_a_row(words)


def partners_of(workers: Sequence[Worker]) -> tuple[str, ...]:
    """Those whom the statements name as partners and who do not themselves appear."""
    parties = {worker.party for worker in workers}
    return tuple(sorted({partner for worker in workers for partner in worker.partners} - parties))


def _name(names: Names, worker: Worker) -> str:
    if worker.organisation is None:
        return f"the project {worker.through.id}"
    return names.short(worker.organisation)


def _part(worker: Worker) -> str:
    mark = ", unverified" if worker.statement.envelope.unverified else ""
    if worker.is_interest:
        return f"interest only{mark}"
    firmness = f"firmness {NOT_STATED}" if worker.firmness is None else worker.firmness.value
    role = worker.how if worker.role is None else worker.role.value
    return f"{role}, {firmness}{mark}"
