"""Sweeps in one process: what is gathered, and what is told of cases without an answer."""

from __future__ import annotations

import pytest

import ecliptic as ec
from ecliptic.assess.sweep import Axis, Choice, Sweep, SweepCancelledError, run
from ecliptic.errors import UsageError
from ecliptic.roadmap import Roadmap


def probing(table: str = "numbers", **choices: dict[str, object]) -> Sweep:
    made = tuple(Choice(name, parameters) for name, parameters in choices.items())
    return Sweep("probe", (Axis("case", made),), {"size": 2}, table)


def test_all_rows_of_all_cases_come_in_order_behind_their_choices() -> None:
    phases = ("HLR", "FE+")
    sweep = Sweep(
        "coverage", (Axis("when", tuple(Choice(p, {"phase": p}) for p in phases)),), table="functions"
    )
    roadmap = ec.reference()
    result = run(sweep, roadmap)
    single = [ec.assess.coverage(roadmap, phase=phase).tables.data("functions") for phase in phases]
    assert result.complete
    assert result.table.columns[1:] == single[0].columns
    assert list(result.table.rows) == [
        (phase, *row) for phase, table in zip(phases, single, strict=True) for row in table.rows
    ]


def test_cases_without_an_answer_are_told_and_the_others_go_on(small: Roadmap) -> None:
    result = run(probing(good={}, no={"refuse": True}, broken={"fail": True}), small)
    assert result.table.column("case") == ("good", "good")
    assert result.refused.rows == (("no", "The probe was told to refuse."),)
    assert result.failed.rows == (("broken", "ValueError: the probe was told to break"),)
    assert not result.complete


def test_a_column_that_a_case_does_not_have_is_unknown_there(small: Roadmap) -> None:
    result = run(probing(less={}, more={"extra": True}), small)
    assert result.table.column("more") == (None, None, 0, 1)


def test_an_axis_that_is_called_like_a_column_says_that_it_is_the_axis(small: Roadmap) -> None:
    axes = (Axis("mark", (Choice("a", {"marks": "A"}),)), Axis("reason", (Choice("none"),)))
    result = run(Sweep("probe", axes, {"size": 1}, "numbers"), small)
    assert [column.name for column in result.table.columns] == [
        "mark (axis)",
        "reason",
        "place",
        "mark",
        "value",
    ]
    assert [column.name for column in result.refused.columns] == ["mark", "reason (axis)", "reason"]


def test_a_question_without_a_summary_is_counted(small: Roadmap) -> None:
    table = run(probing("summary", good={}), small).table
    assert [column.name for column in table.columns] == [
        "case",
        "high",
        "medium",
        "low",
        "information",
        "statements",
        "unverified",
        "unknown",
    ]
    assert table.rows == (("good", 0, 0, 0, 0, 7, 0, 2),)


def test_an_unknown_table_ends_the_sweep_and_names_the_tables(small: Roadmap) -> None:
    with pytest.raises(UsageError, match=r"probe has no table 'nombers'\. The tables are: summary, numbers"):
        run(probing("nombers", good={}), small)


def test_faults_are_told_before_anything_runs(small: Roadmap) -> None:
    with pytest.raises(UsageError, match=r"choice a, parameters\.size: \"x\" is not a whole number"):
        run(probing(a={"size": "x"}, b={"folder": "/nowhere"}), small)


def test_progress_is_told_and_the_caller_may_end_it(small: Roadmap) -> None:
    heard: list[tuple[int, int]] = []
    run(probing(a={}, b={}), small, progress=lambda *told: heard.append(told))
    assert heard == [(1, 2), (2, 2)]
    with pytest.raises(SweepCancelledError, match=r"ended after 1 of 3 cases\. Nothing of it was kept"):
        run(
            probing(a={}, b={}, c={}),
            small,
            progress=lambda *t: heard.append(t),
            cancelled=lambda: len(heard) > 2,
        )


def test_everything_that_is_needed_to_get_the_same_again_is_told(small: Roadmap) -> None:
    whole = run(probing(good={}, no={"refuse": True}), small).as_dict()
    assert whole["roadmap_digest"] == small.digest
    assert (whole["question"], whole["cases"], whole["complete"]) == ("probe", 2, False)
    assert whole["axes"][0]["choices"][1] == {"name": "no", "parameters": {"refuse": True}}
    assert whole["refused"]["rows"] == [["no", "The probe was told to refuse."]]
