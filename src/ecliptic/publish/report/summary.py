"""The opening of a report: the main numbers of each phase, and what stands out among the findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ecliptic.publish.report.coverage import PhaseSummary
from ecliptic.publish.report.findings import SEVERITIES
from ecliptic.publish.report.sections import Section

_MOST_HEADLINES = 6
_GRAVE = ("high", "medium")


@dataclass(frozen=True, slots=True)
class Headline:
    """A kind of grave findings with one of them as an example."""

    anchor: str
    count: int
    name: str
    question: str
    example: str


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """How many findings of each severity a question has, and where they are."""

    anchor: str
    title: str
    counts: list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything that the opening shows."""

    phases: list[PhaseSummary]
    questions: list[QuestionRow]
    headlines: list[Headline]


def summary_of(sections: Sequence[Section]) -> Summary:
    """Gather the opening from the sections."""
    phases: dict[str, PhaseSummary] = {}
    for section in sections:
        for phase in section.phases:
            phases.setdefault(phase.id, phase)
    return Summary(list(phases.values()), [_row(section) for section in sections], _headlines(sections))


def _row(section: Section) -> QuestionRow:
    found = {group.severity: (group.count, group.anchor) for group in section.severities}
    counts = [found.get(severity, (0, "")) for severity in SEVERITIES]
    return QuestionRow(section.anchor, section.assessment.title, counts)


def _headlines(sections: Sequence[Section]) -> list[Headline]:
    """The gravest kinds of findings, from as many questions as possible, the most numerous first."""
    found = [
        (list(SEVERITIES).index(group.severity), -kind.count, section, kind)
        for section in sections
        for group in section.severities
        for kind in group.groups
        if group.severity in _GRAVE
    ]
    found.sort(key=lambda item: (item[0], item[1], item[3].anchor))
    return [
        Headline(kind.anchor, kind.count, kind.name, section.assessment.title, kind.shown[0].sentence)
        for _, _, section, kind in found[:_MOST_HEADLINES]
    ]
