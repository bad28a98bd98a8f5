"""Reading: whatever people bring is told apart, read and put together."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import xlsxwriter

from ecliptic.errors import DataProblemsError
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.share import read, write_json, write_package, write_template, write_workbook
from ecliptic.vocabulary import Element
from plans import NASA, STATEMENTS, csv_package, lines

DIGEST = Roadmap.build(STATEMENTS).digest
LATER = NASA.model_copy(update={"stated_at": datetime(2025, 12, 1, tzinfo=UTC)})
FOREIGN = """
title = "Landers of the club"

[envelope]
publisher = "CLUB"
stated_at = "2025-01-01"

[[tables]]
kind = "element"
fields.id = "Code"
fields.name = "Lander"
"""


def digest(*paths: Path) -> str:
    return Roadmap.build(read(paths).statements).digest


def refused(*paths: Path) -> list[str]:
    with pytest.raises(DataProblemsError) as raised:
        read(paths)
    return lines(raised.value.problems)


def test_each_format_is_known_by_itself(tmp_path: Path) -> None:
    write_package(tmp_path / "package", STATEMENTS)
    write_workbook(tmp_path / "plans.xlsx", STATEMENTS)
    write_json(tmp_path / "plans.JSON", STATEMENTS)
    for path in tmp_path.iterdir():
        assert digest(path) == DIGEST, path.name
        assert Roadmap.build(read(str(path)).statements).digest == DIGEST
    assert digest(tmp_path / "package" / "datapackage.json") == DIGEST


def test_a_csv_file_of_a_package_may_come_alone(tmp_path: Path) -> None:
    write_package(tmp_path / "package", STATEMENTS)
    alone = tmp_path / "Elements.csv"
    shutil.copy(tmp_path / "package" / "elements.csv", alone)
    assert [statement.id for statement in read(alone).statements] == ["EM-001", "EM-002"]


def test_a_folder_gives_all_that_lies_in_it(tmp_path: Path) -> None:
    write_package(tmp_path / "nasa", STATEMENTS[:1])
    write_workbook(tmp_path / "more" / "b.xlsx", STATEMENTS[1:2])
    write_json(tmp_path / "more" / "c.json", STATEMENTS[2:])
    (tmp_path / "more" / "~$b.xlsx").write_bytes(b"lock of a spreadsheet program")
    (tmp_path / ".hidden.json").write_text("{")
    (tmp_path / "README.md").write_text("# Plans")
    (tmp_path / "notes.txt").write_text("no table")
    os.symlink(tmp_path, tmp_path / "more" / "round in circles")
    assert digest(tmp_path) == DIGEST


def test_what_a_file_leaves_unsaid_is_given_and_what_it_says_stands(tmp_path: Path) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    given = {"publisher": "ESA", "stated_at": now}
    (tmp_path / "plans.json").write_text('{"ecliptic": {"format": 1}, "element": [{"id": "A", "name": "A"}]}')
    (tmp_path / "elements.csv").write_text("id,name,publisher,stated_at\nB,B,JAXA,2025-05-01\nC,C,,\n")
    csv_package(tmp_path / "package", missions="id,name\nD,D\n")
    found = {s.id: (s.publisher, s.stated_at) for s in read(tmp_path, given=given).statements}
    assert found == {
        "A": ("ESA", now),
        "B": ("JAXA", datetime(2025, 5, 1, tzinfo=UTC)),
        "C": ("ESA", now),
        "D": ("ESA", now),
    }


def test_a_returned_template_tells_that_it_holds_only_news(tmp_path: Path) -> None:
    write_template(tmp_path / "template.xlsx", Roadmap(STATEMENTS), "NASA")
    write_workbook(tmp_path / "plans.xlsx", STATEMENTS)
    returned = read(tmp_path / "template.xlsx", given={"stated_at": datetime(2026, 1, 1, tzinfo=UTC)})
    assert returned.only_news
    assert returned.statements == ()
    assert not read(tmp_path / "plans.xlsx").only_news


def test_what_is_not_there_or_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "only notes").mkdir()
    (tmp_path / "only notes" / "README.md").write_text("# Plans")
    (tmp_path / "plans.pdf").write_bytes(b"%PDF")
    remedy = "Give a package (a folder with datapackage.json), or files that end in .json, .xlsx or .csv."
    assert refused(tmp_path / "none", *sorted(tmp_path.iterdir())) == [
        f"{tmp_path / 'none'}: does not exist. Check the name and the folder.",
        f"empty: holds nothing that can be read. {remedy}",
        f"only notes: holds nothing that can be read. {remedy}",
        f"plans.pdf: is not a file that can be read. {remedy}",
    ]
    assert read([]).statements == ()


def test_editions_are_numbered_in_order_of_time(tmp_path: Path) -> None:
    old = Statement(Element(id="EM-001", name="old name"), NASA)
    new = Statement(Element(id="EM-001", name="new name"), LATER)
    write_json(tmp_path / "a.json", [new])
    write_json(tmp_path / "b.json", [old])
    roadmap = Roadmap.build(read(tmp_path).statements)
    assert roadmap.history("element", "EM-001") == (
        old,
        replace(new, envelope=LATER.model_copy(update={"version": 2})),
    )


def test_the_same_file_twice_counts_once(tmp_path: Path) -> None:
    write_json(tmp_path / "a.json", STATEMENTS)
    write_workbook(tmp_path / "b.xlsx", STATEMENTS)
    assert digest(tmp_path / "a.json", tmp_path / "a.json", tmp_path / "b.xlsx") == DIGEST


def test_files_that_contradict_each_other_are_named_both(tmp_path: Path) -> None:
    write_json(tmp_path / "a.json", STATEMENTS)
    write_json(tmp_path / "b.json", [Statement(Element(id="EM-001", name="otherwise"), NASA)])
    (problem,) = refused(tmp_path)
    assert problem == (
        'b.json, id: "element EM-001" is stated by NASA as version 1 here and in a.json, in different '
        "words at the same instant. Leave one of the two files out, or correct when it was stated."
    )
    kept = read(tmp_path, keep_good=True)
    assert [statement.id for statement in kept.statements] == ["NASA", "EM-002", "A3"]


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    book = xlsxwriter.Workbook(str(tmp_path / "club.xlsx"))
    page = book.add_worksheet("Landers")
    page.write_row(0, 0, ["Code", "Lander"])
    page.write_row(1, 0, ["L1", "Eagle"])
    book.close()
    return tmp_path / "club.xlsx"


def test_a_layout_that_no_mapping_knows_is_told(foreign: Path) -> None:
    assert refused(foreign) == [
        "club.xlsx: has a layout that is not known. Give a mapping file that says what its columns mean, or "
        "begin with an Ecliptic workbook."
    ]


def test_a_mapping_reads_other_layouts_and_leaves_ours_alone(foreign: Path, tmp_path: Path) -> None:
    (tmp_path / "club.toml").write_text(FOREIGN)
    write_workbook(tmp_path / "ours.xlsx", STATEMENTS)
    reading = read([foreign, tmp_path / "ours.xlsx"], mapping=tmp_path / "club.toml")
    assert [statement.id for statement in reading.statements] == ["L1", "NASA", "EM-001", "EM-002", "A3"]


def test_a_mapping_that_is_wrong_is_told(foreign: Path, tmp_path: Path) -> None:
    with pytest.raises(DataProblemsError, match=r"none\.toml"):
        read(foreign, mapping=tmp_path / "none.toml")


def test_whoever_waits_is_told_what_is_being_read(tmp_path: Path) -> None:
    write_package(tmp_path / "p", STATEMENTS[:2])
    write_json(tmp_path / "q.json", STATEMENTS)
    told: list[tuple[str, int, int]] = []
    read(tmp_path / "p", progress=lambda *step: told.append(step))
    assert told == [("p", 0, 1), ("p/organisations.csv", 0, 1), ("p/elements.csv", 0, 1)]
    told.clear()
    read([tmp_path / "p", tmp_path / "q.json"], progress=lambda *step: told.append(step))
    assert told[-1] == ("q.json", 1, 2)
