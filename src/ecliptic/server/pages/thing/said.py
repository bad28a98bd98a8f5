"""What one statement says, and how long it has been said: field by field, with meanings and units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from ecliptic.publish.report.cells import with_links
from ecliptic.roadmap import Statement
from ecliptic.roadmap.resolution import disagreement
from ecliptic.server.pages.listing.facets import title_of
from ecliptic.server.pages.thing.comparing import ENVELOPE_SPECS
from ecliptic.server.pages.values import Writer
from ecliptic.vocabulary import Visibility

_IN_THE_HEADING = frozenset({"id", "name", "title"})


@dataclass(frozen=True, slots=True)
class Fact:
    """What a statement says in one field."""

    title: str
    meaning: str
    value: Markup
    visibility: Visibility | None


@dataclass(frozen=True, slots=True)
class Said:
    """One statement as it is shown."""

    statement: Statement
    facts: tuple[Fact, ...]
    silent: tuple[Fact, ...]
    """Fields that are expected of such things and that the statement leaves empty."""
    sources: tuple[Markup, ...]
    since: datetime
    """When the publisher first said it so."""
    confirmations: int
    """How often the publisher has said the same again since."""

    @property
    def version_name(self) -> str:
        """The statement's name within the history of the thing."""
        return version_name(self.statement)

    @property
    def firmness(self) -> str | None:
        """How firm it is."""
        return None if self.statement.firmness is None else self.statement.firmness.value


@dataclass(frozen=True, slots=True)
class Sides:
    """One field on which publishers differ: what each of them says."""

    title: str
    meaning: str
    values: tuple[Markup, ...]


def version_name(statement: Statement) -> str:
    """Publisher and number of a version, as addresses name it."""
    return f"{statement.publisher}.{statement.version}"


def said(statement: Statement, history: Iterable[Statement], writer: Writer) -> Said:
    """A statement as it is shown, with what its publisher said before."""
    record, narrowed = statement.record, statement.envelope.narrowed
    facts: list[Fact] = []
    silent: list[Fact] = []
    for spec in record.fields():
        empty = getattr(record, spec.name) in (None, ())
        if spec.name in _IN_THE_HEADING or (empty and not spec.expected):
            continue
        value = writer.field(record, spec)
        fact = Fact(title_of(spec), spec.meaning, value, narrowed.get(spec.name))
        (silent if empty else facts).append(fact)
    since, confirmations = _since(statement, history)
    sources = tuple(with_links(source) for source in statement.envelope.sources)
    return Said(statement, tuple(facts), tuple(silent), sources, since, confirmations)


def sides(taken: Statement, others: Iterable[Statement], writer: Writer) -> list[Sides]:
    """The fields on which publishers contradict the statement that is shown."""
    everybody = [taken, *others]
    fields = dict.fromkeys(
        difference.field
        for other in everybody[1:]
        if (found := disagreement(taken, other)) is not None
        for difference in found.differences
    )
    specs = {spec.name: spec for spec in taken.record.fields()}
    made = []
    for name in fields:
        spec = specs.get(name)
        if spec is not None:
            values = tuple(writer.field(s.record, spec) for s in everybody)
            made.append(Sides(title_of(spec), spec.meaning, values))
        else:
            values = tuple(writer.firmness(s) for s in everybody)
            made.append(Sides("firmness", ENVELOPE_SPECS["firmness"].meaning, values))
    return made


def _since(statement: Statement, history: Iterable[Statement]) -> tuple[datetime, int]:
    """When the publisher began to say the same as firmly without a break, and how often it said so again."""
    own = [s for s in history if s.publisher == statement.publisher and s.version < statement.version]
    since, times = statement.stated_at, 0
    for earlier in sorted(own, key=lambda s: s.version, reverse=True):
        same = earlier.record == statement.record and earlier.firmness is statement.firmness
        if not same or earlier.envelope.withdrawn != statement.envelope.withdrawn:
            break
        since, times = earlier.stated_at, times + 1
    return since, times
