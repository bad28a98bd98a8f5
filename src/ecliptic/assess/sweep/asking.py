"""Putting one case to a roadmap: what comes back, also where the question refuses or breaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from ecliptic.assess.assessment import Assessment, Column, FindingSeverity, Row, Table
from ecliptic.assess.registry import questions
from ecliptic.assess.sweep.description import SUMMARY
from ecliptic.errors import EclipticError, MissingExtraError
from ecliptic.roadmap import Roadmap


@dataclass(frozen=True, slots=True)
class Answered:
    """The table of one case, with all its rows."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """The question does not take these parameters on this roadmap."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The case broke: a fault of the program or of the machine, not of the parameters."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Hopeless:
    """No case can be answered here, and why."""

    sentence: str


Outcome = Answered | Refused | Failed
Reply = Outcome | Hopeless


def ask(roadmap: Roadmap, question: str, parameters: Mapping[str, Any], table: str) -> Reply:
    """Put the question once and take one table of the answer."""
    if question not in questions():
        return Hopeless(f"The question {question!r} is not installed there.")
    try:
        assessment = questions()[question](roadmap, **parameters)
        return _taken(assessment, table)
    except MissingExtraError as error:
        return Hopeless(str(error))
    except EclipticError as error:
        return Refused(str(error))
    except Exception as error:  # noqa: BLE001 - a case that breaks is told, and the others go on
        return Failed(f"{type(error).__name__}: {error}")


def _taken(assessment: Assessment, name: str) -> Answered | Hopeless:
    tables = {table.name: table for table in assessment.tables.all}
    found = tables.get(name) or (_counts(assessment) if name == SUMMARY else None)
    if found is None:
        known = ", ".join(tables if SUMMARY in tables else [SUMMARY, *tables])
        return Hopeless(f"{assessment.question} has no table {name!r}. The tables are: {known}.")
    return Answered(found.title, found.columns, tuple(found.rows))


def _counts(assessment: Assessment) -> Table:
    """One row that tells of an answer whose question has no table of that name."""
    columns, row = zip(*_counted(assessment), strict=True)
    return Table(SUMMARY, assessment.title, columns, (row,))


def _counted(assessment: Assessment) -> Iterator[tuple[Column, int]]:
    for severity in get_args(FindingSeverity):
        count = sum(finding.severity == severity for finding in assessment.findings)
        yield Column(severity, f"Findings of this severity: {severity}", "integer", "findings"), count
    basis = assessment.basis
    yield Column("statements", "Statements that the answer rests on", "integer"), basis.statements
    yield Column("unverified", "Of these, the ones that nobody verified", "integer"), basis.unverified
    missing = sum(entry.count for entry in assessment.answer.missing)
    yield Column("unknown", "Things that the answer needed and nobody states", "integer"), missing
