"""Which drawer draws which form, for a page and for a phone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from ecliptic.assess import Figure
from ecliptic.publish.figures.bars import draw_bars
from ecliptic.publish.figures.flow import draw_flow
from ecliptic.publish.figures.front import SLIM as SLIM_FRONT
from ecliptic.publish.figures.front import draw_front
from ecliptic.publish.figures.heatmap import draw_heatmap
from ecliptic.publish.figures.matrix import draw_matrix
from ecliptic.publish.figures.network import SLIM as SLIM_NETWORK
from ecliptic.publish.figures.network import draw_network
from ecliptic.publish.figures.parts import Link, no_link
from ecliptic.publish.figures.timeline import draw_timeline
from ecliptic.publish.svg import Drawing

FORMS: Mapping[str, Callable[[Any, Link], Drawing]] = {
    "bars": draw_bars,
    "flow": draw_flow,
    "front": draw_front,
    "heatmap": draw_heatmap,
    "matrix": draw_matrix,
    "network": draw_network,
    "timeline": draw_timeline,
}

SLIM_FORMS: Mapping[str, Callable[[Any, Link], Drawing]] = {
    "front": partial(draw_front, sheet=SLIM_FRONT),
    "network": partial(draw_network, sheet=SLIM_NETWORK),
}
OWN_KEY = frozenset({"front", "network"})
"""Forms that explain their categories themselves, as lines and points are no marks."""


def draw(figure: Figure, link: Link = no_link) -> Drawing:
    """Draw a figure; `link` gives the address of a record that a part of it stands for."""
    return FORMS[figure.form](figure.data, link)


def draw_slim(figure: Figure, link: Link = no_link) -> Drawing | None:
    """Draw a figure once more for the width of a phone; None for forms that know one width only."""
    drawer = SLIM_FORMS.get(figure.form)
    return None if drawer is None else drawer(figure.data, link)
