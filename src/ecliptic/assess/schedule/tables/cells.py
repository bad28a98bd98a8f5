"""How chances, days and dates are written in cells."""

from __future__ import annotations

from datetime import date
from math import isfinite

from ecliptic.assess.assessment import Cell, Column
from ecliptic.assess.schedule.answers.paired import Estimate
from ecliptic.assess.schedule.plan import Step
from ecliptic.vocabulary import Organisation

PROBABILITY, DAYS = "probability", "d"

KIND = Column("kind", "Kind of the thing")
ID = Column("id", "Identifier of the thing")
TITLE = Column("title", "What is reached")
ORGANISATIONS = Column("organisations", "Who is responsible, first of all first", kind=Organisation.kind)


def named(step: Step) -> tuple[Cell, ...]:
    """Cells of the four columns above."""
    milestone = step.milestone
    return milestone.kind, milestone.id, step.title, "; ".join(step.organisations) or None


def chance(value: float | None) -> float | None:
    """A probability to four digits, more than samples tell and few enough to read."""
    return None if value is None or not isfinite(value) else round(value, 4)


def days(value: float | None) -> float | None:
    """A time in days to a tenth; empty where there is none."""
    return None if value is None or not isfinite(value) else round(value, 1)


def day(value: date | None) -> str | None:
    """A date; empty where there is none."""
    return None if value is None else value.isoformat()


def chances(estimate: Estimate) -> tuple[Cell, Cell]:
    """An estimate of a difference of chances, with its standard error."""
    return chance(estimate.mean), chance(estimate.error)


def unverified(step: Step) -> bool:
    """Whether a statement behind a step was not found in a document."""
    return any(statement.unverified for statement in step.statements)
