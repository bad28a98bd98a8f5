"""Order of two rows of nodes such that few of the lines between them cross.

Barycentre sweeps after Sugiyama, Tagawa and Toda (IEEE Transactions on Systems, Man, and Cybernetics 11,
1981): each side in turn is sorted by the mean place of its neighbours on the other one. Then nodes that stand
side by side change places as long as that helps. No chance is involved.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence

Pairs = Sequence[tuple[int, int]]
Blocks = Sequence[Sequence[int]]
Neighbours = Mapping[int, Sequence[int]]
_SWEEPS = 12


def crossings(left: Sequence[int], right: Sequence[int], pairs: Pairs) -> int:
    """How many pairs of lines cross when both sides are drawn in these orders."""
    left_place, right_place = _places(left), _places(right)
    seen: list[int] = []
    count = 0
    for _, end in sorted((left_place[a], right_place[b]) for a, b in pairs):
        count += len(seen) - bisect_right(seen, end)
        insort(seen, end)
    return count


def ordered(left: Blocks, right: Blocks, pairs: Pairs) -> tuple[list[int], list[int]]:
    """Both sides in the best order that sweeps and changes of places find.

    Blocks stay where they are, and each keeps its members; those without a line come last in their block, as
    they came. With equal crossings the earlier order wins, so that ordered input is left alone.
    """
    of_left: dict[int, list[int]] = {}
    of_right: dict[int, list[int]] = {}
    for a, b in pairs:
        of_left.setdefault(a, []).append(b)
        of_right.setdefault(b, []).append(a)
    start = [_ends_last(block, of_right) for block in right]
    found = [_swept(other, start, (of_left, of_right), pairs) for other in _starts(left, of_left)]
    return min(found, key=lambda order: crossings(order[0], order[1], pairs))


def _starts(blocks: Blocks, neighbours: Neighbours) -> list[list[list[int]]]:
    """Orders to sweep from, as one alone may lead astray: as given, and turned, both also from the middle."""
    made = []
    for step in (1, -1):
        turned = [list(block)[::step] for block in blocks]
        made += [turned, [block[len(block) // 2 :] + block[: len(block) // 2] for block in turned]]
    return [[_ends_last(block, neighbours) for block in start] for start in made]


def _swept(
    left: list[list[int]], right: list[list[int]], neighbours: tuple[Neighbours, Neighbours], pairs: Pairs
) -> tuple[list[int], list[int]]:
    """Both sides after sweeps from one start."""
    of_left, of_right = neighbours
    best = [list(block) for block in left], [list(block) for block in right]
    least = crossings(_flat(left), _flat(right), pairs)
    for _ in range(_SWEEPS):
        right = _sorted(right, of_right, _places(_flat(left)))
        left = _sorted(left, of_left, _places(_flat(right)))
        count = crossings(_flat(left), _flat(right), pairs)
        if count < least:
            best, least = (left, right), count
    return _switched(*best, of_left, of_right)


def _switched(
    left: list[list[int]], right: list[list[int]], of_left: Neighbours, of_right: Neighbours
) -> tuple[list[int], list[int]]:
    """Both sides after nodes that stand side by side have changed places wherever fewer lines cross then."""
    changed = True
    while changed:
        changed = _switch(right, of_right, _places(_flat(left)))
        changed |= _switch(left, of_left, _places(_flat(right)))
    return _flat(left), _flat(right)


def _switch(blocks: list[list[int]], neighbours: Neighbours, places: Mapping[int, int]) -> bool:
    """Change the blocks in place; each change lessens the crossings, so that this comes to an end."""
    ends = {node: [places[end] for end in neighbours.get(node, ())] for node in _flat(blocks)}
    changed = False
    for block in blocks:
        for index in range(len(block) - 1):
            one, two = ends[block[index]], ends[block[index + 1]]
            if sum(a > b for a in one for b in two) > sum(a < b for a in one for b in two):
                block[index : index + 2] = block[index + 1], block[index]
                changed = True
    return changed


def settled(wanted: Sequence[float], heights: Sequence[float], bottom: float) -> list[float]:
    """Tops of things in a column from 0 to `bottom`, in their order and apart, as near as can be to `wanted`.

    The sum of the squares of what they miss is the least (pool adjacent violators: Barlow and others,
    Statistical Inference under Order Restrictions, 1972). Where the column is too short for all, they follow
    each other without a gap.
    """
    before = [sum(heights[:place]) for place in range(len(heights))]
    pools: list[tuple[float, int]] = []
    for wish, offset in zip(wanted, before, strict=True):
        total, count = wish - offset, 1
        while pools and pools[-1][0] / pools[-1][1] >= total / count:
            more, members = pools.pop()
            total, count = total + more, count + members
        pools.append((total, count))
    free = max(0.0, bottom - sum(heights))
    shifts = [min(free, max(0.0, total / count)) for total, count in pools for _ in range(count)]
    return [shift + offset for shift, offset in zip(shifts, before, strict=True)]


def _places(order: Sequence[int]) -> dict[int, int]:
    return {node: place for place, node in enumerate(order)}


def _flat(blocks: Blocks) -> list[int]:
    return [node for block in blocks for node in block]


def _ends_last(block: Sequence[int], neighbours: Neighbours) -> list[int]:
    return sorted(block, key=lambda node: node not in neighbours)


def _sorted(blocks: Blocks, neighbours: Neighbours, places: Mapping[int, int]) -> list[list[int]]:
    def mean(node: int) -> float:
        ends = neighbours.get(node, ())
        return sum(places[end] for end in ends) / len(ends) if ends else float("inf")

    return [sorted(block, key=mean) for block in blocks]
