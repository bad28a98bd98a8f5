"""Which organisations stand behind an element and a function.

An organisation is behind an element by a contribution to it or to an element that realises it, or because
the element names it as lead or partner. A contribution that names functions speaks of those only; one that
names none speaks of all that its element provides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping

from ecliptic.assess.assessment import Subject
from ecliptic.assess.involvement import Involvement, firmest
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import Contribution, Element, Role


class Backing:
    """Organisations behind elements and functions, looked up by identifier."""

    def __init__(self, roadmap: Roadmap) -> None:
        elements = roadmap.taken(Element.kind)
        self._realised = {
            identifier: statement.record.realises
            for identifier, statement in elements.items()
            if isinstance(statement.record, Element) and statement.record.realises is not None
        }
        self._whole: dict[str, list[Involvement]] = defaultdict(list)
        self._part: dict[tuple[str, str], list[Involvement]] = defaultdict(list)
        self._naming: dict[str, list[Involvement]] = defaultdict(list)
        self.interested: dict[Subject, list[Involvement]] = defaultdict(list)
        for statement in roadmap.taken(Contribution.kind).values():
            self._add_contribution(statement)
        for statement in elements.values():
            self._add_lead_and_partners(statement)
        self._elements_by_rank: dict[int, set[str]] = {}
        for element, whole in self._whole.items():
            best = firmest(whole)
            if best is not None:
                self._elements_by_rank.setdefault(best.rank, set()).add(element)
        self._named_with_element = {function for _, function in self._part}

    @property
    def anybody(self) -> bool:
        """Whether any organisation is behind anything at all."""
        return bool(self._whole or self._naming)

    def behind(self, function: str, elements: Iterable[str]) -> list[Involvement]:
        """Everybody who is behind a function because they are behind an element that provides it."""
        found: list[Involvement] = []
        for element in elements:
            part = self._part.get((element, function), [])
            own = {involvement.organisation for involvement in part}
            # What an organisation says itself goes before what the element says of it.
            whole = [
                involvement
                for involvement in self._whole.get(element, ())
                if involvement.statement.kind == Contribution.kind or involvement.organisation not in own
            ]
            found += part + whole
        return found

    def addressing(self, function: str, elements: Collection[str]) -> list[Involvement]:
        """Everybody whose contribution names a function without being behind an element that provides it."""
        return [
            involvement
            for involvement in self._naming.get(function, ())
            if not self._is_one_of(involvement.through, elements)
        ]

    def best_ranks(self, provided: Mapping[str, Collection[str]]) -> dict[str, int]:
        """Rank of the best firmness behind each function, given with its elements, where it is known."""
        ranks: dict[str, int] = {}
        # Weakest first, so that what is firmer has the last word.
        for rank, firm in sorted(self._elements_by_rank.items(), reverse=True):
            ranks.update([(f, rank) for f, elements in provided.items() if not firm.isdisjoint(elements)])
        # What holds for the whole element does not hold for functions that a contribution to it names.
        for function in self._named_with_element & provided.keys():
            best = firmest(self.behind(function, provided[function]))
            if best is None:
                ranks.pop(function, None)
            else:
                ranks[function] = best.rank
        return ranks

    def statements_about(self, elements: Iterable[str], functions: Container[str]) -> Iterator[Statement]:
        """Statements about who is involved in elements and functions; some come twice."""
        for element in elements:
            yield from (involvement.statement for involvement in self._whole.get(element, ()))
        # Whoever is behind a part of an element names functions, so these are all that remain.
        for function, involvements in self._naming.items():
            if function in functions:
                yield from (involvement.statement for involvement in involvements)

    def _is_one_of(self, thing: Subject, elements: Collection[str]) -> bool:
        if thing.kind != Element.kind:
            return False
        return thing.id in elements or self._realised.get(thing.id) in elements

    def _add_contribution(self, statement: Statement) -> None:
        record = statement.record
        if not isinstance(record, Contribution):
            return
        involvement = Involvement.of(statement)
        if involvement.is_interest:
            self.interested[involvement.through].append(involvement)
        named: set[str] = set(record.functions)
        if record.target_kind == "function":
            named.add(record.target)
        for function in sorted(named):
            self._naming[function].append(involvement)
        if record.target_kind != Element.kind:
            return
        for element in self._filled_by(record.target):
            if not named:
                self._whole[element].append(involvement)
            for function in named:
                self._part[element, function].append(involvement)

    def _add_lead_and_partners(self, statement: Statement) -> None:
        record = statement.record
        if not isinstance(record, Element):
            return
        roles = [(record.lead, Role.LEAD), *((partner, Role.PARTNER) for partner in record.partners)]
        for element in self._filled_by(record.id):
            speaking = {involvement.organisation for involvement in self._whole.get(element, ())}
            for organisation, role in roles:
                if organisation is not None and organisation not in speaking:
                    through = Subject(Element.kind, record.id)
                    firmness = statement.envelope.firmness
                    self._whole[element].append(Involvement(organisation, role, firmness, through, statement))

    def _filled_by(self, element: str) -> list[str]:
        common = self._realised.get(element)
        return [element] if common is None or common == element else [element, common]
