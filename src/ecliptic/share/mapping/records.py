"""One record, or a part of one, made from a row, a mark, a heading or an item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ecliptic.share.mapping.gathering import Gathering
from ecliptic.share.mapping.plan import Plan
from ecliptic.share.mapping.row import Row, has_error
from ecliptic.share.mapping.wording import text_of
from ecliptic.share.rows import Place


class RecordMaker:
    """Makes records of one kind as one table of a mapping says."""

    def __init__(self, fitted: Plan, constants: Mapping[str, Any], gathering: Gathering) -> None:
        self._plan = fitted
        self._constants = constants
        self._gathering = gathering
        self._kind = fitted.kind
        self._repeats = fitted.rule.repeats
        self._envelope_steps = fitted.envelope
        self._places_by_heading: dict[str, Mapping[str, str]] = {"": fitted.places}

    def made(self, row: Row) -> int:
        """Make one record and hand it on; 1 if that was done, 0 if something is wrong."""
        before = len(row.problems)
        names = row.names
        values: dict[str, Any] = {}
        for name, make, many, is_referred_to in self._plan.steps:
            value = make(row)
            if is_referred_to:
                names[name] = value
            if many is None or value == "":
                continue
            if type(value) is list:
                self._take_several(row, values, name, value, many)
            else:
                values[name] = [value] if many else value
        envelope = self._envelope(row) if self._envelope_steps else self._constants
        if "id" not in values and len(row.problems) == before:
            remedy = "Give it, or skip such rows by a rule in the mapping."
            row.report(self._plan.places.get("id", "id"), "is missing", remedy)
        if len(row.problems) > before and has_error(row.problems[before:]):
            return 0
        found = self._gathering.add(self._kind, values, envelope, self._repeats, lambda: self._place(row))
        if not found:
            return 1
        row.problems += found
        return 0 if has_error(found) else 1

    def _place(self, row: Row) -> Place:
        table, heading = row.layout.table, row.heading
        if heading not in self._places_by_heading:
            # Fields without a column of their own are best looked for under the heading.
            elsewhere = {name: heading for name in self._plan.rule.fields if name not in self._plan.places}
            self._places_by_heading[heading] = {**self._plan.places, **elsewhere}
        return Place(table.file, table.sheet, row.index + 1, self._places_by_heading[heading])

    def _take_several(
        self, row: Row, values: dict[str, Any], name: str, items: list[Any], many: bool
    ) -> None:
        if many:
            if items:
                values[name] = list(dict.fromkeys(items))
        elif len(items) > 1:
            remedy = "Say which one with take, or join them, in the mapping."
            found = "; ".join(map(text_of, items))
            label = self._plan.places.get(name, name)
            row.report(label, "holds several values, and the field takes one", remedy, found)
        elif items:
            values[name] = items[0]

    def _envelope(self, row: Row) -> Mapping[str, Any]:
        envelope = dict(self._constants)
        for name, make, many in self._envelope_steps:
            value = make(row)
            if type(value) is list:
                self._take_several(row, envelope, name, value, many)
            elif value != "":
                envelope[name] = [value] if many else value
        return envelope
