"""Heat maps tell nothing from unknown, and frame what a thing has to do with itself."""

from __future__ import annotations

import re
from typing import Any

from ecliptic.publish.figures import draw
from ecliptic.publish.report.anchors import Anchors
from ecliptic.publish.report.pictures import picture
from publish.figures.reading import figure, texts
from publish.sample import entry, roadmap


def exposure() -> dict[str, Any]:
    """How many days each of two organisations loses by the other, and by itself."""
    names = [entry("NASA", "NASA", "organisation"), entry("ESA", "ESA", "organisation")]
    cells: list[dict[str, Any]] = [
        {"row": 0, "column": 0, "value": 120, "label": "NASA on NASA: 120 days", "own": True},
        {"row": 0, "column": 1, "value": 0, "label": "NASA on ESA: 0 days"},
        {"row": 1, "column": 0, "value": None, "label": "ESA on NASA: unknown"},
        {"row": 1, "column": 1, "value": None, "label": "ESA on ESA: unknown", "own": True},
    ]
    ends = {"low": 0, "high": 120, "row_title": "Who is late", "column_title": "Who waits"}
    return {"rows": names, "columns": names, "cells": cells, **ends}


def test_own_cells_are_framed() -> None:
    drawing = draw(figure("heatmap", exposure()))
    assert drawing.body.count('stroke-dasharray="3 2"') == 2
    assert {"120", "0", "?"} <= set(texts(drawing))


def test_table_frames_own_cells_and_tells_what_is_unknown() -> None:
    made = picture(figure("heatmap", exposure()), "fig", Anchors(roadmap()))
    cells = [cell for _, row in made.panels[0].rows for cell in row]
    assert [cell.class_.split()[-1] for cell in cells] == ["own", "h0", "unknown", "own"]
    assert 'title="ESA on NASA: unknown"' in cells[2].content
    assert [re.sub("<[^>]*>", "", cell.content) for cell in cells] == ["120", "0", "unknown?", "unknown?"]
