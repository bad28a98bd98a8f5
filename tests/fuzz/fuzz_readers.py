"""Feed made-up bytes to every reader: whatever they hold, only DataProblemsError may come out.

Run it with `python3 dev.py fuzz`, or alone with libFuzzer's options, such as -max_total_time=60.
"""

from __future__ import annotations

import io
import sys
import tempfile
import zipfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["ecliptic.share", "ecliptic.vocabulary"]):
    from ecliptic.errors import DataProblemsError
    from ecliptic.share.json_file import read_json_bytes
    from ecliptic.share.reading import read
    from ecliptic.share.workbook_writing import workbook_bytes

FOLDER = Path(tempfile.mkdtemp(prefix="ecliptic-fuzz-"))
HEAD = b"id,name,publisher,stated_at,mass_kg,first_use,firmness,partners,narrowed\n"


def a_workbook() -> dict[str, bytes]:
    """The parts of a workbook, of which each input replaces one."""
    rows = b'{"element": [{"id": "E1", "name": "x", "publisher": "NASA", "stated_at": "2024-12-02"}]}'
    data = workbook_bytes(read_json_bytes(rows, "start.json").statements)
    with zipfile.ZipFile(io.BytesIO(data)) as whole:
        return {name: whole.read(name) for name in whole.namelist()}


PARTS = a_workbook()


def as_json(data: bytes) -> Path:
    path = FOLDER / "plans.json"
    path.write_bytes(data)
    return path


def as_statement(data: bytes) -> Path:
    return as_json(b'{"element": [{"id": "E1", "name": "x", "publisher": "NASA", ' + data + b"}]}")


def as_csv(data: bytes) -> Path:
    path = FOLDER / "elements.csv"
    path.write_bytes(data)
    return path


def as_rows(data: bytes) -> Path:
    return as_csv(HEAD + data)


def as_package(data: bytes) -> Path:
    folder = FOLDER / "package"
    folder.mkdir(exist_ok=True)
    (folder / "datapackage.json").write_bytes(data)
    (folder / "elements.csv").write_bytes(HEAD + b"E1,x,NASA,2024-12-02,5,2028,fact,ESA,\n")
    return folder


def as_workbook(data: bytes) -> Path:
    path = FOLDER / "plans.xlsx"
    path.write_bytes(data)
    return path


def as_part(data: bytes) -> Path:
    """A workbook of which one part is replaced, or one place in it."""
    names = sorted(PARTS)
    name = names[data[0] % len(names)] if data else names[0]
    part = PARTS[name]
    at = int.from_bytes(data[1:3], "big") % (len(part) + 1)
    spoilt = data[4:] if data[3:4] > b"\x80" else part[:at] + data[4:] + part[at + len(data[4:]) :]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as whole:
        for other, content in PARTS.items():
            whole.writestr(other, spoilt if other == name else content)
    return as_workbook(out.getvalue())


FORMS = (as_json, as_statement, as_csv, as_rows, as_package, as_workbook, as_part, as_part)


def one_input(data: bytes) -> None:
    """Read one made-up input; the first byte says as what."""
    if not data:
        return
    path = FORMS[data[0] % len(FORMS)](data[1:])
    reading = read(path, keep_good=True)
    for problem in reading.problems:
        str(problem).encode()
    try:
        read(path)
    except DataProblemsError as error:
        str(error).encode()


# Where the fuzzer begins: chance alone would hardly find its way past the first brace or comma.
STARTS = {
    as_json: b'{"ecliptic": {"format": 1}, "element": [{"id": "E1", "narrowed": {"mass_kg": "private"}}]}',
    as_statement: b'"mass_kg": 12.5, "partners": ["ESA"], "first_use": "NET 2031-12", "crew": null',
    as_csv: b'id;name\r\nE1;"a\nb"\r\n',
    as_rows: b'E1,x,NASA,2024-12-02,12000,FY2032 US,planned,"ESA; JAXA",mass_kg: members\n',
    as_package: b'{"ecliptic": {"publisher": "ESA"}, "resources": [{"path": "elements.csv"}]}',
    as_part: b"\x05\x00\x00\x81<worksheet><sheetData><row r='1'><c r='A1' t='str'><v>id</v></c></row>",
}


def plant(corpus: Path) -> None:
    """Put the starts into the folder of inputs, of which each begins with the byte that says what it is."""
    for number, (form, content) in enumerate(STARTS.items()):
        (corpus / f"start-{number}").write_bytes(bytes([FORMS.index(form)]) + content)


if __name__ == "__main__":
    for folder in (Path(argument) for argument in sys.argv[1:] if not argument.startswith("-")):
        plant(folder)
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
