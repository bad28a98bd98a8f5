"""Health: how fresh, complete, consistent and well founded statements are, by publisher and kind.

What is doubtful is found by `ecliptic.roadmap.audit`; here it is counted, weighed and told to those who can
settle it.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from ecliptic.assess.assessment import Answer, Basis, Missing, gravest_first
from ecliptic.assess.health.ages import Freshness
from ecliptic.assess.health.figures import Drawer
from ecliptic.assess.health.findings import QUESTION, Writer
from ecliptic.assess.health.problems import Problem, problems
from ecliptic.assess.health.standing import Standings, by_both, by_kind, by_publisher, present, states
from ecliptic.assess.health.tables import (
    disagreement_table,
    kind_table,
    problem_table,
    publisher_kind_table,
    publisher_table,
    stale_table,
)
from ecliptic.assess.involvement import Names
from ecliptic.assess.registry import Parameters, question
from ecliptic.roadmap import Roadmap, Statement, audit

__all__ = ["HealthParameters", "health"]


class HealthParameters(Parameters):
    """From which day ages are measured, and how old is too old."""

    today: date | None = None
    """Day from which ages are measured; by default that of the newest statement, for no clock is asked."""
    stale_after_months: Annotated[int, Field(ge=1, le=1200)] = 24
    """Statements that hold for a day more than so many months before are stale."""


@question(
    QUESTION,
    title="Health",
    asks="How fresh, complete, consistent and well founded are the statements of each publisher?",
    parameters=HealthParameters,
)
def health(roadmap: Roadmap, parameters: HealthParameters) -> Answer:
    """Count every statement once, and tell each publisher what it could settle."""
    stated = states(roadmap)
    current = present(stated)
    freshness = Freshness(_day(current, parameters.today), parameters.stale_after_months)
    age = (freshness.day - freshness.limit).days
    audited = audit(roadmap, today=freshness.day, stale_after_days=age)
    found = problems(roadmap, audited, current)
    standings = Standings(stated, audited.conditions, found, freshness)
    publishers, both = standings.by(by_publisher), standings.by(by_both)
    names = Names(roadmap)
    writer, drawer = Writer(names, freshness), Drawer(names, freshness)
    of_publisher: dict[str, list[Problem]] = {}
    for problem in found:
        of_publisher.setdefault(problem.publisher, []).append(problem)
    return Answer(
        findings=gravest_first(
            finding
            for (publisher,), standing in publishers.items()
            for finding in writer.about(publisher, standing, of_publisher.get(publisher, ()))
        ),
        tables=(
            publisher_table(roadmap, publishers),
            kind_table(standings.by(by_kind)),
            publisher_kind_table(both),
            problem_table(found),
            disagreement_table(roadmap),
            stale_table(roadmap, current, freshness),
        ),
        basis=Basis.of(current),
        figures=(drawer.ages(both), drawer.completeness(both), drawer.unverified(publishers)),
        assumptions=_assumptions(freshness, given=parameters.today is not None) if current else (),
        missing=_missing(current, freshness),
    )


def _day(current: list[Statement], today: date | None) -> date:
    if today is not None:
        return today
    return max((statement.stated_at.date() for statement in current), default=date.min)


def _assumptions(freshness: Freshness, *, given: bool) -> tuple[str, ...]:
    measured = f"Ages are measured from {freshness.day.isoformat()}"
    if not given:
        measured += ", the day of the newest statement, as no other day was given; give today to change that"
    return (
        f"{measured}.",
        f"A statement is stale when it holds for a day before {freshness.limit.isoformat()}, "
        f"{freshness.stale_after_months} months earlier.",
        "A statement holds for the last day that its as-of date allows, but for no day after it was stated.",
        "Completeness counts the fields that the vocabulary expects of a record of the kind beyond those "
        "that are required; other fields may well stay empty.",
        "What no single publisher has caused, such as one thing under two identifiers, is shown to the one "
        "whose statement was taken.",
    )


def _missing(current: list[Statement], freshness: Freshness) -> tuple[Missing, ...]:
    undated = sum(statement.envelope.as_of is None for statement in current)
    later = sum(statement.stated_at.date() > freshness.day for statement in current)
    entries = (
        Missing(
            "statements without an as-of date", undated, "taken to hold for the day on which they were stated"
        ),
        Missing("statements made after the day from which ages are measured", later, "age 0"),
    )
    return tuple(entry for entry in entries if entry.count)
