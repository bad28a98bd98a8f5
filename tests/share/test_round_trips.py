"""What goes out comes back: the same digest from each format, for made-up plans and for the shipped ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings

import ecliptic as ec
from ecliptic.roadmap import Roadmap, Statement, Viewer
from ecliptic.share import Reading
from strategies import statement_lists

Write = Callable[[Path, Iterable[Statement] | Roadmap], None]
FORMATS: dict[str, tuple[str, Write, Callable[[Path], Reading]]] = {
    "package": ("plans", ec.share.write_package, ec.share.read_package),
    "workbook": ("plans.xlsx", ec.share.write_workbook, ec.share.read_workbook),
    "json": ("plans.json", ec.share.write_json, ec.share.read_json),
}
each_format = pytest.mark.parametrize(("name", "write", "read"), FORMATS.values(), ids=FORMATS)


@pytest.fixture(scope="module")
def reference() -> Roadmap:
    return ec.reference()


@each_format
def test_the_reference_roadmap_comes_back(
    reference: Roadmap,
    name: str,
    write: Write,
    read: Callable[[Path], Reading],
    tmp_path: Path,
) -> None:
    write(tmp_path / name, reference)
    reading = read(tmp_path / name)
    assert reading.problems == ()
    assert Roadmap.build(reading.statements).digest == reference.digest
    # Whoever does not know what it is, reads it all the same.
    assert ec.read(tmp_path / name).digest == reference.digest


@each_format
@settings(max_examples=15)
@given(listed=statement_lists(max_size=5))
def test_any_plans_come_back_through_any_format(
    name: str,
    write: Write,
    read: Callable[[Path], Reading],
    listed: list[Statement],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.mktemp("plans") / name
    roadmap = Roadmap.build(listed)
    write(path, roadmap)
    assert Roadmap.build(read(path).statements).digest == roadmap.digest
    assert ec.read(path).digest == roadmap.digest


@settings(max_examples=10)
@given(listed=statement_lists(max_size=5))
def test_plans_wander_through_all_formats(
    listed: list[Statement], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("plans")
    digest = Roadmap.build(listed).digest
    current: Iterable[Statement] = listed
    for name, write, read in FORMATS.values():
        write(folder / name, current)
        current = read(folder / name).statements
    assert Roadmap.build(current).digest == digest


@each_format
@settings(max_examples=15)
@given(listed=statement_lists(max_size=4))
def test_nothing_hidden_gets_out(
    name: str,
    write: Write,
    read: Callable[[Path], Reading],
    listed: list[Statement],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.mktemp("plans") / name
    public = Roadmap.build(listed, viewer=Viewer.public())
    write(path, public)
    again = Roadmap.build(read(path).statements, viewer=Viewer.public())
    assert again.digest == public.digest
    assert all(statement.envelope.visibility == "public" for statement in again.statements)
