"""The timeline and table of missions: what is shown, what is left out and told, what is unverified."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ecliptic.publish import mission_table, mission_timeline
from ecliptic.roadmap import Roadmap
from ecliptic.vocabulary import Mission, PlannedDate
from publish.sample import roadmap, statements
from saying import said


def bars(data: Any) -> dict[str, Any]:
    """Bars by the identifier of their mission."""
    return {bar["id"]: bar for bar in data["bars"]}


def test_lanes_are_lead_agencies_grouped_by_destination() -> None:
    data: Any = mission_timeline(roadmap()).data
    assert [(lane["group"], lane["label"]) for lane in data["lanes"]] == [
        ("Moon", "ESA"),
        ("Moon", "NASA"),
        ("Mars", "JAXA"),
        ("Destination not stated", "no lead agency"),
    ]
    assert data["lanes"][bars(data)["M3"]["lane"]]["id"] == "JAXA"


def test_dates_are_spans_and_open_sides_stay_open() -> None:
    found = bars(mission_timeline(roadmap()).data)
    assert (found["M1"]["start"], found["M1"]["end"]) == ("2026-04-01", "2026-04-01")
    assert (found["M2"]["start"], found["M2"]["end"]) == ("2031-01-01", "2031-12-31")
    assert (found["M3"]["start"], found["M3"]["end"], found["M3"]["text"]) == (
        "2026-10-01",
        None,
        "NET 2026-10",
    )
    assert (found["M4"]["start"], found["M4"]["end"], found["M4"]["text"]) == (None, None, "")
    assert (found["M6"]["start"], found["M6"]["end"]) == (None, "2028-12-31")


def test_firmness_and_doubt_are_kept() -> None:
    found = bars(mission_timeline(roadmap()).data)
    assert [found[i]["firmness"] for i in ("M1", "M2", "M3", "M6")] == [
        "fact",
        "approved",
        "planned",
        "unknown",
    ]
    assert [i for i, bar in found.items() if bar["unverified"]] == ["M3"]


def test_old_missions_are_left_out_and_counted() -> None:
    figure = mission_timeline(roadmap())
    assert "M5" not in bars(figure.data)
    assert "1 mission launched before 2020 is in the table only." in figure.caption
    assert "1 of 5 missions is unverified" in figure.caption
    assert "M5" in bars(mission_timeline(roadmap(), since=2000).data)
    assert "M5" in mission_table(roadmap()).column("mission")


def test_the_year_comes_from_the_roadmap_and_not_from_a_clock() -> None:
    early = Roadmap(statements(), as_of=datetime(2025, 6, 1, tzinfo=UTC))
    assert "before 2020" in mission_timeline(early).caption
    later = Roadmap([*statements(), said(Mission(id="M9", name="Nine"), on="2040-01-01")])
    assert "before 2035" in mission_timeline(later).caption


def test_table_is_in_order_of_launch_with_undated_missions_last() -> None:
    table = mission_table(roadmap())
    assert table.column("mission") == ("M5", "M1", "M3", "M6", "M2", "M4")
    assert table.column("launch")[-1] is None
    assert table.column("unverified").count(True) == 1


def test_a_note_on_the_date_is_told_with_it() -> None:
    mission = Mission(id="M1", name="One", launch=PlannedDate.parse("2027"), launch_note="with IM-3")
    figure = mission_timeline(Roadmap([said(mission)]))
    assert bars(figure.data)["M1"]["text"] == "2027; with IM-3"


def test_a_roadmap_without_missions_has_an_empty_timeline() -> None:
    figure = mission_timeline(Roadmap())
    assert bars(figure.data) == {}
    assert figure.source == "No statements."
