"""Changes as they are written in a line: `mission:M045=730`, `organisation:JAXA`, `technology:T05=0.5`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches

from ecliptic.assess.schedule.answers.changes import (
    Change,
    Hasten,
    Second,
    Slip,
    Withdraw,
    either,
    faults_of,
    led_by,
)
from ecliptic.assess.schedule.answers.stages import is_own_plan, own_plan
from ecliptic.assess.schedule.kernel import fixed
from ecliptic.assess.schedule.plan import Milestone, Plan
from ecliptic.errors import UsageError

SLIP_FORM = "Write a slip as kind:identifier=days, such as mission:M045=730."
WITHDRAW_FORM = "Write who withdraws as organisation:identifier, such as organisation:JAXA."
SECOND_FORM = (
    "Write a second provider as kind:identifier, with =organisation or =days if it is not like the first, "
    "such as element:EM-005 or element:EM-005=900."
)
HASTEN_FORM = (
    "Write haste as kind:identifier=share, from 0 to 1, or =days, such as technology:T05=0.5 for half the "
    "time or technology:T05=365 for a year less."
)


class _FaultError(Exception):
    """What is wrong with one text, and what would be right."""


def read_changes(
    plan: Plan,
    slip: Iterable[str] = (),
    withdraw: Iterable[str] = (),
    second: Iterable[str] = (),
    hasten: Iterable[str] = (),
) -> tuple[Change, ...]:
    """The changes of a plan that texts mean; raises UsageError with all faults, and what would be right.

    A thing with several stages in the plan is named with one of them: `technology:T05/ready at TRL 6=200`.
    """
    readers: tuple[tuple[str, Iterable[str], Callable[[Plan, str], Change]], ...] = (
        ("slip", slip, _slip),
        ("withdraw", withdraw, _withdraw),
        ("second", second, _second),
        ("hasten", hasten, _hasten),
    )
    made: list[Change] = []
    faults: list[str] = []
    for name, texts, reader in readers:
        for text in texts:
            try:
                change = reader(plan, text.strip())
            except _FaultError as fault:
                faults.append(f'{name} "{text}": {fault}')
                continue
            faults += [f'{name} "{text}": {fault}' for fault in faults_of(plan, change)]
            made.append(change)
    if faults:
        raise UsageError("\n".join(faults))
    return tuple(made)


def _slip(plan: Plan, text: str) -> Slip:
    """The whole thing slips, not only its own plan, which what it waits for may hide."""
    thing, value = _parts(text, SLIP_FORM)
    return Slip(_milestone(plan, thing, SLIP_FORM), _number(value, SLIP_FORM))


def _withdraw(plan: Plan, text: str) -> Withdraw:
    kind, mark, name = text.partition(":")
    organisation = name if mark else kind
    if (mark and kind != "organisation") or not organisation:
        raise _FaultError(WITHDRAW_FORM)
    return Withdraw(organisation)


def _second(plan: Plan, text: str) -> Second:
    thing, mark, value = text.partition("=")
    milestone = own_plan(plan, _milestone(plan, thing.strip(), SECOND_FORM))
    if not mark:
        return Second(milestone)
    like = value.strip().removeprefix("organisation:")
    if led_by(plan, like):
        return Second(milestone, like=like)
    try:
        days = _number(like, SECOND_FORM)
    except _FaultError:
        message = f"{like!r} is neither days nor an organisation that leads an open step. {SECOND_FORM}"
        raise _FaultError(message) from None
    if days < 0:
        message = f"{days:g} days are less than none. {SECOND_FORM}"
        raise _FaultError(message)
    return Second(milestone, duration=fixed(days))


def _hasten(plan: Plan, text: str) -> Hasten:
    thing, value = _parts(text, HASTEN_FORM)
    milestone = own_plan(plan, _milestone(plan, thing, HASTEN_FORM))
    number = _number(value, HASTEN_FORM)
    # A minus only says once more that the time gets less.
    amount = abs(number)
    return Hasten(milestone, share=amount) if amount <= 1 else Hasten(milestone, days=amount)


def _parts(text: str, form: str) -> tuple[str, str]:
    thing, mark, value = text.rpartition("=")
    if not mark:
        raise _FaultError(form)
    return thing.strip(), value.strip()


def _number(text: str, form: str) -> float:
    try:
        number = float(text)
    except ValueError:
        message = f"{text!r} is not a number. {form}"
        raise _FaultError(message) from None
    if number != number or number in (float("inf"), float("-inf")):
        message = f"{text} is not a finite number. {form}"
        raise _FaultError(message)
    return number


def _milestone(plan: Plan, text: str, form: str) -> Milestone:
    """The milestone that a text names by kind, identifier and, where there are several, stage."""
    kind, mark, rest = text.partition(":")
    if not mark or not rest:
        raise _FaultError(form)
    name, _, stage = rest.partition("/")
    joint = {either(m) for m in plan.by_milestone} & set(plan.by_milestone)
    things = [m for m in plan.by_milestone if m.kind == kind and m not in joint]
    found = [m for m in things if m.id == name and (m.stage == stage if stage else not is_own_plan(m))]
    if len(found) == 1:
        return found[0]
    stages = sorted(m.stage for m in things if m.id == name)
    if stages:
        choices = " or ".join(f"{kind}:{name}/{stage}" for stage in stages)
        message = f"the plan has several stages of it. Write {choices}."
        raise _FaultError(message if not stage else f"the plan has no such stage of it. Write {choices}.")
    raise _FaultError(_nearest(plan, kind, name, [m.id for m in things]))


def _nearest(plan: Plan, kind: str, name: str, known: list[str]) -> str:
    if not known:
        kinds = ", ".join(sorted({m.kind for m in plan.by_milestone}))
        return f"the plan has no {kind}. It has: {kinds or 'nothing'}."
    near = get_close_matches(name, sorted(set(known)), n=3, cutoff=0.5)
    some = near or sorted(set(known))[:5]
    return (
        f"the plan has no {kind} {name}. {'Perhaps' if near else 'It has, for example,'} {', '.join(some)}."
    )
