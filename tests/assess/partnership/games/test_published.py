"""Games that others have published: their numbers, with where they stand and how near ours must be."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecliptic.assess.partnership.games import (
    CapabilityGame,
    FunctionGame,
    TableGame,
    in_core,
    least_core,
    nucleolus,
    shapley_exact,
    shapley_sampled,
)

# --- the Tennessee Valley Authority ---------------------------------------------------------------
#
# P. D. Straffin and J. P. Heaney, "Game theory and the Tennessee Valley Authority", International Journal of
# Game Theory 10 (1981) 35–43: costs, in thousands of dollars, of serving navigation (player 0), flood control
# (1) and power (2), alone and together. The costs and the Shapley value stand here as they are commonly
# quoted from the paper, which was not at hand: unverified. Both divisions follow from the costs by hand.
# Navigation has 163,520/3 + (301,607 - 140,826)/6 + (378,821 - 250,096)/6 + (412,584 - 367,370)/3 = 117,829.
# No pair saves as much as a third of the 141,858 that all save, so the nucleolus shares these equally, 47,286
# each.

TENNESSEE = TableGame(np.array([0, 163520, 140826, 301607, 250096, 378821, 367370, 412584], float))


def test_the_shapley_value_of_the_tennessee_valley_authority() -> None:
    # Given to half a thousand dollars; ours are the same to a thousandth of a dollar.
    assert shapley_exact(TENNESSEE) == pytest.approx([117829.0, 100756.5, 193998.5], abs=1e-6)
    assert in_core(TENNESSEE, shapley_exact(TENNESSEE), costs=True)


def test_the_nucleolus_of_the_tennessee_valley_authority() -> None:
    # Computed by hand from the costs, as told above; to a thousandth of a dollar.
    expected = [163520 - 47286, 140826 - 47286, 250096 - 47286]
    assert nucleolus(TENNESSEE, costs=True) == pytest.approx(expected, abs=1e-6)
    assert least_core(TENNESSEE, costs=True).epsilon == pytest.approx(-47286, abs=1e-6)


# --- runways -----------------------------------------------------------------------------------------


def runway(costs: Sequence[float]) -> FunctionGame:
    """A coalition pays for the runway that its most demanding member needs."""
    return FunctionGame(
        len(costs), lambda mask: max([c for i, c in enumerate(costs) if mask >> i & 1] or [0])
    )


def littlechild_owen(costs: Sequence[float]) -> list[float]:
    """Every step of the cost is shared by those whose planes need it.

    S. C. Littlechild and G. Owen, Management Science 20 (1973) 370–372.
    """
    steps = [0.0, *sorted(costs)]
    return [
        sum(
            (high - low) / sum(other >= high for other in costs)
            for low, high in pairwise(steps)
            if high <= cost and high > low
        )
        for cost in costs
    ]


def littlechild(costs: Sequence[float]) -> list[float]:
    """From the cheapest on, each pays the least of the costs left, each over one more than share it.

    S. C. Littlechild, International Journal of Game Theory 3 (1974) 21–29, in the recursive form of T.
    Sönmez, "Population-monotonicity of the nucleolus on a class of public good problems" (1993), MPRA 58248.
    """
    order = sorted(range(len(costs)), key=lambda player: costs[player])
    shares, paid = [0.0] * len(costs), 0.0
    for place, player in enumerate(order[:-1]):
        shares[player] = min(
            (costs[order[last]] - paid) / (last - place + 2) for last in range(place, len(order) - 1)
        )
        paid += shares[player]
    shares[order[-1]] = costs[order[-1]] - paid
    return shares


def test_four_kinds_of_plane_on_one_runway() -> None:
    # The worked example of the article "Airport problem" in Wikipedia, after Littlechild and Owen; exact.
    assert shapley_exact(runway((8, 11, 13, 18))) == pytest.approx([2, 3, 4, 9], abs=1e-12)


COSTS = st.lists(st.floats(0.01, 1000), min_size=1, max_size=9)


@given(COSTS)
@settings(deadline=None, max_examples=50)
def test_the_shapley_value_of_a_runway(costs: list[float]) -> None:
    assert shapley_exact(runway(costs)) == pytest.approx(littlechild_owen(costs), abs=1e-9)


@given(COSTS)
@settings(deadline=None, max_examples=50)
def test_the_nucleolus_of_a_runway(costs: list[float]) -> None:
    shares = nucleolus(runway(costs), costs=True)
    assert shares == pytest.approx(littlechild(costs), abs=1e-6)
    assert in_core(runway(costs), shares, costs=True, tolerance=1e-7)


def test_a_runway_of_sixty_users_is_a_need_that_each_can_meet_alone() -> None:
    costs = [float(1 + (37 * i) % 60) for i in range(60)]
    need = [(1 << player, cost) for player, cost in enumerate(costs)]
    game = CapabilityGame([need], [1.0], 60)
    assert shapley_exact(game) == pytest.approx(littlechild_owen(costs), abs=1e-9)
    sampled = shapley_sampled(game, seed=1, standard_error=0.002)
    # Within four of its standard errors; whoever needs least has none.
    allowed = 4 * sampled.standard_errors + 1e-9
    assert (np.abs(sampled.values - littlechild_owen(costs)) <= allowed).all()


# --- estates that are too small ----------------------------------------------------------------------


def estate_game(estate: float, claims: Sequence[float]) -> FunctionGame:
    """What the others leave to a coalition when all their claims are paid."""

    def worth(mask: int) -> float:
        return max(0.0, estate - sum(claim for i, claim in enumerate(claims) if not mask >> i & 1))

    return FunctionGame(len(claims), worth)


def equal_awards(estate: float, claims: Sequence[float]) -> list[float]:
    """As much to each as to the others, but to nobody more than claimed: the smallest claims first."""
    awards, left = [0.0] * len(claims), estate
    for place, player in enumerate(sorted(range(len(claims)), key=lambda i: claims[i])):
        awards[player] = min(claims[player], left / (len(claims) - place))
        left -= awards[player]
    return awards


def contested_garment(estate: float, claims: Sequence[float]) -> list[float]:
    """Equal awards up to half of each claim, equal losses beyond.

    R. J. Aumann and M. Maschler, Journal of Economic Theory 36 (1985) 195–213.
    """
    halves, total = [claim / 2 for claim in claims], sum(claims)
    if estate <= total / 2:
        return equal_awards(estate, halves)
    losses = equal_awards(total - estate, halves)
    return [claim - loss for claim, loss in zip(claims, losses, strict=True)]


@pytest.mark.parametrize(
    ("estate", "awards"), [(100, (100 / 3, 100 / 3, 100 / 3)), (200, (50, 75, 75)), (300, (50, 100, 150))]
)
def test_the_estates_of_the_talmud(estate: float, awards: tuple[float, ...]) -> None:
    # Kethubot 93a, as tabulated by Aumann and Maschler (1985): claims of 100, 200 and 300. To 1e-9.
    assert nucleolus(estate_game(estate, (100, 200, 300))) == pytest.approx(awards, abs=1e-9)
    assert contested_garment(estate, (100, 200, 300)) == pytest.approx(awards, abs=1e-9)


@given(st.lists(st.integers(1, 100), min_size=1, max_size=7), st.floats(0.01, 1))
@settings(deadline=None, max_examples=50)
def test_the_nucleolus_of_an_estate_is_the_contested_garment_for_all(claims: list[int], part: float) -> None:
    estate = part * sum(claims)
    game = estate_game(estate, claims)
    assert nucleolus(game) == pytest.approx(contested_garment(estate, claims), abs=1e-6)
    # Such games are convex, so that both divisions are in the core.
    assert in_core(game, nucleolus(game), tolerance=1e-7)
    assert in_core(game, shapley_exact(game), tolerance=1e-7)


# --- others ------------------------------------------------------------------------------------------


def test_the_security_council() -> None:
    # Power in the council of 15, of which 5 can veto and 9 must agree: 421/2145 and 4/2145, the fractions
    # that textbooks round to 0.196 and 0.0019; they follow from counting the orders in which a member
    # decides. To 1e-12.
    council = FunctionGame(15, lambda mask: float(mask & 0b11111 == 0b11111 and mask.bit_count() >= 9))
    assert shapley_exact(council) == pytest.approx([421 / 2145] * 5 + [4 / 2145] * 10, abs=1e-12)


def test_a_game_of_four_from_another_program() -> None:
    # The example of `nucleolus` in the manual of the R package CoopGame 0.2.2, with its printed answer.
    by_size = {
        (0, 1): 5, (0, 2): 5, (0, 3): 8, (1, 2): 9, (1, 3): 10, (2, 3): 8,
        (0, 1, 2): 13, (0, 1, 3): 15, (0, 2, 3): 16, (1, 2, 3): 17, (0, 1, 2, 3): 21,
    }  # fmt: skip
    values = np.zeros(16)
    for who, worth in by_size.items():
        values[sum(1 << player for player in who)] = worth
    assert nucleolus(TableGame(values)) == pytest.approx([3.5, 4.5, 5.5, 7.5], abs=1e-9)
