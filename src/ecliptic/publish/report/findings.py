"""Findings as sentences, grouped by severity and kind, each with what it is about and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from ecliptic.assess import Evidence, Finding, Quantity
from ecliptic.publish.report.anchors import Anchors
from ecliptic.publish.report.cells import figure, kind_name

SEVERITIES = {"high": "High", "medium": "Medium", "low": "Low", "information": "For information"}
SIGNS = {"high": "▲", "medium": "◆", "low": "●", "information": "○"}
OPEN_AT_FIRST = 5
_ALWAYS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding ready to be written."""

    anchor: str
    sentence: str
    subjects: list[Markup]
    numbers: list[tuple[str, str]]
    evidence: list[tuple[str, list[Markup]]]
    rests_on: int
    unverified: bool


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """The findings of one kind and severity; the first few are shown at once."""

    anchor: str
    name: str
    severity: str
    shown: list[FindingView]
    folded: list[FindingView]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.shown) + len(self.folded)


@dataclass(frozen=True, slots=True)
class SeverityGroup:
    """The findings of one severity."""

    anchor: str
    severity: str
    name: str
    sign: str
    groups: list[FindingGroup]

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(group.count for group in self.groups)


def severity_groups(findings: Iterable[Finding], section: str, anchors: Anchors) -> list[SeverityGroup]:
    """Findings, gravest first, then by kind."""
    order = list(SEVERITIES)
    ordered = sorted(findings, key=lambda f: (order.index(f.severity), f.kind, f.subjects))
    made = []
    for severity, same in groupby(ordered, key=lambda f: f.severity):
        anchor = f"{section}.{severity}"
        groups = [
            _group(list(members), f"{anchor}.{kind}", kind, section, anchors)
            for kind, members in groupby(same, key=lambda f: f.kind)
        ]
        made.append(SeverityGroup(anchor, severity, SEVERITIES[severity], SIGNS[severity], groups))
    return made


def _group(findings: list[Finding], anchor: str, kind: str, section: str, anchors: Anchors) -> FindingGroup:
    views = [_view(finding, section, anchors) for finding in findings]
    first = len(views) if len(views) <= _ALWAYS_SHOWN else OPEN_AT_FIRST
    name = kind.replace("-", " ").capitalize()
    return FindingGroup(anchor, name, findings[0].severity, views[:first], views[first:])


def _view(finding: Finding, section: str, anchors: Anchors) -> FindingView:
    return FindingView(
        anchor=f"{section}.{finding.identity}",
        sentence=finding.sentence,
        subjects=[anchors.link(subject.kind, subject.id) for subject in finding.subjects],
        numbers=[_number(quantity) for quantity in finding.numbers],
        evidence=_evidence(finding.evidence, anchors),
        rests_on=len(finding.evidence),
        unverified=finding.unverified,
    )


def _number(quantity: Quantity) -> tuple[str, str]:
    value = figure(quantity.value)
    name = quantity.name.replace("_", " ")
    unit = "" if quantity.unit in name.split() else f" {quantity.unit}"
    return name, value + unit


def _evidence(evidence: Iterable[Evidence], anchors: Anchors) -> list[tuple[str, list[Markup]]]:
    grouped = groupby(sorted(evidence), key=lambda item: item.kind)
    return [
        (
            kind_name(kind, plural=True),
            [anchors.link(kind, identifier) for identifier in dict.fromkeys(item.id for item in items)],
        )
        for kind, items in grouped
    ]
