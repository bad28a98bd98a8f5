"""What two sides can be to each other, and the reasons for it."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """What two sides are to each other; of several that hold for them, the first is told."""

    OVERLAP = "overlap"
    POSSIBLE = "possible overlap"
    WANTED = "wanted redundancy"
    COOPERATION = "cooperation"
    INTEREST = "interest beside a plan"


class Reason(StrEnum):
    """Why two sides are what they are, in words that complete "because"."""

    SAME_TIME = "both are planned for the same time"
    DATE_UNKNOWN = "a date is not stated"
    END_UNKNOWN = "an end is not stated"
    PLACE_UNKNOWN = "a place is not stated"
    VAGUE_PLACE = "only the celestial body or a large part of it is stated"
    LEADER_UNKNOWN = "who is responsible is not stated"
    FIRMNESS_UNKNOWN = "a firmness is not stated"
    NOT_PLANNED = "one side is considered or a concept, not planned"
    STUDIED = "one side is a study"
    REDUNDANT = "a second provider is stated as wanted"
    SERVICES = "they are services, of which there may be several"
    STANDARD = "a standard makes the systems work together"
    GROUND_RULE = "a ground rule asks for redundancy"
    LINKED = "the one fills, uses or delivers the other"
    JOINT = "each side takes part in the other's"
    INTEREST = "one side has expressed no more than an interest"


# Plans are compared in large numbers, so a set of reasons travels as the bits of a number.
BIT: dict[Reason, int] = {reason: 1 << place for place, reason in enumerate(Reason)}
"""The bit of each reason in a set of reasons."""


def reasons_in(bits: int) -> list[Reason]:
    """The reasons of a set, in order."""
    return [reason for reason, bit in BIT.items() if bits & bit]
