"""Lists of things in any order, gone through part by part."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ecliptic.errors import Problem
from ecliptic.roadmap import Statement
from ecliptic.server.api.answers import shelf
from ecliptic.server.api.problems import refused_parameter, refused_values
from ecliptic.server.api.queries import ThingsQuery
from ecliptic.server.statements.picture import View
from ecliptic.share.json_file import entry_of
from ecliptic.vocabulary import FieldSpec, PlannedDate, Record, Visibility
from ecliptic.vocabulary.fields import fields_of

Keep = Callable[[Statement], bool]

_OF_ALL: dict[str, Callable[[Statement], Any]] = {
    "id": lambda s: s.record.id,
    "label": lambda s: s.record.label.casefold(),
    "publisher": lambda s: s.envelope.publisher,
    "firmness": lambda s: None if s.envelope.firmness is None else s.envelope.firmness.rank,
    "stated_at": lambda s: s.envelope.stated_at,
}


@dataclass(frozen=True)
class Ordered:
    """The statements taken for the things of a kind, in some order."""

    statements: Sequence[Statement]
    by_id: bool

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each thing stands."""
        return {statement.id: place for place, statement in enumerate(self.statements)}

    def start(self, after: str | None) -> int:
        """The place behind a thing; what has gone meanwhile still has one in order of identifiers."""
        if after is None:
            return 0
        if self.by_id:
            return bisect_right(self.statements, after, key=lambda statement: statement.id)
        if after not in self.places:
            message = "is not in this list, or no longer"
            raise refused_parameter(
                name="after", value=after, message=message, remedy="Begin anew, without `after`."
            )
        return self.places[after] + 1


def ordered(view: View, kind: type[Record], sort: str) -> Ordered:
    """The things of a kind in the order that is asked for."""
    orders = shelf(view, "orders")
    found: Ordered | None = orders.get((kind.kind, sort))
    if found is None:
        found = orders.put((kind.kind, sort), _sorted(view, kind, sort))
    return found


def _sorted(view: View, kind: type[Record], sort: str) -> Ordered:
    statements = tuple(view.roadmap.taken(kind.kind).values())
    if sort == "id":
        return Ordered(statements, by_id=True)
    name = sort.removeprefix("-")
    value = _OF_ALL.get(name) or _field_value(kind, name)
    known = [(value(s), s) for s in statements]
    rest = [s for found, s in known if found is None]
    said = sorted(
        [(found, s) for found, s in known if found is not None],
        key=lambda pair: pair[0],
        reverse=sort.startswith("-"),
    )
    return Ordered((*(s for _, s in said), *rest), by_id=False)


def _field_value(kind: type[Record], name: str) -> Callable[[Statement], Any]:
    spec = next((spec for spec in fields_of(kind) if spec.name == name and not spec.many), None)
    if spec is None:
        names = [*_OF_ALL, *(spec.name for spec in fields_of(kind) if not spec.many and spec.name != "id")]
        message, remedy = (
            "is no field by which these things are put in order",
            f"There is: {', '.join(names)}.",
        )
        raise refused_parameter(name="sort", value=name, message=message, remedy=remedy)
    return lambda statement: _comparable(getattr(statement.record, name))


def _comparable(value: Any) -> Any:
    if isinstance(value, PlannedDate):
        return value.sort_key
    return value.casefold() if isinstance(value, str) else value


# --- filters --------------------------------------------------------------------------------------


def filters(view: View, kind: type[Record], query: ThingsQuery) -> list[Keep]:
    """What a thing must fulfil to be listed; empty where all of them are."""
    kept: list[Keep] = []
    if query.publisher:
        publishers = frozenset(query.publisher)
        kept.append(lambda s: s.envelope.publisher in publishers)
    if query.firmness:
        firm = frozenset(query.firmness)
        kept.append(lambda s: s.envelope.firmness in firm)
    if query.verified is not None:
        unverified = not query.verified
        kept.append(lambda s: s.envelope.unverified is unverified)
    if query.visibility:
        visible: frozenset[Visibility] = frozenset(query.visibility)
        kept.append(lambda s: s.envelope.visibility in visible)
    kept += _conditions(kind, query.where)
    if query.q and query.q.strip():
        kept.append(_found(view, kind, query.q))
    return kept


def _conditions(kind: type[Record], where: Sequence[str]) -> Iterator[Keep]:
    specs = {spec.name: spec for spec in fields_of(kind)}
    problems = []
    for condition in where:
        name, colon, value = condition.partition(":")
        spec = specs.get(name)
        if not colon:
            remedy = "Write a field, a colon and the value, such as lead:NASA."
            problems.append(Problem("is no condition", remedy, column="where", value=condition))
        elif spec is None:
            remedy = f"There is: {', '.join(specs)}."
            problems.append(Problem("names no field of this kind", remedy, column="where", value=name))
        else:
            yield _holds(spec, value)
    if problems:
        raise refused_values(problems)


def _holds(spec: FieldSpec, value: str) -> Keep:
    def keep(statement: Statement) -> bool:
        found = getattr(statement.record, spec.name)
        if spec.many:
            return any(_as_said(item) == value for item in found)
        return found is not None and _as_said(found) == value

    return keep


def _as_said(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _found(view: View, kind: type[Record], words: str) -> Keep:
    """Things in whose texts all words are found."""
    texts: dict[str, str] = view.kept(f"api texts of {kind.kind}", lambda _: _texts(view, kind))
    wanted = words.casefold().split()
    return lambda statement: all(word in texts[statement.id] for word in wanted)


def _texts(view: View, kind: type[Record]) -> dict[str, str]:
    return {identifier: _text(statement) for identifier, statement in view.roadmap.taken(kind.kind).items()}


def _text(statement: Statement) -> str:
    values = entry_of(statement).values()
    texts = (value if isinstance(value, list) else [value] for value in values)
    return " ".join(part for several in texts for part in several if isinstance(part, str)).casefold()
