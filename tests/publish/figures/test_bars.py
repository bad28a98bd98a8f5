"""Bars are compared with a line of reference, where there is one."""

from __future__ import annotations

from typing import Any

import pytest

from ecliptic.publish.figures import draw
from publish.figures.reading import SVG, are_numbers_sound, figure, root_of, texts
from publish.sample import entry, figures


def resilience(reference: float | None, *values: float | None) -> dict[str, Any]:
    """Coverage that is left when each organisation withdraws."""
    bars = [
        {**entry(str(n), f"Org {n}"), "segments": [{"category": "kept", "value": v, "label": "left"}]}
        for n, v in enumerate(values)
    ]
    return {
        "bars": bars,
        "legend": [{"value": "kept", "label": "coverage left"}],
        "bar_title": "Organisation",
        "value_title": "Coverage",
        "reference": {"value": reference, "label": "with all organisations"},
    }


def dashed(data: dict[str, Any]) -> list[float]:
    """Where dashed lines stand."""
    paths = root_of(draw(figure("bars", data))).iter(f"{SVG}path")
    return [float(str(p.get("d"))[1:].split()[0]) for p in paths if p.get("stroke-dasharray")]


def test_reference_is_drawn_named_and_told() -> None:
    drawing = draw(figure("bars", resilience(0.74, 0.41, 0.74)))
    assert "with all organisations: 0.74" in texts(drawing)
    assert drawing.description.endswith("To compare: with all organisations 0.74.")
    assert len(dashed(resilience(0.74, 0.41))) == 1


def test_reference_beyond_all_bars_is_on_the_scale() -> None:
    assert dashed(resilience(5, 1, 2))[0] < 1000


def test_a_total_is_not_struck_through() -> None:
    data = resilience(0.74, 0.71)
    line = dashed(data)[0]
    root = root_of(draw(figure("bars", data)))
    totals = [float(str(t.get("x"))) for t in root.iter(f"{SVG}text") if "halo" in str(t.get("class"))]
    assert all(x >= line for x in totals)


def test_unknown_reference_draws_no_line() -> None:
    assert dashed(resilience(None, 1, 2)) == []
    assert "with all organisations: unknown" in texts(draw(figure("bars", resilience(None, 1, 2))))


@pytest.mark.parametrize("values", [(), (None,), (0,), (0.0001, 99.999)])
def test_extremes_are_drawn(values: tuple[float | None, ...]) -> None:
    assert are_numbers_sound(figure("bars", resilience(0, *values)))


def test_without_reference_nothing_is_compared() -> None:
    drawing = draw(figures()["bars"])
    assert "To compare" not in drawing.description
    assert "stroke-dasharray" not in drawing.body
