"""Questions put to a roadmap: pure functions from a roadmap and parameters to an Assessment.

Each question is a callable here: `assess.coverage(roadmap, phase="FE+")`.
"""

from ecliptic.assess.assessment import (
    Answer,
    Assessment,
    Basis,
    Column,
    Evidence,
    Figure,
    Finding,
    LazyData,
    LazyRows,
    Missing,
    Provenance,
    Quantity,
    Subject,
    Table,
    Tables,
    evidence_of,
    gravest_first,
    resting_on,
)

# Importing a module enters it here under its own name; the question of that name then takes the place.
from ecliptic.assess.coverage import coverage
from ecliptic.assess.health import health
from ecliptic.assess.overlap import overlap
from ecliptic.assess.partnership import partnership
from ecliptic.assess.readiness import readiness
from ecliptic.assess.registry import Parameters, Question, question, questions
from ecliptic.assess.schedule import schedule

__all__ = [
    "Answer",
    "Assessment",
    "Basis",
    "Column",
    "Evidence",
    "Figure",
    "Finding",
    "LazyData",
    "LazyRows",
    "Missing",
    "Parameters",
    "Provenance",
    "Quantity",
    "Question",
    "Subject",
    "Table",
    "Tables",
    "coverage",
    "evidence_of",
    "gravest_first",
    "health",
    "overlap",
    "partnership",
    "question",
    "questions",
    "readiness",
    "resting_on",
    "schedule",
]
