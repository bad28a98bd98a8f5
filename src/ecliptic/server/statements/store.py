"""Stating: the one way by which statements enter the store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from ecliptic.errors import DataProblemsError, EclipticError, Problem
from ecliptic.roadmap import Roadmap, Statement, Viewer, says_the_same
from ecliptic.roadmap.statement import Line
from ecliptic.roadmap.view import visible
from ecliptic.server.audit.log import Doer, record
from ecliptic.server.statements.models import Ledger, Means, Submission
from ecliptic.server.statements.picture import PICTURE, newest_versions
from ecliptic.server.statements.rows import insert
from ecliptic.vocabulary import Visibility

_LEDGER = 1
CLOCK_TOLERANCE = timedelta(minutes=5)
"""How far ahead of ours the clock of whoever states may be."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A statement to be made, and the newest version of its line that the writer has seen; 0 for none."""

    statement: Statement
    base_version: int


@dataclass(frozen=True, slots=True)
class Act:
    """Who states, in whose name and by which means; an empty organisation may state only by reference."""

    doer: Doer
    means: Means
    note: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A statement that somebody else has overtaken: what the writer had seen, and what there is now."""

    line: Line
    base_version: int
    newest: Statement | None

    def __str__(self) -> str:
        kind, identifier, publisher = self.line
        now = f"is at version {self.newest.version}" if self.newest else "does not exist"
        seen = f"you had seen version {self.base_version}" if self.base_version else "you had seen none"
        return f"What {publisher} states about {kind} {identifier} {now}; {seen}."


class Conflicts(EclipticError):
    """Nothing was stated, because some of it was overtaken; `conflicts` tells by what."""

    def __init__(self, conflicts: Iterable[Conflict]) -> None:
        self.conflicts = tuple(conflicts)
        super().__init__("\n".join(map(str, self.conflicts)))


class NotYours(EclipticError):
    """Nothing was stated, because some of it is in the name of another organisation."""

    def __init__(self, organisation: str, publishers: Iterable[str]) -> None:
        others = ", ".join(sorted(publishers))
        super().__init__(f"{organisation or 'Nobody'} cannot state in the name of {others}.")


def line_of(statement: Statement) -> Line:
    """What all versions of a statement share: kind, identifier and publisher."""
    record = statement.record
    return record.kind, record.id, statement.envelope.publisher


def proposals(statements: Iterable[Statement], roadmap: Roadmap) -> list[Proposal]:
    """Proposals that follow on the newest versions in a roadmap; what says nothing new is left out.

    The roadmap must hold all that the publisher of the statements has stated.
    """
    statements = list(statements)
    newest = newest_versions(roadmap, dict.fromkeys(map(line_of, statements)))
    made: list[Proposal] = []
    for statement in sorted(statements, key=lambda s: s.version):
        line = line_of(statement)
        before = newest.get(line)
        if before is not None and says_the_same(before, statement):
            continue
        number = 0 if before is None else before.version
        numbered = _numbered(statement, number + 1)
        newest[line] = numbered
        made.append(Proposal(numbered, number))
    return made


def proposals_as_stated(statements: Iterable[Statement]) -> list[Proposal]:
    """Proposals with the versions that the statements bear, each following on the one before."""
    return [Proposal(s, s.version - 1) for s in sorted(statements, key=lambda s: s.version)]


def state(made: Sequence[Proposal], act: Act, *, at: datetime) -> Submission:
    """Add all statements in one transaction, or none.

    Raises Conflicts where the newest version is not the one that the writer has seen, NotYours where a
    statement is in another's name, and DataProblemsError where a statement cannot stand in the store.
    """
    _refuse_others(made, act)
    with transaction.atomic():
        Ledger.objects.get_or_create(pk=_LEDGER)
        ledger = Ledger.objects.select_for_update().get(pk=_LEDGER)
        # The ledger is locked, so what the picture shows now is all there is.
        whole = PICTURE.whole()
        newest = newest_versions(whole, dict.fromkeys(line_of(p.statement) for p in made))
        _refuse_overtaken(made, newest)
        _refuse_unfit(made, newest, None if act.means == Means.REFERENCE else at + CLOCK_TOLERANCE)
        submission = _submission(ledger.revision + 1, act, len(made), at)
        try:
            insert((proposal.statement for proposal in made), submission.revision)
        except IntegrityError as error:
            # Cannot happen while everybody locks the ledger; the database's own rule is the last guard.
            raise Conflicts(Conflict(line_of(p.statement), p.base_version, None) for p in made) from error
        ledger.revision, ledger.mark = submission.revision, submission.uuid
        if any(_narrows(p.statement, newest.get(line_of(p.statement))) for p in made):
            ledger.narrowed_at = submission.revision
        ledger.save()
        record(
            "statements.stated",
            act.doer,
            f"revision {submission.revision}",
            {
                "count": len(made),
                "means": str(act.means),
                "note": act.note,
                "submission": str(submission.uuid),
            },
            at=at,
        )
    return submission


def _submission(revision: int, act: Act, count: int, at: datetime) -> Submission:
    submission = Submission(
        revision=revision,
        received_at=at,
        account_id=act.doer.account,
        account_name=act.doer.name,
        organisation=act.doer.organisation,
        means=act.means,
        note=act.note[:400],
        count=count,
    )
    submission.save(force_insert=True)
    return submission


def _numbered(statement: Statement, version: int) -> Statement:
    if statement.version == version:
        return statement
    return replace(statement, envelope=statement.envelope.model_copy(update={"version": version}))


def _refuse_others(made: Sequence[Proposal], act: Act) -> None:
    if act.means == Means.REFERENCE:
        return
    others = {p.statement.publisher for p in made} - {act.doer.organisation}
    if others:
        raise NotYours(act.doer.organisation, others)


def _refuse_overtaken(made: Sequence[Proposal], newest: dict[Line, Statement]) -> None:
    known = {line: statement.version for line, statement in newest.items()}
    conflicts = []
    for proposal in made:
        line = line_of(proposal.statement)
        there = known.get(line, 0)
        if proposal.base_version != there or proposal.statement.version != there + 1:
            conflicts.append(Conflict(line, proposal.base_version, newest.get(line)))
        known[line] = proposal.statement.version
    if conflicts:
        raise Conflicts(conflicts)


def _refuse_unfit(made: Sequence[Proposal], newest: dict[Line, Statement], latest: datetime | None) -> None:
    """Refuse times that would change what was known earlier, and marks on fields that do not exist."""
    problems = []
    before = dict(newest)
    for proposal in made:
        statement = proposal.statement
        earlier = before.get(line_of(statement))
        if earlier is not None and statement.stated_at < earlier.stated_at:
            problems.append(_time_problem(statement, f"lies before version {earlier.version}"))
        elif latest is not None and statement.stated_at > _latest(latest, earlier):
            problems.append(_time_problem(statement, "lies in the future"))
        before[line_of(statement)] = statement
    if problems:
        raise DataProblemsError(problems)
    visible((proposal.statement for proposal in made), Viewer.holder())


def _latest(now: datetime, earlier: Statement | None) -> datetime:
    """Our clock, unless it was set back since the version before."""
    return now if earlier is None else max(now, earlier.stated_at)


def _time_problem(statement: Statement, message: str) -> Problem:
    return Problem(
        message=f"{message}, in {statement.kind} {statement.id} of {statement.publisher}",
        remedy="Give the instant at which it was stated, or leave it to the server.",
        column="stated_at",
        value=statement.stated_at.isoformat(),
    )


def _narrows(statement: Statement, before: Statement | None) -> bool:
    if before is None:
        return False
    now, then = statement.envelope, before.envelope
    if _openness(now.visibility) < _openness(then.visibility):
        return True
    return any(
        _openness(mark) < _openness(then.narrowed.get(name, Visibility.PUBLIC))
        for name, mark in now.narrowed.items()
    )


def _openness(visibility: Visibility) -> int:
    return (Visibility.PRIVATE, Visibility.MEMBERS, Visibility.PUBLIC).index(visibility)
