"""A small network and a small front, to draw in tests."""

from __future__ import annotations

from typing import Any

ROLES = [
    {"value": "lead", "label": "leads"},
    {"value": "contributor", "label": "contributes a part"},
    {"value": "backup", "label": "stands ready as second provider"},
]


def end(identifier: str, label: str, group: str | None = None, kind: str | None = None) -> dict[str, Any]:
    """An end of lines."""
    return {"id": identifier, "label": label, "kind": kind, "group": group}


def tie(left: int, right: int, category: str | None = "lead", **more: Any) -> dict[str, Any]:
    """A line between two ends."""
    return {"left": left, "right": right, "category": category, "label": f"{left} to {right}", **more}


def network(label: str = "Orion") -> dict[str, Any]:
    """Three organisations, four needs of two sorts, one of which nobody takes on, and one doubtful line."""
    return {
        "left": [end("NASA", label, kind="organisation"), end("ESA", "ESA"), end("JAXA", "JAXA")],
        "right": [
            {**end("FN-T-101 L", label, "Functions", "function"), "note": "no provider"},
            end("FN-T-102 L", "Land crew", "Functions"),
            end("G-1", "Dust-tolerant seals", "Technology gaps"),
            end("G-2", "Cold storage", "Technology gaps"),
        ],
        "links": [
            {**tie(0, 0), "label": f"{label} leads it"},
            tie(1, 0, "backup"),
            tie(1, 1, "lead", unverified=True),
            tie(0, 2, "contributor"),
            tie(1, 2, None),
        ],
        "legend": ROLES,
        "left_title": "Organisations",
        "right_title": "Needs",
        "unlinked": "nobody takes it on",
    }


def option(name: str, x: float | None, y: float | None, **more: Any) -> dict[str, Any]:
    """A point."""
    return {"id": name, "label": name, "kind": None, "x": x, "y": y, "dominated": False, **more}


def front(label: str = "Orion") -> dict[str, Any]:
    """Three options on the front, one dominated, one with an unknown effort."""
    return {
        "x": {"title": "Effort", "unit": "points", "better": "less"},
        "y": {"title": "Coverage", "unit": "share of needs", "better": "more"},
        "points": [
            option("least", 10, 0.2, picked=True, category="optimal"),
            option(label, 20, 0.5, picked=True, category="optimal", text=f"Led by {label}"),
            option("widest", 40, 0.8, category="within gap"),
            option("poor", 30, 0.3, dominated=True, category="optimal"),
            option("dear", None, 0.9, category="optimal"),
        ],
        "ideal": {"x": 10, "y": 0.8},
        "nadir": {"x": 40, "y": 0.2},
        "legend": [
            {"value": "optimal", "label": "proved to be the best"},
            {"value": "within gap", "label": "nearly the best"},
            {"value": "time limit", "label": "cut by time"},
        ],
        "point_title": "Option",
    }
