"""What changed between two roadmaps: things added, withdrawn, changed, reworded and reallocated.

Only what was taken counts. That a publisher states the same again, on another day or from another source,
changes no plan, and is told apart as *restated*.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Any, Literal

from ecliptic.roadmap.roadmap import Roadmap
from ecliptic.roadmap.statement import Envelope, Statement
from ecliptic.vocabulary import KINDS, Allocation, AllocationStatus, Function

Presence = Literal["kept", "added", "withdrawn", "unstated"]

# Firmness is part of what a plan says; the rest of the envelope is about the saying.
_FIRMNESS = "firmness"
_CIRCUMSTANCES = tuple(name for name in Envelope.model_fields if name != _FIRMNESS)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after."""

    field: str
    before: Any
    after: Any

    @property
    def gone(self) -> tuple[Any, ...]:
        """In a field of several values, those that are there no more."""
        return tuple(value for value in _several(self.before) if value not in _several(self.after))

    @property
    def new(self) -> tuple[Any, ...]:
        """In a field of several values, those that have come."""
        return tuple(value for value in _several(self.after) if value not in _several(self.before))


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that both roadmaps have: its statement before and after, and the fields that differ.

    `fields` are those of the record, and `firmness`; `circumstances` are the rest of the envelope: who says
    it, when, from which source, for whom to see, and whether it is verified.
    """

    before: Statement
    after: Statement
    fields: tuple[FieldChange, ...]
    circumstances: tuple[FieldChange, ...]

    @property
    def kind(self) -> str:
        """Kind of the thing."""
        return self.after.kind

    @property
    def id(self) -> str:
        """Identifier of the thing."""
        return self.after.id

    @property
    def reworded(self) -> bool:
        """Whether people call it something else now."""
        return self.before.record.label != self.after.record.label

    @property
    def only_envelope(self) -> bool:
        """Whether the record says the same, and only its envelope something else."""
        return all(change.field == _FIRMNESS for change in self.fields)


@dataclass(frozen=True, slots=True)
class KindDifference:
    """What changed among the things of one kind; all in order of identifiers."""

    kind: str
    before: int
    after: int
    added: tuple[Statement, ...]
    withdrawn: tuple[Statement, ...]
    changed: tuple[Change, ...]
    restated: tuple[Change, ...]

    @property
    def dropped(self) -> bool:
        """Whether the whole layer is gone: there were such things, and there are none."""
        return self.before > 0 and self.after == 0

    @property
    def introduced(self) -> bool:
        """Whether the whole layer is new."""
        return self.before == 0 and self.after > 0

    @property
    def same(self) -> bool:
        """Whether nothing was added, withdrawn or changed."""
        return not (self.added or self.withdrawn or self.changed)

    def mirrored(self) -> KindDifference:
        """The way back."""
        return KindDifference(
            kind=self.kind,
            before=self.after,
            after=self.before,
            added=self.withdrawn,
            withdrawn=self.added,
            changed=tuple(_mirrored(change) for change in self.changed),
            restated=tuple(_mirrored(change) for change in self.restated),
        )


@dataclass(frozen=True, slots=True)
class Providers:
    """What is said about the providers of one function in one phase."""

    elements: tuple[str, ...] = ()
    unallocated: bool = False
    """Whether a publisher marks the function as provided by no element."""


@dataclass(frozen=True, slots=True)
class Reallocation:
    """A function whose providers in a phase are others than before, or that is marked otherwise."""

    function: str
    phase: str
    before: Providers
    after: Providers
    presence: Presence
    """Whether both roadmaps have the function, only the new one, only the old one, or neither."""

    @property
    def only_mark(self) -> bool:
        """Whether the elements are the same, and only the mark of no allocation has come or gone."""
        return self.before.elements == self.after.elements

    @property
    def gone(self) -> tuple[str, ...]:
        """Elements that no longer provide it."""
        return tuple(e for e in self.before.elements if e not in self.after.elements)

    @property
    def new(self) -> tuple[str, ...]:
        """Elements that provide it now and did not before."""
        return tuple(e for e in self.after.elements if e not in self.before.elements)


@dataclass(frozen=True)
class Difference:
    """Everything that changed from one roadmap to another, by kind, in the order of the vocabulary.

    Kinds of which neither roadmap has a thing are left out.
    """

    kinds: Mapping[str, KindDifference]
    reallocated: tuple[Reallocation, ...]

    @property
    def added(self) -> tuple[Statement, ...]:
        """Things that only the new roadmap has."""
        return tuple(chain.from_iterable(kind.added for kind in self.kinds.values()))

    @property
    def withdrawn(self) -> tuple[Statement, ...]:
        """Things that only the old roadmap has."""
        return tuple(chain.from_iterable(kind.withdrawn for kind in self.kinds.values()))

    @property
    def changed(self) -> tuple[Change, ...]:
        """Things whose record or firmness differs."""
        return tuple(chain.from_iterable(kind.changed for kind in self.kinds.values()))

    @property
    def restated(self) -> tuple[Change, ...]:
        """Things of which the same is said as firmly, but by others, another day or from another source."""
        return tuple(chain.from_iterable(kind.restated for kind in self.kinds.values()))

    @cached_property
    def reworded(self) -> tuple[Change, ...]:
        """Things that are called something else."""
        return tuple(change for change in self.changed if change.reworded)

    @property
    def dropped_kinds(self) -> tuple[KindDifference, ...]:
        """Kinds that are gone altogether."""
        return tuple(kind for kind in self.kinds.values() if kind.dropped)

    @property
    def introduced_kinds(self) -> tuple[KindDifference, ...]:
        """Kinds that were not there before."""
        return tuple(kind for kind in self.kinds.values() if kind.introduced)

    @property
    def same(self) -> bool:
        """Whether both roadmaps say the same of the same things, as firmly."""
        return all(kind.same for kind in self.kinds.values())

    @property
    def only_envelopes(self) -> bool:
        """Whether something differs, and all of it lies in the envelopes."""
        if any(kind.added or kind.withdrawn for kind in self.kinds.values()):
            return False
        changes = [*self.changed, *self.restated]
        return bool(changes) and all(change.only_envelope for change in changes)

    def of(self, kind: str) -> KindDifference:
        """What changed among the things of one kind; empty where neither roadmap has any."""
        return self.kinds.get(kind) or KindDifference(kind, 0, 0, (), (), (), ())

    def mirrored(self) -> Difference:
        """The way back: what `difference` tells with the roadmaps exchanged."""
        return Difference(
            kinds={name: kind.mirrored() for name, kind in self.kinds.items()},
            reallocated=tuple(
                replace(r, before=r.after, after=r.before, presence=_MIRRORED[r.presence])
                for r in self.reallocated
            ),
        )


def difference(old: Roadmap, new: Roadmap) -> Difference:
    """What changed from the old roadmap to the new one."""
    present = [kind for kind in KINDS if old.taken(kind) or new.taken(kind)]
    kinds = {kind: _of_kind(kind, old.taken(kind), new.taken(kind)) for kind in present}
    return Difference(kinds=kinds, reallocated=tuple(_reallocated(old, new)))


def _of_kind(kind: str, old: Mapping[str, Statement], new: Mapping[str, Statement]) -> KindDifference:
    changes = [
        change
        for identifier, before in old.items()
        if (after := new.get(identifier)) is not None and (change := _change(before, after)) is not None
    ]
    return KindDifference(
        kind=kind,
        before=len(old),
        after=len(new),
        added=tuple(statement for identifier, statement in new.items() if identifier not in old),
        withdrawn=tuple(statement for identifier, statement in old.items() if identifier not in new),
        changed=tuple(change for change in changes if change.fields),
        restated=tuple(change for change in changes if not change.fields),
    )


def _change(before: Statement, after: Statement) -> Change | None:
    """What differs; None where nothing does."""
    if before is after:
        return None
    same_record = before.record is after.record or before.record == after.record
    same_envelope = before.envelope is after.envelope or before.envelope == after.envelope
    if same_record and same_envelope:
        return None
    said = () if same_record else _differing(before.record, after.record, type(after.record).model_fields)
    firmness = _differing(before.envelope, after.envelope, (_FIRMNESS,))
    circumstances = _differing(before.envelope, after.envelope, _CIRCUMSTANCES)
    return Change(before, after, (*said, *firmness), circumstances)


def _differing(before: object, after: object, names: Iterable[str]) -> tuple[FieldChange, ...]:
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in names)
    return tuple(FieldChange(name, old, new) for name, old, new in pairs if old != new)


def _mirrored(change: Change) -> Change:
    return Change(
        change.after,
        change.before,
        tuple(FieldChange(f.field, f.after, f.before) for f in change.fields),
        tuple(FieldChange(f.field, f.after, f.before) for f in change.circumstances),
    )


_MIRRORED: Mapping[Presence, Presence] = {
    "kept": "kept",
    "added": "withdrawn",
    "withdrawn": "added",
    "unstated": "unstated",
}
_PRESENCE: Mapping[tuple[bool, bool], Presence] = {
    (True, True): "kept",
    (False, True): "added",
    (True, False): "withdrawn",
    (False, False): "unstated",
}


def _reallocated(old: Roadmap, new: Roadmap) -> Iterator[Reallocation]:
    before, after = _providers(old), _providers(new)
    nobody = Providers()
    for function, phase in sorted(before.keys() | after.keys()):
        was, is_now = before.get((function, phase), nobody), after.get((function, phase), nobody)
        if was != is_now:
            stated = function in old.taken(Function.kind), function in new.taken(Function.kind)
            yield Reallocation(function, phase, was, is_now, _PRESENCE[stated])


def _providers(roadmap: Roadmap) -> dict[tuple[str, str], Providers]:
    elements: dict[tuple[str, str], set[str]] = {}
    marked: set[tuple[str, str]] = set()
    for allocation in roadmap.records(Allocation).values():
        place = allocation.function, allocation.phase
        known = elements.setdefault(place, set())
        if allocation.status is AllocationStatus.UNALLOCATED:
            marked.add(place)
        elif allocation.element is not None:
            known.add(allocation.element)
    return {place: Providers(tuple(sorted(known)), place in marked) for place, known in elements.items()}


def _several(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else () if value is None else (value,)
