"""Stating one thing from a form: bound to the version seen, and nothing lost where that was overtaken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from ecliptic.roadmap import Roadmap, Statement, says_the_same
from ecliptic.server.members.access import Actor
from ecliptic.server.sharing.forms.values import Values, values_of
from ecliptic.server.sharing.preview import stated_by
from ecliptic.server.sharing.words import specs_of, title_of, value_in_words
from ecliptic.server.statements.models import Means, Submission
from ecliptic.server.statements.picture import PICTURE
from ecliptic.server.statements.store import Act, Conflicts, Proposal, state
from ecliptic.share.rows import value_of


@dataclass(frozen=True, slots=True)
class Row:
    """One field in which what was seen, what is now and what was written are not the same."""

    title: str
    seen: str
    now: str
    wrote: str
    both: bool
    """Whether it was changed here and there in different ways, so that a person must decide."""


@dataclass(frozen=True, slots=True)
class Overtaken:
    """What somebody wrote beside what was stated meanwhile."""

    seen: Statement | None
    now: Statement | None
    wrote: Statement

    @property
    def base_version(self) -> int:
        """The version that the next attempt follows."""
        return 0 if self.now is None else self.now.version

    def rows(self, roadmap: Roadmap) -> Iterator[Row]:
        """The fields that differ, in words."""
        for spec in specs_of(type(self.wrote.record)).values():
            if spec.name in _OF_THE_SAYING:
                continue
            three = [
                None if statement is None else value_of(statement, spec)
                for statement in (self.seen, self.now, self.wrote)
            ]
            seen, now, wrote = three
            if seen == now == wrote:
                continue
            words = [value_in_words(spec, value, roadmap) for value in three]
            both = seen != now and seen != wrote and now != wrote
            yield Row(title_of(spec), words[0], words[1], words[2], both)

    def values(self) -> Values:
        """Both sets of changes together; where both changed one field, what was written here stands."""
        wrote = values_of(self.wrote)
        if self.now is None:
            return wrote
        now = values_of(self.now)
        seen = values_of(self.seen) if self.seen is not None else None
        merged: Values = {}
        for name in {*wrote, *now}:
            untouched = name not in wrote if seen is None else wrote.get(name) == seen.get(name)
            merged[name] = (now if untouched else wrote).get(name)
        return merged


_OF_THE_SAYING = frozenset(("id", "publisher", "version", "stated_at", "stated_by"))


def state_one(
    statement: Statement, base: int, actor: Actor, remark: str, *, at: datetime
) -> Submission | None:
    """State what the form says after the version that was seen; None where that has been said already.

    Raises Conflicts where something else was stated since.
    """
    own = stated_by(PICTURE.whole(), statement.kind, statement.id, statement.publisher)
    # The clock of the server may have been set back since the version before.
    moment = max([at, *(earlier.stated_at for earlier in own)])
    update = {"version": base + 1, "stated_at": moment}
    numbered = replace(statement, envelope=statement.envelope.model_copy(update=update))
    try:
        return state([Proposal(numbered, base)], Act(actor.doer, Means.FORM, remark), at=at)
    except Conflicts as conflicts:
        newest = conflicts.conflicts[0].newest
        if newest is not None and newest.version > base and is_said(newest, numbered):
            # The same was sent twice, or two people did the same.
            return None
        raise


def overtaken(conflicts: Conflicts, wrote: Statement) -> Overtaken:
    """The three statements between which somebody must decide."""
    conflict = conflicts.conflicts[0]
    own = stated_by(PICTURE.whole(), wrote.kind, wrote.id, wrote.publisher)
    seen = next((s for s in own if s.version == conflict.base_version), None)
    return Overtaken(seen, conflict.newest, wrote)


def is_said(newest: Statement, statement: Statement) -> bool:
    """Whether a statement says nothing that the newest one does not say."""
    one, other = newest.envelope, statement.envelope
    return says_the_same(newest, statement) and (one.sources, one.as_of) == (other.sources, other.as_of)


def confirmation(statement: Statement) -> Statement:
    """The same words as still true: they hold now, not at the date that the earlier version gave."""
    return replace(statement, envelope=statement.envelope.model_copy(update={"as_of": None}))


def withdrawal(statement: Statement) -> Statement:
    """The same words, taken back."""
    return replace(statement, envelope=statement.envelope.model_copy(update={"withdrawn": True}))
