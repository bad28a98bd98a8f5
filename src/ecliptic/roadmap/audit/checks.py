"""The table of all checks, and the audit that runs them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date

from ecliptic.roadmap.audit import contradictions, duplicates, references, times
from ecliptic.roadmap.audit.condition import Condition, conditions
from ecliptic.roadmap.audit.finding import AuditFinding, AuditSeverity, Check, Fault, Inspection
from ecliptic.roadmap.roadmap import Roadmap

CHECKS: tuple[Check, ...] = (
    Check(
        "cycle",
        "high",
        "A thing is, step by step, its own parent, predecessor or part.",
        references.cycles,
    ),
    Check(
        "marked-yet-allocated",
        "high",
        "A function is marked as provided by no element in a phase and allocated in it.",
        contradictions.marked_yet_allocated,
    ),
    Check(
        "dates-out-of-order",
        "high",
        "A thing ends for certain before it begins.",
        times.dates_out_of_order,
    ),
    Check(
        "phases-out-of-order",
        "high",
        "A phase begins for certain before the phase that it follows.",
        times.phases_out_of_order,
    ),
    Check(
        "fact-to-come",
        "high",
        "A thing is stated as a fact before the day on which it can happen.",
        times.facts_to_come,
    ),
    Check(
        "same-identifier",
        "high",
        "Two identifiers differ in case or kind of separator only.",
        duplicates.same_identifiers,
    ),
    Check(
        "unknown-kind",
        "high",
        "A reference names a kind of thing that the vocabulary does not have.",
        references.unknown_kinds,
    ),
    Check(
        "dangling-reference",
        "medium",
        "A field refers to a thing that no statement describes.",
        references.dangling,
    ),
    Check(
        "disagreement",
        "medium",
        "Two publishers say different things about one thing.",
        contradictions.disagreements,
    ),
    Check(
        "marked-yet-claimed",
        "medium",
        "A publisher marks a function as unallocated, and an organisation says that it helps to provide it.",
        contradictions.marked_yet_claimed,
    ),
    Check(
        "role-against-firmness",
        "medium",
        "A contribution leads or shares responsibility out of mere interest, or is firm and called interest.",
        contradictions.roles_against_firmness,
    ),
    Check(
        "ill-formed-allocation",
        "medium",
        "A mark of no allocation names an element, or an allocation names none.",
        contradictions.ill_formed_allocations,
    ),
    Check(
        "past-launch",
        "medium",
        "A launch date has passed, and the statement still speaks of a plan.",
        times.past_launches,
        needs_today=True,
    ),
    Check(
        "same-name",
        "medium",
        "Two things of one kind are called the same, and nothing else known of them tells them apart.",
        duplicates.same_names,
    ),
    Check(
        "versions-out-of-order",
        "medium",
        "A later version bears an earlier date.",
        times.versions_out_of_order,
    ),
    Check(
        "similar-name",
        "low",
        "The names of two things of one kind are spellings of one another.",
        duplicates.similar_names,
    ),
    Check(
        "mission-twins",
        "low",
        "Two missions to one place at one time share what is distinctive in their names.",
        duplicates.mission_twins,
    ),
    Check(
        "stale-statement",
        "low",
        "A statement holds for a day longer ago than the limit.",
        times.stale,
        needs_today=True,
    ),
    Check(
        "unknown-publisher",
        "low",
        "A publisher is no organisation that any statement describes.",
        references.unknown_publishers,
    ),
    Check(
        "unsaid-firmness",
        "information",
        "A contribution or a mission of which its publisher does not say how firm it is.",
        contradictions.unsaid_firmness,
    ),
)
"""Everything that an audit looks for, gravest first."""


@dataclass(frozen=True)
class Audit:
    """What is doubtful in a roadmap, and the state of what each publisher states."""

    findings: tuple[AuditFinding, ...]
    """In the order of the checks, which is that of severity; within a check in order of kind and thing."""
    conditions: tuple[Condition, ...]
    left_out: tuple[str, ...]
    """Checks that were not made because no day was given to measure from."""

    def of_check(self, name: str) -> tuple[AuditFinding, ...]:
        """The findings of one check."""
        return tuple(finding for finding in self.findings if finding.check == name)

    def of_thing(self, kind: str, identifier: str) -> tuple[AuditFinding, ...]:
        """The findings about one thing."""
        return tuple(f for f in self.findings if (f.kind, f.id) == (kind, identifier))

    def of_severity(self, severity: AuditSeverity) -> tuple[AuditFinding, ...]:
        """The findings that matter so much."""
        return tuple(finding for finding in self.findings if finding.severity == severity)

    @property
    def statements(self) -> int:
        """How many statements publishers make at present."""
        return sum(condition.statements for condition in self.conditions)

    @property
    def unverified(self) -> int:
        """How many of them are unverified."""
        return sum(condition.unverified for condition in self.conditions)

    @property
    def unverified_share(self) -> float | None:
        """Share of unverified statements, from 0 to 1; None where there are no statements at all."""
        return self.unverified / self.statements if self.statements else None


def audit(roadmap: Roadmap, *, today: date | None = None, stale_after_days: int = 730) -> Audit:
    """Look for what is doubtful in a roadmap.

    The program never asks the clock: without `today`, the checks that need it are left out and named.
    """
    inspection = Inspection(roadmap, today, stale_after_days)
    made = [check for check in CHECKS if today is not None or not check.needs_today]
    return Audit(
        findings=tuple(finding for check in made for finding in _findings(check, inspection)),
        conditions=tuple(conditions(inspection)),
        left_out=tuple(check.name for check in CHECKS if check not in made),
    )


_FAULT_FIELDS = tuple(field.name for field in fields(Fault))


def _findings(check: Check, inspection: Inspection) -> Iterator[AuditFinding]:
    for fault in check.run(inspection):
        said = {name: getattr(fault, name) for name in _FAULT_FIELDS}
        yield AuditFinding(check=check.name, severity=check.severity, **said)
