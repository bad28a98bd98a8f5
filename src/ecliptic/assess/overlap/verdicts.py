"""What two undertakings of different sides are to each other, how grave that is, and why."""

from __future__ import annotations

from typing import NamedTuple

from ecliptic.assess.assessment import FindingSeverity
from ecliptic.assess.overlap.matters import Matter
from ecliptic.assess.overlap.places import Match, Meeting
from ecliptic.assess.overlap.redundancy import WantedRedundancy
from ecliptic.assess.overlap.spans import days_apart, may_meet
from ecliptic.assess.overlap.statuses import BIT, Reason, Status
from ecliptic.assess.overlap.undertakings import Undertaking
from ecliptic.vocabulary import Firmness

SEVERITIES: tuple[FindingSeverity, ...] = ("high", "medium", "low", "information")
_FACT, _APPROVED, _PLANNED = (f.rank for f in (Firmness.FACT, Firmness.APPROVED, Firmness.PLANNED))
_INTEREST = Firmness.INTEREST.rank
_MILD = len(SEVERITIES) - 1
_STATUSES = tuple(Status)
# How telling each status is, leaving room for the severities within it.
_BASE = {status: place * len(SEVERITIES) for place, status in enumerate(Status)}
_PLACE_DOUBTS = {Match.UNKNOWN: BIT[Reason.PLACE_UNKNOWN], Match.VAGUE: BIT[Reason.VAGUE_PLACE]}
_END_UNKNOWN = BIT[Reason.END_UNKNOWN]
_NOBODY: frozenset[str] = frozenset()


class Verdict(NamedTuple):
    """What a pair is and why; the least weight is the most telling."""

    weight: int
    reasons: int
    """Bits of reasons."""
    shared: frozenset[str]
    """Organisations that take part in both."""
    detail: str | None = None
    """The standard or ground rule that a reason speaks of."""

    @property
    def status(self) -> Status:
        """What the two are to each other."""
        return _STATUSES[self.weight // len(SEVERITIES)]

    @property
    def gravity(self) -> int:
        """Place of the severity among all, from 0 for the gravest."""
        return self.weight % len(SEVERITIES)

    @property
    def severity(self) -> FindingSeverity:
        """How grave that is."""
        return SEVERITIES[self.gravity]


def judge(
    matter: Matter, meeting: Meeting, one: Undertaking, other: Undertaking, wanted: WantedRedundancy
) -> Verdict | None:
    """Compare two undertakings of different sides; None where they cannot be at the same time.

    The order of the two does not matter.
    """
    time_doubts = _time_doubts(matter, one, other)
    if time_doubts is None:
        return None
    apart = one.participants.isdisjoint(other.participants)
    shared = _NOBODY if apart else one.participants & other.participants
    if _INTEREST in (one.rank, other.rank):
        return _mild(Status.INTEREST, Reason.INTEREST, shared)
    if (joint := _joint(one, other, shared)) is not None:
        return _mild(Status.COOPERATION, joint, shared)
    if (found := _wanted(matter, meeting, one, other, wanted)) is not None:
        return _mild(Status.WANTED, found[0], shared, found[1])
    doubts = one.doubts | other.doubts | time_doubts | _PLACE_DOUBTS.get(meeting.match, 0)
    step = _step(one, other) + bool(doubts) + (not apart)
    base = _BASE[Status.POSSIBLE if doubts else Status.OVERLAP]
    return Verdict(base + min(step, _MILD), doubts or BIT[Reason.SAME_TIME], shared)


def _mild(status: Status, reason: Reason, shared: frozenset[str], detail: str | None = None) -> Verdict:
    return Verdict(_BASE[status] + _MILD, BIT[reason], shared, detail)


def _time_doubts(matter: Matter, one: Undertaking, other: Undertaking) -> int | None:
    """What is doubtful about two being at the same time, as bits; None where they cannot be."""
    ours, theirs = one.span, other.span
    if ours is None or theirs is None:
        return 0
    if matter.window_days is not None:
        return 0 if days_apart(ours, theirs) <= matter.window_days else None
    if ours.first <= theirs.last and theirs.first <= ours.last:
        return 0
    return _END_UNKNOWN if may_meet(ours, theirs) else None


def _joint(one: Undertaking, other: Undertaking, shared: frozenset[str]) -> Reason | None:
    if _linked(one, other) or _linked(other, one):
        return Reason.LINKED
    # One organisation that takes part in both may still have rivals; when both leaders do, they know.
    if (
        shared
        and not shared.isdisjoint(one.thing.responsible)
        and not shared.isdisjoint(other.thing.responsible)
    ):
        return Reason.JOINT
    return None


def _linked(one: Undertaking, other: Undertaking) -> bool:
    return bool(one.thing.linked) and other.thing.subject in one.thing.linked


def _wanted(
    matter: Matter, meeting: Meeting, one: Undertaking, other: Undertaking, wanted: WantedRedundancy
) -> tuple[Reason, str | None] | None:
    if one.bearing.wanted or other.bearing.wanted:
        return Reason.REDUNDANT, None
    if one.bearing.offered and other.bearing.offered:
        return Reason.SERVICES, None
    if matter.ground_rule is not None:
        return Reason.GROUND_RULE, matter.ground_rule
    if matter.interoperable:
        standard = wanted.shared_standard(one.thing.responsible, other.thing.responsible, meeting.body)
        if standard is not None:
            return Reason.STANDARD, standard
    return None


def _step(one: Undertaking, other: Undertaking) -> int:
    """How far below the gravest: by the less firm side, and by how much can still be planned otherwise."""
    weaker = max(one.rank, other.rank)
    if weaker > _PLANNED:
        return 2
    done = (one.rank == _FACT) + (other.rank == _FACT)
    return max(done, weaker == _PLANNED)
