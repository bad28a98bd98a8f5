"""Small curves, bands of days and a tornado, to draw in tests."""

from __future__ import annotations

from typing import Any

TODAY = {"date": "2026-11-22", "label": "day of the plan"}
NEED = {"date": "2028-12-31", "label": "phase needs it"}


def curve(name: str, *points: tuple[str, float], **more: Any) -> dict[str, Any]:
    """A curve."""
    made = {"id": name, "label": name, "kind": None, "points": list(points), "announced": None}
    return {**made, **more}


def curves(label: str = "Orion") -> dict[str, Any]:
    """One curve with a band, one that never gets far, one in grey, and one of which nothing is known."""
    first = [("2026-11-22", 0.0), ("2028-12-31", 0.4), ("2032-01-01", 0.9)]
    high = [("2026-11-22", 0.0), ("2028-12-31", 0.6), ("2032-01-01", 1.0)]
    return {
        "curves": [
            curve(label, *first, kind="element", id="EM-002", announced="2028-12-31", high=high),
            curve("slow", ("2026-11-22", 0.0), ("2032-01-01", 0.3), unverified=True),
            curve("grey", ("2026-11-22", 0.1), ("2032-01-01", 0.7), context=True),
            curve("dark"),
        ],
        "marks": [TODAY, NEED],
        "start": None,
        "end": None,
        "curve_title": "Element in use",
    }


def row(name: str, *days: str | None, group: str | None = None, **more: Any) -> dict[str, Any]:
    """A row with its three days."""
    p10, p50, p90 = (*days, None, None, None)[:3]
    return {
        "id": name, "label": name, "kind": None, "group": group, "announced": None, "p10": p10, "p50": p50,
        "p90": p90, "since": None, "needed": None, "chance": None, "unverified": False, "organisations": [],
        **more,
    }  # fmt: skip


def gantt(label: str = "Orion") -> dict[str, Any]:
    """A row with all it may have, one that is done, and open ones of every sort."""
    late = {
        "announced": "2027-06-30",
        "needed": "2028-12-31",
        "chance": 0.42,
        "organisations": ["NASA", "ESA"],
    }
    days = ("2027-09-01", "2028-11-01", "2031-03-01")
    return {
        "rows": [
            row(label, *days, group="Moon", kind="element", id="EM-002", ceiling=0.8, **late),
            row("flown", since="2022-11-16", group="Moon"),
            row("half open", "2029-01-01", "2030-01-01", group="Moon", chance=0.0),
            row("wide open", "2029-01-01", group="Mars", unverified=True),
            row("hopeless", group="Mars", chance=0.01),
            row("dark", group="Mars", text="nothing says when"),
        ],
        "marks": [TODAY],
        "start": None,
        "end": None,
        "row_title": "Element",
        "chance_title": "in time",
    }


def bar(name: str, low: float | None, high: float | None, **more: Any) -> dict[str, Any]:
    """A bar."""
    made = {
        "id": name,
        "label": name,
        "kind": None,
        "low": low,
        "high": high,
        "text": "",
        "unverified": False,
    }
    return {**made, **more}


def tornado(label: str = "Orion") -> dict[str, Any]:
    """Bars to both sides, to one side, with an end that is unknown, and one that moves nothing."""
    return {
        "bars": [
            bar(label, 0.7, 0.2, kind="element", id="EM-002", text=f"{label} a year sooner or later"),
            bar("one side", 0.45, 0.6, unverified=True),
            bar("half known", None, 0.5),
            bar("nothing", 0.4, 0.4),
        ],
        "base": 0.4,
        "value_title": "Chance in time",
        "unit": None,
        "bar_title": "Delay of",
        "low_title": "a year sooner",
        "high_title": "a year later",
    }
