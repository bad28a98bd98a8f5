"""The terms of a match: what each is worth, and the statements that show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from ecliptic.assess.partnership.matching.effort import Size
from ecliptic.assess.partnership.matching.nearness import Near, Surroundings
from ecliptic.assess.partnership.matching.profile import Ability, Development, Profile, Span, Work
from ecliptic.assess.partnership.matching.ties import Ties
from ecliptic.assess.partnership.matching.weights import TermName, Weights
from ecliptic.roadmap import Statement
from ecliptic.vocabulary import Capability, Contribution, Firmness

SHOWN = 3
"""So many of the best are shown for a term; the best alone counts."""
_DAYS_PER_YEAR = 365.25
_HIGHEST_TRL = 9
_MISSING = {
    TermName.CAPABILITY: "no capability near the topic is stated",
    TermName.INTEREST: "no interest near the topic is stated",
    TermName.RELATED_WORK: "no work near the topic is stated",
    TermName.READINESS: "no readiness level of a development that it leads near the topic is stated",
}


class Stated(Protocol):
    """Something that one statement says."""

    @property
    def statement(self) -> Statement: ...


T = TypeVar("T", bound=Stated)


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a match; a value of None is unknown, and never counts as zero."""

    name: TermName
    value: float | None
    """From 0 to 1."""
    weight: float
    """0 where the term does not apply to the need."""
    prior: float
    """What it counts for in the score while it is unknown."""
    words: str
    statements: tuple[Statement, ...] = ()
    """What is said of the organisation, most telling first."""
    way: tuple[Statement, ...] = ()
    """What ties that to the need: topics, crosswalks, functions and gaps."""

    @property
    def counted(self) -> float:
        """What it counts for in the score."""
        return self.prior if self.value is None else self.value

    @property
    def unverified(self) -> tuple[Statement, ...]:
        """Those of its statements that were not found in a document."""
        return tuple(s for s in (*self.statements, *self.way) if s.unverified)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A score from 0 to 1, and the least and most that it could be if all unknown terms were known."""

    score: float
    low: float
    high: float


def weighed(terms: Iterable[Term]) -> Weighed:
    """The weighted mean of terms: unknown ones by their prior, at 0 for the low and at 1 for the high."""
    counting = [term for term in terms if term.weight > 0]
    total = sum(term.weight for term in counting)
    if not total:
        return Weighed(0.0, 0.0, 1.0)
    score, low, high = (
        # Rounded far below anything that matters, so that no order hangs on the last bit.
        round(sum(term.weight * value(term) for term in counting) / total, 12)
        for value in (_counted, _least, _most)
    )
    return Weighed(score, low, high)


def _counted(term: Term) -> float:
    return term.counted


def _least(term: Term) -> float:
    return 0.0 if term.value is None else term.value


def _most(term: Term) -> float:
    return 1.0 if term.value is None else term.value


@dataclass(frozen=True)
class Judge:
    """Works out the terms of an organisation for a need."""

    weights: Weights
    ties: Ties

    def terms(self, around: Surroundings, profile: Profile, size: Size | None) -> tuple[Term, ...]:
        """Every term, in the order of their names."""
        return (
            self.capability(around, profile),
            self.interest(around, profile),
            self.related_work(around, profile),
            self.joint_work(profile.organisation, around.need.present),
            self.readiness(around, profile),
            self.entry_size(profile, size),
        )

    def capability(self, around: Surroundings, profile: Profile) -> Term:
        """Proximity times strength, and less where nobody says what shows it."""

        def worth(ability: Ability, near: Near) -> float:
            shown = 1.0 if ability.evidenced else self.weights.no_evidence
            return near.closeness * self.weights.strengths.get(ability.strength, 0.0) * shown

        found = _best(profile.abilities, lambda a: around.near(a.themes), worth)
        words = [f"{_can(a.statement)} ({a.strength}{_unshown(a)})" for _, a, _ in found]
        return self._known(around, TermName.CAPABILITY, found, words)

    def interest(self, around: Surroundings, profile: Profile) -> Term:
        """Proximity of the nearest interest; it says nothing about what the organisation will do."""
        found = _best(
            profile.wishes, lambda w: around.near(w.themes, w.subjects), lambda _, near: near.closeness
        )
        words = [f"interested: {_title(w.statement)} (no commitment)" for _, w, _ in found]
        return self._known(around, TermName.INTEREST, found, words)

    def related_work(self, around: Surroundings, profile: Profile) -> Term:
        """Proximity times role, firmness and how near in time to the need."""

        def worth(work: Work, near: Near) -> float:
            weights = self.weights
            firm = (
                weights.firmness_unknown if work.firmness is None else weights.firmness.get(work.firmness, 0)
            )
            role = weights.roles.get(work.role, 0.0)
            return near.closeness * role * firm * self.timeliness(work.span, around.need.need_by)

        found = _best(profile.work, lambda w: around.near(w.themes, w.subjects), worth)
        words = [f"{_title(w.statement)} ({w.role}, {_firm(w.firmness)})" for _, w, _ in found]
        return self._known(around, TermName.RELATED_WORK, found, words)

    def timeliness(self, span: Span | None, need_by: date | None) -> float:
        """1 for work that goes on when the need comes, halved with each half-life of years between."""
        if span is None or need_by is None or (span.first is None and span.last is None):
            return self.weights.undated
        before = 0 if span.last is None else (need_by - span.last).days
        after = 0 if span.first is None else (span.first - need_by).days
        years = max(0, before, after) / _DAYS_PER_YEAR
        return float(0.5 ** (years / self.weights.half_life_years))

    def joint_work(self, organisation: str, present: Iterable[str]) -> Term:
        """The closest tie with any of those who are there already; left out where nobody is."""
        others = sorted(set(present) - {organisation})
        name = TermName.JOINT_WORK
        if not others:
            prior = self.weights.priors[name]
            return Term(name, None, 0.0, prior, "nobody else is there yet to have worked with")
        strengths = [(s, o) for o in others if (s := self.ties.strength(organisation, o)) is not None]
        if not strengths:
            return self._unknown(name, f"no earlier joint work with {', '.join(others)} is stated")
        strength, partner = min(strengths, key=lambda found: (-found[0], found[1]))
        return self.tied(organisation, partner, strength)

    def tied(self, one: str, other: str, strength: float) -> Term:
        """The term for two organisations that have worked together."""
        ties = self.ties.between(one, other)
        things = ", ".join(tie.thing.id for tie in ties[:SHOWN])
        more = f" and {len(ties) - SHOWN} more" if len(ties) > SHOWN else ""
        statements = {s.key: s for tie in ties[:SHOWN] for s in tie.statements}
        value = max(strength, self.weights.priors[TermName.JOINT_WORK])
        return Term(
            TermName.JOINT_WORK,
            value,
            self.weights.terms[TermName.JOINT_WORK],
            self.weights.priors[TermName.JOINT_WORK],
            f"with {other}: {things}{more}",
            tuple(statements.values()),
        )

    def readiness(self, around: Surroundings, profile: Profile) -> Term:
        """Proximity times readiness level of a technology or project that the organisation leads."""

        def worth(development: Development, near: Near) -> float:
            floor = self.weights.trl_floor
            return near.closeness * (floor + (1 - floor) * (development.trl or 0) / _HIGHEST_TRL)

        rated = [d for d in profile.developments if d.trl is not None]
        found = _best(rated, lambda d: around.near(d.themes), worth)
        words = [f"{d.statement.record.label} (TRL {d.trl})" for _, d, _ in found]
        return self._known(around, TermName.READINESS, found, words)

    def entry_size(self, profile: Profile, size: Size | None) -> Term:
        """How well the size of a need suits what the organisation has done so far."""
        name = TermName.ENTRY_SIZE
        if size is None:
            return self._unknown(name, "nobody who lets it be seen has estimated the effort")
        takes_on = profile.reach.takes_on
        if takes_on is None:
            return self._unknown(name, f"effort {size.effort}; of the organisation, nothing known so far")
        over = size.effort.rank - takes_on
        value = 1 - self.weights.too_large * over if over > 0 else 1 + self.weights.too_small * over
        whose = "its own estimate" if size.own else "estimate of others"
        reached = () if profile.reached_by is None else (profile.reached_by,)
        return Term(
            name,
            min(1.0, max(0.0, value)),
            self.weights.terms[name],
            self.weights.priors[name],
            f"effort {size.effort} ({whose}); so far the organisation {profile.reach}",
            (*size.statements, *reached),
        )

    def _unknown(self, name: TermName, words: str) -> Term:
        return Term(name, None, self.weights.terms[name], self.weights.priors[name], f"unknown: {words}")

    def _known(
        self,
        around: Surroundings,
        name: TermName,
        found: Sequence[tuple[float, T, Near]],
        words: Sequence[str],
    ) -> Term:
        if not found:
            return self._unknown(name, _MISSING[name])
        prior = self.weights.priors[name]
        # What is known of an organisation never counts for less than if nothing were.
        value = max(found[0][0], prior)
        way = {s.key: s for _, _, near in found for s in near.way}
        statements = tuple(item.statement for _, item, _ in found)
        told = [f"{w}; {near.words(around.topics)}" for w, (_, _, near) in zip(words, found, strict=True)]
        weight = self.weights.terms[name]
        return Term(name, value, weight, prior, ". ".join(told), statements, tuple(way.values()))


def _best(
    items: Iterable[T], near: Callable[[T], Near | None], worth: Callable[[T, Near], float]
) -> list[tuple[float, T, Near]]:
    """The few that count for most, best first."""
    found = [(worth(item, close), item, close) for item in items if (close := near(item)) is not None]
    return sorted(found, key=lambda f: (-round(f[0], 12), f[1].statement.key))[:SHOWN]


def _can(statement: Statement) -> str:
    record = statement.record
    return record.statement.rstrip(".") if isinstance(record, Capability) else record.label


def _unshown(ability: Ability) -> str:
    return "" if ability.evidenced else ", nobody says what shows it"


def _title(statement: Statement) -> str:
    record = statement.record
    title = record.title if isinstance(record, Contribution) else None
    return (title or record.label).rstrip(".")


def _firm(firmness: Firmness | None) -> str:
    return "firmness not stated" if firmness is None else str(firmness)
