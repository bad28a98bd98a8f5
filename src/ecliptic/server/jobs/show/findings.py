"""Findings on pages: what is so, about what, and whether an earlier answer said it too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ecliptic.assess import Finding, Table
from ecliptic.assess.assessment import Column
from ecliptic.publish.report.findings import SEVERITIES, SIGNS, FindingView, severity_groups
from ecliptic.server.jobs.show.links import Links


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """One finding, with its severity in sign and word."""

    view: FindingView
    severity: str
    name: str
    sign: str
    kind: str
    news: str
    """Whether it is new or changed against an earlier answer; empty where it is neither."""


@dataclass(frozen=True, slots=True)
class SeverityCount:
    """How many findings of a severity there are."""

    severity: str
    name: str
    sign: str
    count: int


def shown_findings(
    findings: Iterable[Finding], links: Links, news: Mapping[str, str] | None = None
) -> list[ShownFinding]:
    """Findings ready to be written, in their order."""
    made = []
    for finding in findings:
        (group,) = severity_groups([finding], "finding", links)
        (kind,) = group.groups
        (view,) = [*kind.shown, *kind.folded]
        made.append(
            ShownFinding(
                view,
                finding.severity,
                SEVERITIES[finding.severity],
                SIGNS[finding.severity],
                kind.name,
                (news or {}).get(finding.identity, ""),
            )
        )
    return made


def severity_counts(findings: Iterable[Finding]) -> list[SeverityCount]:
    """How many there are of each severity, the gravest first; those of which there are none too."""
    return counted(Counter(finding.severity for finding in findings))


def counted(counts: Mapping[str, int]) -> list[SeverityCount]:
    """The same from counts."""
    return [
        SeverityCount(severity, name, SIGNS[severity], counts.get(severity, 0))
        for severity, name in SEVERITIES.items()
    ]


def kinds_of(findings: Iterable[Finding]) -> list[tuple[str, str, int]]:
    """The kinds of findings with their names and counts, the most frequent first."""
    counts = Counter(finding.kind for finding in findings)
    return [(kind, kind.replace("-", " ").capitalize(), count) for kind, count in counts.most_common()]


_COLUMNS = (
    Column("identity", "Mark of the finding, the same in every run"),
    Column("severity", "How grave it is"),
    Column("kind", "Sort of finding"),
    Column("sentence", "What is so"),
    Column("subjects", "Kinds and identifiers of what it is about"),
    Column("unverified", "Whether it rests on unverified statements", "boolean"),
)


def findings_table(findings: Sequence[Finding]) -> Table:
    """Findings as a table, for programs."""
    rows = tuple(
        (
            finding.identity,
            finding.severity,
            finding.kind,
            finding.sentence,
            "; ".join(f"{subject.kind} {subject.id}" for subject in finding.subjects) or None,
            finding.unverified,
        )
        for finding in findings
    )
    return Table("findings", "Findings", _COLUMNS, rows)
