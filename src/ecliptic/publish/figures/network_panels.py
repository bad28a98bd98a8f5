"""What of a network is drawn: the ends that there is room for, in panels that a screen can hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from ecliptic.assess.figure_data import Entry, NetworkData, NetworkEnd, NetworkLink
from ecliptic.publish.figures.ordering import Blocks, ordered

MOST_LEFT = 26
MOST_RIGHT = 40
_MOST_NAMES = 12


@dataclass(frozen=True, slots=True)
class Chosen:
    """The ends that are drawn, as places in the data, and the lines between them."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    links: tuple[NetworkLink, ...]
    hidden: Counter[int]
    """How many lines of an end on the right are not drawn."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a network: its ends from top to bottom, as places in the data, and the lines between them."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    links: tuple[NetworkLink, ...]


def chosen(data: NetworkData) -> Chosen:
    """Ends on the left with most lines, then ends on the right that these reach, each group in its turn."""
    links = data["links"]
    many = Counter(link["left"] for link in links)
    left = set(sorted(many, key=lambda end: (-many[end], end))[:MOST_LEFT])
    reached = {link["right"] for link in links if link["left"] in left}
    only_hidden = {link["right"] for link in links} - reached
    rank = _rank_in_group(data["right"])
    able = [end for end in range(len(data["right"])) if end not in only_hidden]
    right = set(sorted(able, key=lambda end: (end not in reached, rank[end], end))[:MOST_RIGHT])
    drawn = tuple(link for link in links if link["left"] in left and link["right"] in right)
    left &= {link["left"] for link in drawn}
    hidden = Counter(link["right"] for link in links if link["right"] in right and link["left"] not in left)
    return Chosen(tuple(sorted(left)), tuple(sorted(right)), drawn, hidden)


def _rank_in_group(ends: Sequence[NetworkEnd]) -> list[int]:
    """Place of each end within its group, from 0."""
    seen: Counter[str | None] = Counter()
    ranks = []
    for end in ends:
        ranks.append(seen[end["group"]])
        seen[end["group"]] += 1
    return ranks


def panels(data: NetworkData, parts: Chosen, height: Callable[[int], float], tall: float) -> list[Panel]:
    """The drawn ends in panels whose right sides are hardly taller than that; `height` is that of an end.

    All of one group stay together where they can. Ends on the left stand in every panel that needs them.
    """
    pairs = [(link["left"], link["right"]) for link in parts.links]
    _, order = ordered(_blocks(data["left"], parts.left), _blocks(data["right"], parts.right), pairs)
    made = []
    for ends in runs(data["right"], order, height, tall):
        kept = set(ends)
        links = tuple(link for link in parts.links if link["right"] in kept)
        left = [end for end in parts.left if any(link["left"] == end for link in links)]
        inner = [(link["left"], link["right"]) for link in links]
        best = ordered(_blocks(data["left"], left), _blocks(data["right"], ends), inner)
        made.append(Panel(tuple(best[0]), tuple(best[1]), links))
    return made


def _blocks(ends: Sequence[Entry], places: Iterable[int]) -> Blocks:
    return [list(block) for _, block in groupby(places, key=lambda place: ends[place]["group"])]


def runs(
    ends: Sequence[Entry], order: Iterable[int], height: Callable[[int], float], tall: float
) -> list[list[int]]:
    """Runs of ends hardly taller than that.

    A group starts a new run if what is left is too short; one that is too tall is parted evenly.
    """
    made: list[list[int]] = []
    used = 0.0
    for block in _blocks(ends, order):
        total = sum(height(end) for end in block)
        if made and used + total <= tall:
            made[-1] += block
            used += total
            continue
        share = total / -(-total // tall) if total > tall else tall
        made.append([])
        used = 0.0
        for end in block:
            if made[-1] and used + height(end) / 2 > share:
                made.append([])
                used = 0.0
            made[-1].append(end)
            used += height(end)
    return made


def left_out(data: NetworkData, parts: Chosen) -> str:
    """What is not drawn, in plain sentences; empty where everything is."""
    linked = sorted({link["left"] for link in data["links"]})
    missing = [
        f"{len(linked) - len(parts.left)} of {len(linked)} {_lower(data['left_title'])} with a line",
        f"{len(data['right']) - len(parts.right)} of {len(data['right'])} {_lower(data['right_title'])}",
        f"{len(data['links']) - len(parts.links)} of {len(data['links'])} lines",
    ]
    missing = [words for words in missing if not words.startswith("0 ")]
    told = []
    if missing:
        told.append(
            f"Not drawn, to keep this legible: {', '.join(missing)}. The data of the figure hold all."
        )
    idle = [end["label"] for place, end in enumerate(data["left"]) if place not in set(linked)]
    if idle:
        more = f" and {len(idle) - _MOST_NAMES} more" if len(idle) > _MOST_NAMES else ""
        told.append(f"{data['left_title']} without a line: {', '.join(idle[:_MOST_NAMES])}{more}.")
    return " ".join(told)


def _lower(title: str) -> str:
    """A title within a sentence; abbreviations stay as they are."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def described(data: NetworkData) -> str:
    """The network in words."""
    labels = {category["value"]: category["label"] for category in data["legend"]}
    counted = Counter(link["category"] for link in data["links"])
    sorts = [f"{labels.get(v, v) if v is not None else 'unknown'}: {n}" for v, n in counted.items()]
    most = Counter(link["left"] for link in data["links"]).most_common(3)
    busiest = ", ".join(f"{data['left'][end]['label']} ({count})" for end, count in most)
    reached = {link["right"] for link in data["links"]}
    alone = [end["label"] for place, end in enumerate(data["right"]) if place not in reached]
    named = "; ".join(alone[:_MOST_NAMES]) + ("; and others" if len(alone) > _MOST_NAMES else "")
    words = [
        f"Network of {len(data['left'])} {_lower(data['left_title'])} and {len(data['right'])} "
        f"{_lower(data['right_title'])} with {len(data['links'])} lines{': ' if sorts else ''}"
        f"{'; '.join(sorts)}.",
        f"Most lines: {busiest}." if busiest else "",
        f"{data['right_title']} for which {data.get('unlinked', 'there is no line')}: {named}."
        if alone
        else "",
    ]
    return " ".join(word for word in words if word)
