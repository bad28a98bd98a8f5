"""Questions put to a roadmap: pure functions from a roadmap and parameters to an Assessment."""

from ecliptic.assess.assessment import (
    Answer,
    Assessment,
    Basis,
    Column,
    Evidence,
    Figure,
    Finding,
    Missing,
    Provenance,
    Quantity,
    Subject,
    Table,
    Tables,
    evidence_of,
    gravest_first,
)
from ecliptic.assess.registry import Parameters, Question, question, questions

__all__ = [
    "Answer",
    "Assessment",
    "Basis",
    "Column",
    "Evidence",
    "Figure",
    "Finding",
    "Missing",
    "Parameters",
    "Provenance",
    "Quantity",
    "Question",
    "Subject",
    "Table",
    "Tables",
    "evidence_of",
    "gravest_first",
    "question",
    "questions",
]
