"""Changes of a plan as values: slip, withdraw, a second provider, haste."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import isfinite

from ecliptic.assess.schedule.answers.stretching import stretched
from ecliptic.assess.schedule.kernel import Duration, fixed
from ecliptic.assess.schedule.plan import Milestone, Plan, Shared, Step, Wait
from ecliptic.errors import UsageError


@dataclass(frozen=True, slots=True)
class Slip:
    """A step begins so many days later than it would; then it still waits for its calendar."""

    milestone: Milestone
    days: float


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Whoever leads steps never delivers those that are not past."""

    organisation: str


@dataclass(frozen=True, slots=True)
class Second:
    """An alternative provider, who waits for what the first waits for; whoever is first there suffices.

    What is not given is as the first provider's. `like` names the organisation: the new step is its own, and
    shares in what delays that organisation's other steps.
    """

    milestone: Milestone
    like: str | None = None
    duration: Duration | None = None
    chance: float | None = None


@dataclass(frozen=True, slots=True)
class Hasten:
    """A step takes a share less time, or its likely time less so many days in every sample's proportion."""

    milestone: Milestone
    share: float | None = None
    days: float | None = None


ANOTHER = "another provider"

Change = Slip | Withdraw | Second | Hasten


def apply(plan: Plan, changes: Iterable[Change]) -> Plan:
    """The plan with changes, one after the other; what they leave draws the same samples as before.

    Raises UsageError with all that is wrong: things that the plan lacks, that are past or have no known time.
    """
    changes = tuple(changes)
    if faults := [fault for change in changes for fault in faults_of(plan, change)]:
        raise UsageError("\n".join(faults))
    for change in changes:
        if isinstance(change, Slip):
            plan = _slipped(plan, change)
        elif isinstance(change, Withdraw):
            plan = _withdrawn(plan, change.organisation)
        elif isinstance(change, Second):
            plan = _seconded(plan, change)
        else:
            plan = _hastened(plan, change)
    return plan


def led_by(plan: Plan, organisation: str) -> tuple[Step, ...]:
    """Steps for which an organisation is responsible first of all, and that are not past."""
    return tuple(
        step for step in plan.steps if step.since is None and step.organisations[:1] == (organisation,)
    )


def either(milestone: Milestone) -> Milestone:
    """What is reached with the first of several providers."""
    return milestone._replace(stage=f"{milestone.stage}, by either provider")


def another(milestone: Milestone) -> Milestone:
    """What a second provider reaches."""
    return milestone._replace(stage=f"{milestone.stage}, {ANOTHER}")


def now(plan: Plan, milestone: Milestone) -> Milestone:
    """What stands for a milestone in a changed plan: itself, or whoever of its providers is first."""
    return either(milestone) if either(milestone) in plan.by_milestone else milestone


def never(step: Step) -> Step:
    """The step as one that is never finished, also where steps without a known time are reached at once."""
    return replace(step, duration=fixed(0.0), chance=0.0, known=True)


def faults_of(plan: Plan, change: Change) -> list[str]:
    """What is wrong with a change of a plan, with what would be right."""
    if isinstance(change, Withdraw):
        return [] if led_by(plan, change.organisation) else [_nobody(plan, change.organisation)]
    name = " ".join(change.milestone)
    step = plan.by_milestone.get(change.milestone)
    if step is None:
        return [f"{name}: the plan does not have it. Name a step of the plan."]
    if step.since is not None:
        return [f"{name}: reached on {step.since}, so nothing changes it. Name a step that is still open."]
    if not step.known and not (isinstance(change, Second) and change.duration is not None):
        return [f"{name}: nothing says when it comes. Give an estimate of it first, or a provider with one."]
    return [f"{name}: {fault}" for fault in _numbers_wrong(change)]


def _nobody(plan: Plan, organisation: str) -> str:
    leads = sorted({step.organisations[0] for step in plan.steps if step.organisations and not step.since})
    known = ", ".join(leads) or "nobody"
    return f"{organisation} leads no open step of the plan. Those who do: {known}."


def _numbers_wrong(change: Slip | Second | Hasten) -> list[str]:
    if isinstance(change, Slip):
        good = isfinite(change.days) and change.days >= 0
        return [] if good else [f"a slip of {change.days:g} days. Give 0 or more; to be earlier, hasten it."]
    if isinstance(change, Second):
        good = change.chance is None or 0 <= change.chance <= 1
        return [] if good else [f"a chance of {change.chance:g}. Give one from 0 to 1."]
    if (change.share is None) == (change.days is None):
        return ["haste is a share or a number of days. Give one of the two."]
    if change.share is not None and not 0 <= change.share <= 1:
        return [f"haste by a share of {change.share:g}. Give one from 0 to 1."]
    if change.days is not None and not (isfinite(change.days) and change.days >= 0):
        return [f"haste by {change.days:g} days. Give 0 or more; to be later, let it slip."]
    return []


def _slipped(plan: Plan, change: Slip) -> Plan:
    """The wait stands before the step, as a step of its own: so it suits durations of every shape."""
    step = plan.by_milestone[change.milestone]
    put_off = _free(plan, change.milestone, "put off")
    delay = Step(put_off, f"{step.title}, put off", fixed(change.days), earliest_d=step.earliest_d)
    moved = (replace(w, after=put_off) if w.after == change.milestone else w for w in plan.waits)
    waits = (*moved, Wait(put_off, change.milestone))
    return replace(plan, steps=(*plan.steps, delay), waits=waits)


def _withdrawn(plan: Plan, organisation: str) -> Plan:
    return plan.changed({step.milestone: never(step) for step in led_by(plan, organisation)})


def _hastened(plan: Plan, change: Hasten) -> Plan:
    step = plan.by_milestone[change.milestone]
    likely = step.duration.likely
    if change.share is not None:
        share = change.share
    else:
        share = min((change.days or 0.0) / likely, 1.0) if likely > 0 else 0.0
    return plan.changed({step.milestone: replace(step, duration=stretched(step.duration, 1.0 - share))})


def _seconded(plan: Plan, change: Second) -> Plan:
    first = plan.by_milestone[change.milestone]
    new, joint = _free(plan, change.milestone, ANOTHER), either(change.milestone)
    step = replace(
        first,
        milestone=new,
        title=f"{first.title}, {ANOTHER}",
        duration=change.duration or first.duration,
        chance=first.chance if change.chance is None else change.chance,
        organisations=(change.like,) if change.like else (),
        programme=None,
        announced=None,
        known=first.known or change.duration is not None,
    )
    steps, waits = (*plan.steps, step), list(plan.waits)
    waits += [replace(wait, after=new) for wait in plan.waits if wait.after == first.milestone]
    if joint not in plan.by_milestone:
        steps = (*steps, Step(joint, f"{first.title}, by either provider", fixed(0.0)))
        waits = [replace(w, before=joint) if w.before == first.milestone else w for w in waits]
        waits.append(Wait(first.milestone, joint, alternatives="providers"))
    waits.append(Wait(new, joint, alternatives="providers"))
    goals = tuple(joint if goal == first.milestone else goal for goal in plan.goals)
    shared = plan.shared if change.like is None else _joined(plan, new, change.like)
    return replace(plan, steps=steps, waits=tuple(waits), goals=goals, shared=shared)


def _joined(plan: Plan, milestone: Milestone, organisation: str) -> tuple[Shared, ...]:
    """Shared delays, borne by a new step as strongly as by the organisation's steps on average.

    Only those that more than half of the organisation's open steps bear count as the organisation's own.
    """
    own = [step.milestone for step in led_by(plan, organisation)]
    return tuple(_bearing(shared, milestone, own) for shared in plan.shared)


def _bearing(shared: Shared, milestone: Milestone, own: Sequence[Milestone]) -> Shared:
    borne = [shared.loadings[one] for one in own if one in shared.loadings]
    if 2 * len(borne) <= len(own):
        return shared
    mean = sum(borne) / len(borne)
    return Shared(shared.name, {**shared.loadings, milestone: mean})


def _free(plan: Plan, milestone: Milestone, what: str) -> Milestone:
    """A milestone beside another that the plan does not have yet."""
    made, number = milestone._replace(stage=f"{milestone.stage}, {what}"), 1
    while made in plan.by_milestone:
        number += 1
        made = milestone._replace(stage=f"{milestone.stage}, {what} {number}")
    return made
