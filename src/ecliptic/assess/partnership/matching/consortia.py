"""Small consortia: two or three organisations that together cover more of a need than any of them alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from ecliptic.assess.assessment import Subject
from ecliptic.assess.partnership.matching.about import Theme
from ecliptic.assess.partnership.matching.matches import Cover, Match, Matcher
from ecliptic.assess.partnership.matching.nearness import Surroundings
from ecliptic.assess.partnership.matching.places import Part, parts
from ecliptic.assess.partnership.matching.terms import Term, weighed
from ecliptic.assess.partnership.matching.weights import TermName
from ecliptic.assess.partnership.needs import Need
from ecliptic.roadmap import Statement
from ecliptic.vocabulary import TaxonomyNode

CANDIDATES = 8
"""So many of the best matches are put together."""


@dataclass(frozen=True, slots=True)
class Facet:
    """A part of what a need takes: a topic, and who covers how much of it by what."""

    topic: str
    label: str
    weight: float
    covering: str | None
    """The member that covers most of it; None where none does."""
    cover: float
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Consortium:
    """Organisations that could meet a need together."""

    need: Need
    members: tuple[str, ...]
    leads: tuple[str, ...]
    """Those of them that could lead."""
    facets: tuple[Facet, ...]
    terms: tuple[Term, ...]
    score: float
    low: float
    high: float

    @property
    def coverage(self) -> float:
        """Part of what the need takes that the members have shown, 0 to 1."""
        return _total(self.facets)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every statement that it rests on, once."""
        return tuple({s.key: s for t in self.terms for s in (*t.statements, *t.way)}.values())

    @property
    def unverified(self) -> tuple[Statement, ...]:
        """Those of its statements that were not found in a document."""
        return tuple(s for s in self.statements if s.unverified)


def consortia(matcher: Matcher, need: Need, size: int = 3, most: int = 5) -> tuple[Consortium, ...]:
    """The best consortia of two up to `size` members, best first; none where nobody could lead.

    What the need takes is its topics, taken apart by crosswalks. Each member adds to what the others cover,
    and at least one could lead. Scores compare consortia of one need with one another, not with single
    matches, since a consortium's capability is how much of the need it covers.
    """
    making = _Making(matcher, need)
    found = [
        made
        for count in range(2, size + 1)
        for members in combinations(making.candidates, count)
        if (made := making.of(members)) is not None
    ]
    return tuple(sorted(found, key=lambda c: (-c.score, len(c.members), c.members))[:most])


class _Making:
    """Puts consortia together for one need."""

    def __init__(self, matcher: Matcher, need: Need) -> None:
        self._matcher = matcher
        self._need = need
        weights: dict[str, float] = {}
        for theme in matcher.around(need).themes:
            told = matcher.weights.told if theme.told else 1.0
            for topic, proximity in matcher.topics.parts(theme.topic).items():
                weights[topic] = max(weights.get(topic, 0.0), proximity * told)
        self._facets = {topic: weights[topic] for topic in sorted(weights)}
        self._whole = sum(self._facets.values())

    @cached_property
    def candidates(self) -> tuple[str, ...]:
        """The best matches that cover anything, in order of names."""
        ranked = (match.organisation for match in self._matcher.ranked(self._need))
        able = [name for name in ranked if any(self._cover(name, topic)[0] for topic in self._facets)]
        return tuple(sorted(able[:CANDIDATES]))

    def of(self, members: tuple[str, ...]) -> Consortium | None:
        """The consortium of these members; None where one of them is redundant, or none could lead."""
        total = self._coverage(members)
        for member in members:
            others = tuple(other for other in members if other != member)
            if total - self._coverage(others) < self._matcher.weights.least_added:
                return None
        matches = [self._matcher.match(self._need, member) for member in members]
        leads = tuple(m.organisation for m in matches if Part.LEAD in self._parts(m))
        if not leads:
            return None
        facets = self._facets_of(members)
        terms = self._terms(members, matches, facets)
        weight = weighed(terms)
        return Consortium(self._need, members, leads, facets, terms, weight.score, weight.low, weight.high)

    def _parts(self, match: Match) -> tuple[Part, ...]:
        return parts(match, self._matcher.profile(match.organisation), self._matcher.weights)

    def _facets_of(self, members: Sequence[str]) -> tuple[Facet, ...]:
        found = []
        for topic, weight in self._facets.items():
            covers = [(*self._cover(member, topic), member) for member in members]
            cover, statements, member = min(covers, key=lambda c: (-c[0], c[2]), default=(0.0, (), ""))
            label = self._matcher.topics.label(topic)
            found.append(Facet(topic, label, weight, member if cover else None, cover, statements))
        return tuple(found)

    def _coverage(self, members: Sequence[str]) -> float:
        shown = (
            weight * max(self._cover(member, topic)[0] for member in members)
            for topic, weight in self._facets.items()
        )
        return sum(shown) / self._whole

    def _cover(self, organisation: str, topic: str) -> Cover:
        """How much of a topic an organisation has shown, by capability or related work."""
        known, need_by = self._matcher.covers, self._need.need_by
        if (organisation, topic, need_by) not in known:
            profile, judge = self._matcher.profile(organisation), self._matcher.judge
            # The topic stands for the need, so that to name the need is not to cover all that it takes.
            facet = Need(Subject(TaxonomyNode.kind, topic), topic, (), topics=(topic,), need_by=need_by)
            around = Surroundings(facet, (Theme(topic, told=False),), self._matcher.measure)
            terms = (judge.capability(around, profile), judge.related_work(around, profile))
            best = max(terms, key=lambda term: term.value or 0.0)
            known[organisation, topic, need_by] = (best.value or 0.0, best.statements[:1])
        return known[organisation, topic, need_by]

    def _terms(
        self, members: Sequence[str], matches: Sequence[Match], facets: Sequence[Facet]
    ) -> tuple[Term, ...]:
        return (
            self._capability(facets),
            _shared(matches, TermName.INTEREST),
            _best(matches, TermName.RELATED_WORK),
            self._joint(members),
            _best(matches, TermName.READINESS),
            _best(matches, TermName.ENTRY_SIZE),
        )

    def _capability(self, facets: Sequence[Facet]) -> Term:
        weights, name = self._matcher.weights, TermName.CAPABILITY
        words = [f"{f.covering}: {f.label} ({f.cover:.2f})" for f in facets if f.covering is not None]
        open_ones = [f.label for f in facets if f.covering is None]
        words += [f"nobody: {', '.join(open_ones)}"] if open_ones else []
        statements = tuple({s.key: s for f in facets for s in f.statements}.values())
        value = max(_total(facets), weights.priors[name])
        return Term(name, value, weights.terms[name], weights.priors[name], "; ".join(words), statements)

    def _joint(self, members: Sequence[str]) -> Term:
        """Mean over pairs of members, and of members with who is there already; others by the prior."""
        judge, weights, name = self._matcher.judge, self._matcher.weights, TermName.JOINT_WORK
        present = [other for other in self._need.present if other not in members]
        pairs = [*combinations(members, 2), *((m, p) for m in members for p in present)]
        strengths = [(one, other, judge.ties.strength(one, other)) for one, other in pairs]
        known = [(one, other, strength) for one, other, strength in strengths if strength is not None]
        prior = weights.priors[name]
        if not known:
            words = f"unknown: no earlier joint work of {', '.join(members)} is stated"
            return Term(name, None, weights.terms[name], prior, words)
        tied = [judge.tied(one, other, strength) for one, other, strength in known]
        mean = (sum(t.counted for t in tied) + prior * (len(pairs) - len(known))) / len(pairs)
        words = "; ".join(f"{one} {t.words}" for (one, _, _), t in zip(known, tied, strict=True))
        statements = tuple({s.key: s for t in tied for s in t.statements}.values())
        return Term(name, mean, weights.terms[name], prior, words, statements)


def _total(facets: Sequence[Facet]) -> float:
    weight = sum(f.weight for f in facets)
    return sum(f.weight * f.cover for f in facets) / weight if weight else 0.0


def _best(matches: Sequence[Match], name: TermName) -> Term:
    """The best of the members' terms, with whose it is."""
    terms = [(match.term(name), match.organisation) for match in matches]
    term, organisation = min(terms, key=lambda t: (t[0].value is None, -(t[0].value or 0.0), t[1]))
    words = term.words if term.value is None else f"{organisation}: {term.words}"
    return Term(term.name, term.value, term.weight, term.prior, words, term.statements, term.way)


def _shared(matches: Sequence[Match], name: TermName) -> Term:
    """The mean of the members' terms, unknown ones by their prior; unknown where all are."""
    terms = [(match.organisation, match.term(name)) for match in matches]
    known = [(organisation, term) for organisation, term in terms if term.value is not None]
    first = terms[0][1]
    if not known:
        return first
    mean = sum(term.counted for _, term in terms) / len(terms)
    words = "; ".join(f"{organisation}: {term.words}" for organisation, term in known)
    statements = {s.key: s for _, term in known for s in term.statements}
    way = {s.key: s for _, term in known for s in term.way}
    return Term(name, mean, first.weight, first.prior, words, tuple(statements.values()), tuple(way.values()))
