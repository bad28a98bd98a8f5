"""What things of a roadmap are about: the topics that records name, else those that words tell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from ecliptic.assess.assessment import Subject
from ecliptic.assess.partnership.matching.topics import Topics
from ecliptic.assess.partnership.matching.words import EDITION, codes_in, codes_of_data
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import (
    Contribution,
    DataGap,
    Element,
    Function,
    Mission,
    Project,
    Role,
    TaxonomyNode,
    Technology,
    TechnologyGap,
)

# NASA numbers functions by groups of its sub-architectures: FN-P-301 L is in the group P-300.
_GROUP = re.compile(r"FN-(?P<letter>[A-Z]+)-(?P<hundred>[0-9])[0-9]{2}\b")
# Who has one of these roles answers for the whole of a thing, so what it is tells what they do.
_WHOLE = frozenset({Role.LEAD})
# What is said of these is a sentence about an aim, from which words would tell anything.
_AIMS = frozenset({"goal", "objective", "science-question"})


class Theme(NamedTuple):
    """A topic of something, and whether only words tell it."""

    topic: str
    told: bool
    statements: tuple[Statement, ...] = ()
    """What says so beyond the thing's own statement."""


Themes = tuple[Theme, ...]


class About:
    """Finds the topics of things, narrowest known first."""

    def __init__(self, roadmap: Roadmap, topics: Topics) -> None:
        self._roadmap = roadmap
        self._topics = topics
        nodes = roadmap.records(TaxonomyNode).items()
        self._groups = {(node.parent, node.code): i for i, node in nodes if node.parent is not None}

    def subject(self, subject: Subject) -> Themes:
        """Topics of a thing of any kind; none where nobody says what it is about."""
        statement = self._roadmap.statement(subject.kind, subject.id)
        if statement is None:
            return ()
        record = statement.record
        if isinstance(record, TaxonomyNode):
            return (Theme(record.id, told=False),)
        if isinstance(record, Function):
            return self.function(record.id)
        if isinstance(record, TechnologyGap):
            return self.gap(record.id)
        if isinstance(record, Technology | Project):
            return _once(Theme(t, told=False) for t in record.taxonomy) or self._told(record.label)
        if isinstance(record, DataGap):
            return self._named(codes_of_data(record.data_type or ""))
        if isinstance(record, Mission | Element):
            return self._told(record.type or "")
        return ()

    def function(self, identifier: str) -> Themes:
        """The group of a sub-architecture that a function belongs to, else the sub-architecture."""
        statement = self._roadmap.statement(Function.kind, identifier)
        if statement is None or not isinstance(statement.record, Function):
            return ()
        above = statement.record.sub_architecture
        if above is None:
            return ()
        found = _GROUP.match(identifier)
        code = None if found is None else f"{found['letter']}-{found['hundred']}00"
        return (Theme(self._groups.get((above, code or ""), above), told=False, statements=(statement,)),)

    def gap(self, identifier: str) -> Themes:
        """Topics of the technologies that would close a gap and its sub-architectures; else of functions."""
        statement = self._roadmap.statement(TechnologyGap.kind, identifier)
        if statement is None or not isinstance(statement.record, TechnologyGap):
            return ()
        gap = statement.record
        found = [Theme(t, told=False, statements=(statement,)) for t in gap.sub_architectures]
        for name in gap.technologies:
            technology = self._roadmap.statement(Technology.kind, name)
            if technology is not None and isinstance(technology.record, Technology):
                found += [Theme(t, False, (statement, technology)) for t in technology.record.taxonomy]
        functions = [theme for function in gap.functions for theme in self.function(function)]
        if not found:
            return _once(functions)
        if all(self._topics.is_top(theme.topic) for theme in found):
            # A whole sub-architecture says little; its functions and its title say which part is meant.
            held = {theme.topic for theme in found}
            found += [f for f in functions if any(self._topics.within(f.topic, top) for top in held)]
            found += self._told(gap.title)
        return _once(found)

    def contribution(self, contribution: Contribution) -> Themes:
        """Topics of the functions and gaps that a contribution names; else what its words tell.

        What a thing is tells the topics of whoever leads it; others do what the title of their part says.
        """
        named = [theme for function in contribution.functions for theme in self.function(function)]
        named += [theme for gap in contribution.technology_gaps for theme in self.gap(gap)]
        target = Subject(contribution.target_kind, contribution.target)
        if contribution.target_kind not in (Mission.kind, Element.kind):
            named += [theme for theme in self.subject(target) if not theme.told]
        if named or contribution.target_kind in _AIMS:
            return _once(named)
        told = list(self._told(contribution.title or ""))
        if contribution.role in _WHOLE:
            told += self.subject(target)
        return _once(told)

    def _told(self, text: str) -> Themes:
        return self._named(codes_in(text))

    def _named(self, codes: Iterable[str]) -> Themes:
        found = (self._topics.by_code(code, EDITION) for code in codes)
        return tuple(Theme(topic, told=True) for topic in found if topic is not None)


def _once(themes: Iterable[Theme]) -> Themes:
    """Each topic once, with what says so first."""
    found: dict[str, Theme] = {}
    for theme in themes:
        found.setdefault(theme.topic, theme)
    return tuple(found[topic] for topic in sorted(found))
