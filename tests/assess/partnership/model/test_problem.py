"""What a problem refuses, all at once, and what it keeps."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from ecliptic.assess.partnership.model import Limit, Problem
from ecliptic.errors import UsageError
from partnership_cases import case

GOOD = case(1)


def refused(**changed: object) -> str:
    with pytest.raises(UsageError) as error:
        replace(GOOD, **changed)  # type: ignore[arg-type]
    return str(error.value)


def test_all_faults_are_told_at_once() -> None:
    m, n = GOOD.size
    told = refused(
        weight=np.ones(n),
        duration=np.zeros(n),
        fit=np.full((m, n), 2.0),
        effort=np.full((m, n), -1.0),
        effort_price=-1,
        lead_share=0,
        standby=3,
    )
    for name in ("weight sums", "duration", "fit", "effort must", "effort_price", "lead_share", "standby"):
        assert name in told
    assert len(told.splitlines()) == 8


def test_shapes_are_looked_at_before_ranges() -> None:
    m, n = GOOD.size
    told = refused(weight=np.ones(n + 1), budget=np.ones((m, 1)), most_leads=np.ones(m + 1))
    assert f"weight has the shape ({n + 1},); it must be ({n},)" in told
    assert "budget" in told
    assert "most_leads" in told
    assert "sums to" not in told


@pytest.mark.parametrize(
    ("limit", "told"),
    [
        (Limit("x", "owes", 0, None, ()), "must be one of"),  # type: ignore[arg-type]
        (Limit("x", "must lead", 9, None, ()), "organisation 9"),
        (Limit("x", "must lead", 0, 1, ()), "cannot have"),
        (Limit("x", "no exchange", 0, 9, ()), "partner 9"),
        (Limit("x", "no exchange", 0, 0, ()), "about the organisation itself"),
        (Limit("x", "takes no part", 0, None, (9,)), "needs [9]"),
    ],
)
def test_a_limit_must_name_what_there_is(limit: Limit, told: str) -> None:
    assert told in refused(limits=(limit,))


def test_needs_cannot_wait_for_one_another_in_a_circle() -> None:
    assert "circle" in refused(precedence=[[0, 1], [1, 0]])
    assert "circle" in refused(precedence=[[0, 0]])
    assert "precedence must be between" in refused(precedence=[[0, 99]])


def test_own_weights_sum_to_one_or_are_nothing() -> None:
    m, n = GOOD.size
    replace(GOOD, own_weight=np.zeros((m, n)))
    assert "own_weight of A sums to" in refused(own_weight=np.full((m, n), 0.9))


def test_words_are_no_numbers() -> None:
    assert "cannot be read as numbers" in refused(weight=["heavy"] * len(GOOD.needs))


def test_names_are_told_apart() -> None:
    assert "same name" in refused(organisations=("A",) * len(GOOD.organisations))


def test_arrays_are_copied_and_frozen() -> None:
    weight = np.array(GOOD.weight)
    problem = replace(GOOD, weight=weight)
    weight[0] = 5
    assert problem.weight[0] != 5
    with pytest.raises(ValueError, match="read-only"):
        problem.effort[0, 0] = 1


def test_every_field_is_explained() -> None:
    assert {"fit", "precedence", "standby"} <= {field.name for field in fields(Problem)}
