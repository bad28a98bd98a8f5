"""The tables of the answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ecliptic.assess.assessment import Cell, Column, LazyRows, Row, Table
from ecliptic.assess.health.ages import Freshness
from ecliptic.assess.health.problems import REMEDIES, Group, Problem
from ecliptic.assess.health.standing import Standing
from ecliptic.roadmap import Disagreement, Roadmap, Statement
from ecliptic.roadmap.audit.times import known_on
from ecliptic.vocabulary import KINDS, Organisation

Shares = Mapping[tuple[str, ...], Standing]

_KIND_PLACES = {kind: place for place, kind in enumerate(KINDS)}

_PUBLISHER = Column("publisher", "Organisation that states them", kind=Organisation.kind)
_KIND = Column("kind", "Kind of thing that they are about")
_COUNTS = (
    Column("statements", "All statements, each counted once", "integer", "statements"),
    Column("current", "Of these, what is stated at present", "integer", "statements"),
    Column("earlier", "Of these, replaced by a later version", "integer", "statements"),
    Column("withdrawn", "Of these, withdrawn", "integer", "statements"),
    Column("oldest_day", "Day of which the oldest present statement speaks", "date"),
    Column("newest_day", "Day of which the newest present statement speaks", "date"),
    Column("median_age", "Median age of present statements", "number", "months"),
    Column("stale", "Present statements older than the limit", "integer", "statements"),
    Column("stale_share", "Their share of present statements, from 0 to 1", "number", "1"),
    Column("unverified", "Present statements not found in a document", "integer", "statements"),
    Column("unverified_share", "Their share of present statements, from 0 to 1", "number", "1"),
    Column("without_source", "Present statements that name no source", "integer", "statements"),
    Column("completeness", "Share of expected values that are stated, from 0 to 1", "number", "1"),
    Column("values_missing", "Expected values that are not stated", "integer", "values"),
    Column("dangling", "References that lead nowhere", "integer", "problems"),
    Column("contradictions", "Statements that cannot all be true", "integer", "problems"),
    Column("duplicates", "Things that may be stated under two identifiers", "integer", "problems"),
    Column(
        "disagreements",
        "Values that differ from those of another publisher that are taken",
        "integer",
        "values",
    ),
    Column("claims", "Contributions to functions that are marked as unallocated", "integer", "problems"),
    Column("passed", "Plans for a day that has passed", "integer", "problems"),
    Column("without_firmness", "Plans of which the firmness is not stated", "integer", "problems"),
)


def _counts(standing: Standing) -> Row:
    problems = standing.problems
    missing = standing.expected_values - standing.filled_values if standing.expected_values else None
    return (
        standing.statements,
        standing.current,
        standing.earlier,
        standing.withdrawn,
        None if standing.oldest is None else standing.oldest.isoformat(),
        None if standing.newest is None else standing.newest.isoformat(),
        standing.median_age_months,
        problems[Group.STALE],
        standing.share(Group.STALE),
        problems[Group.UNVERIFIED],
        standing.share(Group.UNVERIFIED),
        problems[Group.NO_SOURCE],
        standing.completeness,
        missing,
        problems[Group.DANGLING],
        problems[Group.CONTRADICTION],
        problems[Group.DUPLICATE],
        problems[Group.DISAGREEMENT],
        problems[Group.CLAIM],
        problems[Group.PASSED],
        problems[Group.NO_FIRMNESS],
    )


def _in_order(name: tuple[str, ...]) -> tuple[tuple[str, ...], int]:
    """By publisher, then by kind in the order of the vocabulary."""
    return name[:-1], _KIND_PLACES[name[-1]]


def publisher_table(roadmap: Roadmap, shares: Shares) -> Table:
    """How the statements of each publisher stand."""
    name = Column("name", "What the publisher is called")
    rows = tuple(
        (publisher, roadmap.label(Organisation.kind, publisher), *_counts(shares[publisher,]))
        for (publisher,) in sorted(shares)
    )
    return Table("publishers", "Statements by publisher", (_PUBLISHER, name, *_COUNTS), rows)


def kind_table(shares: Shares) -> Table:
    """How the statements about each kind of thing stand."""
    rows = tuple((*name, *_counts(shares[name])) for name in sorted(shares, key=_in_order))
    return Table("kinds", "Statements by kind of thing", (_KIND, *_COUNTS), rows)


def publisher_kind_table(shares: Shares) -> Table:
    """How each publisher's statements about each kind of thing stand."""
    rows = tuple((*name, *_counts(shares[name])) for name in sorted(shares, key=_in_order))
    return Table("publisher_kinds", "Statements by publisher and kind", (_PUBLISHER, _KIND, *_COUNTS), rows)


_PROBLEM_COLUMNS = (
    Column("publisher", "Organisation whose statement it concerns", kind=Organisation.kind),
    Column("problem", "Group of problems that it belongs to"),
    Column("check", "Check that found it"),
    Column("severity", "How much it matters"),
    Column("kind", "Kind of the thing"),
    Column("id", "Identifier of the thing"),
    Column("field", "Field that it concerns; empty where it concerns the whole"),
    Column("value", "What stands there"),
    Column("sentence", "What is doubtful"),
    Column("suggestions", "What may have been meant"),
    Column("remedy", "What would settle it"),
)


def problem_table(problems: Iterable[Problem]) -> Table:
    """Every problem, publisher by publisher."""

    def rows() -> Iterator[Row]:
        order = list(Group)
        for p in sorted(
            problems, key=lambda p: (p.publisher, order.index(p.group), p.kind, p.id, p.sentence)
        ):
            suggestions = "; ".join(p.suggestions) or None
            yield (
                p.publisher,
                p.group.value,
                p.check,
                p.severity,
                p.kind,
                p.id,
                p.field,
                p.value,
                p.sentence,
                suggestions,
                REMEDIES[p.group],
            )

    return Table("problems", "What is doubtful, and what would settle it", _PROBLEM_COLUMNS, LazyRows(rows))


_DISAGREEMENT_COLUMNS = (
    Column("kind", "Kind of the thing"),
    Column("id", "Identifier of the thing"),
    Column("name", "What it is called"),
    Column("field", "Field on which the two differ"),
    Column("taken_publisher", "Publisher whose statement is taken", kind=Organisation.kind),
    Column("taken", "What it says"),
    Column("other_publisher", "Publisher who says otherwise", kind=Organisation.kind),
    Column("other", "What that one says"),
    Column("unverified", "Whether one of the two was not found in a document", "boolean"),
)


def disagreement_table(roadmap: Roadmap) -> Table:
    """Who says what differently, field by field."""

    def rows() -> Iterator[Row]:
        for disagreement in roadmap.disagreements:
            yield from _disagreement_rows(roadmap, disagreement)

    return Table("disagreements", "Who says what differently", _DISAGREEMENT_COLUMNS, LazyRows(rows))


def _disagreement_rows(roadmap: Roadmap, disagreement: Disagreement) -> Iterator[Row]:
    taken, other = disagreement.taken, disagreement.other
    for differing in disagreement.differences:
        yield (
            disagreement.kind,
            disagreement.id,
            roadmap.label(disagreement.kind, disagreement.id),
            differing.field,
            taken.publisher,
            _shown(differing.taken),
            other.publisher,
            _shown(differing.other),
            taken.unverified or other.unverified,
        )


def _shown(value: object) -> Cell:
    return "; ".join(str(part) for part in value) if isinstance(value, tuple) else str(value)


_STALE_COLUMNS = (
    Column("publisher", "Organisation that states it", kind=Organisation.kind),
    Column("kind", "Kind of the thing"),
    Column("id", "Identifier of the thing"),
    Column("name", "What it is called"),
    Column("as_of", "Date for which it holds, as stated; empty where not stated"),
    Column("stated_on", "Day on which it was stated", "date"),
    Column("age", "Whole months from the last day for which it can hold", "integer", "months"),
    Column("unverified", "Whether it was not found in a document", "boolean"),
)


def stale_table(roadmap: Roadmap, current: Iterable[Statement], freshness: Freshness) -> Table:
    """Statements older than the limit, oldest first."""

    def rows() -> Iterator[Row]:
        stale = [statement for statement in current if freshness.is_stale(statement)]
        for s in sorted(stale, key=lambda s: (known_on(s), s.key)):
            as_of = s.envelope.as_of
            yield (
                s.publisher,
                s.kind,
                s.id,
                roadmap.label(s.kind, s.id),
                None if as_of is None else as_of.text,
                s.stated_at.date().isoformat(),
                freshness.age_months(s),
                s.unverified,
            )

    return Table("stale", "Statements to confirm or to replace", _STALE_COLUMNS, LazyRows(rows))
