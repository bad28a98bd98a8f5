"""Who may see what: the one place where statements are filtered and narrowed for a viewer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ecliptic.errors import UsageError
from ecliptic.roadmap.statement import Statement
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


def visible(statements: Iterable[Statement], viewer: Viewer) -> Iterator[Statement]:
    """The statements that the viewer may see, with fields that they may not see left empty."""
    for statement in statements:
        envelope = statement.envelope
        if not viewer.may_see(envelope.visibility, envelope.publisher):
            continue
        if not envelope.narrowed:
            yield statement
        elif (narrowed := _narrowed(statement, viewer)) is not None:
            yield narrowed


def _narrowed(statement: Statement, viewer: Viewer) -> Statement | None:
    envelope = statement.envelope
    hidden = {
        field
        for field, visibility in envelope.narrowed.items()
        if not viewer.may_see(visibility, envelope.publisher)
    }
    if not hidden:
        return statement
    fields = type(statement.record).model_fields
    hidden &= fields.keys()
    if any(fields[name].is_required() for name in hidden):
        # A record cannot do without the field, so nobody who may not see it can see the record.
        return None
    # The marks of hidden fields go too: that something is hidden is itself not for this viewer.
    record = statement.record.model_copy(
        update={name: fields[name].get_default(call_default_factory=True) for name in hidden}
    )
    kept = {
        field: mark for field, mark in envelope.narrowed.items() if viewer.may_see(mark, envelope.publisher)
    }
    return Statement(record, envelope.model_copy(update={"narrowed": kept}))
