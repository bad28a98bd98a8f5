"""Whatever records are written in somebody's layout, a mapping of that layout brings back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ecliptic.vocabulary import Allocation, Function
from foreign import complaints, mapped

WORDS = st.from_regex(r"[A-Za-z][A-Za-z ]{0,10}[A-Za-z]", fullmatch=True)
CODES = st.from_regex(r"[A-Z]{1,3}-[0-9]{1,3}", fullmatch=True)
FUNCTIONS = st.builds(
    Function,
    id=CODES,
    name=WORDS.map(lambda text: " ".join(text.split())),
    description=st.none() | WORDS.map(lambda text: " ".join(text.split())),
    use_cases=st.lists(CODES, max_size=3, unique=True).map(tuple),
    location=st.none() | CODES,
)
LABELS = {
    "id": "No.",
    "name": "What it does",
    "description": "Remark (if any)",
    "use_cases": "Used in",
    "location": "Where",
}


@dataclass(frozen=True)
class Style:
    """How somebody lays out a table."""

    order: list[str]
    above: int
    between: list[int]
    separator: str
    bullet: str
    empty: str
    noise: str
    grouped: bool


STYLES = st.builds(
    Style,
    order=st.permutations(list(LABELS)),
    above=st.integers(0, 4),
    between=st.lists(st.integers(0, 3), min_size=3, max_size=3),
    separator=st.sampled_from([";", ", ", "\n", " / "]),
    bullet=st.sampled_from(["", "• ", "- "]),
    empty=st.sampled_from(["", "n/a", "-"]),
    noise=st.sampled_from(["", " ", "\u00a0", "\n"]),
    grouped=st.booleans(),
)


def laid_out(functions: list[Function], style: Style) -> list[list[Any]]:
    """The table as its owner would write it."""
    rows: list[list[Any]] = [["Plan of the agency"] for _ in range(style.above)]
    rows.append([f"{style.noise}{LABELS[name].upper()}{style.noise}" for name in style.order])
    last = None
    for number, function in enumerate(functions):
        rows += [[] for _ in range(style.between[number % 3])]
        values = {
            "id": f" {function.id}\u00a0",
            "name": function.name.replace(" ", "\u00a0 "),
            "description": function.description or style.empty,
            "use_cases": style.separator.join(style.bullet + one for one in function.use_cases)
            or style.empty,
            "location": function.location or style.empty or "nowhere",
        }
        if style.grouped and values["location"] == last:
            values["location"] = ""
        last = values["location"] or last
        rows.append([values[name] for name in style.order])
    rows += [["Total"], ["all of the above"]]
    return rows


def mapping_of(style: Style) -> str:
    """The mapping that its owner would write."""
    fields = "\n".join(
        f'fields.{name} = "{label}"' for name, label in LABELS.items() if name not in ("use_cases", "id")
    )
    separator = style.separator.strip(" ").replace("\n", "\\\\n") or "/"
    first = LABELS[style.order[0]]
    return f"""
blank = ["N/A", "-", "nowhere"]
[[tables]]
kind = "function"
fill_down = ["Where"]
skip = [{{ column = "{first}", matches = "(?i)total", onwards = true, reason = "the foot of the table" }}]
fields.id = "No."
fields.use_cases = {{ column = "Used in", split = "{separator}", strip = "•- " }}
{fields}
"""


@given(st.lists(FUNCTIONS, max_size=8, unique_by=lambda function: function.id), STYLES)
def test_tables(functions: list[Function], style: Style) -> None:
    functions = [f for f in functions if f.name.casefold() != "total" and f.id.casefold() != "total"]
    result = mapped(mapping_of(style), laid_out(functions, style))
    assert complaints(result) == []
    assert [statement.record for statement in result.statements] == functions
    assert all(account.is_balanced for account in result.accounts)


PHASES = {"2030": "near", "2035": "far"}
ELEMENTS = {"Big lander": "EL-1", "Rover": "EL-2", "Relay": "EL-3"}
MATRIX = """
[lookups.elements]
"Big lander" = "EL-1"
"Rover" = "EL-2"
"Relay" = "EL-3"
[[tables]]
kind = "allocation"
header_lines = 2
each = "mark"
matrix = { after = "Function", marks = ["x"] }
let.year = { heading = true, pattern = "([0-9]{4}) / .+" }
let.asset = { heading = true, pattern = "[0-9]{4} / (.+)", lookup = "elements" }
fields.id = { text = "{phase}:{function}:{element}" }
fields.function = "Function"
fields.element = { text = "{asset}" }
fields.phase = { text = "{year}", lookup = { "2030" = "near", "2035" = "far" } }
"""


@given(
    st.lists(CODES, min_size=1, max_size=6, unique=True),
    st.sets(st.tuples(st.integers(0, 5), st.sampled_from(list(PHASES)), st.sampled_from(list(ELEMENTS)))),
    st.permutations(list(ELEMENTS)),
)
def test_matrices_under_merged_headings(
    functions: list[str], marks: set[tuple[int, str, str]], order: list[str]
) -> None:
    columns = [(year, name) for year in PHASES for name in order]
    rows: list[list[Any]] = [[None, "2030", None, None, "2035", None, None]]
    rows.append(["Function", *(name for _, name in columns)])
    rows += [
        [function, *("X" if (number, *column) in marks else None for column in columns)]
        for number, function in enumerate(functions)
    ]
    result = mapped(MATRIX, rows, {"Plan": ["B1:D1", "E1:G1"]})
    assert complaints(result) == []
    expected = {
        Allocation(
            id=f"{PHASES[year]}:{functions[number]}:{ELEMENTS[name]}",
            function=functions[number],
            phase=PHASES[year],
            element=ELEMENTS[name],
        )
        for number, year, name in marks
        if number < len(functions)
    }
    assert {statement.record for statement in result.statements} == expected
