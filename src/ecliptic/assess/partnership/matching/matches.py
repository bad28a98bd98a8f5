"""Ranked matches: for each need every organisation, with what speaks for it and what is unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ecliptic.assess.assessment import Subject
from ecliptic.assess.partnership.matching.about import About
from ecliptic.assess.partnership.matching.effort import Sizes
from ecliptic.assess.partnership.matching.nearness import Measure, Surroundings, themes_of
from ecliptic.assess.partnership.matching.profile import Profile, profiles
from ecliptic.assess.partnership.matching.terms import Judge, Term, weighed
from ecliptic.assess.partnership.matching.ties import Ties
from ecliptic.assess.partnership.matching.topics import Topics
from ecliptic.assess.partnership.matching.weights import TermName, Weights
from ecliptic.assess.partnership.needs import Need
from ecliptic.assess.partnership.scopes import Scopes
from ecliptic.errors import UsageError
from ecliptic.roadmap import Roadmap, Statement

Cover = tuple[float, tuple[Statement, ...]]
"""How much of a topic an organisation has shown, 0 to 1, and what says so."""

_TOPICAL = (TermName.CAPABILITY, TermName.RELATED_WORK, TermName.READINESS, TermName.INTEREST)


@dataclass(frozen=True, slots=True)
class Match:
    """One organisation for one need: a suggestion to look at, never a verdict."""

    organisation: str
    need: Need
    terms: tuple[Term, ...]
    score: float
    """0 to 1, with unknown terms at their prior."""
    low: float
    """The score if all that is unknown spoke against it."""
    high: float
    """The score if all that is unknown spoke for it."""
    present: bool
    """Whether the organisation provides the need or works on it already."""

    def term(self, name: TermName) -> Term:
        """The term of this name."""
        return next(term for term in self.terms if term.name is name)

    @property
    def grounded(self) -> bool:
        """Whether anything that is known of it has to do with the need's topic; an interest is enough."""
        return any(self.term(name).value is not None for name in _TOPICAL)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every statement that it rests on, once."""
        return tuple({s.key: s for t in self.terms for s in (*t.statements, *t.way)}.values())

    @property
    def unverified(self) -> tuple[Statement, ...]:
        """Those of its statements that were not found in a document."""
        return tuple(s for s in self.statements if s.unverified)

    @property
    def unverified_evidence(self) -> tuple[Statement, ...]:
        """Those among them that speak of the organisation itself, and not of how topics correspond."""
        return tuple({s.key: s for t in self.terms for s in t.statements if s.unverified}.values())


class Matcher:
    """Matches the organisations of a roadmap with needs, and keeps what it has found out."""

    def __init__(self, roadmap: Roadmap, needs: Sequence[Need], weights: Weights | None = None) -> None:
        self.roadmap = roadmap
        self.needs = tuple(needs)
        self.weights = weights or Weights()
        self.topics = Topics(roadmap)
        self.measure = Measure(self.topics, self.weights)
        self.about = About(roadmap, self.topics)
        self.profiles: Mapping[str, Profile] = profiles(roadmap, self.about)
        self.ties = Ties(roadmap, self.weights)
        self.judge = Judge(self.weights, self.ties)
        self._surroundings: dict[Subject, Surroundings] = {}
        self.scopes = Scopes(roadmap, self.needs, [self.topics_of(need) for need in self.needs])
        self._sizes = Sizes(roadmap, self.needs, self.scopes)
        self.covers: dict[tuple[str, str, date | None], Cover] = {}
        """How much of a topic each organisation has shown, as far as asked for, by date of the need."""
        self._matches: dict[tuple[Subject, str], Match] = {}

    @property
    def organisations(self) -> tuple[str, ...]:
        """Everybody who is matched: all organisations that are no group."""
        return tuple(self.profiles)

    def topics_of(self, need: Need) -> tuple[str, ...]:
        """The topics by which a need is matched; none where nobody says what it is about."""
        return tuple(theme.topic for theme in self.around(need).themes)

    def around(self, need: Need) -> Surroundings:
        """The topics of a need and what lies near them."""
        if need.subject not in self._surroundings:
            themes = themes_of(need, self.topics, self.about)
            self._surroundings[need.subject] = Surroundings(need, themes, self.measure)
        return self._surroundings[need.subject]

    def match(self, need: Need, organisation: str) -> Match:
        """One organisation for one need; raises UsageError where the roadmap has none such."""
        key = need.subject, organisation
        if key not in self._matches:
            self._matches[key] = self._match(need, self.profile(organisation))
        return self._matches[key]

    def profile(self, organisation: str) -> Profile:
        """What is known of an organisation; raises UsageError where the roadmap has none such."""
        profile = self.profiles.get(organisation)
        if profile is None:
            choices = ", ".join(self.profiles) or "none at all"
            message = f'"{organisation}" is no organisation that can be matched. There are: {choices}.'
            raise UsageError(message)
        return profile

    def ranked(self, need: Need, organisations: Iterable[str] | None = None) -> tuple[Match, ...]:
        """The matches of a need, best first; equal scores by the least that they could be, then by name."""
        chosen = self.organisations if organisations is None else organisations
        found = (self.match(need, organisation) for organisation in chosen)
        return tuple(sorted(found, key=lambda m: (-m.score, -m.low, m.organisation)))

    @cached_property
    def by_need(self) -> Mapping[Subject, tuple[Match, ...]]:
        """The ranked matches of every need."""
        return {need.subject: self.ranked(need) for need in self.needs}

    def _match(self, need: Need, profile: Profile) -> Match:
        size = self._sizes.of(need, profile.organisation)
        terms = self.judge.terms(self.around(need), profile, size)
        total = weighed(terms)
        present = profile.organisation in need.present
        return Match(profile.organisation, need, terms, total.score, total.low, total.high, present)


def matches(
    roadmap: Roadmap, needs: Sequence[Need], weights: Weights | None = None
) -> Mapping[Subject, tuple[Match, ...]]:
    """The ranked matches of every need; take a Matcher for consortia and for places of an organisation."""
    return Matcher(roadmap, needs, weights).by_need
