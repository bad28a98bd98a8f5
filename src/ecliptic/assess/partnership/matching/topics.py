"""How near two topics are, over taxonomies of several editions and the crosswalks between them.

A distance is the length of the shortest way along trees and crosswalks, and proximity halves with each unit
of it: once for a crosswalk that says "part", three times for the way up to the top of a tree and down again.
No way comes back to an edition that it has left: two topics are not alike because some topic of another
edition corresponds with a part of each.
"""

from __future__ import annotations

import heapq
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import Crosswalk, TaxonomyNode


class Hop(StrEnum):
    """What leads from one topic to another."""

    BROADER = "is within"
    NARROWER = "holds"
    SAME = "has the same code and title as"
    CROSSWALK = "corresponds with"


class Scope(StrEnum):
    """How much of the one topic lies in the other, by a crosswalk's words."""

    ALL = "all"
    MOST = "most"
    UNSTATED = "not stated"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Lengths:
    """How far each step leads; by reason, not fitted to anything.

    A step within a tree is long, because neighbours in a tree are different topics by intention. Beyond
    `farthest` two topics have nothing to do with each other.
    """

    same: float = 0.0
    all: float = 0.25
    most: float = 0.5
    unstated: float = 0.75
    part: float = 1.0
    in_tree: float = 0.75
    """From a topic to the one that holds it, where that is not the top."""
    to_top: float = 1.5
    """From a topic to the top of its tree, or from there down."""
    farthest: float = 3.0

    def of(self, scope: Scope) -> float:
        """Length of a crosswalk of this scope."""
        return {
            Scope.ALL: self.all,
            Scope.MOST: self.most,
            Scope.UNSTATED: self.unstated,
            Scope.PART: self.part,
        }[scope]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a way, with the statements that make it."""

    origin: str
    target: str
    hop: Hop
    length: float
    statements: tuple[Statement, ...]
    scope: Scope | None = None

    def reversed(self) -> Step:
        """The same step, walked the other way."""
        hop = {Hop.BROADER: Hop.NARROWER, Hop.NARROWER: Hop.BROADER}.get(self.hop, self.hop)
        return replace(self, origin=self.target, target=self.origin, hop=hop)


Way = tuple[Step, ...]
"""From one topic to another; no steps lead from a topic to itself."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two topics, how near they are from 0 to 1, and why."""

    one: str
    other: str
    proximity: float
    way: Way

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every statement that the way rests on, once, in order of the way."""
        return tuple({s.key: s for step in self.way for s in step.statements}.values())


class Topics:
    """The topics that a roadmap states, and how near they are to one another."""

    def __init__(self, roadmap: Roadmap, lengths: Lengths | None = None) -> None:
        self.lengths = lengths or Lengths()
        self._taken = roadmap.taken(TaxonomyNode.kind)
        self._nodes = roadmap.records(TaxonomyNode)
        self._steps: dict[str, list[Step]] = {}
        self._joined: dict[str, str] = {}
        self._parts: dict[str, dict[str, float]] = {}
        for step in (*self._tree(), *self._twins(), *self._crosswalks(roadmap)):
            self._steps.setdefault(step.origin, []).append(step)
            self._steps.setdefault(step.target, []).append(step.reversed())
            self._join(self._edition(step.origin), self._edition(step.target))
        for steps in self._steps.values():
            steps.sort(key=lambda s: (s.target, s.length, s.hop))
        self._codes = {(node.edition, node.code): identifier for identifier, node in self._nodes.items()}
        self._ways: dict[str, dict[str, tuple[float, Way]]] = {}

    def __contains__(self, topic: str) -> bool:
        """Whether somebody states the topic."""
        return topic in self._nodes

    def label(self, topic: str) -> str:
        """Code and title of a topic; its identifier where nobody states it."""
        record = self._nodes.get(topic)
        return topic if record is None else f"{record.code} {record.title}"

    def by_code(self, code: str, edition: str) -> str | None:
        """The topic of an edition that has this code."""
        return self._codes.get((edition, code))

    def distance(self, one: str, other: str) -> float | None:
        """Length of the shortest way; infinite where they have nothing to do with each other.

        None where a topic is unknown, or where nothing connects their editions so that nobody can tell.
        """
        if one not in self._nodes or other not in self._nodes:
            return None
        found = self._reached(min(one, other)).get(max(one, other))
        if found is not None:
            return found[0]
        connected = self._root(self._edition(one)) == self._root(self._edition(other))
        return math.inf if connected else None

    def proximity(self, one: str, other: str) -> float | None:
        """From 1 for the same topic down to 0 for another matter altogether; None as for the distance."""
        distance = self.distance(one, other)
        return None if distance is None else 2.0**-distance

    def path(self, one: str, other: str) -> Way | None:
        """The steps of the shortest way with their statements; None where there is none."""
        link = self.link(one, other)
        return None if link is None else link.way

    def link(self, one: str, other: str) -> Link | None:
        """Two topics that have something to do with each other, and why; None where they do not."""
        if one not in self._nodes or other not in self._nodes:
            return None
        found = self._reached(min(one, other)).get(max(one, other))
        if found is None:
            return None
        distance, way = found
        return Link(one, other, 2.0**-distance, way if one <= other else _walked_back(way))

    def parts(self, topic: str) -> dict[str, float]:
        """The topics into which crosswalks take a topic apart, with their proximity; itself where none do."""
        return self._parts.get(topic) or {topic: 1.0}

    def is_top(self, topic: str) -> bool:
        """Whether nothing is stated to hold the topic."""
        record = self._nodes.get(topic)
        return record is None or record.parent is None

    def within(self, topic: str, area: str) -> bool:
        """Whether a topic is an area or below it in the tree."""
        seen: set[str] = set()
        current: str | None = topic
        while current is not None and current not in seen:
            if current == area:
                return True
            seen.add(current)
            record = self._nodes.get(current)
            current = None if record is None else record.parent
        return False

    # --- the steps ---

    def _tree(self) -> Iterator[Step]:
        for identifier, node in self._nodes.items():
            if node.parent is None or node.parent == identifier:
                continue
            above = self._nodes.get(node.parent)
            # A parent of which nobody says more counts as the top: nothing is known of what holds it.
            top = above is None or above.parent is None
            length = self.lengths.to_top if top else self.lengths.in_tree
            yield Step(identifier, node.parent, Hop.BROADER, length, (self._taken[identifier],))

    def _twins(self) -> Iterator[Step]:
        by_name: dict[tuple[str, str], list[str]] = {}
        for identifier, node in self._nodes.items():
            by_name.setdefault((node.code, _plain(node.title)), []).append(identifier)
        for twins in by_name.values():
            for place, one in enumerate(twins):
                for other in twins[place + 1 :]:
                    if self._edition(one) != self._edition(other):
                        statements = self._taken[one], self._taken[other]
                        yield Step(one, other, Hop.SAME, self.lengths.same, statements)

    def _crosswalks(self, roadmap: Roadmap) -> Iterator[Step]:
        for identifier, crosswalk in roadmap.records(Crosswalk).items():
            one, other = crosswalk.source_node, crosswalk.target_node
            if one in self._nodes and other in self._nodes and one != other:
                scope = scope_of(crosswalk.scope)
                length = self.lengths.of(scope)
                self._parts.setdefault(one, {})[other] = 2.0**-length
                statement = roadmap.taken(Crosswalk.kind)[identifier]
                yield Step(one, other, Hop.CROSSWALK, length, (statement,), scope)

    def _edition(self, topic: str) -> str:
        record = self._nodes.get(topic)
        if record is not None:
            return record.edition
        below = (s.target for s in self._steps.get(topic, ()))
        return next((self._nodes[t].edition for t in below if t in self._nodes), "")

    # --- which editions anything connects ---

    def _root(self, edition: str) -> str:
        while (above := self._joined.get(edition, edition)) != edition:
            edition = above
        return edition

    def _join(self, one: str, other: str) -> None:
        first, second = sorted((self._root(one), self._root(other)))
        self._joined[second] = first

    # --- the shortest ways ---

    def _reached(self, origin: str) -> dict[str, tuple[float, Way]]:
        """All that is not too far from a topic, with the shortest way to each."""
        if origin not in self._ways:
            self._ways[origin] = self._search(origin)
        return self._ways[origin]

    def _search(self, origin: str) -> dict[str, tuple[float, Way]]:
        """Dijkstra's search over topics and the editions left behind on the way to them."""
        found: dict[str, tuple[float, Way]] = {}
        settled: set[tuple[str, frozenset[str]]] = set()
        count = 0
        none_left: frozenset[str] = frozenset()
        waiting: list[tuple[float, int, int, str, frozenset[str], Way]] = [(0.0, 0, 0, origin, none_left, ())]
        while waiting:
            distance, _, _, topic, left, way = heapq.heappop(waiting)
            if (topic, left) in settled:
                continue
            settled.add((topic, left))
            found.setdefault(topic, (distance, way))
            here = self._edition(topic)
            for step in self._steps.get(topic, ()):
                there = self._edition(step.target)
                behind = left if there == here else left | {here}
                reach = distance + step.length
                if there in behind or (step.target, behind) in settled:
                    continue
                if reach <= self.lengths.farthest:
                    count += 1
                    heapq.heappush(waiting, (reach, len(way), count, step.target, behind, (*way, step)))
        return found


def scope_of(words: str | None) -> Scope:
    """How much goes over, by the words of a crosswalk; words such as "solids" name the part that does."""
    if words is None:
        return Scope.UNSTATED
    plain = words.strip().casefold()
    if plain == "all":
        return Scope.ALL
    return Scope.MOST if plain == "most" or plain.startswith("all but") else Scope.PART


def _walked_back(way: Way) -> Way:
    return tuple(step.reversed() for step in reversed(way))


def _plain(title: str) -> str:
    return "".join(re.findall(r"[a-z0-9]+", title.casefold()))
