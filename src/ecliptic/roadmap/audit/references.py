"""References that lead nowhere, and references that lead back to where they began."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache

from ecliptic.roadmap.audit.finding import Fault, Inspection, Thing, capitalised
from ecliptic.roadmap.audit.names import spelling_of, words_of
from ecliptic.roadmap.roadmap import Roadmap, references
from ecliptic.vocabulary import KINDS, Organisation, Phase

_MOST_SUGGESTIONS = 3
_SHORTEST_GUESS = 4


def dangling(inspection: Inspection) -> Iterator[Fault]:
    """References to things that no statement describes."""
    roadmap = inspection.roadmap
    guesses: dict[str, Guesses] = {}
    for statement in inspection.current:
        for field, kind, identifier in references(statement.record):
            if kind not in KINDS or roadmap.statement(kind, identifier) is not None:
                continue
            if kind not in guesses:
                guesses[kind] = Guesses(roadmap, kind)
            why = "is withdrawn" if roadmap.history(kind, identifier) else "nobody states"
            suggestions = guesses[kind].of(identifier)
            hint = f" Perhaps {' or '.join(suggestions)} is meant." if suggestions else ""
            yield Fault.of(
                statement,
                f"{capitalised(inspection.name(statement.kind, statement.id))} refers in {field} to "
                f"{kind.replace('-', ' ')} {identifier}, which {why}.{hint}",
                field=field,
                value=identifier,
                others=(Thing(kind, identifier),),
                suggestions=suggestions,
            )


def unknown_kinds(inspection: Inspection) -> Iterator[Fault]:
    """References that name a kind which the vocabulary does not have."""
    for statement in inspection.current:
        for field in statement.record.any_refs.values():
            kind = getattr(statement.record, field)
            if kind not in KINDS:
                near = tuple(known for known in KINDS if spelling_of(kind) in (known, KINDS[known].plural))
                yield Fault.of(
                    statement,
                    f"{capitalised(inspection.name(statement.kind, statement.id))} refers to a thing of the "
                    f"kind {kind}, which does not exist. The kinds are: {', '.join(KINDS)}.",
                    field=field,
                    value=kind,
                    suggestions=near,
                )


def unknown_publishers(inspection: Inspection) -> Iterator[Fault]:
    """Publishers that no statement describes as an organisation; each once."""
    counts = Counter(statement.publisher for statement in inspection.current)
    for publisher, count in sorted(counts.items()):
        if inspection.roadmap.statement(Organisation.kind, publisher) is None:
            yield Fault(
                kind=Organisation.kind,
                id=publisher,
                publisher=publisher,
                field="publisher",
                value=publisher,
                sentence=f"Organisation {publisher} publishes {count} "
                f"{'statement' if count == 1 else 'statements'}, yet nobody states what it is.",
            )


def cycles(inspection: Inspection) -> Iterator[Fault]:
    """Things that are, step by step, their own parent, predecessor or part."""
    for kind, model in KINDS.items():
        for spec in model.fields():
            if spec.target != kind:
                continue
            graph = {
                identifier: _values(getattr(statement.record, spec.name))
                for identifier, statement in inspection.roadmap.taken(kind).items()
            }
            for cycle in _cycles(graph):
                way = " → ".join([*cycle, cycle[0]])
                yield Fault.of(
                    inspection.roadmap.taken(kind)[cycle[0]],
                    f"{capitalised(kind.replace('-', ' '))} {cycle[0]} leads by {spec.name} back to itself: "
                    f"{way}.",
                    field=spec.name,
                    value=way,
                    others=tuple(Thing(kind, identifier) for identifier in cycle[1:]),
                )


def _values(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value)) if isinstance(value, tuple) else () if value is None else (value,)


def _cycles(graph: Mapping[str, tuple[str, ...]]) -> Iterator[list[str]]:
    """Each cycle that a walk through all things closes, beginning with its least identifier.

    Without recursion: a chain of references may be longer than Python's stack.
    """
    done: set[str] = set()
    for start in graph:
        path: dict[str, Iterator[str]] = {}
        if start not in done:
            path[start] = iter(graph[start])
        while path:
            here = next(reversed(path))
            target = next((t for t in path[here] if t in graph and t not in done), None)
            if target is None:
                done.add(here)
                del path[here]
            elif target in path:
                way = list(path)
                cycle = way[way.index(target) :]
                least = cycle.index(min(cycle))
                yield cycle[least:] + cycle[:least]
            else:
                path[target] = iter(graph[target])


class Guesses:
    """What a wrong identifier may have meant, found without comparing it with all others."""

    def __init__(self, roadmap: Roadmap, kind: str) -> None:
        self._known: dict[str, tuple[str, ...]] = {}
        self._by_spelling: dict[str, set[str]] = {}
        self._by_name: dict[tuple[str, ...], set[str]] = {}
        self._by_shortening: dict[str, set[str]] = {}
        for identifier, statement in roadmap.taken(kind).items():
            spelling = _letters(identifier)
            self._by_spelling.setdefault(spelling, set()).add(identifier)
            self._by_name.setdefault(words_of(statement.record.label), set()).add(identifier)
            if isinstance(statement.record, Phase):
                for alias in statement.record.also_known_as:
                    self._by_spelling.setdefault(_letters(alias), set()).add(identifier)
            for shortened in _shortened(spelling):
                self._by_shortening.setdefault(shortened, set()).add(identifier)

    def of(self, wrong: str) -> tuple[str, ...]:
        """Identifiers that differ by case, separators or one letter, or whose name is what was written."""
        if wrong not in self._known:
            self._known[wrong] = self._guessed(wrong)
        return self._known[wrong]

    def _guessed(self, wrong: str) -> tuple[str, ...]:
        spelling = _letters(wrong)
        exact = self._by_spelling.get(spelling, set()) | self._by_name.get(words_of(wrong), set())
        near: set[str] = set()
        if not exact and len(spelling) >= _SHORTEST_GUESS:
            for shortened in _shortened(spelling):
                near |= self._by_shortening.get(shortened, set())
        return tuple(sorted(exact or near)[:_MOST_SUGGESTIONS])


def _letters(identifier: str) -> str:
    """Letters and numbers alone: 017 is 17, but 1.1 is not 11."""
    parted = re.sub(r"(?<=\d)[\W_]+(?=\d)", ".", identifier.casefold())
    return re.sub(r"[^\w.]+|_|(?<!\d)0+(?=\d)", "", parted)


@lru_cache(maxsize=4096)
def _shortened(spelling: str) -> frozenset[str]:
    """The spelling itself and with each one letter left out: two words one slip apart share one of these.

    Digits and dots stay: another number is another thing, and no slip.
    """
    less = (spelling[:i] + spelling[i + 1 :] for i, letter in enumerate(spelling) if letter.isalpha())
    return frozenset([spelling, *less])
