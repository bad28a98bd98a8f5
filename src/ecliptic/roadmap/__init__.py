"""Everybody's statements resolved into one picture at one date."""

from ecliptic.roadmap.audit import Audit, AuditFinding, Condition, Filling, Thing, audit
from ecliptic.roadmap.difference import (
    Change,
    Difference,
    FieldChange,
    KindDifference,
    Providers,
    Reallocation,
    difference,
)
from ecliptic.roadmap.resolution import Disagreement, FieldDifference
from ecliptic.roadmap.roadmap import Reference, Roadmap, references
from ecliptic.roadmap.statement import Envelope, Statement
from ecliptic.roadmap.succession import renumbered, says_the_same, successor
from ecliptic.roadmap.view import Viewer

__all__ = [
    "Audit",
    "AuditFinding",
    "Change",
    "Condition",
    "Difference",
    "Disagreement",
    "Envelope",
    "FieldChange",
    "FieldDifference",
    "Filling",
    "KindDifference",
    "Providers",
    "Reallocation",
    "Reference",
    "Roadmap",
    "Statement",
    "Thing",
    "Viewer",
    "audit",
    "difference",
    "references",
    "renumbered",
    "says_the_same",
    "successor",
]
