"""What each thing that is known counts for in a match: parameters, with defaults chosen by reason alone.

No default was fitted to anything, the history test in `history.py` least of all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from types import MappingProxyType

from ecliptic.errors import UsageError
from ecliptic.vocabulary import EffortClass, Firmness, Role, Strength


class TermName(StrEnum):
    """What a match is made of."""

    CAPABILITY = "capability"
    INTEREST = "interest"
    RELATED_WORK = "related work"
    JOINT_WORK = "earlier joint work"
    READINESS = "readiness"
    ENTRY_SIZE = "entry size"


class Reach(StrEnum):
    """The largest part that an organisation has taken or is committed to, largest first."""

    LEADER = "has led a mission or an element"
    CONTRIBUTOR = "has provided a part of an element or shared a mission"
    PAYLOAD = "has supplied a payload or a technology"
    STUDY = "has done a study"
    UNKNOWN = "nothing known"

    @property
    def takes_on(self) -> int | None:
        """Rank of the largest effort class that is an ordinary next step; None where nothing is known."""
        return {
            Reach.LEADER: EffortClass.VERY_LARGE.rank,
            Reach.CONTRIBUTOR: EffortClass.LARGE.rank,
            Reach.PAYLOAD: EffortClass.MEDIUM.rank,
            Reach.STUDY: EffortClass.SMALL.rank,
            Reach.UNKNOWN: None,
        }[self]


def _terms() -> Mapping[TermName, float]:
    # To be able comes first, to have worked on the like next; to be willing and to know each other can be
    # asked about, and how ready or how large a thing is says least about who should do it.
    return MappingProxyType(
        {
            TermName.CAPABILITY: 4.0,
            TermName.RELATED_WORK: 3.0,
            TermName.INTEREST: 2.0,
            TermName.JOINT_WORK: 2.0,
            TermName.READINESS: 1.0,
            TermName.ENTRY_SIZE: 1.0,
        }
    )


def _priors() -> Mapping[TermName, float]:
    # Of an organisation picked at random little is likely to be so; whether a need suits it is even odds.
    return MappingProxyType(
        {name: 0.5 if name is TermName.ENTRY_SIZE else 0.1 for name in TermName},
    )


def _strengths() -> Mapping[str, float]:
    return MappingProxyType({Strength.DEMONSTRATED: 1.0, Strength.DEVELOPED: 0.7, Strength.AMBITION: 0.3})


def _firmness() -> Mapping[str, float]:
    return MappingProxyType(
        {
            Firmness.FACT: 1.0,
            Firmness.APPROVED: 0.9,
            Firmness.PLANNED: 0.7,
            Firmness.CONSIDERED: 0.4,
            Firmness.CONCEPT: 0.25,
        }
    )


def _roles() -> Mapping[str, float]:
    return MappingProxyType(
        {Role.LEAD: 1.0, Role.PARTNER: 0.9, Role.PROVIDER: 0.9, Role.CONTRIBUTOR: 0.8, Role.STUDY: 0.5}
    )


@dataclass(frozen=True, slots=True)
class Weights:
    """Every number that a match depends on beside the roadmap; all from 0 to 1, but for weights of terms."""

    terms: Mapping[TermName, float] = field(default_factory=_terms)
    """Weight of each term; only their proportions matter."""
    priors: Mapping[TermName, float] = field(default_factory=_priors)
    """What an unknown term counts for in the score, so that organisations can be ranked at all."""
    strengths: Mapping[str, float] = field(default_factory=_strengths)
    """By how far a capability has been shown."""
    no_evidence: float = 0.7
    """For a capability of which nobody says what shows it."""
    firmness: Mapping[str, float] = field(default_factory=_firmness)
    """By how firm something is."""
    firmness_unknown: float = 0.3
    roles: Mapping[str, float] = field(default_factory=_roles)
    """By what an organisation does."""
    told: float = 0.7
    """For a topic that only words tell."""
    broad: float = 0.6
    """For a topic at the top of its tree: two things in one whole field may have little in common."""
    least_proximity: float = 0.2
    """Less near topics are no evidence."""
    half_life_years: float = 10.0
    """So many years between some work and the need halve what the work counts for."""
    undated: float = 0.7
    """For work, where its date or that of the need is unknown."""
    beside: float = 0.5
    """For joint work of two that contribute to one thing, and neither names the other nor leads it."""
    joint_step: float = 0.5
    """Part of what is missing to the full that one firm joint undertaking adds."""
    trl_floor: float = 0.25
    """For leading a development near the topic whose level is low."""
    able_from: float = 0.35
    """Who reaches this in capability or related work can lead or back up."""
    suited_from: float = 0.6
    """Who has not led before can lead a need whose size suits it so well."""
    least_added: float = 0.05
    """Every member of a consortium adds at least so much to what the others cover."""
    too_large: float = 0.4
    """Taken off for each effort class by which a need exceeds what an organisation takes on."""
    too_small: float = 0.15
    """Taken off for each effort class by which it falls short, so that small needs go to small agencies."""

    def __post_init__(self) -> None:
        """Refuse what is no weight."""
        if min(self.terms.values()) < 0 or not any(self.terms.values()):
            message = "Weights of terms must be 0 or more, and not all 0."
            raise UsageError(message)
        numbers = {f.name: getattr(self, f.name) for f in fields(self) if isinstance(f.default, float)}
        numbers.pop("half_life_years")
        for lot in (self.priors, self.strengths, self.firmness, self.roles):
            numbers.update({str(name): value for name, value in lot.items()})
        wrong = [f"{name} ({value:g})" for name, value in numbers.items() if not 0 <= value <= 1]
        if wrong or self.half_life_years <= 0:
            which = ", ".join(wrong) or f"half-life ({self.half_life_years:g})"
            message = f"Give numbers from 0 to 1, and a half-life above 0 years; wrong: {which}."
            raise UsageError(message)
