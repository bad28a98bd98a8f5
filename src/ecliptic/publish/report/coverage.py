"""What a report adds to coverage: the opening numbers of each phase and the lists behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from ecliptic.assess import Assessment, Table
from ecliptic.assess.assessment import Cell
from ecliptic.publish.palette import MARKS, block
from ecliptic.publish.report.anchors import Anchors, slug
from ecliptic.publish.report.cells import mark
from ecliptic.publish.svg import tag
from ecliptic.vocabulary import Function

QUESTION = "coverage"
_SEVERAL, _SINGLE, _NONE = "several providers", "single provider", "no provider"

RowDict = Mapping[str, Cell]
_UNKNOWN = Markup(
    "Nobody states which elements provide these functions: whether they are covered is unknown."
)
_BAR_WIDTH = 1000.0
_BAR_HEIGHT = 22.0

# Which functions stand behind a number of the summary, by the name of its column.
_PREDICATES: dict[str, Callable[[RowDict], bool]] = {
    "functions": lambda row: True,
    "several_providers": lambda row: row["status"] == _SEVERAL,
    "single_provider": lambda row: row["status"] == _SINGLE,
    "without_element": lambda row: row["status"] == _NONE,
    "marked": lambda row: row["marked"] is True,
    "addressed": lambda row: row["status"] == _NONE and row["addressed_by"] is not None,
    "contradictory": lambda row: row["contradictory"] is True,
    "untraced": lambda row: row["use_cases"] is None,
    "unverified": lambda row: row["unverified"] is True,
}
_WORDS = {
    "functions": "All functions",
    "several_providers": "Functions that two or more elements provide",
    "single_provider": "Functions that hang on one element",
    "without_element": "Functions that no element provides",
    "marked": "Functions that a source marks as unallocated",
    "addressed": "Functions without an element that a contribution addresses all the same",
    "contradictory": "Functions about which their source contradicts itself",
    "untraced": "Functions that serve no use case",
    "unverified": "Functions for which an unverified statement counts",
}


@dataclass(frozen=True, slots=True)
class FunctionList:
    """The functions behind a number."""

    anchor: str
    phase: str
    count: int
    words: str
    links: list[Markup]


@dataclass(frozen=True, slots=True)
class Tile:
    """A number of the opening summary."""

    count: int
    words: str
    mark: Markup
    address: str
    class_: str


@dataclass(frozen=True, slots=True)
class PhaseSummary:
    """The opening numbers of one phase."""

    id: str
    name: str
    functions: int
    all_address: str
    tiles: list[Tile]
    bar: Markup | None
    words: list[Markup]


class CoverageLists:
    """Lists of functions by phase, for one section of a report."""

    def __init__(self, assessment: Assessment, section: str, anchors: Anchors) -> None:
        self._section = section
        self._anchors = anchors
        self.lists: dict[tuple[str, str], FunctionList] = {}
        self._functions = _rows(assessment.tables.data("functions"))
        self._summary = _rows(assessment.tables.data("summary"))
        for row in self._summary:
            for key in _PREDICATES:
                self._make(str(row["phase"]), key)

    def _make(self, phase: str, key: str) -> None:
        chosen = [row for row in self._functions if row["phase"] == phase and _PREDICATES[key](row)]
        if chosen:
            anchor = f"{self._section}.list.{slug(phase)}.{key}"
            links = [self._anchors.link(Function.kind, str(row["function"])) for row in chosen]
            self.lists[phase, key] = FunctionList(anchor, phase, len(chosen), _WORDS[key], links)

    def place(self, phase: str, key: str, count: Cell) -> str | None:
        """Where the list is of the functions that a number of the summary counts."""
        found = self.lists.get((phase, key))
        return f"#{found.anchor}" if found is not None and found.count == count else None

    def summaries(self) -> list[PhaseSummary]:
        """The opening numbers, phase by phase."""
        return [self._summarised(row) for row in self._summary if row["functions"]]

    def _count(self, phase: str, key: str) -> int:
        found = self.lists.get((phase, key))
        return found.count if found else 0

    def _summarised(self, row: RowDict) -> PhaseSummary:
        phase, name = str(row["phase"]), str(row["name"])
        whole = self._count(phase, "functions")
        known = row["without_element"] is not None
        shown = [
            ("several_providers", "several", "two or more elements"),
            ("single_provider", "single", "one element only"),
            ("without_element", "none", "no element"),
            ("contradictory", "contradictory", "contradictory"),
        ]
        tiles = [
            Tile(
                self._count(phase, key),
                words,
                mark(slug_),
                self.lists[phase, key].anchor if (phase, key) in self.lists else "",
                slug_,
            )
            for key, slug_, words in shown
            if known or key == "contradictory"
        ]
        counts = {slug_: self._count(phase, key) for key, slug_, _ in shown[:3]}
        return PhaseSummary(
            id=phase,
            name=name,
            functions=whole,
            all_address=self.lists[phase, "functions"].anchor,
            tiles=tiles if known else [],
            bar=_bar(counts, whole) if known else None,
            words=self._told(phase, row) if known else [_UNKNOWN],
        )

    def _told(self, phase: str, row: RowDict) -> list[Markup]:
        """What the tiles leave open, each number with its list."""
        none = self._count(phase, "without_element")
        reach = self._linked(phase, "addressed", "a contribution reaches {} of them, interests left aside.")
        parts = [
            tag("span", f"Of the {none} functions without an element, ") + reach
            if none and reach
            else tag("span", f"No contribution reaches the {none} functions without an element.")
            if none
            else Markup(""),
            self._linked(phase, "marked", "Sources mark {} as unallocated."),
            tag("span", f"The phase has {row['use_cases']} use cases and {row['objectives']} objectives."),
        ]
        return [part for part in parts if part]

    def _linked(self, phase: str, key: str, words: str) -> Markup:
        """Words with the number of a list, which leads to it; nothing where the list is empty."""
        found = self.lists.get((phase, key))
        if found is None:
            return Markup("")
        before, _, after = words.partition("{}")
        return tag("span", before, tag("a", str(found.count), href=f"#{found.anchor}"), after)


def _rows(table: Table) -> list[RowDict]:
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


def _bar(counts: Mapping[str, int], whole: int) -> Markup:
    x, shapes = 0.0, []
    for name, count in counts.items():
        width = _BAR_WIDTH * count / whole if whole else 0.0
        if width:
            shapes.append(block(MARKS[name], x, 0, width - 2, _BAR_HEIGHT, rx=3))
            x += width
    return tag(
        "svg",
        *shapes,
        viewBox=f"0 0 {_BAR_WIDTH:g} {_BAR_HEIGHT:g}",
        class_="phase-bar",
        preserveAspectRatio="none",
        aria_hidden="true",
    )
