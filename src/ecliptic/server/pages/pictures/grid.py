"""Coverage as counts in a grid: sub-architectures against phases, or what is known of one phase."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from ecliptic.assess import Assessment, Column, Table
from ecliptic.assess.coverage.state import SubArchitectures
from ecliptic.assess.involvement import counted
from ecliptic.publish.palette import MARKS, block
from ecliptic.publish.svg import tag
from ecliptic.roadmap import Roadmap
from ecliptic.server.pages.pictures.kept import RowOf, rows_of
from ecliptic.vocabulary import TaxonomyNode

SEVERAL, SINGLE, NONE, UNKNOWN = "several providers", "single provider", "no provider", "not stated"
NOWHERE = "–"
"""How an address asks for functions without a sub-architecture."""
_FIRMNESSES = ("fact", "approved", "planned", "considered", "concept")
_BAR = 120.0


@dataclass(frozen=True, slots=True)
class Number:
    """A count, the list that it counts, and what it says to those who hear it; None is unknown."""

    value: int | None
    address: str
    words: str
    unverified: bool = False
    """Whether an unverified statement counts for any of what it counts."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a column counts."""

    words: str
    meaning: str
    mark: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A sub-architecture with its counts."""

    name: str
    address: str
    numbers: Sequence[Number]


@dataclass(frozen=True, slots=True)
class PhaseCell:
    """How much of a sub-architecture is provided in a phase."""

    covered: Number
    functions: Number
    bar: Markup | None


@dataclass(frozen=True, slots=True)
class PhaseLine:
    """A sub-architecture with its phases."""

    name: str
    cells: Sequence[PhaseCell | None]


class Functions:
    """The functions of all phases with the broadest sub-architecture of each, and where lists of them are."""

    def __init__(self, roadmap: Roadmap, coverage: Assessment, list_address: str, moment: str = "") -> None:
        self._roadmap = roadmap
        self._address = list_address
        self._moment = moment.removeprefix("?")
        nodes = SubArchitectures(roadmap)
        source = coverage.tables.data("functions")
        place = [column.name for column in source.columns].index("sub_architecture")
        segment = Column("segment", "Broadest sub-architecture that holds it", kind=TaxonomyNode.kind)
        rows = tuple(
            (*row[: place + 1], nodes.top(_text(row[place])), *row[place + 1 :]) for row in source.rows
        )
        columns = (*source.columns[: place + 1], segment, *source.columns[place + 1 :])
        self.table = replace(source, columns=columns, rows=rows)
        self.rows = rows_of(self.table)
        self.phases = [
            (str(row["phase"]), str(row["name"])) for row in rows_of(coverage.tables.data("summary"))
        ]
        found = {row["segment"] for row in self.rows}
        self.segments = sorted((_text(node) for node in found), key=lambda n: (n is None, self.name(n)))

    def name(self, segment: str | None) -> str:
        """What a sub-architecture is called."""
        if segment is None:
            return "no sub-architecture stated"
        return self._roadmap.label(TaxonomyNode.kind, segment)

    def address(self, **wanted: str | None) -> str:
        """Where the functions are listed that have these values."""
        query = urlencode({name: value for name, value in wanted.items() if value is not None})
        whole = "&".join(part for part in (query, self._moment) if part)
        return f"{self._address}?{whole}" if whole else self._address

    def number(self, rows: Sequence[RowOf], what: str, **wanted: str | None) -> Number:
        """A count of functions with the address of their list."""
        unverified = any(row["unverified"] for row in rows)
        said = f"{counted(len(rows), 'function')} {what}{', some of it unverified' if unverified else ''}"
        return Number(len(rows), self.address(**wanted), said, unverified)


def by_phase(functions: Functions) -> list[PhaseLine]:
    """Sub-architectures against phases, with the whole last."""
    lines = []
    for segment in [*functions.segments, ...]:
        name = "All functions" if segment is ... else functions.name(segment)
        cells = [_phase_cell(functions, phase, segment, name) for phase, _ in functions.phases]
        lines.append(PhaseLine(name, cells))
    return lines


def _phase_cell(functions: Functions, phase: str, segment: Any, name: str) -> PhaseCell | None:
    rows = [r for r in functions.rows if r["phase"] == phase and segment in (..., r["segment"])]
    if not rows:
        return None
    chosen = {"phase": phase, "segment": None if segment is ... else segment or NOWHERE}
    told = f"of {name} in {phase}"
    whole = functions.number(rows, told, **chosen)
    if all(row["status"] == UNKNOWN for row in rows):
        unknown = Number(None, whole.address, f"nobody states who provides the functions {told}")
        return PhaseCell(unknown, whole, None)
    shares = {status: sum(row["status"] == status for row in rows) for status in (SEVERAL, SINGLE, NONE)}
    provided = [row for row in rows if row["status"] in (SEVERAL, SINGLE)]
    covered = functions.number(provided, f"provided, {told}", status=f"{SEVERAL}|{SINGLE}", **chosen)
    return PhaseCell(covered, whole, _bar(shares, len(rows)))


def _bar(shares: Mapping[str, int], whole: int) -> Markup:
    x, shapes = 0.0, []
    for status, slug in ((SEVERAL, "several"), (SINGLE, "single"), (NONE, "none")):
        width = _BAR * shares[status] / whole
        if width:
            shapes.append(block(MARKS[slug], x, 0, max(width - 1, 0.5), 6))
            x += width
    size = {"viewBox": f"0 0 {_BAR:g} 6", "preserveAspectRatio": "none"}
    return tag("svg", *shapes, class_="bar", aria_hidden="true", **size)


# --- one phase ------------------------------------------------------------------------------------

_COLUMNS: Sequence[tuple[Head, Mapping[str, str]]] = (
    (Head("Functions", "Functions that the phase lists"), {}),
    (Head("Several", "Functions that two or more elements provide", "several"), {"status": SEVERAL}),
    (Head("One", "Functions that exactly one element provides", "single"), {"status": SINGLE}),
    (Head("None", "Functions that no element provides", "none"), {"status": NONE}),
    (
        Head(
            "None, but addressed", "Functions without an element that a contribution addresses", "addressed"
        ),
        {"status": NONE, "addressed_by": "*"},
    ),
    (Head("Marked", "Functions that a source marks as unallocated", "marked"), {"marked": "yes"}),
    (
        Head("Contradictory", "Functions about which their source contradicts itself", "contradictory"),
        {"contradictory": "yes"},
    ),
    *(
        (
            Head(word.capitalize(), f"Provided functions whose best firmness is {word}", word),
            {"status": f"{SEVERAL}|{SINGLE}", "firmness": word},
        )
        for word in _FIRMNESSES
    ),
    (
        Head("Firmness not stated", "Provided functions of which nobody says how firmly", "unknown"),
        {"status": f"{SEVERAL}|{SINGLE}", "firmness": NOWHERE},
    ),
)
HEADS = [head for head, _ in _COLUMNS]


def of_phase(functions: Functions, phase: str) -> tuple[list[Line], Line]:
    """Sub-architectures against what is known of their functions, and the whole phase."""
    rows = [row for row in functions.rows if row["phase"] == phase]
    lines = []
    for segment in functions.segments:
        own = [row for row in rows if row["segment"] == segment]
        if own:
            lines.append(
                _line(functions, own, functions.name(segment), phase=phase, segment=segment or NOWHERE)
            )
    return lines, _line(functions, rows, "Whole phase", phase=phase)


def _line(functions: Functions, rows: Sequence[RowOf], name: str, **chosen: str) -> Line:
    known = any(row["status"] != UNKNOWN for row in rows)
    numbers = []
    for head, wanted in _COLUMNS:
        found = [row for row in rows if _has(row, wanted)]
        number = functions.number(found, f"of {name}: {head.words.lower()}", **chosen, **wanted)
        tells_nothing = not known and "status" in wanted
        numbers.append(replace(number, value=None, words="not stated") if tells_nothing else number)
    return Line(name, functions.address(**chosen), numbers)


def _has(row: RowOf, wanted: Mapping[str, str]) -> bool:
    for name, text in wanted.items():
        cell = row[name]
        if text == "*":
            fits = cell is not None
        elif text == NOWHERE:
            fits = cell is None
        elif isinstance(cell, bool):
            fits = cell == (text == "yes")
        else:
            fits = cell in text.split("|")
        if not fits:
            return False
    return True


def _text(cell: Any) -> str | None:
    return None if cell is None else str(cell)


def table_of(coverage: Assessment, phase: str | None) -> Table:
    """The counts of sub-architectures as a table, of one phase or of all."""
    whole = coverage.tables.data("sub_architectures")
    rows = tuple(row for row in whole.rows if phase is None or row[0] == phase)
    return replace(whole, rows=rows)
