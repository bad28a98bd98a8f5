"""Packages: what goes out comes back; what people did to the files in between is told apart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from ecliptic.errors import DataProblemsError, UsageError
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.share import read_package, write_package
from ecliptic.share.package import is_package, package_files
from ecliptic.share.rows import by_kind
from ecliptic.vocabulary import Element
from plans import STATEMENTS, csv_package, lines
from strategies import statement_lists

HEAD = "id,name,publisher,stated_at\n"


def refused(folder: Path) -> list[str]:
    with pytest.raises(DataProblemsError) as raised:
        read_package(folder)
    kept = read_package(folder, keep_good=True)
    assert kept.problems == raised.value.problems
    return lines(raised.value.problems)


# --- round trips and bytes ------------------------------------------------------------------------


@settings(max_examples=40)
@given(listed=statement_lists(max_size=6))
def test_any_statements_come_back(listed: list[Statement], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("package")
    write_package(folder, listed)
    reading = read_package(folder)
    assert reading.problems == ()
    assert by_kind(reading.statements) == by_kind(listed)
    assert Roadmap.build(reading.statements).digest == Roadmap.build(listed).digest


@settings(max_examples=20)
@given(listed=statement_lists(max_size=5))
def test_the_same_statements_give_the_same_bytes(listed: list[Statement]) -> None:
    assert package_files(listed, {}) == package_files(list(reversed(listed)), {})
    assert package_files(Roadmap.build(listed), {}) == package_files(listed, {})


def test_a_package_reads_as_people_expect(tmp_path: Path) -> None:
    write_package(tmp_path / "plans", STATEMENTS, {"title": "Plans of NASA"})
    text = (tmp_path / "plans" / "elements.csv").read_text(encoding="utf-8")
    first, *_ = text.splitlines()
    assert first.startswith("id,name,type,lead,partners,realises")
    assert first.endswith(
        "publisher,version,stated_at,stated_by,as_of,sources,firmness,visibility,narrowed,"
        "unverified,withdrawn"
    )
    assert "EM-001,Space Launch System,,NASA,ESA; JAXA,," in text
    assert 'EM-002,"Orion, the ""capsule""",' in text
    assert sorted(path.name for path in (tmp_path / "plans").iterdir()) == [
        "datapackage.json",
        "elements.csv",
        "missions.csv",
        "organisations.csv",
    ]
    assert is_package(tmp_path / "plans")


def test_nothing_at_all_comes_back_too(tmp_path: Path) -> None:
    write_package(tmp_path, [])
    assert read_package(tmp_path).statements == ()


# --- writing over what is there -------------------------------------------------------------------


def test_writing_again_leaves_nothing_of_the_old_package(tmp_path: Path) -> None:
    write_package(tmp_path, STATEMENTS)
    write_package(tmp_path, STATEMENTS[:1])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["datapackage.json", "organisations.csv"]
    assert read_package(tmp_path).statements == STATEMENTS[:1]


def test_a_package_is_not_mixed_with_other_files(tmp_path: Path) -> None:
    (tmp_path / "missions.csv").write_text("mine")
    with pytest.raises(UsageError, match="holds other files"):
        write_package(tmp_path, STATEMENTS)
    assert (tmp_path / "missions.csv").read_text() == "mine"
    (tmp_path / "datapackage.json").write_text('{"name": "of somebody else", "resources": []}')
    with pytest.raises(UsageError, match="holds other files"):
        write_package(tmp_path, STATEMENTS)


def test_a_package_is_a_folder_and_has_known_properties(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(UsageError, match="is a file; a package is a folder"):
        write_package(tmp_path / "file", STATEMENTS)
    with pytest.raises(UsageError, match="cannot be written"):
        write_package(tmp_path / "file" / "below", STATEMENTS)
    with pytest.raises(UsageError, match="no property colour"):
        write_package(tmp_path / "new", STATEMENTS, {"colour": "red"})
    assert not (tmp_path / "new").exists()


def test_a_list_too_long_for_csv_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    element = Element(id="E", name="x", partners=tuple(f"{n:0120}" for n in range(1100)))
    with pytest.raises(DataProblemsError, match="too long for a cell of a CSV file"):
        write_package(tmp_path / "new", [*STATEMENTS, Statement(element, STATEMENTS[0].envelope)])
    assert not (tmp_path / "new").exists()


# --- what people do to packages -------------------------------------------------------------------


def test_columns_may_be_moved_and_left_out(tmp_path: Path) -> None:
    folder = csv_package(
        tmp_path,
        elements="stated_at,Name,mass_kg [kg],publisher,ID,# remark\n"
        "2024-12-02,Lander,12000,NASA,E1,check this\n",
    )
    (statement,) = read_package(folder).statements
    assert statement.record == Element(id="E1", name="Lander", mass_kg=12000)


def test_publisher_and_time_may_be_said_once_for_all(tmp_path: Path) -> None:
    folder = csv_package(
        tmp_path, elements="id,name,publisher,stated_at\nE1,Lander,,\nE2,Rover,ESA,2025-01-01\n"
    )
    whole = json.loads((folder / "datapackage.json").read_text())
    whole["ecliptic"] = {"format": 1, "publisher": "NASA", "stated_at": "2024-12-02", "visibility": "private"}
    (folder / "datapackage.json").write_text(json.dumps(whole))
    one, two = read_package(folder).statements
    assert (one.publisher, one.stated_at.year, one.envelope.visibility) == ("NASA", 2024, "private")
    assert (two.publisher, two.stated_at.year, two.envelope.visibility) == ("ESA", 2025, "private")


@pytest.mark.parametrize(
    ("extension", "message"),
    [
        ({"format": 2}, 'ecliptic.format: "2" is a format that this version of Ecliptic does not know'),
        ({"format": "new"}, 'ecliptic.format: "new" is a format'),
        ({"publisher": "a;b"}, 'ecliptic.publisher: "a;b" is not an identifier'),
        ({"publishr": "ESA"}, 'ecliptic: "publishr" is not known here. It may hold: format, publisher'),
        ({"withdrawn": True}, 'ecliptic: "withdrawn" is not known here'),
        (3, 'ecliptic: "3" does not tell the format'),
    ],
)
def test_what_a_package_says_about_itself_is_checked(tmp_path: Path, extension: Any, message: str) -> None:
    folder = csv_package(tmp_path)
    (folder / "datapackage.json").write_text(json.dumps({"ecliptic": extension, "resources": []}))
    (problem,) = refused(folder)
    assert message in problem


def test_an_unknown_column_is_refused_with_the_valid_names(tmp_path: Path) -> None:
    folder = csv_package(
        tmp_path / "plans", elements="id,name,publisher,stated_at,visibilty\nE1,x,NASA,2024,public\n"
    )
    (problem,) = refused(folder)
    assert problem.startswith(
        'plans/elements.csv, row 1: "visibilty" is not a column of this table. Did you mean visibility? '
        "The columns are: id, name, type, lead,"
    )
    # Nothing of it is taken, since what was private might become public.
    assert read_package(folder, keep_good=True).statements == ()


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("id,name,publisher,stated_at,name", "row 1, name: names two columns"),
        ("id,name,publisher,stated_at,mass_kg [t]", 'mass_kg: "t" is another unit than this column has'),
        ("id,name,publisher,stated_at,crew [t]", "Convert the column to persons."),
        ("id,name,publisher,stated_at,notes [t]", "This column has no unit"),
        ("id,type,publisher,stated_at,notes", "row 1, name: is a column that is missing. Add it: What it is"),
        ("id,name,lead,stated_at,notes", "row 1, publisher: is a column that is missing"),
        ("id,name,publisher,stated_at,", 'row 2: "5" stands in a column without a name'),
        ("nothing,of,this,is,known", "has no row that names its columns. Give it a first row with"),
    ],
)
def test_faults_of_the_header_are_said_once(tmp_path: Path, head: str, message: str) -> None:
    rows = "E1,x,NASA,2024-12-02,5\nE2,x,NASA,2024-12-02,5\n"
    (problem,) = refused(csv_package(tmp_path, elements=f"{head}\n{rows}"))
    assert message in problem


def test_a_header_without_rows_is_nothing_wrong(tmp_path: Path) -> None:
    folder = csv_package(tmp_path, elements="id\n", missions="", events="\n\n")
    assert read_package(folder).problems == ()


def test_good_rows_survive_where_that_is_asked_for(tmp_path: Path) -> None:
    rows = "E1,one,NASA,2024-12-02\n,two,NASA,2024-12-02\nE3,three,NASA,soon\n\nE5,five,NASA,2024-12-02\n"
    folder = csv_package(tmp_path / "p", elements=HEAD + rows, missions=HEAD + "M1,,NASA,2024-12-02\n")
    assert refused(folder) == [
        "p/elements.csv, row 3, id: is missing. Give it: Identifier, unique within the kind and stable for "
        "ever; the source's own where it has one.",
        'p/elements.csv, row 4, stated_at: "soon" is not an instant. Write it as 2026-03-14 or '
        "2026-03-14T09:00:00Z; it is UTC unless an offset such as +09:00 ends it.",
        "p/missions.csv, row 2, name: is missing. Give it: What it is called.",
    ]
    kept = read_package(folder, keep_good=True)
    assert [statement.id for statement in kept.statements] == ["E1", "E5"]


def test_contradicting_rows_are_named_both_and_neither_is_taken(tmp_path: Path) -> None:
    rows = ["E1,one", "E2,two", "E1,other", "E2,two"]
    content = HEAD + "".join(f"{row},NASA,2024-12-02\n" for row in rows)
    folder = csv_package(tmp_path / "p", elements=content)
    different, same = refused(folder)
    assert different == (
        'p/elements.csv, row 4, id: "E1" is stated by NASA as version 1 here and in row 2, in different '
        "words. Give the later one the next version number, or remove one of them."
    )
    assert same.startswith(
        'p/elements.csv, row 5, id: "E2" is stated by NASA as version 1 here and in row 3, in'
    )
    kept = read_package(folder, keep_good=True)
    assert [statement.id for statement in kept.statements] == ["E2"]


def test_line_ends_and_byte_order_marks_do_not_matter(tmp_path: Path) -> None:
    rows = 'E1,one,NASA,2024-12-02,"a\r\nb"\rE2,two,NASA,2024-12-02,c\n'
    content = f"\ufeffid,name,publisher,stated_at,notes\r\n{rows}"
    one, two = read_package(csv_package(tmp_path, elements=content)).statements
    assert (one.record, two.record) == (
        Element(id="E1", name="one", notes="a\nb"),
        Element(id="E2", name="two", notes="c"),
    )


def test_other_separators_of_spreadsheet_programs_are_found_out(tmp_path: Path) -> None:
    content = 'id;name;partners;publisher;stated_at\nE1;one;"ESA; JAXA";NASA;2024-12-02\n'
    (statement,) = read_package(csv_package(tmp_path, elements=content)).statements
    assert statement.record == Element(id="E1", name="one", partners=("ESA", "JAXA"))


def test_bytes_that_are_not_utf8_are_told_with_their_row(tmp_path: Path) -> None:
    content = (HEAD + "E1,one,NASA,2024-12-02\nE2,Météo,NASA,2024-12-02\n").encode("latin-1")
    (problem,) = refused(csv_package(tmp_path / "p", elements=content))
    assert problem.startswith("p/elements.csv, row 3: is not in UTF-8")
    assert read_package(tmp_path / "p", keep_good=True).statements == ()


def test_an_open_quotation_mark_is_told(tmp_path: Path) -> None:
    (problem,) = refused(csv_package(tmp_path / "p", elements=HEAD + 'E1,"one,NASA,2024-12-02\n'))
    assert problem.startswith("p/elements.csv, row 2: opens a quotation mark that is never closed")


# --- what leads astray ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "../elements.csv",
        "/etc/elements.csv",
        "a/../../elements.csv",
        "C:\\elements.csv",
        "..\\elements.csv",
        "http://example.org/elements.csv",
    ],
)
def test_paths_out_of_the_package_are_not_followed(tmp_path: Path, path: str) -> None:
    csv_package(tmp_path, elements=HEAD + "SECRET,x,NASA,2024-12-02\n")
    folder = csv_package(tmp_path / "inner")
    resources = [{"name": "elements", "path": path}]
    (folder / "datapackage.json").write_text(json.dumps({"resources": resources}))
    (problem,) = refused(folder)
    assert problem.startswith(f'inner/datapackage.json, resources[0].path: "{path}" leads out of the package')


def test_links_out_of_the_package_are_not_followed(tmp_path: Path) -> None:
    csv_package(tmp_path, elements=HEAD + "SECRET,x,NASA,2024-12-02\n")
    folder = csv_package(tmp_path / "inner", elements="id\n")
    (folder / "elements.csv").unlink()
    (folder / "elements.csv").symlink_to(tmp_path / "elements.csv")
    (folder / "missions.csv").symlink_to(tmp_path / "elements.csv")
    listed, unlisted = refused(folder)
    assert '"elements.csv" leads out of the package' in listed
    assert '"missions.csv" leads out of the package' in unlisted
    assert read_package(folder, keep_good=True).statements == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "datapackage.json, row 1: is not JSON: Expecting property name"),
        ("[]", "datapackage.json: is not an object with a list for each kind"),
        ("{}", "datapackage.json, resources: is not a list"),
        ('{"resources": [3]}', "datapackage.json, resources[0]: is not an object"),
        ('{"resources": [{"name": "elements"}]}', "resources[0].path: is not a path"),
        ('{"resources": [{"name": "elements", "path": "elements.csv"}]}', "elements.csv: does not exist"),
        ("[" * 100_000, "datapackage.json: is nested too deeply"),
    ],
)
def test_faults_of_the_descriptor_are_told(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "datapackage.json").write_text(text)
    (problem,) = refused(tmp_path)
    assert message in problem


def test_tables_that_are_not_named_after_a_kind_are_not_dropped_in_silence(tmp_path: Path) -> None:
    folder = csv_package(tmp_path / "p", elemnts=HEAD + "E1,x,NASA,2024-12-02\n", budget_notes="a,b\n1,2\n")
    lost, passed_over = read_package(folder, keep_good=True).problems
    assert str(lost).startswith("p/elemnts.csv: is not named after a kind and was not read. Call it one of: ")
    assert (lost.severity, passed_over.severity) == ("error", "warning")


def test_tables_that_nobody_listed_are_read_with_a_warning(tmp_path: Path) -> None:
    folder = csv_package(tmp_path / "p", missions=HEAD)
    (folder / "elements.csv").write_text(HEAD + "E1,x,NASA,2024-12-02\n")
    reading = read_package(folder)
    assert [statement.id for statement in reading.statements] == ["E1"]
    assert lines(reading) == [
        'p/datapackage.json, resources: "elements.csv" is not listed. It was read all the same; add it to '
        "the resources, so that other programs read it too."
    ]


def test_resources_that_are_no_csv_are_passed_over_with_a_warning(tmp_path: Path) -> None:
    folder = csv_package(tmp_path / "p")
    resources = [{"name": "picture", "path": "picture.png"}]
    (folder / "datapackage.json").write_text(json.dumps({"resources": resources}))
    (warning,) = read_package(folder).problems
    assert warning.severity == "warning"


def test_a_table_is_read_once_however_its_path_is_written(tmp_path: Path) -> None:
    folder = csv_package(tmp_path, elements=HEAD + "E1,x,NASA,2024-12-02\n")
    resources = [{"name": "elements", "path": "./elements.csv"}]
    (folder / "datapackage.json").write_text(json.dumps({"resources": resources}))
    assert lines(read_package(folder)) == []


def test_the_descriptor_itself_stands_for_its_package(tmp_path: Path) -> None:
    write_package(tmp_path, STATEMENTS)
    assert read_package(tmp_path / "datapackage.json").statements == STATEMENTS
    (problem,) = refused(tmp_path / "nowhere")
    assert problem.startswith("nowhere/datapackage.json: does not exist")


def test_whoever_waits_is_told_what_is_being_read(tmp_path: Path) -> None:
    write_package(tmp_path / "p", STATEMENTS)
    told: list[str] = []
    read_package(tmp_path / "p", told=told.append)
    assert told == ["p/organisations.csv", "p/elements.csv", "p/missions.csv"]
