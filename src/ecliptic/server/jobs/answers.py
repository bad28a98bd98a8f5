"""Answers read back from the archive, as questions gave them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ecliptic.assess import (
    Answer,
    Basis,
    Column,
    Evidence,
    Figure,
    Finding,
    Missing,
    Quantity,
    Subject,
    Table,
)
from ecliptic.server.jobs.models import Run, RunResult

_KEPT = 8


@dataclass(frozen=True)
class StoredAnswer:
    """An answer with its title, and all that is needed to get it again."""

    title: str
    asks: str
    provenance: Mapping[str, Any]
    answer: Answer

    @property
    def tables(self) -> Mapping[str, Table]:
        """Tables by name."""
        return {table.name: table for table in self.answer.tables}

    @property
    def figures(self) -> Mapping[str, Figure]:
        """Figures by name."""
        return {figure.name: figure for figure in self.answer.figures}


def content_of(run: Run) -> bytes:
    """The result of a run, byte for byte."""
    return RunResult.objects.get(run=run).content


def answer_of(run: Run) -> StoredAnswer:
    """The answer that a run found."""
    return _read(run.pk, run.result_digest)


@lru_cache(maxsize=_KEPT)
def _read(run: int, digest: str) -> StoredAnswer:
    """Read a result; the digest tells apart runs of databases that number them alike."""
    return read_answer(RunResult.objects.get(run_id=run).content)


def read_answer(content: bytes) -> StoredAnswer:
    """Read what `Assessment.to_json` wrote."""
    whole = json.loads(content)
    answer = Answer(
        findings=tuple(map(_finding, whole["findings"])),
        tables=tuple(map(_table, whole["tables"])),
        basis=Basis(**whole["basis"]),
        figures=tuple(Figure(**figure) for figure in whole["figures"]),
        ground_rules=tuple(whole["ground_rules"]),
        assumptions=tuple(whole["assumptions"]),
        missing=tuple(Missing(**missing) for missing in whole["missing"]),
    )
    return StoredAnswer(whole["title"], whole["asks"], whole["provenance"], answer)


def _finding(said: dict[str, Any]) -> Finding:
    rest = {name: value for name, value in said.items() if name != "identity"}
    return Finding(
        **{
            **rest,
            "subjects": tuple(Subject(*subject) for subject in said["subjects"]),
            "numbers": tuple(Quantity(**quantity) for quantity in said["numbers"]),
            "evidence": tuple(Evidence(*evidence) for evidence in said["evidence"]),
        }
    )


def _table(said: dict[str, Any]) -> Table:
    columns = tuple(Column(**column) for column in said["columns"])
    return Table(said["name"], said["title"], columns, tuple(map(tuple, said["rows"])))
