"""What is doubtful about statements, put into a few groups that readers know, each with its remedy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from ecliptic.assess.assessment import FindingSeverity
from ecliptic.roadmap import Audit, AuditFinding, Roadmap, Statement


class Group(StrEnum):
    """A sort of problem; findings and columns are named after it."""

    DANGLING = "dangling references"
    CONTRADICTION = "contradictions"
    DUPLICATE = "duplicates"
    DISAGREEMENT = "disagreements"
    CLAIM = "claims on unallocated functions"
    PASSED = "passed dates"
    STALE = "stale statements"
    UNVERIFIED = "unverified statements"
    NO_SOURCE = "statements without source"
    NO_FIRMNESS = "firmness not stated"


_GROUPS: dict[str, Group] = {
    "dangling-reference": Group.DANGLING,
    "unknown-kind": Group.DANGLING,
    "unknown-publisher": Group.DANGLING,
    "same-identifier": Group.DUPLICATE,
    "same-name": Group.DUPLICATE,
    "similar-name": Group.DUPLICATE,
    "mission-twins": Group.DUPLICATE,
    "disagreement": Group.DISAGREEMENT,
    "marked-yet-claimed": Group.CLAIM,
    "past-launch": Group.PASSED,
    "stale-statement": Group.STALE,
    "unsaid-firmness": Group.NO_FIRMNESS,
}
REMEDIES: dict[Group, str] = {
    Group.DANGLING: "State the thing that is referred to, or correct the identifier.",
    Group.CONTRADICTION: "State anew which of the two holds.",
    Group.DUPLICATE: "If they are one thing, withdraw one identifier; if not, tell them apart.",
    Group.DISAGREEMENT: "Nothing need be done; what is out of date can be stated anew.",
    Group.CLAIM: "Whoever allocates functions can take it up.",
    Group.PASSED: "State what has become of it.",
    Group.STALE: "Confirm that it still holds, or state what does.",
    Group.UNVERIFIED: "Name the document that says so.",
    Group.NO_SOURCE: "Name the source.",
    Group.NO_FIRMNESS: "Say how firm it is, or that nothing is committed.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is doubtful, and whose statement it concerns."""

    group: Group
    check: str
    severity: FindingSeverity
    publisher: str
    kind: str
    id: str
    sentence: str
    field: str | None = None
    value: str | None = None
    suggestions: tuple[str, ...] = ()
    statement: Statement | None = None


def problems(roadmap: Roadmap, audited: Audit, current: Iterable[Statement]) -> list[Problem]:
    """All problems: those of the audit, and statements that are unverified or name no source."""
    said: dict[tuple[str, str, str], Statement] = {}
    own: list[Problem] = []
    for statement in current:
        said[statement.kind, statement.id, statement.publisher] = statement
        own += _of_statement(statement)
    return [*(_of_audit(roadmap, finding, said) for finding in audited.findings), *own]


def _of_audit(
    roadmap: Roadmap, finding: AuditFinding, said: dict[tuple[str, str, str], Statement]
) -> Problem:
    publisher = finding.publisher
    if publisher is None:
        # What no single publisher has caused is shown to the one whose statement was taken.
        taken = roadmap.statement(finding.kind, finding.id)
        publisher = finding.id if taken is None else taken.publisher
    return Problem(
        # A check that is not listed finds statements that cannot all be true.
        group=_GROUPS.get(finding.check, Group.CONTRADICTION),
        check=finding.check,
        severity=finding.severity,
        publisher=publisher,
        kind=finding.kind,
        id=finding.id,
        sentence=finding.sentence,
        field=finding.field,
        value=finding.value,
        suggestions=finding.suggestions,
        statement=said.get((finding.kind, finding.id, publisher)),
    )


def _of_statement(statement: Statement) -> Iterator[Problem]:
    if statement.unverified:
        yield _own(statement, Group.UNVERIFIED, "unverified", "was not found in a document")
    if not statement.envelope.sources:
        yield _own(statement, Group.NO_SOURCE, "no-source", "names no source")


def _own(statement: Statement, group: Group, check: str, words: str) -> Problem:
    thing = f"{statement.kind.replace('-', ' ')} {statement.id}"
    return Problem(
        group=group,
        check=check,
        severity="low",
        publisher=statement.publisher,
        kind=statement.kind,
        id=statement.id,
        sentence=f"What {statement.publisher} states about {thing} {words}.",
        statement=statement,
    )
