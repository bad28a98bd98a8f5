"""The section of a report that tells one assessment: figures, findings and tables of any question."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup, escape

from ecliptic.assess import Assessment, Basis, Column, Table
from ecliptic.assess.assessment import Cell, Row
from ecliptic.publish.report.anchors import Anchors, slug
from ecliptic.publish.report.cells import plain
from ecliptic.publish.report.coverage import QUESTION as COVERAGE
from ecliptic.publish.report.coverage import CoverageLists, FunctionList, PhaseSummary
from ecliptic.publish.report.drills import Lead, rule_for, search_of
from ecliptic.publish.report.findings import SeverityGroup, severity_groups
from ecliptic.publish.report.pictures import Picture, picture
from ecliptic.publish.report.tables import TableView, table_view


@dataclass(frozen=True, slots=True)
class Section:
    """One assessment ready to be written."""

    anchor: str
    assessment: Assessment
    pictures: list[Picture]
    severities: list[SeverityGroup]
    tables: list[TableView]
    lists: list[FunctionList]
    phases: list[PhaseSummary]

    @property
    def basis(self) -> Basis:
        """What the answer rests on."""
        return self.assessment.basis

    @property
    def parameters(self) -> list[tuple[str, Markup]]:
        """Parameters that were given, in words."""
        given = self.assessment.provenance.parameters
        return [
            (name.replace("_", " "), _told(value)) for name, value in given.items() if value not in (None, [])
        ]


def _told(value: object) -> Markup:
    if isinstance(value, list):
        return escape(", ".join(map(str, value)))
    return plain(value) if isinstance(value, bool | int | float | str) else escape(str(value))


def section_of(assessment: Assessment, anchor: str, anchors: Anchors) -> Section:
    """Prepare an assessment; that of coverage gets the lists of functions behind its numbers."""
    lists = _coverage_lists(assessment, anchor, anchors)
    drill = _Drill(assessment, anchor, lists)
    return Section(
        anchor=anchor,
        assessment=assessment,
        pictures=[picture(f, f"{anchor}.fig.{slug(f.name)}", anchors) for f in assessment.figures],
        severities=severity_groups(assessment.findings, anchor, anchors),
        tables=[table_view(t, f"{anchor}.t.{slug(t.name)}", anchors, drill) for t in assessment.tables.all],
        lists=list(lists.lists.values()) if lists else [],
        phases=lists.summaries() if lists else [],
    )


class _Drill:
    """Leads from numbers to what they count, within one section."""

    def __init__(self, assessment: Assessment, anchor: str, lists: CoverageLists | None) -> None:
        self._question = assessment.question
        self._anchor = anchor
        self._lists = lists
        self._tables = set(assessment.tables)
        self._findings = {finding.identity for finding in assessment.findings}

    def __call__(self, table: Table, row: Row, column: Column, cell: Cell) -> Lead | None:
        if cell in self._findings:
            return Lead(f"#{self._anchor}.{cell}")
        if self._lists is not None and table.name == "summary":
            place = self._lists.place(str(row[0]), column.name, cell)
            if place is not None:
                return Lead(place)
        rule = rule_for(self._question, table, column)
        if rule is None or rule.target not in self._tables:
            return None
        return Lead(f"#{self._anchor}.t.{slug(rule.target)}", search_of(rule, table, row))


def _coverage_lists(assessment: Assessment, anchor: str, anchors: Anchors) -> CoverageLists | None:
    if assessment.question != COVERAGE or not {"summary", "functions"} <= set(assessment.tables):
        return None
    return CoverageLists(assessment, anchor, anchors)
