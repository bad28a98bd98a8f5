"""Which drawer draws which form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ecliptic.assess import Figure
from ecliptic.publish.figures.bars import draw_bars
from ecliptic.publish.figures.flow import draw_flow
from ecliptic.publish.figures.heatmap import draw_heatmap
from ecliptic.publish.figures.matrix import draw_matrix
from ecliptic.publish.figures.parts import Link, no_link
from ecliptic.publish.figures.timeline import draw_timeline
from ecliptic.publish.svg import Drawing

FORMS: Mapping[str, Callable[[Any, Link], Drawing]] = {
    "bars": draw_bars,
    "flow": draw_flow,
    "heatmap": draw_heatmap,
    "matrix": draw_matrix,
    "timeline": draw_timeline,
}


def draw(figure: Figure, link: Link = no_link) -> Drawing:
    """Draw a figure; `link` gives the address of a record that a part of it stands for."""
    return FORMS[figure.form](figure.data, link)
