"""How near to a need something is that an organisation can do, wants or does."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from ecliptic.assess.assessment import Subject
from ecliptic.assess.partnership.matching.about import About, Theme, Themes
from ecliptic.assess.partnership.matching.topics import Link, Topics
from ecliptic.assess.partnership.matching.weights import Weights
from ecliptic.assess.partnership.needs import Need
from ecliptic.roadmap import Statement


class Near(NamedTuple):
    """How near something is to a need, from 0 to 1, and why."""

    closeness: float
    ours: Theme | None = None
    """The topic of the thing; None where it names the need itself."""
    theirs: Theme | None = None
    link: Link | None = None

    def words(self, topics: Topics) -> str:
        """Why it is near, as the end of a sentence."""
        if self.ours is None or self.theirs is None or self.link is None:
            return "names it"
        label, other = topics.label(self.ours.topic), topics.label(self.theirs.topic)
        same = self.link.one == self.link.other
        words = f"in {label}" if same else f"{label} is {self.link.proximity:.2f} near {other}"
        return f"{words}, a topic told from words only" if self.ours.told or self.theirs.told else words

    @property
    def way(self) -> tuple[Statement, ...]:
        """Statements that lead from the one topic to the other."""
        if self.ours is None or self.theirs is None or self.link is None:
            return ()
        statements = (*self.ours.statements, *self.link.statements, *self.theirs.statements)
        return tuple({s.key: s for s in statements}.values())


def themes_of(need: Need, topics: Topics, about: About) -> Themes:
    """The topics that a need names, and those that its thing is about."""
    themes = {t: Theme(t, told=False, statements=need.statements[:1]) for t in need.topics if t in topics}
    for theme in about.subject(need.subject):
        themes.setdefault(theme.topic, theme)
    return tuple(themes[topic] for topic in sorted(themes))


Nearest = tuple[float, int, Link]
"""How near a topic is to one of a need's topics, the place of that among them, and the way to it."""


class Measure:
    """What nearness is measured by; what needs of the same topics have found out is kept for all of them."""

    def __init__(self, topics: Topics, weights: Weights) -> None:
        self.topics = topics
        self.weights = weights
        self._known: dict[tuple[tuple[str, bool], ...], dict[str, Nearest | None]] = {}

    def known(self, themes: Themes) -> dict[str, Nearest | None]:
        """What is known of topics near these."""
        return self._known.setdefault(tuple((theme.topic, theme.told) for theme in themes), {})


class Surroundings:
    """The topics of one need, and what lies near them."""

    def __init__(self, need: Need, themes: Themes, measure: Measure) -> None:
        self.need = need
        self.themes = themes
        self.topics = measure.topics
        self._weights = measure.weights
        self._known = measure.known(themes)

    def near(self, themes: Themes, subjects: Collection[Subject] = ()) -> Near | None:
        """How near something with these topics is that names these things; None where it is not near."""
        if self.need.subject in subjects:
            return Near(1.0)
        best: Near | None = None
        for ours in themes:
            found = self._nearest(ours.topic)
            if found is None:
                continue
            closeness, place, link = found
            theirs = self.themes[place]
            if ours.told and not theirs.told:
                closeness *= self._weights.told
            if best is None or closeness > best.closeness:
                best = Near(closeness, ours, theirs, link)
        return best

    def _nearest(self, topic: str) -> Nearest | None:
        """The topic of the need that is nearest to a topic, if any is near."""
        if topic not in self._known:
            best: Nearest | None = None
            for place, theme in enumerate(self.themes):
                link = self.topics.link(topic, theme.topic)
                if link is None or link.proximity < self._weights.least_proximity:
                    continue
                closeness = link.proximity * self._discount(topic, theme)
                if best is None or closeness > best[0]:
                    best = closeness, place, link
            self._known[topic] = best
        return self._known[topic]

    def _discount(self, topic: str, theme: Theme) -> float:
        broad = self.topics.is_top(topic) or self.topics.is_top(theme.topic)
        return (self._weights.told if theme.told else 1.0) * (self._weights.broad if broad else 1.0)
