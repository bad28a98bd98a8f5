"""Read whatever people bring: packages, workbooks, JSON files, foreign tables, and folders of all these."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from ecliptic.errors import DataProblemsError, Problem
from ecliptic.roadmap import Statement, renumbered
from ecliptic.roadmap.statement import Key
from ecliptic.share.files import unreadable
from ecliptic.share.json_file import read_json
from ecliptic.share.kind_tables import kind_named, looks_like_ours, read_table
from ecliptic.share.mapping import Mapped, Mapping, apply, joined, load_mapping, recognise
from ecliptic.share.package import is_package, read_package
from ecliptic.share.package_descriptor import DESCRIPTOR
from ecliptic.share.preamble import TEMPLATE
from ecliptic.share.rows import Reading, Told
from ecliptic.share.tables import TableFile, is_table_file, open_tables
from ecliptic.share.template_return import read_returned
from ecliptic.share.workbook_reading import is_ours, opened, read_opened

__all__ = ["Reading", "read"]

Given = dict[str, Any]
Progress = Callable[[str, int, int], None]
"""Told what is being read, how many inputs are done, and how many there are."""

_JSON = ".json"
_READABLE = "Give a package (a folder with datapackage.json), or files that end in .json, .xlsx or .csv."
_SEVERAL = 2


def read(
    paths: str | Path | Iterable[str | Path],
    *,
    keep_good: bool = False,
    mapping: Mapping | str | Path | None = None,
    given: Given | None = None,
    progress: Progress | None = None,
) -> Reading:
    """Read packages, workbooks, JSON files, returned templates and foreign tables, and folders of these.

    Foreign tables are read by the mapping given, else by the shipped one that fits. `given` are fields of the
    envelope, such as the publisher, for where a file says nothing of its own. Where several inputs hold
    what one publisher says about one thing, its versions are numbered in order of time. Raises
    DataProblemsError with the problems of all inputs, so that nothing is half taken; with `keep_good` the
    good statements come, and the problems beside them.
    """
    by = load_mapping(mapping) if isinstance(mapping, str | Path) else mapping
    problems: list[Problem] = []
    inputs = list(_inputs([paths] if isinstance(paths, str | Path) else paths, problems))
    readings = [Reading(problems=tuple(problems))]
    for done, path in enumerate(inputs):
        told = partial(_tell, progress, done, len(inputs))
        told(path.name)
        readings.append(_one(path, by, told, given or {}))
    return _merged(["", *(path.name for path in inputs)], readings).accepted(keep_good)


def _tell(progress: Progress | None, done: int, total: int, what: str) -> None:
    if progress is not None:
        progress(what, done, total)


# --- finding inputs -------------------------------------------------------------------------------


def _inputs(paths: Iterable[str | Path], problems: list[Problem]) -> Iterator[Path]:
    """The inputs that are named, with folders opened; what is none is added to the problems."""
    for path in map(Path, paths):
        if not path.exists():
            problems.append(Problem("does not exist", "Check the name and the folder.", str(path)))
        elif path.is_file():
            if _is_input(path) or path.suffix.lower() == ".txt":
                yield path
            else:
                problems.append(Problem("is not a file that can be read", _READABLE, path.name))
        else:
            within = list(_within(path, problems))
            if not within:
                problems.append(Problem("holds nothing that can be read", _READABLE, path.name))
            yield from within


def _within(folder: Path, problems: list[Problem]) -> Iterator[Path]:
    if is_package(folder):
        yield folder
        return
    try:
        children = sorted(folder.iterdir())
    except OSError as error:
        problems.append(unreadable(folder.name, error))
        return
    for child in children:
        # Spreadsheet programs put a file beginning with ~$ beside each workbook that is open.
        if child.name.startswith((".", "~$")):
            continue
        if child.is_dir():
            # A link to a folder may lead round in circles.
            yield from () if child.is_symlink() else _within(child, problems)
        elif _is_input(child):
            yield child


def _is_input(path: Path) -> bool:
    return path.suffix.lower() == _JSON or (is_table_file(path) and path.suffix.lower() != ".txt")


# --- reading one ----------------------------------------------------------------------------------


def _one(path: Path, by: Mapping | None, told: Told, given: Given) -> Reading:
    """Read one input; whatever is wrong is among the problems."""
    try:
        if path.is_dir() or path.name == DESCRIPTOR:
            return read_package(path, keep_good=True, told=told, given=given)
        if path.suffix.lower() == _JSON:
            return read_json(path, keep_good=True, given=given)
        return _table_file(open_tables(path), by, told, given)
    except DataProblemsError as error:
        return Reading(problems=error.problems)


def _table_file(tables: TableFile, by: Mapping | None, told: Told, given: Given) -> Reading:
    if tables.is_csv:
        kind, table = kind_named(tables.path.stem), tables.table(tables.path.stem)
        if kind is not None and looks_like_ours(table):
            return Reading.of([Reading(problems=tables.problems), read_table(kind, table, given)])
    elif is_ours(tables):
        book = opened(tables, given)
        return read_returned(book, told=told) if book.purpose == TEMPLATE else read_opened(book, told)
    fitting = by or recognise(tables)
    if fitting is None:
        remedy = "Give a mapping file that says what its columns mean, or begin with an Ecliptic workbook."
        problem = Problem("has a layout that is not known", remedy, tables.name)
        return Reading(problems=(*tables.problems, problem))
    return apply(fitting, tables)


# --- putting together -----------------------------------------------------------------------------


def _merged(names: Sequence[str], readings: Sequence[Reading]) -> Reading:
    """All readings as one; contradictions between inputs as to what one version says are problems."""
    if sum(bool(reading.statements) for reading in readings) < _SEVERAL:
        return Reading.of(readings)
    names, readings = _foreign_joined(names, readings)
    whole = Reading.of(readings)
    origins = {
        id(statement): name
        for name, reading in zip(names, readings, strict=True)
        for statement in reading.statements
    }
    by_key: dict[Key, list[Statement]] = {}
    for statement in renumbered(whole.statements):
        by_key.setdefault(statement.key, []).append(statement)
    problems = [_clash(group, origins) for group in by_key.values() if len(group) > 1]
    good = tuple(group[0] for group in by_key.values() if len(group) == 1)
    return Reading(good, (*whole.problems, *problems), whole.origins, whole.only_news)


def _foreign_joined(
    names: Sequence[str], readings: Sequence[Reading]
) -> tuple[Sequence[str], Sequence[Reading]]:
    """Foreign tables put together, for an edition may come as several workbooks that share some things."""
    named = list(zip(names, readings, strict=True))
    foreign = [(name, reading) for name, reading in named if isinstance(reading, Mapped)]
    if len(foreign) < _SEVERAL:
        return names, readings
    # What contradicts itself stays apart and is found below, like any other clash.
    statements, _ = joined(statement for _, reading in foreign for statement in reading.statements)
    whole = Reading.of(reading for _, reading in foreign)
    own = [(name, reading) for name, reading in named if not isinstance(reading, Mapped)]
    together = " and ".join(name for name, _ in foreign)
    put_together = Reading(tuple(statements), whole.problems, whole.origins)
    return [*(n for n, _ in own), together], [*(r for _, r in own), put_together]


def _clash(group: Sequence[Statement], origins: dict[int, str]) -> Problem:
    first, last = group[0], group[-1]
    there = origins.get(id(first), "another input")
    return Problem(
        message=f"is stated by {last.publisher} as version {last.version} here and in {there}, "
        "in different words at the same instant",
        remedy="Leave one of the two files out, or correct when it was stated.",
        file=origins.get(id(last)),
        column="id",
        value=f"{last.kind} {last.id}",
    )
