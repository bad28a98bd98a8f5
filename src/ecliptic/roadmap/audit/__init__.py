"""What is doubtful in a roadmap: references that lead nowhere, duplicates, contradictions, old statements."""

from ecliptic.roadmap.audit.checks import CHECKS, Audit, audit
from ecliptic.roadmap.audit.condition import Condition, Filling
from ecliptic.roadmap.audit.finding import AuditFinding, AuditSeverity, Check, Thing
from ecliptic.roadmap.audit.times import known_on

__all__ = [
    "CHECKS",
    "Audit",
    "AuditFinding",
    "AuditSeverity",
    "Check",
    "Condition",
    "Filling",
    "Thing",
    "audit",
    "known_on",
]
