"""The opening of a report: the main numbers of each phase, and what stands out among the findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ecliptic.publish.report.coverage import PhaseSummary
from ecliptic.publish.report.findings import SEVERITIES, SIGNS
from ecliptic.publish.report.sections import Section

_MOST_HEADLINES = 8
_MOST_OF_ONE = 3
_GRAVE = ("high", "medium")


@dataclass(frozen=True, slots=True)
class Headline:
    """A kind of grave findings with one of them as an example."""

    anchor: str
    count: int
    name: str
    level: str
    severity: str
    sign: str
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
    """The gravest kinds of findings, the most numerous first, and no question crowding out the others."""
    found = []
    for section in sections:
        grave = [group for group in section.severities if group.severity in _GRAVE]
        kinds = [
            (list(SEVERITIES).index(g.severity), -kind.count, kind.anchor, kind)
            for g in grave
            for kind in g.groups
        ]
        kinds.sort(key=lambda item: item[:3])
        found += [(*kind[:3], section, kind[3]) for kind in kinds[:_MOST_OF_ONE]]
    found.sort(key=lambda item: item[:3])
    return [
        Headline(
            anchor=kind.anchor,
            count=kind.count,
            name=kind.name,
            level=kind.severity,
            severity=SEVERITIES[kind.severity].lower(),
            sign=SIGNS[kind.severity],
            question=section.assessment.title,
            example=kind.shown[0].sentence,
        )
        for *_, section, kind in found[:_MOST_HEADLINES]
    ]
