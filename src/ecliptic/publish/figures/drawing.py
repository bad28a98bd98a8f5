"""Which drawer draws which form, for a page and for a phone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from ecliptic.assess import Figure
from ecliptic.publish.figures.bars import draw_bars
from ecliptic.publish.figures.curves import SLIM as SLIM_CURVES
from ecliptic.publish.figures.curves import draw_curves
from ecliptic.publish.figures.flow import draw_flow
from ecliptic.publish.figures.front import SLIM as SLIM_FRONT
from ecliptic.publish.figures.front import draw_front
from ecliptic.publish.figures.gantt import SLIM as SLIM_GANTT
from ecliptic.publish.figures.gantt import draw_gantt
from ecliptic.publish.figures.heatmap import draw_heatmap
from ecliptic.publish.figures.matrix import draw_matrix
from ecliptic.publish.figures.network import SLIM as SLIM_NETWORK
from ecliptic.publish.figures.network import draw_network
from ecliptic.publish.figures.parts import Link, no_link
from ecliptic.publish.figures.timeline import draw_timeline
from ecliptic.publish.figures.tornado import SLIM as SLIM_TORNADO
from ecliptic.publish.figures.tornado import draw_tornado
from ecliptic.publish.svg import Drawing

FORMS: Mapping[str, Callable[[Any, Link], Drawing]] = {
    "bars": draw_bars,
    "curves": draw_curves,
    "flow": draw_flow,
    "front": draw_front,
    "gantt": draw_gantt,
    "heatmap": draw_heatmap,
    "matrix": draw_matrix,
    "network": draw_network,
    "timeline": draw_timeline,
    "tornado": draw_tornado,
}

SLIM_FORMS: Mapping[str, Callable[[Any, Link], Drawing]] = {
    "curves": partial(draw_curves, sheet=SLIM_CURVES),
    "front": partial(draw_front, sheet=SLIM_FRONT),
    "gantt": partial(draw_gantt, sheet=SLIM_GANTT),
    "network": partial(draw_network, sheet=SLIM_NETWORK),
    "tornado": partial(draw_tornado, sheet=SLIM_TORNADO),
}
OWN_KEY = frozenset({"curves", "front", "gantt", "network", "tornado"})
"""Forms that explain their signs themselves, as lines, points and bands are no marks."""


def draw(figure: Figure, link: Link = no_link) -> Drawing:
    """Draw a figure; `link` gives the address of a record that a part of it stands for."""
    return FORMS[figure.form](figure.data, link)


def draw_slim(figure: Figure, link: Link = no_link) -> Drawing | None:
    """Draw a figure once more for the width of a phone; None for forms that know one width only."""
    drawer = SLIM_FORMS.get(figure.form)
    return None if drawer is None else drawer(figure.data, link)
