"""What each source and step of a recipe makes of a cell."""

from __future__ import annotations

from typing import Any

import pytest

from foreign import complaints, mapped, said

FUNCTION = """
[[tables]]
kind = "function"
fields.id = "No."
fields.name = { constant = "n" }
"""


def made(recipe: str, cell: Any, field: str = "use_cases", **more: str) -> Any:
    """What a recipe for one field makes of one cell in column "In"."""
    extra = "".join(f"{key} = {value}\n" for key, value in more.items())
    result = mapped(
        f"{extra}{FUNCTION}fields.{field} = {recipe}\n", [["No.", "In", "Other"], ["A", cell, "x"]]
    )
    assert complaints(result) == []
    (record,) = said(result)
    return record.get(field)


@pytest.mark.parametrize(
    ("recipe", "cell", "expected"),
    [
        ('"In"', " UC-1\u00a0 a ", ("UC-1 a",)),
        ('{ column = "In", split = "[,;\\\\n]" }', "UC-1; UC-2,\nUC-3", ("UC-1", "UC-2", "UC-3")),
        ('{ column = "In", split = "\\\\n", strip = "•✓*" }', "• UC-1 *\n✓UC-2", ("UC-1", "UC-2")),
        ('{ column = "In", split = "\\\\n", drop = "(Moon|Mars):" }', "Moon:\nUC-1", ("UC-1",)),
        ('{ column = "In", split = ";", blank = ["-"] }', "UC-1; - ;UC-2", ("UC-1", "UC-2")),
        ('{ column = "In", pattern = "(UC-[0-9]) -- .*" }', "UC-1 -- FN-2", ("UC-1",)),
        ('{ column = "In", find = "UC-[0-9]" }', "see UC-1 and UC-2 (not uc-3)", ("UC-1", "UC-2")),
        ('{ column = "In", find = "(UC)(?=-)" }', "UC-1", ("UC",)),
        ('{ column = "In", pattern = "(?P<n>[0-9]+)", text = "UC-{n:03}" }', "7", ("UC-007",)),
        ('{ column = "In", text = "{value:slug}" }', "Réseau & Lander 2", ("r-seau-lander-2",)),
        ('{ column = "In", text = "{value:lower}-{value:upper}" }', "Ab", ("ab-AB",)),
        ('{ text = "{id}/{row}/{sheet}" }', "x", ("A/2/Plan",)),
        ('{ column = "In", lookup = { "One  Thing" = "UC-1" } }', "ONE\nthing", ("UC-1",)),
        ('{ column = "In", lookup = { both = ["UC-1", "UC-2"] } }', "Both", ("UC-1", "UC-2")),
        ('{ column = "In", lookup = { nothing = [] } }', "nothing", None),
        ('{ column = "In", split = ",", lookup = { a = "UC-1" }, unknown = "drop" }', "a,b", ("UC-1",)),
        ('{ column = "In", split = ",", lookup = { a = "UC-1" }, unknown = "keep" }', "a,b", ("UC-1", "b")),
        ('{ column = "In", split = ",", take = "first" }', "a,b,c", ("a",)),
        ('{ column = "In", split = ",", take = "last" }', "a,b,c", ("c",)),
        ('{ column = "In", split = ",", take = "rest" }', "a,b,c", ("b", "c")),
        ('{ column = "In", split = ",", join = " and " }', "a,b", ("a and b",)),
        ('{ columns = ["In", "Other"] }', "a", ("a", "x")),
        ('{ columns = ["In", "Other"], join = ": " }', None, ("x",)),
        ('{ constant = ["a", "b"] }', None, ("a", "b")),
        ('{ column = "In", default = "none" }', None, ("none",)),
        ('{ column = "In", rewrite = [["([0-9]+)", "UC-{1}"], ["x.*", ""]] }', "12", ("UC-12",)),
        ('{ column = "In", rewrite = [["([0-9]+)", "UC-{1}"], ["x.*", ""]] }', "xyz", None),
        ('{ column = "In", rewrite = [["([0-9]+)", "UC-{1}"]] }', "UC-9", ("UC-9",)),
        ('{ column = "Missing", optional = true }', "x", None),
        ('{ first_of = [{ column = "In", pattern = "UC-.*" }, { column = "Other" }] }', "what", ("x",)),
        ('{ first_of = [{ column = "In" }], default = "d" }', None, ("d",)),
        ('"@B"', "by letter", ("by letter",)),
    ],
)
def test_recipes_for_lists(recipe: str, cell: Any, expected: Any) -> None:
    assert made(recipe, cell) == expected


@pytest.mark.parametrize(("cell", "text"), [(5.0, "5"), (2.5, "2.5"), (True, "yes"), ("a\nb  c", "a\nb c")])
def test_cells_are_seen_by_templates_as_spreadsheets_show_them(cell: Any, text: str) -> None:
    assert made('{ column = "In", text = "{value}" }', cell, "description") == text


@pytest.mark.parametrize(
    ("recipe", "cell", "kilograms"),
    [
        ('"In"', 1200, 1200),
        ('"In"', "1200", 1200),
        ('{ column = "In", scale = 1000 }', 1.5, 1500),
        ('{ column = "In", decimal = ",", scale = 1000 }', "1.234,5", 1_234_500),
        ('{ column = "In", pattern = "about ([0-9.]+) t", scale = 1000 }', "about 15 t", 15_000),
    ],
)
def test_numbers(recipe: str, cell: Any, kilograms: float) -> None:
    tables = (
        f'[[tables]]\nkind = "element"\nfields.id = "No."\nfields.name = "No."\nfields.mass_kg = {recipe}\n'
    )
    (record,) = said(mapped(tables, [["No.", "In"], ["A", cell]]))
    assert record["mass_kg"] == kilograms


def test_dates_are_rewritten_into_words_that_dates_may_have() -> None:
    tables = """
    [[tables]]
    kind = "mission"
    fields.id = "No."
    fields.name = "No."
    fields.launch.column = "When"
    fields.launch.rewrite = [["([0-9]{4}) ?- ?([0-9]{4})", "{1}/{2}"], ["not before (.+)", "NET {1}"]]
    """
    rows = [["No.", "When"], ["A", "2030 - 2032"], ["B", "not before 2031-12"], ["C", 2028], ["D", "2029-Q3"]]
    launches = [str(record["launch"]) for record in said(mapped(tables, rows))]
    assert launches == ["2030/2032", "NET 2031-12", "2028", "2029-Q3"]


def test_has_gives_yes_or_no() -> None:
    tables = FUNCTION + 'envelope.unverified = { columns = ["In", "Other"], has = "(?i)recall" }\n'
    rows = [["No.", "In", "Other"], ["A", "Recalled", None], ["B", "found", None], ["C", None, None]]
    assert [s.unverified for s in mapped(tables, rows).statements] == [True, False, False]


def test_words_that_mean_empty_are_empty_everywhere() -> None:
    tables = 'blank = ["BLANK"]\n' + FUNCTION + 'fields.description = "In"\nblank = ["n/a"]\n'
    rows = [["No.", "In"], ["A", "Blank"], ["B", "N/A"], ["C", "blanket"]]
    assert [record.get("description") for record in said(mapped(tables, rows))] == [None, None, "blanket"]


@pytest.mark.parametrize(
    ("recipe", "cell", "complaint"),
    [
        (
            '{ column = "In", pattern = "UC-[0-9]+" }',
            "UC-x",
            'In: "UC-x" does not have the form that the mapping expects. It must look like this: UC-[0-9]+. '
            "Correct the cell or the mapping's pattern.",
        ),
        (
            '{ column = "In", lookup = { a = "UC-1", b = "UC-2" } }',
            "c",
            'In: "c" is not a word that the mapping knows. Correct the cell, or add the word to the lookup '
            'of this column in the mapping. It knows "a", "b".',
        ),
        ('{ column = "In", scale = 2 }', "many", 'In: "many" is not a number.'),
    ],
)
def test_what_does_not_fit_is_reported_with_its_place(recipe: str, cell: str, complaint: str) -> None:
    result = mapped(FUNCTION + f"fields.use_cases = {recipe}\n", [["No.", "In"], ["A", cell], ["B", None]])
    (text,) = complaints(result)
    assert text.startswith(f"plan.xlsx, sheet Plan, row 2, {complaint}")
    assert [record["id"] for record in said(result)] == ["B"]


def test_a_field_for_one_value_does_not_take_several() -> None:
    result = mapped(
        FUNCTION + 'fields.description = { column = "In", split = ";" }\n', [["No.", "In"], ["A", "x;y"]]
    )
    assert complaints(result) == [
        'plan.xlsx, sheet Plan, row 2, In: "x; y" holds several values, and the field takes one. '
        "Say which one with take, or join them, in the mapping."
    ]


def test_what_the_vocabulary_refuses_is_told_with_the_column_of_the_source() -> None:
    tables = (
        '[[tables]]\nkind = "element"\nfields.id = "No."\nfields.name = "Label"\nfields.mass_kg = "Mass"\n'
    )
    (text,) = complaints(mapped(tables, [["No.", "Label", "Mass"], ["A", "x", "twelve"]]))
    assert text.startswith('plan.xlsx, sheet Plan, row 2, Mass: "twelve" is not a number.')


def test_none_of_several_recipes_fitting_is_told_once_for_each() -> None:
    recipe = '{ first_of = [{ column = "In", pattern = "UC-.*" }, { column = "In", pattern = "CN-.*" }] }'
    result = mapped(FUNCTION + f"fields.use_cases = {recipe}\n", [["No.", "In"], ["A", "what"], ["B", None]])
    assert len(complaints(result)) == 2
    assert [record["id"] for record in said(result)] == ["B"]
