"""A package: a folder with datapackage.json and one CSV file for each kind."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from ecliptic.errors import DataProblemsError, Problem, Severity, UsageError
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.share.cells import as_text
from ecliptic.share.files import contents, unreadable, write_together
from ecliptic.share.json_file import JsonError, json_problem, parsed_object
from ecliptic.share.kind_tables import kind_named, looks_like_ours, read_table
from ecliptic.share.package_descriptor import ABOUT, DESCRIPTOR, EXTENSION, descriptor
from ecliptic.share.preamble import FORMAT, read_preamble
from ecliptic.share.rows import Place, Reading, Told, by_kind, columns_of, value_of
from ecliptic.share.tables import Table, open_tables
from ecliptic.vocabulary import KINDS, Record

# What Python's own CSV reader takes, ours included.
_LONGEST_CELL = 131_072

Listed = tuple[type[Record] | None, str]
"""A CSV file and the kind that it holds, None where neither its name nor its resource's is a kind's."""


# --- writing --------------------------------------------------------------------------------------


def write_package(
    folder: str | Path, statements: Roadmap | Iterable[Statement], about: Mapping[str, Any] | None = None
) -> None:
    """Write statements as a package; the same statements give the same bytes.

    `about` may hold properties of the Data Package standard: name, title, description, homepage, version,
    keywords, licenses, sources, contributors. A package that is there already is replaced.
    """
    folder = Path(folder)
    files = package_files(statements, about or {})
    _refuse_other_folders(folder)
    write_together({folder / name: content for name, content in files.items()})
    for kind in KINDS.values():
        if f"{kind.plural}.csv" not in files:
            (folder / f"{kind.plural}.csv").unlink(missing_ok=True)


def package_files(statements: Roadmap | Iterable[Statement], about: Mapping[str, Any]) -> dict[str, bytes]:
    """The files of a package by name, the descriptor last."""
    unknown = [name for name in about if name not in ABOUT]
    if unknown:
        message = f"A package has no property {unknown[0]}. There are: {', '.join(ABOUT)}."
        raise UsageError(message)
    groups = by_kind(statements)
    files = {f"{kind.plural}.csv": _csv(kind, group) for kind, group in groups}
    whole = descriptor(groups, about)
    files[DESCRIPTOR] = json.dumps(whole, ensure_ascii=False, indent=2).encode() + b"\n"
    return files


def _csv(kind: type[Record], group: Sequence[Statement]) -> bytes:
    columns = columns_of(kind)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([spec.name for spec in columns])
    for statement in group:
        row = [as_text(spec, value_of(statement, spec)) for spec in columns]
        if max(map(len, row)) > _LONGEST_CELL:
            message = "has a list that is too long for a cell of a CSV file"
            problem = Problem(message, "Write a JSON file instead.", value=f"{kind.kind} {statement.id}")
            raise DataProblemsError([problem])
        writer.writerow(row)
    return out.getvalue().encode()


def _refuse_other_folders(folder: Path) -> None:
    """Refuse to mix a package with other files, or to replace a package that is not ours."""
    if folder.exists() and not folder.is_dir():
        message = f"{folder} is a file; a package is a folder. Choose another name."
        raise UsageError(message)
    if not folder.exists() or not any(folder.iterdir()):
        return
    try:
        if EXTENSION in parsed_object(contents(folder / DESCRIPTOR)):
            return
    except (DataProblemsError, JsonError):
        pass
    message = f"{folder} holds other files. Choose an empty or new folder."
    raise UsageError(message)


# --- reading --------------------------------------------------------------------------------------


def is_package(path: Path) -> bool:
    """Whether a folder is a package."""
    return (path / DESCRIPTOR).is_file()


def read_package(
    folder: str | Path,
    *,
    keep_good: bool = False,
    told: Told = lambda _: None,
    given: Mapping[str, Any] | None = None,
) -> Reading:
    """Read a package; columns may be in any order, and any that are not required may be absent.

    `given` are fields of the envelope for where neither a row nor the package says them.

    Raises DataProblemsError with all problems, unless the good statements are to be kept. `told` is called
    with the name of each file before it is read.
    """
    folder = Path(folder)
    if folder.name == DESCRIPTOR:
        folder = folder.parent
    name = folder.resolve().name
    place = Place(f"{name}/{DESCRIPTOR}")
    problems: list[Problem] = []
    try:
        whole = parsed_object(contents(folder / DESCRIPTOR, place.file))
        start = replace(place, prefix=f"{EXTENSION}.")
        said = read_preamble(whole.get(EXTENSION, {"format": FORMAT}), start, problems)
        tables = _listed(folder, whole.get("resources"), place, problems)
    except DataProblemsError as error:
        return Reading(problems=error.problems).accepted(keep_good)
    except (JsonError, RecursionError) as error:
        return Reading(problems=(json_problem(error, place),)).accepted(keep_good)
    readings = [Reading(problems=tuple(problems))]
    for kind, path in tables:
        told(f"{name}/{path}")
        readings.append(_read_csv(kind, folder / path, f"{name}/{path}", {**(given or {}), **said}))
    return Reading.of(readings).accepted(keep_good)


def _listed(folder: Path, resources: Any, place: Place, problems: list[Problem]) -> list[Listed]:
    """The CSV files of a package, each with its kind."""
    if not isinstance(resources, list):
        remedy = 'Write it as "resources": [{"name": "elements", "path": "elements.csv"}].'
        problems.append(place.problem("resources", "is not a list", remedy))
        resources = []
    found: list[Listed] = []
    named = set()
    for index, resource in enumerate(resources):
        at = replace(place, prefix=f"resources[{index}].")
        if not isinstance(resource, dict):
            problems.append(at.problem(None, "is not an object", 'Write it as {"name": ..., "path": ...}.'))
            continue
        paths = resource.get("path")
        for path in paths if isinstance(paths, list) else [paths]:
            if not isinstance(path, str) or not path:
                remedy = 'Give the name of a CSV file in the package, such as "elements.csv".'
                problems.append(at.problem("path", "is not a path", remedy))
                continue
            named.add(PurePosixPath(path).as_posix())
            if (refused := _refused(folder, path, at)) is not None:
                problems.append(refused)
            else:
                found.append((_kind_of(resource, path), path))
    return [*found, *_unlisted(folder, named, place, problems)]


def _refused(folder: Path, path: str, place: Place) -> Problem | None:
    """Why the path of a resource is not followed."""
    parts = PurePosixPath(path).parts
    leaves = ".." in parts or path.startswith("/") or "\\" in path or ":" in path
    # A link within the folder may lead out of it as well.
    if leaves or not (folder / path).resolve().is_relative_to(folder.resolve()):
        remedy = "Put the file into the folder of the package, and name it without .. or drive."
        return place.problem("path", "leads out of the package", remedy, path)
    if not path.lower().endswith(".csv"):
        remedy = "Save the table as CSV, or remove the resource."
        return place.problem("path", "is not a CSV file and is not read", remedy, path, "warning")
    return None


def _kind_of(resource: Mapping[str, Any], path: str) -> type[Record] | None:
    name = resource.get("name")
    named = kind_named(name) if isinstance(name, str) else None
    return named or kind_named(PurePosixPath(path).stem)


def _unlisted(folder: Path, named: set[str], place: Place, problems: list[Problem]) -> Iterator[Listed]:
    """Tables that lie in the folder and that somebody forgot to list."""
    for kind in KINDS.values():
        path = f"{kind.plural}.csv"
        if path in named or not (folder / path).is_file():
            continue
        if (refused := _refused(folder, path, place)) is not None:
            problems.append(refused)
            continue
        remedy = "It was read all the same; add it to the resources, so that other programs read it too."
        problems.append(place.problem("resources", "is not listed", remedy, path, "warning"))
        yield kind, path


def _read_csv(kind: type[Record] | None, path: Path, name: str, defaults: Mapping[str, Any]) -> Reading:
    try:
        if not path.exists():
            raise DataProblemsError([unreadable(name, FileNotFoundError())])
        tables = open_tables(path)
        table = replace(tables.table(path.stem), file=name)
    except DataProblemsError as error:
        return Reading(problems=tuple(replace(problem, file=name) for problem in error.problems))
    # Letters that had to be guessed may make wrong names of right ones.
    remarks = tuple(replace(problem, file=name, severity="error") for problem in tables.problems)
    if remarks:
        return Reading(problems=remarks)
    return read_table(kind, table, defaults) if kind else Reading(problems=(_nameless(table, name),))


def _nameless(table: Table, name: str) -> Problem:
    severity: Severity = "error" if looks_like_ours(table) else "warning"
    remedy = f"Call it one of: {', '.join(kind.plural for kind in KINDS.values())}."
    return Place(name).problem(None, "is not named after a kind and was not read", remedy, severity=severity)
