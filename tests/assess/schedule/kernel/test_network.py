"""Networks, their cycles and their dates, judged by networkx."""

import networkx
import numpy as np
import pytest

from ecliptic.assess.schedule.kernel import Calendar, closed, dates, find_cycle, network, periodic
from ecliptic.errors import UsageError


def generated(count: int, seed: int) -> tuple[list[tuple[int, int]], list[float], list[float]]:
    """Dependencies without cycles among numbers in no order, with lags and durations."""
    draw = np.random.Generator(np.random.PCG64(seed))
    numbers = draw.permutation(count)
    pairs = sorted({tuple(sorted(draw.choice(count, 2, replace=False))) for _ in range(2 * count)})
    lags = draw.integers(0, 5, len(pairs)) / 2
    return (
        [(int(numbers[a]), int(numbers[b])) for a, b in pairs],
        list(lags),
        list(draw.integers(0, 40, count) / 4),
    )


@pytest.mark.parametrize(("count", "seed"), [(10, 1), (10, 2), (50, 3), (300, 4), (2000, 5)])
def test_dates_are_the_longest_paths(count: int, seed: int) -> None:
    pairs, lags, durations = generated(count, seed)
    net = network(count, pairs, lags)
    found = dates(net, durations)
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(count))
    # From start to start: what the one takes, and the lag.
    for (a, b), lag in zip(pairs, lags, strict=True):
        graph.add_edge(a, b, weight=durations[a] + lag)
    start, left = np.zeros(count), np.array(durations)
    for node in networkx.topological_sort(graph):
        start[node] = max(
            (start[a] + graph[a][node]["weight"] for a in graph.predecessors(node)), default=0.0
        )
    for node in reversed(list(networkx.topological_sort(graph))):
        longest = max((graph[node][b]["weight"] + left[b] for b in graph.successors(node)), default=0.0)
        left[node] = max(durations[node], longest)
    whole = (start + left).max()
    # All numbers are quarters, so nothing is rounded.
    assert np.array_equal(found.early_start, start)
    assert np.array_equal(found.late_start, whole - left)
    if min(lags) >= 0:
        padded = graph.copy()
        for node in range(count):
            padded.add_edge(node, "end", weight=durations[node])
        assert networkx.dag_longest_path_length(padded) == whole == found.early_finish.max()


def test_order_respects_dependencies() -> None:
    pairs, lags, _ = generated(300, 6)
    place = {a: n for n, a in enumerate(network(300, pairs, lags).order.tolist())}
    assert len(place) == 300
    assert all(place[a] < place[b] for a, b in pairs)


def test_a_cycle_is_told_with_its_way() -> None:
    names = ["lander", "tug", "depot", "base", "rover"]
    with pytest.raises(UsageError) as told:
        network(5, [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4)], names=names)
    ways = ("lander → tug → depot → lander", "tug → depot → lander → tug", "depot → lander → tug → depot")
    assert any(way in str(told.value) for way in ways)
    assert "base" not in str(told.value)


def test_a_cycle_is_a_cycle() -> None:
    pairs = [(0, 1), (1, 2), (2, 3), (3, 1), (3, 4)]
    first = np.array([0, 0, 2, 3, 4, 5])
    cycle = find_cycle(first, np.array([0, 3, 1, 2, 3]))
    assert set(cycle) == {1, 2, 3}
    assert all((a, b) in pairs for a, b in zip(cycle, (*cycle[1:], cycle[0]), strict=True))
    assert find_cycle(np.array([0, 0, 1]), np.array([0])) == ()


def test_an_activity_that_waits_for_itself() -> None:
    with pytest.raises(UsageError, match="activity 1 → activity 1"):
        network(2, [(1, 1)])


@pytest.mark.parametrize(
    ("arguments", "needed", "words"),
    [
        ((2, [(0, 2)]), {}, "2 is not one"),
        ((2, [(0, 1)], [float("nan")]), {}, "finite lag"),
        ((2, [(0, 1)]), {1: 2}, "Give a number from 1 to 1"),
        ((2, [(0, 1)]), {5: 1}, "no activity 5"),
    ],
)
def test_bad_networks_are_named(arguments: tuple, needed: dict[int, int], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        network(*arguments, needed=needed)


def test_slack_where_one_of_two_is_enough() -> None:
    net = network(4, [(0, 2), (1, 2), (2, 3)], needed={2: 1})
    found = dates(net, [3, 5, 0, 1], goal=3)
    assert found.early_finish.tolist() == [3, 5, 3, 4]
    # Any delay of the first moves the goal, up to the second's finish; the second matters to nobody.
    assert found.slack.tolist() == [0, np.inf, 0, 0]
    assert dates(net, [3, 3, 0, 1], goal=3).slack.tolist() == [np.inf, np.inf, 0, 0]


def test_slack_before_a_window() -> None:
    net = network(2, [(0, 1)])
    found = dates(net, [5, 2], calendars={1: periodic(8, 10, 1)})
    assert found.early_start.tolist() == [0, 8]
    # Ready at 8 is as good as ready at 5, and the launch itself must not move.
    assert found.slack.tolist() == [3, 0]


def test_dates_to_a_goal_leave_the_rest_free() -> None:
    found = dates(network(3, [(0, 1), (0, 2)]), [1, 1, 9], goal=1)
    assert found.slack.tolist() == [0, 0, np.inf]


def test_blackouts_move_starts() -> None:
    calendar = closed([(10, 20), (15, 25), (40, 50)])
    assert [calendar.next(t) for t in (0, 10, 10.5, 25, 41)] == [0, 10, 25, 25, 50]
    assert [calendar.last(t) for t in (12, 30, 45)] == [10, 30, 40]
    both = closed([(2150, 2170)], base=periodic(2150, 780, 30))
    assert [both.next(t) for t in (2000, 2151, 2175, 2200)] == [2150, 2170, 2175, 2930]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: periodic(0, 780, 790), "impossible"),
        (lambda: periodic(0, 0, 0), "above 0"),
        (lambda: closed([(3, 2)]), "ends before it begins"),
        (lambda: Calendar(windows=((5, 2),)), "from 5 to 2 is impossible"),
        (lambda: Calendar(windows=((0, 4), (3, 6))), "without overlap"),
        (lambda: closed([(0, 9)], Calendar(windows=((1, 8),))), "none of the listed windows"),
    ],
)
def test_impossible_calendars_are_named(make, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        make()
