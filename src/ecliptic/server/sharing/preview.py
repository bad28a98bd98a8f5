"""What statements would change among all that an organisation has stated; knows nothing of pages or forms.

A file that is read again says nothing new, and what it leaves out stays as it is: only words that differ, a
later date, or an explicit wish make a new version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Literal

from ecliptic.errors import Problem
from ecliptic.roadmap import Envelope, Roadmap, Statement, says_the_same, successor
from ecliptic.roadmap.difference import FieldChange
from ecliptic.roadmap.statement import Line
from ecliptic.server.statements.store import CLOCK_TOLERANCE, Proposal, line_of
from ecliptic.share.rows import Place, Reading
from ecliptic.vocabulary import Visibility

Sort = Literal["new", "changed", "confirmed", "withdrawn", "unchanged"]
SORTS: tuple[Sort, ...] = ("new", "changed", "confirmed", "withdrawn", "unchanged")

# Told beside the statement, or not of interest to those who decide whether it is right.
_UNTOLD = {"publisher", "version", "stated_at", "stated_by"}
_TOLD = tuple(name for name in Envelope.model_fields if name not in _UNTOLD)
_NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person asks for beyond taking what the file says."""

    confirm_unchanged: bool = False
    """Say anew that what stands unchanged in the file is still true."""
    withdraw_missing: bool = False
    """Withdraw what the organisation states and the file lacks, of the kinds that the file holds."""
    unsaid: datetime | None = None
    """Instant that stands in statements for which the file gives none; they count as stated on acceptance."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One statement of a file beside the version that it follows."""

    sort: Sort
    statement: Statement
    before: Statement | None
    fields: tuple[FieldChange, ...] = ()
    place: Place = _NOWHERE

    @property
    def wider(self) -> bool:
        """Whether more people may see something than before."""
        return any(now > then for then, now in self._reach())

    @property
    def narrower(self) -> bool:
        """Whether fewer people may see something than before."""
        return any(now < then for then, now in self._reach())

    @property
    def proposal(self) -> Proposal:
        """The statement for the store, bound to the version seen."""
        return Proposal(self.statement, 0 if self.before is None else self.before.version)

    def _reach(self) -> Iterator[tuple[int, int]]:
        """How many may see each marked field, and the whole, before and now."""
        if self.before is None or self.sort == "unchanged":
            return
        then, now = self.before.envelope, self.statement.envelope
        for name in (None, *then.narrowed, *now.narrowed):
            yield _breadth(then, name), _breadth(now, name)


@dataclass(frozen=True)
class Plan:
    """What a file would do, statement by statement, in the order of the file."""

    entries: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()
    only_news: bool = False
    """Whether the file cannot tell what is stated no more."""

    @cached_property
    def by_sort(self) -> dict[Sort, tuple[Entry, ...]]:
        """The entries of each sort."""
        return {sort: tuple(entry for entry in self.entries if entry.sort == sort) for sort in SORTS}

    @property
    def new(self) -> tuple[Entry, ...]:
        """Things that the organisation has not stated so far."""
        return self.by_sort["new"]

    @property
    def changed(self) -> tuple[Entry, ...]:
        """Things of which it says something else than before."""
        return self.by_sort["changed"]

    @property
    def confirmed(self) -> tuple[Entry, ...]:
        """Things of which it says the same as still true."""
        return self.by_sort["confirmed"]

    @property
    def withdrawn(self) -> tuple[Entry, ...]:
        """Things that it states no more."""
        return self.by_sort["withdrawn"]

    @property
    def unchanged(self) -> tuple[Entry, ...]:
        """What is stated already, and so not again."""
        return self.by_sort["unchanged"]

    @cached_property
    def errors(self) -> tuple[Problem, ...]:
        """Problems that cost data; the others are warnings."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @cached_property
    def wider(self) -> tuple[Entry, ...]:
        """What more people could see than before."""
        return tuple(entry for entry in self.entries if entry.wider)

    @cached_property
    def narrower(self) -> tuple[Entry, ...]:
        """What fewer people could see than before."""
        return tuple(entry for entry in self.entries if entry.narrower)

    @cached_property
    def proposals(self) -> tuple[Proposal, ...]:
        """What the store is asked to take; empty where nothing new is said."""
        return tuple(entry.proposal for entry in self.entries if entry.sort != "unchanged")

    @property
    def counts(self) -> dict[str, int]:
        """How many entries there are of each sort, and how many errors."""
        return {sort: len(self.by_sort[sort]) for sort in SORTS} | {"errors": len(self.errors)}


def plan(
    statements: Reading | Iterable[Statement],
    stated: Roadmap,
    organisation: str,
    *,
    at: datetime,
    wishes: Wishes | None = None,
) -> Plan:
    """What an organisation would state by a file, at an instant of the server's clock.

    `stated` must hold all that the organisation has stated; what it holds of others is left alone. A reading
    tells in which row each statement stands, and its own problems come first.
    """
    reading = statements if isinstance(statements, Reading) else Reading(tuple(statements))
    planning = _Planning(stated, organisation, at, wishes or Wishes(), reading)
    groups: dict[Line, list[Statement]] = {}
    for statement in reading.statements:
        groups.setdefault(line_of(statement), []).append(statement)
    for line, group in groups.items():
        planning.take(line, sorted(group, key=lambda s: (s.version, s.stated_at)))
    if planning.wishes.withdraw_missing:
        planning.withdraw_missing()
    return Plan(tuple(planning.entries), (*reading.problems, *planning.problems), reading.only_news)


def differences(before: Statement, after: Statement) -> tuple[FieldChange, ...]:
    """The fields on which two statements differ: those of the record, then those of the envelope."""
    pairs = [
        *((name, before.record, after.record) for name in type(after.record).model_fields),
        *((name, before.envelope, after.envelope) for name in _TOLD),
    ]
    changes = (FieldChange(name, getattr(then, name), getattr(now, name)) for name, then, now in pairs)
    return tuple(change for change in changes if change.before != change.after)


def stated_by(roadmap: Roadmap, kind: str, identifier: str, organisation: str) -> list[Statement]:
    """All versions of what an organisation states about a thing, oldest first."""
    own = [s for s in roadmap.history(kind, identifier) if s.publisher == organisation]
    return sorted(own, key=lambda statement: statement.version)


def lines_of(roadmap: Roadmap, organisation: str) -> dict[Line, Statement]:
    """The newest version of everything that an organisation has stated, withdrawn things too."""
    newest: dict[Line, Statement] = {}
    for statement in roadmap.statements:
        if statement.publisher == organisation:
            line = line_of(statement)
            if line not in newest or newest[line].version < statement.version:
                newest[line] = statement
    return newest


@dataclass
class _Planning:
    """A plan while it is made."""

    stated: Roadmap
    organisation: str
    at: datetime
    wishes: Wishes
    reading: Reading
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _envelopes: dict[tuple[int, int, datetime], tuple[Envelope, Envelope]] = field(default_factory=dict)

    def take(self, line: Line, group: Sequence[Statement]) -> None:
        """Add the entries of all versions that the file gives of one line."""
        kind, identifier, publisher = line
        if publisher != self.organisation:
            remedy = (
                f"Leave it empty or write {self.organisation}, or remove the row: you state for that alone."
            )
            self._tell(group[0], "publisher", "is another organisation than yours", remedy, publisher)
            return
        history = stated_by(self.stated, kind, identifier, publisher)
        before = history[-1] if history else None
        last: Entry | None = None
        for statement in group:
            last = self._entry(statement, before, history)
            if last is not None:
                self.entries.append(last)
                before = before if last.sort == "unchanged" else last.statement
        if last is not None and last.sort == "unchanged":
            self._warn_of_old_words(last, before)

    def withdraw_missing(self) -> None:
        """Add the withdrawal of what the file lacks, unless the file is not to be trusted in this."""
        errors = any(problem.severity == "error" for problem in (*self.reading.problems, *self.problems))
        if errors or self.reading.only_news:
            why = "has rows with problems" if errors else "is a returned template"
            remedy = "Mend the rows first." if errors else "Choose yes under withdrawn in the rows meant."
            message = f"What the file lacks is not withdrawn, because it {why}"
            self.problems.append(Problem(message, remedy))
            return
        kinds = {statement.kind for statement in self.reading.statements}
        standing = [s for s in lines_of(self.stated, self.organisation).values() if s.kind in kinds]
        current = [s for s in standing if not s.envelope.withdrawn]
        there = {line_of(statement) for statement in self.reading.statements}
        earlier = {line_of(statement): statement for statement in current}
        for statement in successor(current, self.reading.statements):
            line = line_of(statement)
            if line not in there:
                before = earlier[line]
                taken_back = self._numbered(before, before, self.at, withdrawn=True)
                self._add("withdrawn", taken_back, before)

    def _entry(
        self, statement: Statement, before: Statement | None, history: Sequence[Statement]
    ) -> Entry | None:
        if before is None:
            return self._first(statement)
        if any(_is_repeated(statement, earlier) for earlier in history):
            return self._made("unchanged", statement, before)
        own, then = statement.envelope, before.envelope
        if says_the_same(before, statement) and own.sources == then.sources:
            return self._repeated(statement, before)
        sort: Sort = "withdrawn" if own.withdrawn and not then.withdrawn else "changed"
        moment = self._moment(statement, before)
        if moment is None:
            return None
        return self._made(sort, self._numbered(statement, before, moment), before)

    def _first(self, statement: Statement) -> Entry | None:
        if statement.envelope.withdrawn:
            message, remedy = "was never stated and cannot be withdrawn", "Remove the row, or correct its id."
            self._tell(statement, "withdrawn", message, remedy, statement.id, warning=True)
            return None
        moment = self._moment(statement, None)
        if moment is None:
            return None
        return self._made("new", self._numbered(statement, None, moment), None)

    def _repeated(self, statement: Statement, before: Statement) -> Entry | None:
        """What says the same as before: confirmed where a later date or a wish says so."""
        own, then = statement.envelope, before.envelope
        later = own.stated_at != self.wishes.unsaid and own.stated_at > then.stated_at
        # A returned template numbers what its rows confirm, and so may a person.
        later = later or own.version > then.version
        elsewhen = own.as_of is not None and own.as_of != then.as_of
        if not (later or elsewhen or (self.wishes.confirm_unchanged and not then.withdrawn)):
            return self._made("unchanged", statement, before)
        moment = self._moment(statement, before)
        if moment is None:
            return None
        if not later and not elsewhen:
            # Whoever confirms it says that it holds now, not at the date that the earlier version gave.
            statement = replace(statement, envelope=own.model_copy(update={"as_of": None}))
        return self._made("confirmed", self._numbered(statement, before, moment), before)

    def _moment(self, statement: Statement, before: Statement | None) -> datetime | None:
        """When it counts as stated: as the file says where that may be, else now."""
        said = statement.stated_at
        # The clock of the server may have been set back since.
        now = self.at if before is None else max(self.at, before.stated_at)
        if said == self.wishes.unsaid:
            return now
        if said > self.at + CLOCK_TOLERANCE:
            remedy = "Give the instant at which it was stated, or leave it empty."
            self._tell(statement, "stated_at", "lies in the future", remedy, said.isoformat())
            return None
        if before is None or said > before.stated_at:
            return said
        if said == before.stated_at:
            # A row that was exported and edited bears the number and the time of what it was then.
            return said if statement.version > before.version else now
        message = f"lies before what you stated last, version {before.version} of {before.stated_at:%Y-%m-%d}"
        remedy = "The row counts as stated on acceptance; look whether it undoes what was stated since."
        self._tell(statement, "stated_at", message, remedy, f"{said:%Y-%m-%d}", warning=True)
        return now

    def _numbered(
        self, statement: Statement, before: Statement | None, moment: datetime, *, withdrawn: bool = False
    ) -> Statement:
        """The statement as the next version, stated at that moment; shared envelopes stay shared."""
        version = 1 if before is None else before.version + 1
        old = statement.envelope
        if withdrawn:
            update = {"version": version, "stated_at": moment, "withdrawn": True}
            return replace(statement, envelope=old.model_copy(update=update))
        if (old.version, old.stated_at) == (version, moment):
            return statement
        mark = id(old), version, moment
        if mark not in self._envelopes:
            # The old one is kept beside the new one, so that no other can take over its identity.
            update = {"version": version, "stated_at": moment}
            self._envelopes[mark] = old, old.model_copy(update=update)
        return replace(statement, envelope=self._envelopes[mark][1])

    def _made(self, sort: Sort, statement: Statement, before: Statement | None) -> Entry:
        told = () if before is None or sort == "unchanged" else differences(before, statement)
        return Entry(sort, statement, before, told, self._place(statement))

    def _add(self, sort: Sort, statement: Statement, before: Statement) -> None:
        self.entries.append(self._made(sort, statement, before))

    def _warn_of_old_words(self, entry: Entry, newest: Statement | None) -> None:
        if newest is None or entry.statement.record == newest.record:
            return
        message = f"says what you stated earlier; version {newest.version} says otherwise and stays"
        remedy = "To state the earlier words again, leave stated_at empty."
        self._tell(entry.statement, "id", message, remedy, entry.statement.id, warning=True)

    def _place(self, statement: Statement) -> Place:
        return self.reading.origins.get(line_of(statement), _NOWHERE)

    def _tell(
        self,
        statement: Statement,
        column: str,
        message: str,
        remedy: str,
        value: str,
        *,
        warning: bool = False,
    ) -> None:
        severity: Literal["error", "warning"] = "warning" if warning else "error"
        self.problems.append(self._place(statement).problem(column, message, remedy, value, severity))


def _is_repeated(statement: Statement, earlier: Statement) -> bool:
    """Whether a statement is an earlier one in everything but its number."""
    if statement.record != earlier.record:
        return False
    return statement.envelope.model_copy(update={"version": earlier.version}) == earlier.envelope


def _breadth(envelope: Envelope, name: str | None) -> int:
    whole = envelope.visibility
    mark: Visibility = whole if name is None else envelope.narrowed.get(name, whole)
    return min(mark.breadth, whole.breadth)
