"""The things of one kind as one viewer sees them: what divides them, and their orders."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from threading import Lock
from typing import Any

from ecliptic.roadmap import Roadmap, Statement
from ecliptic.roadmap.audit.times import known_on
from ecliptic.server.pages.listing.columns import Shown, shown_fields
from ecliptic.server.pages.listing.facets import Facet, bits_of, envelope_facets, field_facets
from ecliptic.vocabulary import KINDS, Firmness, PlannedDate

FRESH_DAYS, STALE_DAYS = 365, 730
FRESHNESS = ("fresh", "ageing", "stale")
_MOST_KEPT = 512
_DIGITS = re.compile(r"(\d+)")

Choices = Mapping[str, Sequence[str]]


class KindThings:
    """All things of a kind in the order of their names; positions in it are what facets speak of."""

    def __init__(self, taken: Mapping[str, Statement], kind: str) -> None:
        self.kind = kind
        self.statements: tuple[Statement, ...] = tuple(
            sorted(taken.values(), key=lambda s: (natural(s.record.label), s.record.id))
        )
        self.all = (1 << len(self.statements)) - 1
        made = [*envelope_facets(self.statements), *field_facets(KINDS[kind], self.statements)]
        self._facets = {facet.name: facet for facet in made}
        self._freshness: tuple[date, Facet] | None = None

    def __len__(self) -> int:
        """Count the things."""
        return len(self.statements)

    def facets(self, today: date) -> dict[str, Facet]:
        """All ways to tell the things apart, as they are on a day."""
        known = self._freshness
        if known is None or known[0] != today:
            known = self._freshness = today, self._fresh(today)
        names = list(self._facets)
        first = {name: self._facets[name] for name in names[:2]}
        return {**first, "freshness": known[1], **{name: self._facets[name] for name in names[2:]}}

    def chosen(self, choices: Choices, words: str, today: date) -> int:
        """The things that fit all choices and words."""
        base = self._matching(words)
        for bits in self._choice(choices, today).values():
            base &= bits
        return base

    def counts(self, choices: Choices, words: str, today: date) -> dict[str, dict[str, int]]:
        """For each facet, how many things each of its values would leave beside the other choices."""
        by_facet = self._choice(choices, today)
        base = self._matching(words)
        counts = {}
        for name, facet in self.facets(today).items():
            others = base
            for other, bits in by_facet.items():
                if other != name:
                    others &= bits
            counts[name] = {value: (bits & others).bit_count() for value, bits in facet.bits.items()}
        return counts

    @cached_property
    def shown(self) -> Shown:
        """The fields that a list of these things shows."""
        return shown_fields(self.kind, self.statements)

    def _choice(self, choices: Choices, today: date) -> dict[str, int]:
        facets = self.facets(today)
        return {name: _either(facets[name], choices[name]) for name in facets if choices.get(name)}

    def _matching(self, words: str) -> int:
        """The things in whose texts all words occur."""
        if not words:
            return self.all
        wanted = words.casefold().split()
        found = (p for p, text in enumerate(self._texts) if all(word in text for word in wanted))
        return bits_of(found, len(self))

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        names = [
            "id",
            *(f.name for f in KINDS[self.kind].fields() if f.type in ("text", "ref", "identifier")),
        ]
        return tuple(_text(statement, names).casefold() for statement in self.statements)

    @cached_property
    def _days(self) -> tuple[list[date], list[int]]:
        """The days for which the statements hold, in order, and the position of each."""
        pairs = sorted((known_on(statement), place) for place, statement in enumerate(self.statements))
        return [day for day, _ in pairs], [place for _, place in pairs]

    def _fresh(self, today: date) -> Facet:
        days, places = self._days
        old = bisect_left(days, today - timedelta(days=STALE_DAYS))
        ageing = bisect_left(days, today - timedelta(days=FRESH_DAYS))
        spans = {"fresh": places[ageing:], "ageing": places[old:ageing], "stale": places[:old]}
        bits = {name: bits_of(span, len(self)) for name, span in spans.items() if span}
        return Facet("freshness", "Freshness", bits)


class KindIndex:
    """The things of a kind in one view, and their orders, which follow the names of other things too."""

    def __init__(self, roadmap: Roadmap, kind: str) -> None:
        self.things = _things(roadmap.taken(kind), kind)
        self._label = roadmap.label
        self._orders: dict[str, Sequence[int]] = {"name": range(len(self.things))}

    def in_order(self, bits: int, sort: str) -> Sequence[int]:
        """The positions of some things in an order; a minus before its name turns the order round."""
        order = self._order(sort)
        if bits == self.things.all:
            return order
        marks = bits.to_bytes((len(self.things) >> 3) + 1, "little")
        return [position for position in order if marks[position >> 3] >> (position & 7) & 1]

    def sorts(self) -> tuple[str, ...]:
        """The orders that there are."""
        fields = tuple(f.name for f in KINDS[self.things.kind].fields() if f.name != "id" and not f.many)
        return ("name", "id", "publisher", "firmness", "known", *fields)

    def _order(self, sort: str) -> Sequence[int]:
        if sort in self._orders:
            return self._orders[sort]
        key = _key_of(sort.removeprefix("-"), self._label, KINDS[self.things.kind])
        keys = [key(statement) for statement in self.things.statements]
        stated = sorted((p for p, k in enumerate(keys) if k is not None), key=lambda p: keys[p])
        if sort.startswith("-"):
            stated.reverse()
        # What is not stated comes last in either direction: it is neither least nor greatest.
        order = [*stated, *(p for p, k in enumerate(keys) if k is None)]
        self._orders[sort] = order
        return order


_KEPT: OrderedDict[int, tuple[Mapping[str, Statement], KindThings]] = OrderedDict()
_KEPT_LOCK = Lock()


def _things(taken: Mapping[str, Statement], kind: str) -> KindThings:
    """The things in order; a kind of which nothing was stated since is not put in order again."""
    with _KEPT_LOCK:
        known = _KEPT.get(id(taken))
        # The mapping is kept beside what was made of it, so that no other can take over its identity.
        if known is not None and known[0] is taken:
            _KEPT.move_to_end(id(taken))
            return known[1]
    made = KindThings(taken, kind)
    if made.statements:
        with _KEPT_LOCK:
            _KEPT[id(taken)] = taken, made
            while len(_KEPT) > _MOST_KEPT:
                _KEPT.popitem(last=False)
    return made


def _either(facet: Facet, values: Iterable[str]) -> int:
    bits = 0
    for value in values:
        bits |= facet.bits.get(value, 0)
    return bits


def natural(text: str) -> list[Any]:
    """A key that puts 2 before 10 within words."""
    parts: list[Any] = _DIGITS.split(text.casefold())
    parts[1::2] = [int(digits) if len(digits) < 20 else 10**20 for digits in parts[1::2]]
    return parts


def _key_of(sort: str, label: Callable[[str, str], str], kind: Any) -> Callable[[Statement], Any]:
    if sort == "id":
        return lambda s: natural(s.record.id)
    if sort == "name":
        return lambda s: natural(s.record.label)
    if sort == "publisher":
        return lambda s: s.envelope.publisher.casefold()
    if sort == "firmness":
        return lambda s: None if s.envelope.firmness is None else Firmness(s.envelope.firmness).rank
    if sort == "known":
        return known_on
    target = next((spec.target for spec in kind.fields() if spec.name == sort), None)

    def of_field(statement: Statement) -> Any:
        value = getattr(statement.record, sort)
        if value is None:
            return None
        if isinstance(value, PlannedDate):
            return value.sort_key
        if target is not None:
            return natural(label(target, value))
        return natural(value) if isinstance(value, str) else value

    return of_field


def _text(statement: Statement, names: Iterable[str]) -> str:
    record = statement.record
    found: list[str] = []
    for name in names:
        value = getattr(record, name)
        if isinstance(value, tuple):
            found += value
        elif value is not None:
            found.append(str(value))
    return "\n".join(found)
