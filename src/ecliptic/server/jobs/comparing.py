"""Two answers to one question side by side: what is new, what is closed, what has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ecliptic.assess import Finding
from ecliptic.server.jobs.answers import StoredAnswer


@dataclass(frozen=True, slots=True)
class Change:
    """A finding that both answers have and that says something else now."""

    before: Finding
    now: Finding


@dataclass(frozen=True, slots=True)
class Comparison:
    """What an answer says that an earlier one did not, and the other way round."""

    new: Sequence[Finding]
    closed: Sequence[Finding]
    changed: Sequence[Change]
    open: Sequence[Finding]

    @property
    def is_empty(self) -> bool:
        """Whether both find the same."""
        return not (self.new or self.closed or self.changed)


def compare(before: StoredAnswer, now: StoredAnswer) -> Comparison:
    """Compare findings by their identity; what a finding rests on may be newer without a change."""
    earlier = {finding.identity: finding for finding in before.answer.findings}
    later = {finding.identity: finding for finding in now.answer.findings}
    both = [(earlier[identity], finding) for identity, finding in later.items() if identity in earlier]
    return Comparison(
        new=[finding for identity, finding in later.items() if identity not in earlier],
        closed=[finding for identity, finding in earlier.items() if identity not in later],
        changed=[Change(was, now_) for was, now_ in both if _said(was) != _said(now_)],
        open=[now_ for was, now_ in both if _said(was) == _said(now_)],
    )


def _said(finding: Finding) -> Finding:
    return replace(finding, evidence=())
