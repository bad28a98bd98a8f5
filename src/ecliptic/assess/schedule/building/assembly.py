"""From drafts to steps: own times beside waits, lags, and which milestones are never known to be reached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ecliptic.assess.schedule.building.draft import Draft, Sketch, once
from ecliptic.assess.schedule.building.faults import Fault
from ecliptic.assess.schedule.kernel import Duration, fixed
from ecliptic.assess.schedule.plan import OWN_PLAN, Milestone, Step, Wait
from ecliptic.roadmap import Statement

_Key = tuple[Milestone, str, Milestone]


@dataclass(frozen=True)
class Assembled:
    """The parts of a plan, in order."""

    steps: tuple[Step, ...]
    waits: tuple[Wait, ...]
    own: Mapping[Milestone, Milestone]
    """Of each milestone with a time of its own, the step that takes it."""


def assembled(sketch: Sketch) -> Assembled:
    """Turn drafts and what was gathered of waits into steps; faults of lags go to the sketch.

    An announced time counts from the day of the plan, whatever the thing waits for: where it waits for
    something, or keeps to a calendar, its own time becomes a step of its own. Nothing makes the past wait.
    """
    waits = _merged(wait for wait in sketch.waits if sketch.drafts[wait.after].since is None)
    into: dict[Milestone, list[Wait]] = defaultdict(list)
    for wait in waits:
        into[wait.after].append(wait)
    steps: list[Step] = []
    own: dict[Milestone, Milestone] = {}
    for milestone in sorted(sketch.drafts):
        draft = _begun(sketch, sketch.drafts[milestone], into[milestone])
        made = _steps(draft, into[milestone])
        steps += made
        if draft.timed is not None and draft.since is None:
            own[milestone] = made[0].milestone
        if len(made) > 1:
            into[milestone] = _moved(draft, into[milestone], made[0].milestone)
    final = [wait for milestone in sorted(into) for wait in into[milestone]]
    lags = _Lags(sketch, {step.milestone: step for step in steps}, own, final)
    settled = _merged(part for wait in final for part in lags.settled(wait))
    return Assembled(tuple(sorted(steps, key=lambda s: s.milestone)), settled, own)


def _begun(sketch: Sketch, draft: Draft, waits: Sequence[Wait]) -> Draft:
    """An estimate of what waits for nothing counts from its own date, not from the day of the plan."""
    open_waits = [wait for wait in waits if sketch.drafts[wait.before].since is None]
    if draft.estimate is None or open_waits:
        return draft
    timed = sketch.timings.estimated(draft.estimate, begun=True)
    before = "" if draft.timed is None else draft.timed.basis
    return replace(draft, timed=timed, basis=draft.basis.replace(before, timed.basis, 1))


def _steps(draft: Draft, waits: Sequence[Wait]) -> list[Step]:
    """One step, or two where its own time and its waits or calendar go side by side; own time first."""
    whole = _step(draft)
    if draft.timed is None or draft.since is not None:
        return [whole]
    timed = replace(whole, duration=draft.timed.duration)
    if draft.calendar is None and (draft.after_waits or not waits):
        return [timed]
    milestone = draft.milestone._replace(stage=OWN_PLAN)
    own = replace(timed, milestone=milestone, title=f"{draft.title} ({OWN_PLAN})", calendar=None)
    basis = "Its own plan, and all that it waits for."
    return [own, replace(whole, chance=1.0, basis=basis)]


def _step(draft: Draft) -> Step:
    return Step(
        milestone=draft.milestone,
        title=draft.title,
        duration=fixed(0.0),
        organisations=draft.organisations,
        programme=draft.programme,
        since=draft.since,
        chance=draft.chance,
        calendar=draft.calendar,
        announced=draft.announced,
        known=draft.known,
        basis=draft.basis,
        statements=_distinct(draft.statements),
    )


def _moved(draft: Draft, waits: Sequence[Wait], own: Milestone) -> list[Wait]:
    """The waits of a thing of two steps; an own time that counts from when they are over comes after them."""
    joined = Wait(own, draft.milestone, basis="Its own plan.")
    return [*(replace(wait, after=own) if draft.after_waits else wait for wait in waits), joined]


def _merged(waits: Iterable[Wait]) -> tuple[Wait, ...]:
    """Waits in order, one for each pair and set of alternatives: the longest lag, and all that say so."""
    found: dict[_Key, list[Wait]] = defaultdict(list)
    for wait in waits:
        found[wait.after, wait.alternatives or "", wait.before].append(wait)
    return tuple(_one(found[key]) for key in sorted(found))


def _one(same: Sequence[Wait]) -> Wait:
    if len(same) == 1:
        return same[0]
    return replace(
        same[0],
        lag_d=max(wait.lag_d for wait in same),
        enough=max(wait.enough for wait in same),
        basis=" ".join(sorted({wait.basis for wait in same})),
        statements=once(s for wait in same for s in wait.statements),
    )


def _distinct(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Statements without repetition; the first, from which the time comes, stays first."""
    return tuple({statement.key: statement for statement in statements}.values())


class _Lags:
    """Lags as the kernel takes them: counted from the day, and never back beyond a predecessor's start."""

    def __init__(
        self,
        sketch: Sketch,
        steps: Mapping[Milestone, Step],
        own: Mapping[Milestone, Milestone],
        waits: Sequence[Wait],
    ) -> None:
        self._sketch = sketch
        self._steps = steps
        self._own = own
        self._into: dict[Milestone, list[Wait]] = defaultdict(list)
        for wait in waits:
            self._into[wait.after].append(wait)

    def settled(self, wait: Wait) -> Iterator[Wait]:
        """The wait, or those that say the same; a negative lag reaches through what takes no time."""
        before = self._steps[wait.before]
        if before.since is not None:
            passed = (self._sketch.day - before.since).days
            yield replace(wait, lag_d=max(wait.lag_d - passed, 0.0))
        elif wait.lag_d >= 0 or not before.known:
            yield replace(wait, lag_d=max(wait.lag_d, 0.0))
        else:
            self._check(wait)
            yield from self._led(wait, frozenset())

    def _check(self, wait: Wait) -> None:
        own = self._own.get(wait.before)
        likely = self._steps[own].duration.likely if own is not None else None
        if likely is None or -wait.lag_d <= likely:
            return
        message = (
            f"{self._steps[wait.after].title} would begin before {self._steps[wait.before].title} does, "
            f"which is likely to take {likely:.0f} d from {self._sketch.day}. "
            f"Give a lag of -{likely:.0f} d or more."
        )
        for statement in wait.statements:
            lag = f"{wait.lag_d:g} d"
            self._sketch.faults.append(Fault(statement.kind, statement.id, "lag_d", lag, message))

    def _led(self, wait: Wait, seen: frozenset[Milestone]) -> Iterator[Wait]:
        """Waits with a negative lag; where the predecessor takes no time, on what that waits for in turn."""
        duration = self._steps[wait.before].duration
        waits = self._into[wait.before]
        plain = all(other.alternatives is None for other in waits) and wait.alternatives is None
        through = plain and waits and _takes_none(duration) and wait.before not in seen
        if not through or self._steps[wait.before].calendar is not None:
            yield replace(wait, lag_d=max(wait.lag_d, -duration.least), basis=_short(wait, duration))
            return
        for other in waits:
            lag = other.lag_d + wait.lag_d
            onward = replace(wait, before=other.before, lag_d=lag)
            if lag >= 0:
                yield onward
            else:
                yield from self._led(onward, seen | {wait.before})


def _takes_none(duration: Duration) -> bool:
    return duration == fixed(0.0)


def _short(wait: Wait, duration: Duration) -> str:
    if -wait.lag_d <= duration.least:
        return wait.basis
    note = f"Only {duration.least:.0f} d of the lead are counted, the least that it may take."
    return f"{wait.basis} {note}".strip()


def unknown_in(steps: Sequence[Step], waits: Sequence[Wait]) -> frozenset[Milestone]:
    """Milestones that are never reached where steps without a known time are not; waits without a circle."""
    into: dict[Milestone, list[Wait]] = defaultdict(list)
    following: dict[Milestone, list[Milestone]] = defaultdict(list)
    for wait in waits:
        into[wait.after].append(wait)
        following[wait.before].append(wait.after)
    lost: set[Milestone] = set()
    turned = [step.milestone for step in steps if step.since is None and not step.known]
    while turned:
        milestone = turned.pop()
        if milestone in lost:
            continue
        lost.add(milestone)
        turned += [after for after in following[milestone] if _is_lost(into[after], lost)]
    return frozenset(lost)


def _is_lost(waits: Sequence[Wait], lost: set[Milestone]) -> bool:
    """Whether a step waits for something lost, or for more of some alternatives than are left."""
    sets: dict[str, list[Wait]] = defaultdict(list)
    for wait in waits:
        if wait.alternatives is not None:
            sets[wait.alternatives].append(wait)
        elif wait.before in lost:
            return True
    return any(
        sum(wait.before not in lost for wait in chosen) < max(wait.enough for wait in chosen)
        for chosen in sets.values()
    )
