"""What is found about the schedule, in words, with the statements that show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ecliptic.assess.assessment import (
    Finding,
    FindingSeverity,
    Quantity,
    Subject,
    gravest_first,
    resting_on,
)
from ecliptic.assess.involvement import Names, counted
from ecliptic.assess.schedule.question import QUESTION
from ecliptic.assess.schedule.state import State, state_of
from ecliptic.assess.schedule.tables.cells import chance, days
from ecliptic.roadmap import Statement
from ecliptic.vocabulary import Mission, Organisation, Phase

if TYPE_CHECKING:
    from datetime import date

    from ecliptic.assess.schedule.answering import Answered
    from ecliptic.assess.schedule.answers.drivers import Bar, Held
    from ecliptic.assess.schedule.plan import Step

_YEAR_D = 365.25
_LATE_D, _VERY_LATE_D = 0.5 * _YEAR_D, 2 * _YEAR_D
"""A median so much after the last day announced is late, or very late."""
_PASSED_D = 30.0
"""Delay that one organisation passes on to another, in the mean of its milestones, worth telling."""
_SEEN = 0.001
"""Changes of a mean chance below this are not told."""
_MANY = 20
_MOST_DRIVERS, _MOST_HELD, _MOST_SECONDS = 10, 10, 5


def findings(found: Answered) -> tuple[Finding, ...]:
    """All findings, gravest first."""
    return gravest_first(_Writer(found).findings())


class _Writer:
    def __init__(self, found: Answered) -> None:
        self._found = found
        self._names = Names(found.roadmap)

    def findings(self) -> Iterator[Finding]:
        """All findings, in no particular order."""
        for phase in self._found.built.phases:
            yield self._outlook(phase)
        for phase, told in self._found.drivers.items():
            yield from (
                self._driver(phase, bar, told.chance)
                for bar in told.worst[:_MOST_DRIVERS]
                if bar.width >= _SEEN
            )
            yield from (self._held(phase, held) for held in told.held[:_MOST_HELD])
        yield from self._late()
        yield from self._passed()
        yield from self._withdrawn()
        yield from self._seconds()
        yield from self._changed()

    # --- phases -----------------------------------------------------------------------------------

    def _outlook(self, phase: str) -> Finding:
        found = self._found
        functions = [wanted for wanted in found.built.functions if wanted.phase == phase]
        states = [state_of(found, wanted) for wanted in functions]
        count = {state: states.count(state) for state in State}
        wanted_of = [w.milestone for w in functions if w.stated and w.milestone is not None]
        told = [found.chances[milestone] for milestone in wanted_of]
        floor, ceiling = (sum(getattr(t, b).chance for t in told) for b in ("floor", "ceiling"))
        words = [f"{count[state]} {state.value}" for state in State if count[state]]
        sentence = f"Of the {counted(len(functions), 'function')} of {phase}, {_listed(words)}."
        when = found.needed[phase]
        if when.day is None or not told:
            sentence += f" {when.basis}"
            severity: FindingSeverity = "information"
        else:
            until = f"between {floor:.0f} and {ceiling:.0f}" if ceiling - floor >= 0.5 else f"{floor:.0f}"
            sentence += (
                f" By {when.day} {until} are to be expected: the lower number if what has no date never "
                f"comes, the upper if it is there at once. {when.basis}"
            )
            share = floor / len(functions)
            severity = "high" if share < 0.5 else "medium" if share < 0.9 else "information"
        numbers = (
            Quantity("functions", len(functions), "functions"),
            Quantity("expected in time", _tenth(floor) if when.day and told else None, "functions"),
            Quantity("expected in time at most", _tenth(ceiling) if when.day and told else None, "functions"),
        )
        statements = [s for wanted in functions for s in wanted.statements]
        return self._finding(
            "phase-outlook", [Subject(Phase.kind, phase)], severity, sentence, numbers, statements
        )

    # --- what decides -----------------------------------------------------------------------------

    def _driver(self, phase: str, bar: Bar, usual: float) -> Finding:
        step = self._found.step(bar.milestone)
        early, late = bar.early.mean, bar.late.mean
        sentence = (
            f"{step.title}{self._by(step)} decides much of {phase}: the mean chance of its functions with "
            f"providers to be there in time, {usual:.1%}, would change by {_points(early)} if it took no "
            f"more than {_years(bar.early_d)} from now, and by {_points(late)} if it took "
            f"{_years(bar.late_d)}."
        )
        if bar.certain.mean >= _SEEN:
            sentence += f" If it were certain to come about, by {_points(bar.certain.mean)}."
        numbers = (
            Quantity("change at best", chance(early), "probability"),
            Quantity("change at worst", chance(late), "probability"),
            Quantity("functions that wait for it", bar.index.goals, "functions"),
        )
        severity: FindingSeverity = "high" if bar.width >= 0.02 else "medium" if bar.width >= 0.005 else "low"
        subjects = [_subject(step), Subject(Phase.kind, phase)]
        return self._finding("driver", subjects, severity, sentence, numbers, step.statements)

    def _held(self, phase: str, held: Held) -> Finding:
        step = self._found.step(held.milestone)
        waiting = counted(held.goals, "function")
        sentence = (
            f"Nothing says when {_lower(step.title)}{self._by(step)} comes; {waiting} of {phase} wait for it "
            f"or have it as an alternative. {_sentence(step.basis)}".strip()
        )
        numbers = (
            Quantity("functions that wait for it", held.goals, "functions"),
            Quantity("change if it were there at once", chance(held.alone.mean), "probability"),
        )
        severity: FindingSeverity = "high" if held.goals >= _MANY else "medium"
        subjects = [_subject(step), Subject(Phase.kind, phase)]
        return self._finding("undated", subjects, severity, sentence, numbers, step.statements)

    # --- missions ---------------------------------------------------------------------------------

    def _late(self) -> Iterator[Finding]:
        for step in self._found.plan.steps:
            told = self._found.chances.get(step.milestone)
            if step.milestone.kind != Mission.kind or told is None or step.announced is None:
                continue
            median = told.floor.if_ever[50]
            late = None if median is None else (median - step.announced).days
            if median is not None and late is not None and late >= _LATE_D:
                yield self._late_mission(step, median, late, told.floor.ever)

    def _late_mission(self, step: Step, median: date, late: int, ever: float) -> Finding:
        sentence = (
            f"{step.title}{self._by(step)} comes about with a chance of {ever:.0%}, and then as likely after "
            f"{median} as before: {_years(late)} after the last day announced, {step.announced}. "
            f"{_sentence(self._found.basis(step))}"
        )
        numbers = (
            Quantity("median after the last day announced", days(late), "d"),
            Quantity("chance that it comes about", chance(ever), "probability"),
        )
        severity: FindingSeverity = "low" if late < _VERY_LATE_D else "medium"
        return self._finding("mission-late", [_subject(step)], severity, sentence, numbers, step.statements)

    # --- organisations ----------------------------------------------------------------------------

    def _passed(self) -> Iterator[Finding]:
        if self._found.exposure is None:
            return
        for one in self._found.exposure.passed:
            delay = one.delay_d
            if one.cause == one.bearer or delay is None or delay.mean < _PASSED_D:
                continue
            sentence = (
                f"{self._names.short(one.cause)} passes {days(delay.mean):g} days (standard error "
                f"{days(delay.error):g}) on to {self._names.short(one.bearer)}, in the mean of its "
                f"{counted(one.milestones, 'open milestone')}, {one.affected} of which wait for it."
            )
            numbers = (
                Quantity("delay passed on", days(delay.mean), "d"),
                Quantity("milestones that wait", one.affected, "milestones"),
            )
            subjects = [Subject(Organisation.kind, one.cause), Subject(Organisation.kind, one.bearer)]
            severity: FindingSeverity = "medium" if delay.mean >= _YEAR_D else "low"
            yield self._finding(
                "delay-passed-on", subjects, severity, sentence, numbers, self._of(one.cause, one.bearer)
            )

    def _withdrawn(self) -> Iterator[Finding]:
        if self._found.exposure is None:
            return
        for one in self._found.exposure.withdrawn:
            touched = sum(estimate.mean > 0 for estimate in one.goals.values())
            if one.in_time.mean < _SEEN:
                continue
            sentence = (
                f"If {self._names.short(one.cause)} delivered nothing more, {counted(touched, 'function')} "
                "would lose some of their chance to be there in time; the mean over all falls by "
                f"{100 * one.in_time.mean:.1f} points."
            )
            numbers = (
                Quantity("fall of the mean chance", chance(one.in_time.mean), "probability"),
                Quantity("functions that lose", touched, "functions"),
            )
            subjects = [Subject(Organisation.kind, one.cause)]
            yield self._finding("withdrawal", subjects, "information", sentence, numbers, self._of(one.cause))

    def _seconds(self) -> Iterator[Finding]:
        for phase, told in self._found.worth.items():
            for one in told[:_MOST_SECONDS]:
                if max(one.second.mean, one.earlier.mean) < _SEEN:
                    continue
                step = self._found.step(one.element)
                sentence = (
                    f"A second provider beside {_lower(step.title)}{self._by(step)}, as slow and as sure, "
                    f"would raise the mean chance of the functions of {phase} by {_points(one.second.mean)}; "
                    f"a demonstration a year earlier by {_points(one.earlier.mean)}."
                )
                numbers = (
                    Quantity("gain from a second provider", chance(one.second.mean), "probability"),
                    Quantity("gain from an earlier demonstration", chance(one.earlier.mean), "probability"),
                )
                subjects = [_subject(step), Subject(Phase.kind, phase)]
                yield self._finding(
                    "second-provider", subjects, "information", sentence, numbers, step.statements
                )

    def _changed(self) -> Iterator[Finding]:
        told = self._found.comparison
        if told is None:
            return
        moved = sum(one.chance.mean != 0 for one in told.differences)
        sentence = (
            f"With the changes asked for, the mean chance of {counted(len(told.differences), 'function')} to "
            f"be there in time goes from {told.before:.2%} to {told.after:.2%}, a change of "
            f"{told.chance.mean:+.2%} (standard error {told.chance.error:.2%}); {moved} of them change."
        )
        numbers = (
            Quantity("change of the mean chance", chance(told.chance.mean), "probability"),
            Quantity("functions that change", moved, "functions"),
        )
        subjects = [Subject(Phase.kind, phase) for phase in self._found.goals]
        yield self._finding("what-if", subjects, "information", sentence, numbers, ())

    # --- words ------------------------------------------------------------------------------------

    def _finding(
        self,
        kind: str,
        subjects: Iterable[Subject],
        severity: FindingSeverity,
        sentence: str,
        numbers: tuple[Quantity, ...],
        statements: Iterable[Statement],
    ) -> Finding:
        return resting_on(Finding(QUESTION, kind, tuple(subjects), severity, sentence, numbers), statements)

    def _by(self, step: Step) -> str:
        return f" ({self._names.listed(step.organisations[:1])})" if step.organisations else ""

    def _of(self, *organisations: str) -> list[Statement]:
        steps = (
            s for s in self._found.plan.steps if s.organisations[:1] and s.organisations[0] in organisations
        )
        return [s.statements[0] for s in steps if s.since is None and s.statements]


def _subject(step: Step) -> Subject:
    return Subject(step.milestone.kind, step.milestone.id)


def _listed(words: list[str]) -> str:
    return "; ".join(words) if words else "none is listed"


def _lower(title: str) -> str:
    """A title within a sentence: names and identifiers keep their capitals."""
    return title[:1].lower() + title[1:] if title.startswith(("Launch of ", "Closing ")) else title


def _years(time_d: float) -> str:
    return f"{time_d / _YEAR_D:.1f} years"


def _sentence(words: str) -> str:
    """Words as a sentence of their own."""
    return f"{words[:1].upper()}{words[1:].rstrip('.')}." if words else ""


def _points(change: float) -> str:
    """A change of a chance, in points of per cent."""
    return f"{100 * change:+.1f} points"


def _tenth(value: float) -> float:
    return round(value, 1)
