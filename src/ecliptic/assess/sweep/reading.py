"""Reading the file of a sweep, with every fault in it told at once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from ecliptic.assess.sweep.checking import Fault, faults
from ecliptic.assess.sweep.description import SUMMARY, Axis, Choice, Sweep
from ecliptic.errors import DataProblemsError, Problem

_SHORTEST = 'such as question = "coverage"'


def read(text: str, name: str) -> Sweep:
    """Read the text of a sweep; `name` is what problems call the file.

    Raises DataProblemsError with all that is wrong in it.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problem = Problem(f"is not well-formed TOML: {error}", "Correct it there.", name)
        raise DataProblemsError([problem]) from error
    reader = _Reader()
    sweep = reader.sweep(content)
    # Where an axis could not be read, what it lacks is no second fault.
    broken = {fault.place for fault in reader.found}
    later = [fault for fault in faults(sweep) if fault.place not in broken]
    found = [*reader.found, *later]
    if found:
        raise DataProblemsError(
            Problem(fault.message, fault.remedy, name, column=fault.place, value=fault.value)
            for fault in found
        )
    return sweep


class _Reader:
    """Takes a sweep out of what the file holds, and keeps every fault on the way."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def sweep(self, content: Mapping[str, Any]) -> Sweep:
        self._only(content, ("question", "table", "parameters", "axis"), "")
        axes = self._tables(content, "axis", "axis")
        return Sweep(
            question=self._text(content, "question", "question", f"Name one, {_SHORTEST}."),
            axes=tuple(self._axis(axis, number) for number, axis in enumerate(axes, 1)),
            parameters=self._parameters(content, "parameters"),
            table=self._text(content, "table", "table", "Name a table.") if "table" in content else SUMMARY,
        )

    def _axis(self, axis: Mapping[str, Any], number: int) -> Axis:
        name = self._text(axis, "name", f"axis {number}, name", 'Name it: name = "…".') or str(number)
        place = f"axis {name}"
        self._only(axis, ("name", "choice"), f"{place}, ")
        choices = self._tables(axis, "choice", place)
        return Axis(name, tuple(self._choice(choice, i, place) for i, choice in enumerate(choices, 1)))

    def _choice(self, choice: Mapping[str, Any], number: int, axis: str) -> Choice:
        where = f"{axis}, choice {number}, name"
        name = self._text(choice, "name", where, 'Name it: name = "…".') or str(number)
        place = f"{axis}, choice {name}"
        self._only(choice, ("name", "parameters"), f"{place}, ")
        return Choice(name, self._parameters(choice, f"{place}, parameters"))

    def _parameters(self, content: Mapping[str, Any], place: str) -> Mapping[str, Any]:
        found = content.get("parameters", {})
        if isinstance(found, dict):
            return found
        remedy = "Write a table: parameters = { name = value }."
        self.found.append(Fault(place, "is not a table of parameters", remedy, str(found)))
        return {}

    def _tables(self, content: Mapping[str, Any], key: str, place: str) -> Iterable[Mapping[str, Any]]:
        found = content.get(key, [])
        if isinstance(found, list) and all(isinstance(entry, dict) for entry in found):
            return found
        message, table = "is no list of tables", "axis"
        if key == "choice":
            message, table = "has choices that are no list of tables", "axis.choice"
        remedy = f"Begin each with [[{table}]], in two pairs of brackets."
        self.found.append(Fault(place, message, remedy))
        return ()

    def _text(self, content: Mapping[str, Any], key: str, place: str, remedy: str) -> str:
        found = content.get(key)
        if isinstance(found, str) and found.strip() and found.isprintable():
            return found.strip()
        if found is None:
            self.found.append(Fault(place, "is missing", remedy))
        else:
            self.found.append(Fault(place, "is not a line of text", remedy, str(found)))
        return ""

    def _only(self, content: Mapping[str, Any], known: tuple[str, ...], place: str) -> None:
        for key in content:
            if key not in known:
                remedy = f"The keys here are: {', '.join(known)}."
                self.found.append(Fault(f"{place}{key}", "is no key of a sweep in this place", remedy))
