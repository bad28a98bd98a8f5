"""Launch dates that were announced before: earlier versions of what is said of missions today."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path

import ecliptic as ec
from ecliptic.roadmap import Statement
from ecliptic.vocabulary import Mission, PlannedDate

SOURCES = Path(__file__).resolve().parents[2] / "src/ecliptic/reference/sources"


@cache
def rows() -> list[dict[str, str]]:
    return read("ecliptic/announced_dates.csv")


def read(name: str) -> list[dict[str, str]]:
    with (SOURCES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def versions(mission: str) -> list[Statement]:
    """What today's publisher says of a mission, first version first."""
    history = ec.reference().history("mission", mission)
    taken = ec.reference().statement("mission", mission)
    assert taken is not None
    return sorted((s for s in history if s.publisher == taken.publisher), key=lambda s: s.version)


def test_the_rows_name_the_mission_as_the_table_of_missions_does() -> None:
    missions = {row["id"]: row for row in read("missions.csv")}
    for row in rows():
        today = missions[row["mission_id"]]
        assert (row["name"], row["lead"]) == (today["name"], today["agencies"].split(";")[0])


def test_each_mission_has_its_announcements_in_order_and_today_last() -> None:
    for mission in {row["mission_id"] for row in rows()}:
        stated = versions(mission)
        announced = [row for row in rows() if row["mission_id"] == mission]
        assert [s.version for s in stated] == list(range(1, len(announced) + 2))
        said = [(str(launch(s)), str(s.envelope.as_of)) for s in stated[:-1]]
        assert said == [(row["announced"], row["as_of"]) for row in announced]
        assert stated[-1] == ec.reference().statement("mission", mission)
        days = [last_day(s.envelope.as_of) for s in stated[:-1]]
        assert days == sorted(days), mission


def test_nothing_was_announced_for_a_day_that_had_passed() -> None:
    for row in rows():
        when, held = PlannedDate.parse(row["announced"]), PlannedDate.parse(row["as_of"])
        assert when.latest is None or (held.earliest is not None and when.latest >= held.earliest), row


def test_what_was_announced_is_no_fact_and_has_a_source() -> None:
    for row in rows():
        assert row["firmness"] in ("approved", "planned", "considered", "concept")
        assert row["source"]


def test_today_is_told_in_full_and_what_was_announced_only_as_far_as_it_is_known() -> None:
    history = versions("M007")
    assert isinstance(history[-1].record, Mission)
    assert history[-1].record.status == "completed 2022-12-11"
    # GAO-16-612 of 27 July 2016: "its committed November 2018 launch readiness goal".
    committed = [s for s in history if str(s.envelope.as_of) == "2016-07-27"]
    assert [str(launch(s)) for s in committed] == ["2018-11"]


def launch(statement: Statement) -> PlannedDate | None:
    assert isinstance(statement.record, Mission)
    return statement.record.launch


def last_day(when: PlannedDate | None) -> date:
    assert when is not None
    assert when.latest is not None
    return when.latest
