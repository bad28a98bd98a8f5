"""Who may see what: the one place where statements are filtered and narrowed for a viewer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ecliptic.errors import DataProblemsError, Problem, UsageError
from ecliptic.roadmap.statement import Envelope, Line, Statement
from ecliptic.vocabulary import Visibility


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who looks at a roadmap: the public, a member agency, or the holder of the files."""

    organisation: str | None = None
    member: bool = False
    holds_files: bool = False

    @classmethod
    def public(cls) -> Viewer:
        """Anyone: sees public statements only."""
        return cls()

    @classmethod
    def members(cls) -> Viewer:
        """Some member agency: sees what members share, and nobody's private statements."""
        return cls(member=True)

    @classmethod
    def of(cls, organisation: str) -> Viewer:
        """A member agency: sees what members share, and its own private statements."""
        return cls(organisation=organisation, member=True)

    @classmethod
    def holder(cls) -> Viewer:
        """Whoever holds the files on their own machine: sees all that they contain."""
        return cls(holds_files=True)

    @classmethod
    def named(cls, name: str) -> Viewer:
        """Read a viewer from a word: holder, public, members, or an organisation's identifier."""
        fixed = {"holder": cls.holder, "public": cls.public, "members": cls.members}
        if name in fixed:
            return fixed[name]()
        if not name.strip():
            message = "A viewer is one of: holder, public, members, or an organisation's identifier."
            raise UsageError(message)
        return cls.of(name)

    def may_see(self, visibility: Visibility, publisher: str) -> bool:
        """Whether something of this visibility, stated by that publisher, is shown to the viewer."""
        if self.holds_files or visibility is Visibility.PUBLIC:
            return True
        if self.organisation is not None and self.organisation == publisher:
            return True
        return self.member and visibility is Visibility.MEMBERS

    def __str__(self) -> str:
        if self.holds_files:
            return "holder"
        return self.organisation or ("members" if self.member else "public")


def visible(statements: Iterable[Statement], viewer: Viewer) -> Iterable[Statement]:
    """The statements that the viewer may see, with fields that they may not see left empty.

    Earlier versions are shown by their own marks and by those of the publisher's newest version, whichever
    are stricter: what has been narrowed since cannot be had by looking back. A mark on a field that the
    record does not have raises DataProblemsError, since it would protect nothing.
    """
    held = list(statements)
    marked = [s for s in held if s.envelope.narrowed or s.envelope.visibility is not Visibility.PUBLIC]
    _refuse_idle_marks(marked)
    if viewer.holds_files or not marked:
        return held
    return _filtered(held, viewer)


def _filtered(held: Iterable[Statement], viewer: Viewer) -> Iterator[Statement]:
    newest = _newest(held)
    for statement in held:
        record, own = statement.record, statement.envelope
        # Nearly every statement of a large plan is decided here, without asking about fields.
        if not _shown(own, viewer):
            continue
        latest = newest[record.kind, record.id, own.publisher]
        if latest is not own and not _shown(latest, viewer):
            continue
        seen = _narrowed(statement, latest, viewer) if own.narrowed or latest.narrowed else statement
        if seen is not None:
            yield seen


def _shown(envelope: Envelope, viewer: Viewer) -> bool:
    public = envelope.visibility is Visibility.PUBLIC
    return public or viewer.may_see(envelope.visibility, envelope.publisher)


def _newest(held: Iterable[Statement]) -> dict[Line, Envelope]:
    newest: dict[Line, Envelope] = {}
    for statement in held:
        record, own = statement.record, statement.envelope
        line = record.kind, record.id, own.publisher
        known = newest.setdefault(line, own)
        if known.version < own.version:
            newest[line] = own
    return newest


def _narrowed(statement: Statement, newest: Envelope, viewer: Viewer) -> Statement | None:
    """The statement without the fields that its own marks or those of the newest version hide."""
    hidden = {
        field
        for envelope in (statement.envelope, newest)
        for field, mark in envelope.narrowed.items()
        if not viewer.may_see(mark, statement.publisher)
    }
    return _without(statement, hidden) if hidden else statement


def _without(statement: Statement, hidden: set[str]) -> Statement | None:
    """The statement with fields left empty; None where the record cannot do without one of them."""
    fields = type(statement.record).model_fields
    empty = {}
    for name in hidden:
        empty[name] = None if fields[name].is_required() else fields[name].get_default()
        # A default that says something, such as the status of an allocation, would be an untruth here.
        if fields[name].is_required() or empty[name] not in (None, ()):
            return None
    # The marks of hidden fields go too: that something is hidden is itself not for this viewer.
    kept = {field: mark for field, mark in statement.envelope.narrowed.items() if field not in hidden}
    return Statement(
        statement.record.model_copy(update=empty), statement.envelope.model_copy(update={"narrowed": kept})
    )


def _refuse_idle_marks(statements: Iterable[Statement]) -> None:
    problems = [
        Problem(
            message=f"is marked as {mark} in {statement.kind} {statement.id} of {statement.publisher}, "
            "which has no such field",
            remedy=f"Mark one of: {', '.join(type(statement.record).model_fields)}.",
            column="narrowed",
            value=field,
        )
        for statement in statements
        for field, mark in statement.envelope.narrowed.items()
        if field not in type(statement.record).model_fields
    ]
    if problems:
        raise DataProblemsError(problems)
