"""What waits for what, and when flights to Mars leave, in the reference roadmap."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

import ecliptic as ec
from ecliptic.vocabulary import Dependency, Mission, Window
from mars_flights import least_speed_km_s

# How much more than the best day of the window a flight may take, as SOURCE.md says.
SPARE_KM_S = 2.0
SYNODIC_D = 779.94


def windows() -> list[Window]:
    return sorted(ec.reference().records(Window).values(), key=lambda window: span(window)[0])


def span(window: Window) -> tuple[date, date]:
    assert window.opens is not None
    assert window.closes is not None
    assert window.opens.earliest is not None
    assert window.closes.latest is not None
    return window.opens.earliest, window.closes.latest


# --- what waits -----------------------------------------------------------------------------------


def test_both_ends_of_every_dependency_are_in_the_roadmap() -> None:
    roadmap = ec.reference()
    for record in roadmap.records(Dependency).values():
        assert roadmap.statement(record.before_kind, record.before) is not None, record.id
        assert roadmap.statement(record.after_kind, record.after) is not None, record.id


def test_no_mission_that_has_flown_went_before_what_it_needed() -> None:
    missions = ec.reference().records(Mission)
    for record in ec.reference().records(Dependency).values():
        if record.before_kind == record.after_kind == Mission.kind and record.lag_d is None:
            before, after = missions[record.before].launch, missions[record.after].launch
            if before is not None and after is not None and after.latest is not None:
                assert before.earliest is None or before.earliest <= after.latest, record.id


def test_nothing_waits_for_itself_by_way_of_others() -> None:
    waits = {
        (d.after_kind, d.after): set[tuple[str, str]]() for d in ec.reference().records(Dependency).values()
    }
    for record in ec.reference().records(Dependency).values():
        waits[record.after_kind, record.after].add((record.before_kind, record.before))
    while free := [thing for thing, needs in waits.items() if not needs & waits.keys()]:
        for thing in free:
            del waits[thing]
    assert waits == {}


# --- windows --------------------------------------------------------------------------------------


def test_windows_come_about_once_in_a_synodic_period_and_return_after_fifteen() -> None:
    middles = [opens + (closes - opens) / 2 for opens, closes in map(span, windows())]
    gaps = [(later - earlier).days for earlier, later in pairwise(middles)]
    # Mars goes round on an ellipse, so no two are alike: 26 months, and up to two more or less.
    assert all(abs(gap - SYNODIC_D) < 62 for gap in gaps), gaps
    assert len(middles) == 15
    assert all(window.repeats_d == pytest.approx(15 * SYNODIC_D) for window in windows())


@pytest.mark.parametrize("place", range(0, 15, 2))
def test_a_window_ends_where_a_flight_takes_too_much_speed(place: int) -> None:
    opens, closes = span(windows()[place])
    days = [opens + timedelta(days=n) for n in range(0, (closes - opens).days + 1, 3)]
    most = min(map(least_speed_km_s, days)) + SPARE_KM_S
    for edge, outwards in ((opens, -1), (closes, 1)):
        assert least_speed_km_s(edge) <= most + 0.02
        assert least_speed_km_s(edge + timedelta(days=2 * outwards)) > most - 0.02


def test_flights_to_mars_left_in_windows() -> None:
    """All with a day of launch, those before 2020 fifteen synodic periods, that is 32 years, earlier."""
    flown = [
        mission.launch.earliest
        for mission in ec.reference().records(Mission).values()
        if mission.destination in ("mars", "mars-vicinity")
        and mission.launch is not None
        and mission.launch.earliest == mission.launch.latest
        and mission.launch.earliest is not None
    ]
    assert len(flown) >= 6
    turn = timedelta(days=15 * SYNODIC_D)
    for day in flown:
        shifted = day if day >= date(2020, 1, 1) else day + turn
        assert any(opens <= shifted <= closes for opens, closes in map(span, windows())), day
