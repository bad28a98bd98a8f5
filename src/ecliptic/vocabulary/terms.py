"""Controlled terms: the closed lists of words that records and statements may use."""

from __future__ import annotations

from enum import StrEnum


class Term(StrEnum):
    """A word of a controlled list; its `meaning` explains it to the person who must choose."""

    meaning: str

    def __new__(cls, value: str, meaning: str = "") -> Term:
        """Make a term whose string value is `value` and whose explanation is `meaning`."""
        term = str.__new__(cls, value)
        term._value_ = value
        term.meaning = meaning
        return term


class Firmness(Term):
    """The commitment grammar: how firmly something is said, firmest first."""

    FACT = "fact", "flown, operating or done"
    APPROVED = "approved", "decided and financed"
    PLANNED = "planned", "official plan, not yet financed"
    CONSIDERED = "considered", "under official study"
    CONCEPT = "concept", "an idea worked out on paper"
    INTEREST = "interest", "interest expressed, nothing planned"

    @property
    def rank(self) -> int:
        """0 for the firmest, rising as firmness falls."""
        return _FIRMNESS_RANK[self]

    @property
    def is_commitment(self) -> bool:
        """Whether an organisation has bound itself: a fact or an approved, financed plan."""
        return self in (Firmness.FACT, Firmness.APPROVED)


_FIRMNESS_RANK = {firmness: rank for rank, firmness in enumerate(Firmness)}


class Visibility(Term):
    """Who may see a statement, narrowest first."""

    PRIVATE = "private", "the stating organisation alone"
    MEMBERS = "members", "all member agencies"
    PUBLIC = "public", "everyone"

    @property
    def breadth(self) -> int:
        """0 for the narrowest audience."""
        return _VISIBILITY_BREADTH[self]


_VISIBILITY_BREADTH = {visibility: breadth for breadth, visibility in enumerate(Visibility)}


class OrganisationType(Term):
    """What sort of organisation it is."""

    AGENCY = "agency", "national space agency or the body that acts as one"
    INTERGOVERNMENTAL = "intergovernmental", "agency or body of several states"
    RESEARCH = "research", "research organisation or institute"
    COMPANY = "company", "commercial company"
    ACADEMIA = "academia", "university or learned society"
    GROUP = "group", "working group, team or forum of organisations"


class Role(Term):
    """What an organisation does for the thing it contributes to."""

    LEAD = "lead", "responsible for the whole"
    PARTNER = "partner", "shares responsibility under an agreement"
    CONTRIBUTOR = "contributor", "supplies a part"
    PROVIDER = "provider", "sells or offers it as a service"
    STUDY = "study", "studies it"
    INTEREST = "interest", "has expressed interest"


class Strength(Term):
    """How far a capability has been shown."""

    DEMONSTRATED = "demonstrated in space", "flown and shown to work"
    DEVELOPED = "developed on ground", "exists and has been tested on the ground"
    AMBITION = "stated ambition", "announced, not yet shown"


class AllocationStatus(Term):
    """What the publisher says about a function in a phase."""

    ALLOCATED = "allocated", "the named element provides the function"
    UNALLOCATED = "unallocated", "the publisher marks the function as provided by no element"


class Body(Term):
    """The celestial body or region that a location belongs to."""

    EARTH = "Earth", "Earth and its orbits"
    MOON = "Moon", "the Moon, its orbits and surface, and cislunar space"
    MARS = "Mars", "Mars, its moons, orbits and surface"
    SMALL_BODY = "small body", "asteroid or comet"
    OTHER = "other", "another planet, the Sun, or deep space"


class ProjectStatus(Term):
    """Where a development project stands."""

    ACTIVE = "active", "under way"
    COMPLETED = "completed", "finished"
    CANCELLED = "cancelled", "stopped before its end"
    NOT_STARTED = "not started", "awarded or planned, not begun"


class DurationShape(Term):
    """How chances are spread over the times that something may take."""

    FIXED = "fixed", "the likeliest time and no other"
    UNIFORM = "uniform", "every time from the least to the longest as likely"
    TRIANGULAR = "triangular", "rising to the likeliest time and falling to the longest in straight lines"
    PERT = "PERT", "a smooth curve round the likeliest time, which counts four times"
    LOGNORMAL = "lognormal", "a long tail of late times, round a median"
    SEEN = "as seen", "one of the times that were seen, each as likely"


class LimitType(Term):
    """What an organisation will not do, or only on a condition."""

    MUST_LEAD = "must lead", "takes part only if it leads"
    NO_PART = "takes no part", "will not take part at all"
    NO_SOLE_DEPENDENCE = (
        "no sole dependence",
        "will not rest on one other organisation alone: somebody must back up whoever leads",
    )
    NO_EXCHANGE = "no exchange", "will not work in one team with the partner named"


class EffortClass(Term):
    """How large an undertaking is, as an order of classes and not as money."""

    SMALL = "small", "a study, a test or one instrument"
    MEDIUM = "medium", "a payload, a subsystem or a technology demonstration"
    LARGE = "large", "an element or a mission of its own"
    VERY_LARGE = "very large", "a programme of several elements or missions"

    @property
    def rank(self) -> int:
        """0 for the smallest."""
        return _EFFORT_RANK[self]


_EFFORT_RANK = {effort: rank for rank, effort in enumerate(EffortClass)}
