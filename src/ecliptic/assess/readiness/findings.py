"""What is found about readiness, in words, with the statements that show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ecliptic.assess.assessment import Finding, FindingSeverity, Quantity, Subject, resting_on
from ecliptic.assess.involvement import counted, in_a_row, titled
from ecliptic.assess.readiness.picture import GapState, Picture, View
from ecliptic.assess.readiness.progress import levels_missing
from ecliptic.assess.readiness.workers import Address, Standing, partners_of, who
from ecliptic.roadmap import Statement
from ecliptic.vocabulary import Technology, TechnologyGap

QUESTION = "readiness"
_GRADES: tuple[FindingSeverity, ...] = ("low", "medium", "high")
# A technology that lacks so many levels has the whole way from laboratory to space before it.
_FAR = 3
_MOST_NAMED = 5


class Writer:
    """Writes the findings of one assessment."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._picture: Picture = view.picture
        self._names = view.picture.names

    def findings(self) -> Iterator[Finding]:
        """All findings, in no particular order."""
        for gap in self._view.gaps:
            yield from self._about(gap)
        yield from self._below_target()
        yield from self._unrated()
        yield from self._untraced()

    def _about(self, gap: GapState) -> Iterator[Finding]:
        address, standing = gap.workers.address, gap.workers.standing
        if address is Address.NOBODY:
            yield self._unaddressed(gap)
        elif address is Address.INTEREST:
            yield self._interest_only(gap)
        elif standing is Standing.ON_PAPER:
            yield self._on_paper(gap)
        if address is Address.ONE:
            yield self._single(gap)
        if gap.moon_and_mars and gap.workers.working:
            yield self._moon_and_mars(gap)

    def _unaddressed(self, gap: GapState) -> Finding:
        sentence = f"Nobody is stated to work on {self._name(gap)}.{self._waits(gap)}{self._needed(gap)}"
        return self._finding(gap, "gap-unaddressed", self._grade(gap), sentence)

    def _interest_only(self, gap: GapState) -> Finding:
        organisations = sorted({worker.party for worker in gap.workers.interested})
        verb = "has" if len(organisations) == 1 else "have"
        sentence = (
            f"{self._names.listed(organisations)} {verb} expressed interest in {self._name(gap)}, which is "
            f"no commitment; nobody is stated to work on it.{self._waits(gap)}{self._needed(gap)}"
        )
        return self._finding(gap, "gap-interest-only", self._grade(gap), sentence)

    def _on_paper(self, gap: GapState) -> Finding:
        sentence = (
            f"{self._name(gap)} is worked on, on paper only: {who(self._names, gap.workers.working)}."
            f"{self._interest(gap)}{self._waits(gap)}{self._needed(gap)}"
        )
        return self._finding(gap, "gap-on-paper-only", max(0, self._grade(gap) - 1), sentence)

    def _single(self, gap: GapState) -> Finding:
        working = gap.workers.working
        partners = partners_of(working)
        shared = (
            f" The work is shared with {self._names.listed(partners)}, whose part in the gap is not stated."
            if partners
            else ""
        )
        sentence = (
            f"Only {who(self._names, working)} is stated to work on {self._name(gap)}.{shared}"
            f"{self._interest(gap)}{self._waits(gap)}"
        )
        return self._finding(gap, "gap-single-organisation", max(0, self._grade(gap) - 1), sentence)

    def _moon_and_mars(self, gap: GapState) -> Finding:
        phases = self._picture.phases.in_order(gap.record.phases)
        sentence = (
            f"{self._name(gap)} must be closed for the Moon and for Mars ({in_a_row(phases)}), and is worked "
            f"on by {who(self._names, gap.workers.working)}: what closes it for the Moon can serve Mars too."
        )
        return self._finding(gap, "gap-serves-moon-and-mars", None, sentence)

    def _grade(self, gap: GapState) -> int:
        """The rank of the source decides; a grade more where many objectives wait."""
        return min(2, gap.urgency + self._picture.many_wait(gap))

    def _finding(self, gap: GapState, kind: str, grade: int | None, sentence: str) -> Finding:
        numbers = [
            Quantity("rank", gap.record.rank, "place"),
            Quantity("organisations working on it", len(gap.workers.parties), "organisations"),
        ]
        if gap.traced:
            numbers.append(Quantity("objectives waiting for it", len(gap.waiting.objectives), "objectives"))
        finding = Finding(
            QUESTION,
            kind,
            (Subject(TechnologyGap.kind, gap.id),),
            "information" if grade is None else _GRADES[grade],
            sentence,
            tuple(numbers),
        )
        return resting_on(finding, [gap.statement, *(worker.statement for worker in gap.workers.all)])

    def _name(self, gap: GapState) -> str:
        name = titled(gap.id, gap.record.title)
        if gap.record.rank is None:
            return name
        return (
            f"{name}, rank {gap.record.rank} of {gap.peers} by {self._names.short(gap.statement.publisher)}"
        )

    def _interest(self, gap: GapState) -> str:
        organisations = sorted({worker.party for worker in gap.workers.interested})
        if not organisations:
            return ""
        verb = "has" if len(organisations) == 1 else "have"
        return f" {self._names.listed(organisations)} {verb} expressed interest only, which is no commitment."

    def _waits(self, gap: GapState) -> str:
        if not gap.traced:
            return " What waits for it is not stated."
        waiting = gap.waiting
        words = [
            counted(len(waiting.objectives), "objective"),
            counted(len(waiting.use_cases), "use case"),
            counted(len(waiting.functions), "function"),
        ]
        missing = len(waiting.without_element)
        without = f", {missing} of them without an element" if missing else ""
        return f" For it wait {in_a_row(words)}{without}."

    def _needed(self, gap: GapState) -> str:
        need = gap.need
        if need.when is not None:
            return f" It is needed by {need.when.text} ({need.basis})."
        if need.phase is not None:
            return f" It is needed first in {need.phase}, of which no start is stated."
        note = f": the source says {gap.record.need_note}" if gap.record.need_note else ""
        return f" When it is needed is not known{note}."

    # --- technologies -----------------------------------------------------------------------------

    def _below_target(self) -> Iterator[Finding]:
        gaps = {gap.id: gap for gap in self._view.gaps}
        for identifier, closing in self._view.technologies.items():
            record = self._picture.technologies.get(identifier)
            statement = self._picture.roadmap.statement(Technology.kind, identifier)
            missing = None if record is None else levels_missing(record)
            if record is not None and statement is not None and missing:
                urgent = any(gaps[gap].urgency == len(_GRADES) - 1 for gap in closing)
                grade = min(2, (missing >= _FAR) + urgent)
                yield self._technology(record, statement, missing, _GRADES[grade], closing)

    def _technology(
        self,
        record: Technology,
        statement: Statement,
        missing: int,
        severity: FindingSeverity,
        closing: Iterable[str],
    ) -> Finding:
        when = (
            f"It is needed by {record.need_by.text}."
            if record.need_by
            else "When it is needed is not stated."
        )
        gaps = tuple(closing)
        closes = f" It would close {in_a_row(gaps)}." if gaps else ""
        sentence = (
            f"{titled(record.id, record.name)} stands at readiness level {record.trl_now}, "
            f"{counted(missing, 'level')} below the {record.trl_target} that is wanted. {when}{closes}"
        )
        numbers = (
            Quantity("readiness level now", record.trl_now, "TRL"),
            Quantity("readiness level wanted", record.trl_target, "TRL"),
        )
        subject = (Subject(Technology.kind, record.id),)
        finding = Finding(QUESTION, "technology-below-target", subject, severity, sentence, numbers)
        return resting_on(finding, [statement])

    def _unrated(self) -> Iterator[Finding]:
        unrated: dict[str, list[Statement]] = {}
        for identifier in self._view.technologies:
            record = self._picture.technologies.get(identifier)
            statement = self._picture.roadmap.statement(Technology.kind, identifier)
            if record is not None and statement is not None and record.trl_now is None:
                unrated.setdefault(statement.publisher, []).append(statement)
        for publisher, statements in sorted(unrated.items()):
            named = [self._picture.label(Technology.kind, s.id) for s in statements[:_MOST_NAMED]]
            more = len(statements) - len(named)
            words = [*named, *([f"{more} more"] if more else [])]
            has = "has" if len(statements) == 1 else "have"
            sentence = (
                f"{counted(len(statements), 'technology', 'technologies')} stated by "
                f"{self._names.short(publisher)} {has} no readiness level: {in_a_row(words)}. "
                "Readiness without a level is unknown, not low."
            )
            numbers = (Quantity("technologies without a level", len(statements), "technologies"),)
            subject = (Subject("organisation", publisher),)
            finding = Finding(QUESTION, "technologies-unrated", subject, "information", sentence, numbers)
            yield resting_on(finding, statements)

    # --- traces -----------------------------------------------------------------------------------

    def _untraced(self) -> Iterator[Finding]:
        """One finding for all gaps of an assessment that nothing is stated to wait for."""
        untraced: dict[tuple[str, str], list[GapState]] = {}
        for gap in self._view.gaps:
            if not gap.traced:
                untraced.setdefault(gap.family, []).append(gap)
        for (assessment, publisher), gaps in sorted(untraced.items()):
            named = [gap.id for gap in gaps[:_MOST_NAMED]]
            more = len(gaps) - len(named)
            words = [*named, *([f"{more} more"] if more else [])]
            verb = "names" if len(gaps) == 1 else "name"
            sentence = (
                f"{counted(len(gaps), 'gap')} of {assessment or 'an assessment that is not named'}, "
                f"stated by {self._names.short(publisher)}, {verb} no function and no use case: "
                f"{in_a_row(words)}. What waits for them is unknown."
            )
            subjects = tuple(Subject(TechnologyGap.kind, gap.id) for gap in gaps)
            numbers = (Quantity("gaps without a trace", len(gaps), "gaps"),)
            finding = Finding(QUESTION, "gap-without-trace", subjects, "low", sentence, numbers)
            yield resting_on(finding, [gap.statement for gap in gaps])
