"""What is told about each publisher: one finding for each group of problems, with what would settle it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ecliptic.assess.assessment import Finding, FindingSeverity, Quantity, Subject, resting_on
from ecliptic.assess.health.ages import Freshness
from ecliptic.assess.health.problems import REMEDIES, Group, Problem
from ecliptic.assess.health.standing import Standing
from ecliptic.assess.involvement import Names, counted, in_a_row
from ecliptic.vocabulary import Organisation

QUESTION = "health"
_MUCH = 0.5
"""From this share on, what is common among a publisher's statements weighs more."""
_FEW = 0.5
"""Records of which fewer of the expected values are there are told as incomplete."""
_SEVERITIES: tuple[FindingSeverity, ...] = ("high", "medium", "low", "information")
_SHARED = frozenset({Group.STALE, Group.UNVERIFIED, Group.NO_SOURCE})
_MOST_EXAMPLES = 3
_NOUNS: dict[Group, tuple[str, str]] = {
    Group.DANGLING: ("reference that leads nowhere", "references that lead nowhere"),
    Group.CONTRADICTION: ("contradiction", "contradictions"),
    Group.DUPLICATE: ("possible duplicate", "possible duplicates"),
    Group.DISAGREEMENT: ("value other than the one taken", "values other than those taken"),
    Group.CLAIM: ("claim on a function marked as unallocated", "claims on functions marked as unallocated"),
    Group.PASSED: ("plan for a day that has passed", "plans for days that have passed"),
    Group.NO_FIRMNESS: ("plan without a firmness", "plans without a firmness"),
}


class Writer:
    """Writes the findings of one assessment."""

    def __init__(self, names: Names, freshness: Freshness) -> None:
        self._names = names
        self._freshness = freshness

    def about(self, publisher: str, standing: Standing, problems: Iterable[Problem]) -> Iterator[Finding]:
        """The findings on one publisher."""
        groups: dict[Group, list[Problem]] = {}
        for problem in problems:
            groups.setdefault(problem.group, []).append(problem)
        for group in Group:
            if group in groups:
                yield self._group(publisher, standing, group, groups[group])
        completeness = standing.completeness
        if completeness is not None and completeness < _FEW:
            yield self._incomplete(publisher, standing, completeness)

    def _group(self, publisher: str, standing: Standing, group: Group, found: list[Problem]) -> Finding:
        share = standing.share(group) if group in _SHARED else None
        numbers = [Quantity("problems", len(found), "problems")]
        if share is not None:
            numbers = [
                Quantity("statements", len(found), "statements"),
                Quantity("of_statements", standing.current, "statements"),
                Quantity("share", share, "1"),
            ]
        words = self._words(group, standing, found)
        finding = Finding(
            question=QUESTION,
            kind=group.value.replace(" ", "-"),
            subjects=(Subject(Organisation.kind, publisher),),
            severity=_severity(group, share, found),
            sentence=f"{self._names.short(publisher)}: {words}. {REMEDIES[group]}",
            numbers=tuple(numbers),
        )
        return resting_on(finding, (p.statement for p in found if p.statement is not None))

    def _words(self, group: Group, standing: Standing, found: list[Problem]) -> str:
        number = len(found)
        of_all = f"{number} of {counted(standing.current, 'statement')}"
        if group is Group.STALE:
            months = counted(self._freshness.stale_after_months, "month")
            since = "" if standing.oldest is None else f", the oldest as of {standing.oldest.isoformat()}"
            return f"{of_all} older than {months}{since}"
        if group is Group.UNVERIFIED:
            return f"{of_all} not found in a document"
        if group is Group.NO_SOURCE:
            return f"{of_all} without a source"
        return f"{counted(number, *_NOUNS[group])} ({_examples(found)})"

    def _incomplete(self, publisher: str, standing: Standing, completeness: float) -> Finding:
        return Finding(
            question=QUESTION,
            kind="incomplete-statements",
            subjects=(Subject(Organisation.kind, publisher),),
            severity="low",
            sentence=(
                f"{self._names.short(publisher)}: {standing.filled_values} of {standing.expected_values} "
                f"expected values are stated ({completeness:.0%}). Fill what is known; leave the rest empty."
            ),
            numbers=(
                Quantity("values", standing.filled_values, "values"),
                Quantity("of_values", standing.expected_values, "values"),
                Quantity("completeness", completeness, "1"),
            ),
        )


def _severity(group: Group, share: float | None, found: Iterable[Problem]) -> FindingSeverity:
    if share is not None:
        return "medium" if share >= _MUCH else "low"
    if group in (Group.DISAGREEMENT, Group.CLAIM):
        # Agencies may state different things: that is information, and no fault.
        return "information"
    return _SEVERITIES[min(_SEVERITIES.index(problem.severity) for problem in found)]


def _examples(found: Iterable[Problem]) -> str:
    things = list(dict.fromkeys(f"{p.kind.replace('-', ' ')} {p.id}" for p in found))
    shown = things[:_MOST_EXAMPLES]
    if len(things) > _MOST_EXAMPLES:
        shown.append(f"{len(things) - _MOST_EXAMPLES} more")
    return in_a_row(shown)
