"""One JSON file: statements grouped by kind, with the same names of fields as the columns of tables."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from ecliptic.errors import DataProblemsError, Problem
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.roadmap.statement import Line
from ecliptic.share.cells import as_text
from ecliptic.share.files import contents, write_together
from ecliptic.share.kind_tables import kind_named, without_duplicates
from ecliptic.share.memory import without_collection
from ecliptic.share.preamble import FORMAT, read_preamble
from ecliptic.share.rows import (
    ENVELOPE_NAMES,
    Place,
    Reading,
    by_kind,
    columns_of,
    line_of,
    statement_from,
    value_of,
)
from ecliptic.vocabulary import KINDS, FieldSpec, Record

PREAMBLE = "ecliptic"

_MEND = "Mend it in a text editor, or write the file anew with a program."


# --- writing --------------------------------------------------------------------------------------


def write_json(path: str | Path, statements: Roadmap | Iterable[Statement]) -> None:
    """Write statements into one JSON file; the same statements give the same bytes."""
    write_together({Path(path): json_bytes(statements)})


def json_bytes(statements: Roadmap | Iterable[Statement]) -> bytes:
    """The content of the file that `write_json` writes."""
    parts = [f'"{PREAMBLE}": {{"format": {FORMAT}}}']
    for kind, group in by_kind(statements):
        # One statement to a line, so that programs that compare files show which one changed.
        rows = ",\n".join(json.dumps(entry_of(s), ensure_ascii=False) for s in group)
        parts.append(f'"{kind.kind}": [\n{rows}\n]')
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def entry_of(statement: Statement) -> dict[str, Any]:
    """A statement as the file holds it: the fields of its record and of its envelope side by side."""
    entry = {}
    for spec in columns_of(type(statement.record)):
        value = value_of(statement, spec)
        if value is None or (value == spec.default and not value):
            continue
        entry[spec.name] = _value(spec, value)
    return entry


def _value(spec: FieldSpec, value: Any) -> Any:
    if spec.type in ("number", "integer", "boolean"):
        return value
    if spec.many:
        return [str(item) for item in value]
    return {name: str(mark) for name, mark in value.items()} if spec.type == "marks" else as_text(spec, value)


# --- reading --------------------------------------------------------------------------------------


def read_json(
    path: str | Path, *, keep_good: bool = False, given: Mapping[str, Any] | None = None
) -> Reading:
    """Read what `write_json` wrote, or what other programs wrote in its manner.

    `given` are fields of the envelope for where neither a statement nor the file says them. Raises
    DataProblemsError with all problems, unless the good statements are to be kept.
    """
    path = Path(path)
    try:
        reading = read_json_bytes(contents(path), path.name, given)
    except DataProblemsError as error:
        reading = Reading(problems=error.problems)
    return reading.accepted(keep_good)


def read_json_bytes(data: bytes, name: str, given: Mapping[str, Any] | None = None) -> Reading:
    """Read the content of a JSON file of this name; what is wrong is among the problems."""
    try:
        with without_collection():
            return read_json_object(parsed_object(data), name, given)
    except (JsonError, RecursionError) as error:
        return Reading(problems=(json_problem(error, Place(name)),))


def read_json_object(whole: dict[str, Any], name: str, given: Mapping[str, Any] | None = None) -> Reading:
    """Read what `parsed_object` made of the content of a JSON file of this name."""
    problems: list[Problem] = []
    origins: dict[Line, Place] = {}
    statements = _statements(whole, Place(name), given or {}, problems, origins)
    return Reading(tuple(statements), tuple(problems), origins)


def _statements(
    whole: dict[str, Any],
    place: Place,
    given: Mapping[str, Any],
    problems: list[Problem],
    origins: dict[Line, Place],
) -> list[Statement]:
    problems += _repeats(place, whole)
    start = replace(place, prefix=f"{PREAMBLE}.")
    defaults = {**given, **read_preamble(whole.get(PREAMBLE, {"format": FORMAT}), start, problems)}
    statements: list[Statement] = []
    for key, entries in whole.items():
        if key == PREAMBLE:
            continue
        kind = KINDS.get(key) or kind_named(key)
        if kind is None:
            problems.append(place.problem(None, "is not a kind", f"The kinds are: {', '.join(KINDS)}.", key))
        elif not isinstance(entries, list):
            problems.append(place.problem(key, "is not a list", "Write its statements between [ and ]."))
        else:
            place_of = partial(_place, place.file, key)
            numbered = list(_numbered(kind, entries, place_of, defaults, problems))
            origins |= {line_of(statement): place_of(index) for index, statement in numbered}
            statements += without_duplicates(numbered, place_of, problems)
    return statements


def _place(file: str | None, key: str, index: int) -> Place:
    return Place(file, prefix=f"{key}[{index}].")


def _numbered(
    kind: type[Record],
    entries: list[Any],
    place_of: Callable[[int], Place],
    defaults: Mapping[str, Any],
    problems: list[Problem],
) -> Iterator[tuple[int, Statement]]:
    specs = {spec.name: spec for spec in columns_of(kind)}
    for index, entry in enumerate(entries):
        place = place_of(index)
        if not isinstance(entry, dict):
            problems.append(place.problem(None, "is not an object", 'Write it as {"id": "...", ...}.'))
            continue
        wrong: dict[str, Problem] = {}
        values: dict[str, Any] = {}
        envelope = dict(defaults)
        for name, value in entry.items():
            if type(value) is not str and (problem := _mistyped(place, specs.get(name), value)):
                wrong[name] = problem
            elif name not in ENVELOPE_NAMES:
                values[name] = value
            elif value is not None:
                envelope[name] = value
        statement, found = statement_from(kind, values, envelope, place)
        lost = _repeats(place, entry)
        if found or wrong:
            # What is of the wrong type was left out, so it would be called missing as well.
            columns = {problem.column for problem in wrong.values()}
            lost += [*wrong.values(), *(problem for problem in found if problem.column not in columns)]
        problems += lost
        if statement is not None and not lost:
            yield index, statement


def _mistyped(place: Place, spec: FieldSpec | None, value: Any) -> Problem | None:
    """What is of a type that no spreadsheet cell has, or truth where text is wanted."""
    if spec is None or value is None:
        return None
    items = value if spec.many and isinstance(value, list) else [value]
    for item in items:
        if isinstance(item, list) or (isinstance(item, dict) and spec.type != "marks"):
            return place.problem(spec.name, "holds a list or an object", f"Write it as {_form(spec)}.")
        if isinstance(item, bool) and spec.type != "boolean":
            return place.problem(
                spec.name, "is a truth value", f"Write it as {_form(spec)}.", str(item).lower()
            )
    return None


def _form(spec: FieldSpec) -> str:
    one = {
        "number": "a number",
        "integer": "a whole number",
        "boolean": "true or false",
        "marks": 'an object such as {"mass_kg": "private"}',
    }.get(spec.type, "a text between quotation marks")
    return f"a list with {one} for each item" if spec.many else one


# --- JSON itself ----------------------------------------------------------------------------------


class JsonError(Exception):
    """A file that is not the JSON that is wanted."""

    def __init__(self, message: str, remedy: str, line: int | None = None, value: str | None = None) -> None:
        super().__init__(message)
        self.message, self.remedy, self.line, self.value = message, remedy, line, value


def json_problem(error: JsonError | RecursionError, place: Place) -> Problem:
    """The same as a problem of the file at this place; Python gives up on what is nested too deeply."""
    if isinstance(error, RecursionError):
        return place.problem(None, "is nested too deeply", "Lists of objects are all that it may hold.")
    return replace(place, row=error.line).problem(None, error.message, error.remedy, error.value)


class _Repeating(dict[str, Any]):
    """An object of which some keys stand twice."""

    repeated: list[str]


def parsed_object(data: bytes) -> dict[str, Any]:
    """The object that JSON text holds; raises JsonError where it is none."""
    try:
        whole = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_not_a_number)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = f"byte {data[error.start]:#04x}"
        message, remedy = "is not UTF-8", "Save the file as UTF-8."
        raise JsonError(message, remedy, line, byte) from error
    except json.JSONDecodeError as error:
        message = f"is not JSON: {error.msg} at character {error.colno}"
        raise JsonError(message, _MEND, error.lineno) from error
    except ValueError as error:
        message = f"is not JSON: {error}"
        raise JsonError(message, _MEND) from error
    if not isinstance(whole, dict):
        message = "is not an object with a list for each kind"
        remedy = f'Write it as {{"{PREAMBLE}": {{"format": {FORMAT}}}, "element": [...]}}.'
        raise JsonError(message, remedy)
    return whole


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    repeating = _Repeating(found)
    counts = Counter(key for key, _ in pairs)
    repeating.repeated = [key for key, count in counts.items() if count > 1]
    return repeating


def _not_a_number(name: str) -> NoReturn:
    message = f"{name} is no number"
    raise ValueError(message)


def _repeats(place: Place, found: Mapping[str, Any]) -> list[Problem]:
    """Keys that stand twice, of which a reader would see but one, here and one level down."""
    remedy = "Keep one of them."
    problems: list[Problem] = []
    if isinstance(found, _Repeating):
        problems += [place.problem(key, "stands twice", remedy) for key in found.repeated]
    for name, value in found.items():
        if isinstance(value, _Repeating):
            inner = ", ".join(value.repeated)
            problems.append(place.problem(name, "holds a key twice", remedy, inner))
    return problems
