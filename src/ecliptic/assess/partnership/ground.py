"""Common ground: the needs, who goes with them, the options, and how well each holds, all in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from ecliptic.assess.assessment import Subject
from ecliptic.assess.involvement import Names
from ecliptic.assess.partnership.audience import Audience
from ecliptic.assess.partnership.drafting import Draft
from ecliptic.assess.partnership.masks import Masks
from ecliptic.assess.partnership.matching import Consortium, Match, Matcher, Place, consortia, places_for
from ecliptic.assess.partnership.model import Problem, Solution
from ecliptic.assess.partnership.needs import Need
from ecliptic.assess.partnership.robustness import Part, Robustness
from ecliptic.assess.partnership.stakes import Numbers

CONSORTIA_SHOWN = 3
PLACES_SHOWN = 12


@dataclass(frozen=True, eq=False)
class Option:
    """One way in which organisations could meet needs together, and how well it holds."""

    name: str
    aim: str
    solution: Solution
    left_without: Numbers
    """(m,) Coverage left when each withdraws."""
    blocking: tuple[str, ...] = ()
    """A coalition that would reach more by itself than its shares; empty where none would."""
    excess: float = 0.0
    """How much more."""
    would_drop: int = 0
    """Parts that their organisation would gain by dropping."""
    rearranged: Mapping[int, float] = field(default_factory=dict)
    """Coverage that the others reach anew when somebody withdraws, for those missed most."""
    survival: Mapping[Part, float] = field(default_factory=dict)
    regret: Numbers = field(default_factory=lambda: np.zeros(0))

    @property
    def most_missed(self) -> int | None:
        """Row of the organisation without which least is left; None where nobody is missed at all."""
        if not len(self.left_without):
            return None
        least = int(self.left_without.argmin())
        lost = self.solution.objectives["coverage"] - self.left_without[least]
        return least if lost > _NOTHING else None


@dataclass(frozen=True, slots=True)
class Instead:
    """Somebody else to lead a need, and what that would cost the whole."""

    need: Need
    lead: str
    other: str
    lost: Mapping[str, float] | None
    """What is lost of each objective; None where it cannot be."""
    words: str


@dataclass(frozen=True, eq=False)
class Chosen:
    """The options of a problem, and the front that they are measured by."""

    options: tuple[Option, ...]
    front_points: tuple[Solution, ...]
    ideal: Mapping[str, float]
    nadir: Mapping[str, float]
    shapley: Numbers
    robustness: Robustness


@dataclass(frozen=True, eq=False)
class Ground:
    """Everything that tables, findings and figures tell of."""

    audience: Audience
    needs: tuple[Need, ...]
    worth: Mapping[Subject, float]
    matcher: Matcher
    draft: Draft
    chosen: Chosen
    alternatives: tuple[Instead, ...]
    organisation: str | None = None
    """The one that the answer is made for."""
    most_leads: int = 0
    """Most needs that anybody leads."""

    @property
    def options(self) -> tuple[Option, ...]:
        """The options, the balanced one first."""
        return self.chosen.options

    def met_in_samples(self, place: int) -> float | None:
        """Share of the samples in which a need of the draft is met; None without samples."""
        tried = self.chosen.robustness
        return round(float(tried.met[place]), 4) if tried.samples else None

    @property
    def problem(self) -> Problem:
        """What the optimiser was asked; there are options only where it was asked anything."""
        if self.draft.problem is None:
            message = "nobody could lead anything, so the optimiser was asked nothing"
            raise LookupError(message)
        return self.draft.problem

    @cached_property
    def names(self) -> Names:
        """What organisations are called."""
        return Names(self.audience.roadmap)

    @cached_property
    def masks(self) -> Masks:
        """Who may be named to the audience."""
        return Masks(self.audience, self.organisation, self.needs, self.matcher.scopes)

    def shown(self, organisation: str, need: Need | None = None) -> str:
        """Identifier of an organisation as the audience may know it."""
        return self.masks.shown(organisation, need)

    def named(self, organisation: str, need: Need | None = None) -> str:
        """The same as people say it."""
        shown = self.shown(organisation, need)
        return self.names.short(shown) if shown == organisation else shown

    def row_shown(self, row: int | None) -> str | None:
        """Identifier of the organisation of a row, as the audience may know it."""
        return None if row is None else self.shown(self.draft.organisations[row])

    def matches(self, need: Need) -> Sequence[Match]:
        """The ranked matches of a need of which anything near its topic is known."""
        return self.grounded[need.subject]

    @cached_property
    def grounded(self) -> Mapping[Subject, tuple[Match, ...]]:
        """The same for every need."""
        return {
            need: tuple(match for match in ranked if match.grounded)
            for need, ranked in self.matcher.by_need.items()
        }

    def topics(self, need: Need) -> tuple[str, ...]:
        """The topics that a need is matched by."""
        return self.matcher.topics_of(need)

    def has_priorities(self, organisation: str) -> bool:
        """Whether an organisation has stated what matters to it."""
        return bool(self.draft.stakes.has_priorities[self.rows[organisation]])

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """Row of each organisation."""
        return {organisation: row for row, organisation in enumerate(self.draft.organisations)}

    def may_know(self, organisation: str) -> bool:
        """Whether what an organisation gives and gets may be told to the audience."""
        return not self.masks.masked or organisation == self.organisation

    def is_named(self, organisation: str, need: Need) -> bool:
        """Whether the audience may know who an organisation is, in a need."""
        return self.shown(organisation, need) == organisation

    def match(self, need: Need, organisation: str) -> Match:
        """One organisation for one need."""
        return self.matcher.match(need, organisation)

    def consortia(self, need: Need) -> Sequence[Consortium]:
        """The best small groups for a need."""
        return consortia(self.matcher, need)[:CONSORTIA_SHOWN]

    @cached_property
    def places(self) -> tuple[tuple[str, tuple[Place, ...]], ...]:
        """Where organisations could take part, best first; one alone where the answer is made for it."""
        who = self.matcher.organisations if self.organisation is None else (self.organisation,)
        return tuple((o, tuple(places_for(self.matcher, o))[:PLACES_SHOWN]) for o in who)

    def is_estimated(self, row: int, need: Need) -> bool:
        """Whether the organisation has estimated the effort of the need."""
        place = next(i for i, other in enumerate(self.needs) if other.subject == need.subject)
        return bool(self.draft.stakes.estimated[row, place])

    def gain(self, option: Option, row: int) -> float | None:
        """What an organisation gains of what it could gain at most; None where there is nothing to gain."""
        solution = option.solution
        scope = float(self.problem.own_weight[row].sum()) - float(solution.alone[row])
        return (
            round(float(solution.utility[row] - solution.alone[row]) / scope, 4) if scope > _NOTHING else None
        )


_NOTHING = 1e-9
