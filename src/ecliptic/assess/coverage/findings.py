"""What is found about coverage, in words, with the statements that show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ecliptic.assess.assessment import Finding, FindingSeverity, Quantity, Subject, resting_on
from ecliptic.assess.coverage.backing import Backing
from ecliptic.assess.coverage.picture import Picture, View
from ecliptic.assess.coverage.state import FunctionState, PhaseState
from ecliptic.assess.involvement import (
    NOT_STATED,
    Involvement,
    Names,
    committed,
    counted,
    firmest,
    in_a_row,
    interests,
    titled,
)
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import Element, Firmness

QUESTION = "coverage"

# From here on a provider exists on paper only.
_WEAKEST_PLAN = Firmness.PLANNED
# A gap for which this share of a phase's objectives waits is grave.
_MANY_OBJECTIVES = 0.1
_GRADES: tuple[FindingSeverity, ...] = ("low", "medium", "high")


@dataclass(frozen=True, slots=True)
class Reader:
    """Everything that findings about one phase are read from."""

    picture: Picture
    view: View

    @property
    def phase(self) -> PhaseState:
        """The phase that is read."""
        return self.view.phase

    @property
    def roadmap(self) -> Roadmap:
        """The roadmap that is read."""
        return self.picture.roadmap

    @property
    def backing(self) -> Backing:
        """Who is behind elements and functions."""
        return self.picture.backing

    @property
    def names(self) -> Names:
        """What to call organisations."""
        return self.picture.names

    def findings(self) -> Iterator[Finding]:
        """All findings of the phase, in no particular order."""
        if self.phase.stated:
            yield from self._provision()
        elif self.view.selected.functions:
            yield self._not_stated()
        for function in self.view.untraced:
            yield self._untraced(self.phase.state(function))
        yield from self._untraced_demands()

    def _provision(self) -> Iterator[Finding]:
        read = self.phase.state
        for function in self.view.gaps:
            yield from self._gap(read(function))
        for function in self.view.with_single_provider:
            yield self._single(read(function))
        for function in self.view.weaker_than(_WEAKEST_PLAN):
            yield self._weak(read(function))
        for function in self.view.contradictory:
            yield self._contradiction(read(function))

    def _gap(self, state: FunctionState) -> Iterator[Finding]:
        """A function without an element, or marked so: does anybody's contribution reach it all the same?"""
        involved = self.backing.addressing(state.id, state.elements)
        helpers, interested = committed(involved), interests(involved)
        objectives = self.phase.trace.objectives_behind(state.id)
        head = self._gap_head(state)
        tail = self._interest_words(interested) + self._waiting_words(len(objectives))
        best = firmest(helpers)
        if helpers:
            organisations = {i.organisation for i in helpers}
            verb = "addresses" if len(organisations) == 1 else "address"
            known = NOT_STATED if best is None else best.value
            body = f", but {self.names.who(helpers)} {verb} it. Best firmness: {known}."
            kind = "unallocated-but-addressed"
        elif state.elements:
            return
        else:
            body = ", and no contribution reaches it."
            kind = "unallocated"
        severity = self._severity_of_gap(best, len(objectives))
        numbers = (
            Quantity("organisations addressing it", len({i.organisation for i in helpers}), "organisations"),
            Quantity("objectives waiting for it", len(objectives), "objectives"),
        )
        finding = Finding(QUESTION, kind, self._subjects(state), severity, head + body + tail, numbers)
        yield self._about(state, finding, [*state.marks, *(i.statement for i in involved)])

    def _severity_of_gap(self, best: Firmness | None, objectives: int) -> FindingSeverity:
        """Graver the more objectives wait and the sooner; a step less grave where somebody plans to help."""
        many = _MANY_OBJECTIVES * len(self.phase.trace.objectives)
        grade = 0 if not objectives else 2 if self.view.first or objectives >= many else 1
        planned = best is not None and best.rank <= _WEAKEST_PLAN.rank
        return _GRADES[max(0, grade - planned)]

    def _gap_head(self, state: FunctionState) -> str:
        name = self._name(state)
        if state.marks:
            markers = self.names.listed(sorted({mark.publisher for mark in state.marks}))
            verb = "marks" if len({mark.publisher for mark in state.marks}) == 1 else "mark"
            return f"{markers} {verb} {name} as unallocated in {self.phase.id}"
        return f"No element provides {name} in {self.phase.id}"

    def _single(self, state: FunctionState) -> Finding:
        (element,) = state.elements
        behind = self.backing.behind(state.id, state.elements)
        helpers = committed(behind)
        who = f" Behind it: {self.names.who(helpers)}." if helpers else " Nobody is stated to be behind it."
        sentence = f"Only {self._element(element)} provides {self._name(state)} in {self.phase.id}.{who}"
        sentence += self._interest_words(interests(behind))
        finding = Finding(
            QUESTION,
            "single-provider",
            self._subjects(state),
            "low",
            sentence,
            (Quantity("providers", 1, "elements"),),
        )
        return self._about(state, finding, self._provision_statements(state, behind))

    def _weak(self, state: FunctionState) -> Finding:
        behind = self.backing.behind(state.id, state.elements)
        firmness = "" if state.firmness is None else state.firmness.value
        sentence = (
            f"{self._name(state)} is covered on paper only in {self.phase.id}: {self._elements(state)} "
            f"{'provides' if len(state.elements) == 1 else 'provide'} it, and the best firmness known is "
            f"{firmness}. Behind it: {self.names.who(committed(behind))}."
        )
        finding = Finding(
            QUESTION,
            "weakly-covered",
            self._subjects(state),
            "medium",
            sentence,
            (Quantity("providers", len(state.elements), "elements"),),
        )
        return self._about(state, finding, self._provision_statements(state, behind))

    def _contradiction(self, state: FunctionState) -> Finding:
        if state.marked_yet_allocated:
            both = {s.publisher for s in state.marks} & {s.publisher for s in state.allocations}
            marks, allocates = ("marks", "allocates") if len(both) == 1 else ("mark", "allocate")
            sentence = (
                f"{self.names.listed(sorted(both))} {marks} {self._name(state)} as unallocated in "
                f"{self.phase.id}, yet {allocates} it to {self._elements(state)}. "
                "One of the two is out of date, or the mark means that the provision is partial."
            )
        else:
            publisher = self.names.short(state.statement.publisher)
            sentence = (
                f"{publisher} allocates {self._name(state)} to no element in {self.phase.id}, yet does not "
                "mark it as unallocated, as it does with other functions of this phase."
            )
        finding = Finding(QUESTION, "contradiction", self._subjects(state), "medium", sentence)
        return self._about(state, finding, [*state.marks, *state.allocations])

    def _untraced(self, state: FunctionState) -> Finding:
        sentence = f"{self._name(state)} serves no use case of {self.phase.id}: what it is for is not stated."
        finding = Finding(QUESTION, "untraced-function", self._subjects(state), "low", sentence)
        return self._about(state, finding, [])

    def _untraced_demands(self) -> Iterator[Finding]:
        trace = self.phase.trace
        listed = set(self.view.selected.use_cases)
        for use_case in trace.use_cases_without_function:
            if use_case in listed:
                label = titled(use_case, self.roadmap.label("use-case", use_case))
                waiting = self._waiting_words(len(trace.objectives_of[use_case]))
                sentence = f"No function makes {label} possible in {self.phase.id}.{waiting}"
                yield self._demand("use-case-without-function", Subject("use-case", use_case), sentence)
        for objective in self.view.selected.objectives:
            if not trace.use_cases_for[objective]:
                label = titled(objective, self.roadmap.label("objective", objective))
                sentence = f"No use case of {self.phase.id} serves {label}."
                yield self._demand("objective-without-use-case", Subject("objective", objective), sentence)

    def _demand(self, kind: str, subject: Subject, sentence: str) -> Finding:
        finding = Finding(QUESTION, kind, (subject, Subject("phase", self.phase.id)), "medium", sentence)
        statement = self.roadmap.statement(*subject)
        return resting_on(finding, [] if statement is None else [statement])

    def _not_stated(self) -> Finding:
        functions = len(self.view.selected.functions)
        sentence = (
            f"Nobody states which elements provide the {counted(functions, 'function')} of {self.phase.id}, "
            "so whether they are covered is unknown."
        )
        numbers = (Quantity("functions", functions, "functions"),)
        subject = (Subject("phase", self.phase.id),)
        finding = Finding(QUESTION, "allocation-not-stated", subject, "information", sentence, numbers)
        phase = self.roadmap.statement("phase", self.phase.id)
        return resting_on(finding, [] if phase is None else [phase])

    def _about(self, state: FunctionState, finding: Finding, statements: Iterable[Statement]) -> Finding:
        return resting_on(finding, [state.statement, *statements])

    def _provision_statements(self, state: FunctionState, behind: Sequence[Involvement]) -> list[Statement]:
        elements = (self.roadmap.statement(Element.kind, element) for element in state.elements)
        known = [statement for statement in elements if statement is not None]
        return [*state.allocations, *known, *(involvement.statement for involvement in behind)]

    def _subjects(self, state: FunctionState) -> tuple[Subject, Subject]:
        return Subject("function", state.id), Subject("phase", self.phase.id)

    def _name(self, state: FunctionState) -> str:
        return titled(state.id, state.record.name)

    def _elements(self, state: FunctionState) -> str:
        return in_a_row([self._element(element) for element in state.elements])

    def _element(self, element: str) -> str:
        # People know elements by name and functions by number.
        label = self.picture.element_label(element)
        return label if label == element else f"{label} ({element})"

    def _interest_words(self, interested: Sequence[Involvement]) -> str:
        organisations = sorted({involvement.organisation for involvement in interested})
        if not organisations:
            return ""
        verb = "has" if len(organisations) == 1 else "have"
        return f" {self.names.listed(organisations)} {verb} expressed interest only, which is no commitment."

    def _waiting_words(self, objectives: int) -> str:
        if not objectives:
            return ""
        return f" {counted(objectives, 'objective')} {'waits' if objectives == 1 else 'wait'} for it."
