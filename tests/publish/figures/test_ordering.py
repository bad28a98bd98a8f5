"""Sweeps lessen crossings and keep blocks; columns settle without overlap, as near as can be."""

from __future__ import annotations

from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecliptic.publish.figures.ordering import crossings, ordered, settled

PAIRS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=30, unique=True)


@given(PAIRS)
def test_crossings_are_those_that_are_counted_pair_by_pair(pairs: list[tuple[int, int]]) -> None:
    counted = sum((a - c) * (b - d) < 0 for (a, b), (c, d) in combinations(pairs, 2))
    assert crossings(range(8), range(8), pairs) == counted


@given(PAIRS, st.integers(0, 8), st.integers(0, 8))
def test_sweeps_keep_the_blocks_and_never_add_crossings(
    pairs: list[tuple[int, int]], one: int, other: int
) -> None:
    blocks = [list(range(one)), list(range(one, 8))], [list(range(other)), list(range(other, 8))]
    left, right = ordered(*blocks, pairs)
    assert sorted(left[:one]) == blocks[0][0]
    assert sorted(right[:other]) == blocks[1][0]
    assert sorted(left) == sorted(right) == list(range(8))
    linked = [[e for b in side for e in sorted(b, key=lambda e: e not in ends)] for side, ends in zip(
        blocks, ({a for a, _ in pairs}, {b for _, b in pairs}), strict=True)]  # fmt: skip
    assert crossings(left, right, pairs) <= crossings(*linked, pairs)


def test_a_twisted_ladder_is_untwisted() -> None:
    pairs = [(n, 9 - n) for n in range(10)]
    left, right = ordered([list(range(10))], [list(range(10))], pairs)
    assert crossings(left, right, pairs) == 0


def test_order_without_crossings_is_left_alone() -> None:
    pairs = [(0, 0), (1, 0), (1, 1), (2, 2)]
    assert ordered([[0, 1, 2]], [[0, 1, 2]], pairs) == ([0, 1, 2], [0, 1, 2])


@pytest.mark.parametrize("pairs", [
    [(0, 3), (1, 1), (2, 0), (3, 2), (0, 0), (2, 3)],
    [(0, 1), (0, 3), (1, 0), (1, 2), (2, 1), (3, 0), (3, 3)],
])  # fmt: skip
def test_small_networks_come_near_the_least_that_any_order_has(pairs: list[tuple[int, int]]) -> None:
    least = min(crossings(a, b, pairs) for a in permutations(range(4)) for b in permutations(range(4)))
    assert crossings(*ordered([list(range(4))], [list(range(4))], pairs), pairs) <= least + 2


@given(st.lists(st.tuples(st.floats(-500, 1500), st.floats(1, 100)), max_size=12), st.floats(0, 300))
def test_columns_neither_overlap_nor_leave_their_room(
    things: list[tuple[float, float]], spare: float
) -> None:
    wanted, heights = [w for w, _ in things], [h for _, h in things]
    bottom = sum(heights) + spare
    tops = settled(wanted, heights, bottom)
    for (top, height), after in zip(zip(tops, heights, strict=True), [*tops[1:], bottom], strict=False):
        assert after >= top + height - 1e-6
    assert all(top >= -1e-9 for top in tops)


def test_columns_with_room_stand_where_they_wish() -> None:
    assert settled([10, 60, 200], [20, 20, 20], 300) == [10, 60, 200]


def test_two_that_wish_the_same_place_share_what_they_miss() -> None:
    assert settled([100, 100], [20, 20], 300) == [90, 110]
