"""Build the packages of the reference roadmap from the source tables, and count what is in them.

    python scripts/build_reference.py [--into FOLDER]

Every table is read by a mapping. Only what follows what is said here. NASA's two editions: what both say is
stated again by the later one, what changed gets the next version, and what is gone is withdrawn. Launch dates
that were announced before: they are the earlier versions of what the tables say of a mission today.

The same sources give the same bytes. The counts go into docs/reference/reference-roadmap.md.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from ecliptic.errors import DataProblemsError
from ecliptic.roadmap import Roadmap, Statement, references, renumbered, successor
from ecliptic.share.mapping import Mapped, Mapping, apply, joined, load_mapping, shipped_mappings
from ecliptic.share.package import write_package
from ecliptic.share.tables import open_tables
from ecliptic.vocabulary import KINDS, Organisation

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "src" / "ecliptic" / "reference"
SOURCES = REFERENCE / "sources"
PAGE = ROOT / "docs" / "reference" / "reference-roadmap.md"
BEGIN, END = "<!-- counts: begin -->", "<!-- counts: end -->"

# Each edition of NASA's architecture: mappings shipped with the program, and the workbooks that they read.
EDITIONS = (
    {"lunar-2024": "acr24latfinal20241202.xlsx", "mars-2024": "acr24matfinal202410312.xlsx"},
    {
        "lunar-2025": "2025lunarobjectivedecomposition.xlsx",
        "mars-2025": "2025marsobjectivedecomposition.xlsx",
        "technology-gaps-2025": "2025architecturedriventechnologygaps.xlsx",
        "data-gaps-2025": "2025architecturedrivendatagaps.xlsx",
    },
)
PROJECTS = "techport_projects_batch1.csv"
# Mappings so named read the tables that were made for this roadmap, to tie the others together.
OWN_TABLES = "ecliptic_"
# Holds the earlier versions of missions; all other tables say what stands today.
ANNOUNCED = "ecliptic_announced_dates"


def main() -> None:
    """Build into the repository, or into another folder to compare."""
    layout = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=layout)
    parser.add_argument("--into", type=Path, default=REFERENCE / "packages", help="folder for the packages")
    folder = parser.parse_args().into
    statements = reference_statements()
    write_packages(folder, statements)
    if folder == REFERENCE / "packages":
        PAGE.write_text(with_counts(PAGE.read_text(encoding="utf-8"), statements), encoding="utf-8")


# --- statements -----------------------------------------------------------------------------------


def reference_statements() -> list[Statement]:
    """Every statement of the reference roadmap; raises DataProblemsError where a source has a problem."""
    statements = list(nasa_editions())
    statements += read(shipped_mappings()["techport"], SOURCES / "techport" / PROJECTS).statements
    made = tables()
    announced = made.pop(ANNOUNCED).statements
    today = [statement for mapped in made.values() for statement in mapped.statements]
    statements += followed(announced, today)
    return sorted(renumbered(statements), key=lambda s: (s.publisher, s.kind, s.id, s.version))


def nasa_editions() -> Iterator[Statement]:
    """NASA's workbooks, each edition stated after the one before."""
    earlier: list[Statement] = []
    for edition in EDITIONS:
        workbooks = [
            read(shipped_mappings()[name], SOURCES / "nasa" / file).statements
            for name, file in edition.items()
        ]
        later, problems = joined(chain.from_iterable(workbooks))
        if problems:
            raise DataProblemsError(problems)
        added = successor(earlier, later)
        yield from added
        earlier += added


def followed(before: Sequence[Statement], today: Iterable[Statement]) -> Iterator[Statement]:
    """What was announced before, and what is stated today as the next version of it."""
    lines = {(statement.kind, statement.id, statement.publisher) for statement in before}
    later = []
    for statement in today:
        if (statement.kind, statement.id, statement.publisher) in lines:
            later.append(statement)
        else:
            yield statement
    yield from before
    yield from successor(before, later)


def tables() -> dict[str, Mapped]:
    """What each mapping of the reference made of its table, by name of the mapping."""
    paths = sorted((REFERENCE / "mappings").glob("*.toml"))
    return {path.stem: read(load_mapping(path), source_of(path.stem)) for path in paths}


def source_of(mapping: str) -> Path:
    """The table that a mapping of the reference reads."""
    own = mapping.removeprefix(OWN_TABLES)
    return SOURCES / f"{own}.csv" if own == mapping else SOURCES / "ecliptic" / f"{own}.csv"


def read(mapping: Mapping, source: Path) -> Mapped:
    """What a mapping makes of a source, which must be without any problem."""
    mapped = apply(mapping, open_tables(source))
    if mapped.problems:
        raise DataProblemsError(mapped.problems)
    return mapped


# --- packages -------------------------------------------------------------------------------------


def write_packages(folder: Path, statements: Iterable[Statement]) -> None:
    """Write one package for each publisher, named after it."""
    by_publisher: dict[str, list[Statement]] = {}
    for statement in statements:
        by_publisher.setdefault(statement.publisher, []).append(statement)
    names = Roadmap.build(statements).records(Organisation)
    for publisher, stated in by_publisher.items():
        write_package(folder / publisher, stated, about(publisher, names[publisher].label))


LICENCES = [{"name": "Apache-2.0", "title": "Apache License 2.0, for the compilation"}]
NASA_LICENCES = [
    *LICENCES,
    {"name": "us-pd", "title": "United States Government work, for what NASA's workbooks say"},
    {"name": "MIT", "title": "MIT License, for the export of TechPort projects"},
]


def about(publisher: str, name: str) -> dict[str, object]:
    """What the descriptor of a package says about it."""
    return {
        "name": f"ecliptic-reference-{publisher.lower()}",
        "title": f"Reference roadmap: {name}",
        "description": (
            "Compiled from public sources for Ecliptic in November 2026; not entered or approved by the "
            "organisation. The column unverified marks what was written from memory. "
            "src/ecliptic/reference/sources/SOURCE.md tells where each table comes from."
        ),
        "licenses": NASA_LICENCES if publisher == "NASA" else LICENCES,
    }


# --- counts ---------------------------------------------------------------------------------------


def with_counts(page: str, statements: Sequence[Statement]) -> str:
    """The page with its counts made anew."""
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n\n{counts(statements)}\n{END}{after}"


def counts(statements: Sequence[Statement]) -> str:
    """Tables of what the reference roadmap holds, by publisher and by kind, and of what is left dangling."""
    roadmap = Roadmap.build(statements)
    names = roadmap.records(Organisation)
    taken = [statement for kind in roadmap.kinds for statement in roadmap.taken(kind).values()]
    publishers = [
        (f"{publisher}: {names[publisher].label}", publisher)
        for publisher in sorted({statement.publisher for statement in statements})
    ]
    kinds = [(kind.plural.replace("-", " "), kind.kind) for kind in KINDS.values()]
    parts = [
        heading("Publisher"),
        *lines(publishers, Counted(statements, taken, "publisher")),
        "",
        heading("Kind"),
        *lines(kinds, Counted(statements, taken, "kind")),
        "",
        "| Refers to nothing | field | references |",
        "| --- | --- | ---: |",
        *(f"| {kind} | {field} | {count} |" for (kind, field), count in dangling(roadmap).items()),
    ]
    return "\n".join(parts) + "\n"


def heading(first: str) -> str:
    """Header of a table of counts."""
    columns = "statements | current | unverified | share unverified |"
    return f"| {first} | {columns}\n| --- | ---: | ---: | ---: | ---: |"


class Counted:
    """Counts of statements by one of their properties: all, current, and current but unverified."""

    def __init__(self, statements: Iterable[Statement], taken: Iterable[Statement], by: str) -> None:
        current = [(getattr(statement, by), statement.unverified) for statement in taken]
        self.all = Counter(getattr(statement, by) for statement in statements)
        self.current = Counter(group for group, _ in current)
        self.unverified = Counter(group for group, unverified in current if unverified)


def lines(groups: Iterable[tuple[str, str]], counted: Counted) -> Iterator[str]:
    """Rows of a table of counts, and their sum."""
    for label, group in [*groups, ("**All**", "")]:
        every, current, unverified = (
            counter[group] if group else counter.total()
            for counter in (counted.all, counted.current, counted.unverified)
        )
        if every:
            share = f"{unverified / current:.0%}" if current else ""
            yield f"| {label} | {every:,} | {current:,} | {unverified:,} | {share} |"


def dangling(roadmap: Roadmap) -> Counter[tuple[str, str]]:
    """How many references of current records lead nowhere, by kind and field."""
    found: Counter[tuple[str, str]] = Counter()
    for kind in roadmap.kinds:
        for statement in roadmap.taken(kind).values():
            for field, target, identifier in references(statement.record):
                if roadmap.statement(target, identifier) is None:
                    found[kind, field] += 1
    return found


if __name__ == "__main__":
    main()
