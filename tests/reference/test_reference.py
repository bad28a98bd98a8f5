"""The reference roadmap: built anew it is the same, and nothing of its sources is lost on the way."""

from __future__ import annotations

import csv
import importlib.util
import re
import sys
from collections import Counter
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from ecliptic.roadmap import Roadmap, Statement, references
from ecliptic.share.mapping import Mapped
from ecliptic.share.package import read_package
from ecliptic.vocabulary import (
    Allocation,
    Characteristic,
    Contribution,
    DataGap,
    Element,
    Firmness,
    Function,
    Mission,
    Organisation,
    PlannedDate,
    Role,
    TechnologyGap,
)

ROOT = Path(__file__).resolve().parents[2]

RECALLED = re.compile(r"recall|unverified|from memory", re.IGNORECASE)
# A row that holds two figures in one cell makes two statements.
FURTHER_STATEMENTS = {"trl_transitions": 10}
PAUSED_GATEWAY = {f"M{number:03}" for number in range(83, 90)}


@cache
def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_reference", ROOT / "scripts" / "build_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@cache
def tables() -> dict[str, Mapped]:
    return builder().tables()


@cache
def statements() -> tuple[Statement, ...]:
    return tuple(builder().reference_statements())


@cache
def roadmap() -> Roadmap:
    return Roadmap.build(statements())


def rows_of(name: str) -> list[dict[str, str]]:
    with builder().source_of(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def mapping_names() -> list[str]:
    return sorted(path.stem for path in (ROOT / "src/ecliptic/reference/mappings").glob("*.toml"))


# --- the build ------------------------------------------------------------------------------------


def test_built_anew_the_packages_have_the_same_bytes(tmp_path: Path) -> None:
    builder().write_packages(tmp_path, statements())
    committed = ROOT / "src/ecliptic/reference/packages"
    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.*")}
    kept = {path.relative_to(committed): path.read_bytes() for path in committed.rglob("*.*")}
    assert made.keys() == kept.keys()
    stale = [str(path) for path in made if made[path] != kept[path]]
    assert stale == [], "run: python scripts/build_reference.py"


def test_the_packages_read_back_as_the_statements_that_were_written() -> None:
    read = [
        statement
        for folder in (ROOT / "src/ecliptic/reference/packages").iterdir()
        for statement in read_package(folder).statements
    ]
    assert Roadmap.build(read).digest == roadmap().digest


def test_the_counts_on_the_page_are_those_of_the_packages() -> None:
    page = builder().PAGE.read_text(encoding="utf-8")
    assert builder().with_counts(page, statements()) == page, "run: python scripts/build_reference.py"


# --- nothing lost ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", mapping_names())
def test_every_row_becomes_a_statement(name: str) -> None:
    mapped = tables()[name]
    assert [account for account in mapped.accounts if not account.is_balanced or account.failed] == []
    assert len(mapped.statements) == len(rows_of(name)) + FURTHER_STATEMENTS.get(name, 0)


@pytest.mark.parametrize("name", mapping_names())
def test_every_mark_of_recall_is_kept(name: str) -> None:
    marked = sum(RECALLED.search(" ".join(row.values())) is not None for row in rows_of(name))
    if name == "ecliptic_targets":
        marked = sum(row["unverified"] == "yes" for row in rows_of(name))
    assert sum(statement.unverified for statement in tables()[name].statements) == marked


def test_every_source_has_a_mapping_and_a_word_on_its_origin() -> None:
    sources = builder().SOURCES
    read = {builder().source_of(name) for name in mapping_names()}
    assert read == {*sources.glob("*.csv"), *(sources / "ecliptic").glob("*.csv")}
    told = (sources / "SOURCE.md").read_text(encoding="utf-8")
    assert [path.stem for path in read if path.stem not in told] == []


def test_every_statement_says_that_it_was_compiled_and_from_what() -> None:
    envelopes = {id(statement.envelope): statement.envelope for statement in statements()}.values()
    assert {envelope.stated_by for envelope in envelopes} == {"compiled from public sources for Ecliptic"}
    assert all(envelope.sources for envelope in envelopes)


def test_every_publisher_is_an_organisation_of_the_roadmap() -> None:
    assert {statement.publisher for statement in statements()} <= roadmap().records(Organisation).keys()


def test_only_parents_that_the_taxonomy_samples_lack_are_dangling() -> None:
    dangling = {
        (statement.kind, field, identifier.split("/")[0])
        for kind in roadmap().kinds
        for statement in roadmap().taken(kind).values()
        for field, target, identifier in references(statement.record)
        if roadmap().statement(target, identifier) is None
    }
    assert dangling == {("taxonomy-node", "parent", "2024"), ("taxonomy-node", "parent", "TABS")}


# --- agencies -------------------------------------------------------------------------------------


def test_all_27_members_are_there_with_both_names() -> None:
    members = [o for o in roadmap().records(Organisation).values() if "ISECG" in o.member_of]
    assert len(members) == 27
    assert sum(member.founder is True for member in members) == 14
    for row in rows_of("agencies"):
        member = roadmap().get(Organisation, row["id"])
        assert member is not None
        assert {row["name_in_2021_report"], row["name_in_2023_report"]} <= {member.name, *member.former_names}


def test_every_member_states_something_of_its_own() -> None:
    publishers = Counter(statement.publisher for statement in statements())
    assert [row["id"] for row in rows_of("agencies") if not publishers[row["id"]]] == []


# --- how firmly -----------------------------------------------------------------------------------


def test_what_is_cancelled_or_paused_has_no_firmness() -> None:
    contributions = roadmap().taken("contribution").values()
    empty = {statement.id for statement in contributions if statement.firmness is None}
    assert empty == {"CON-NASA-37", "CON-CSA-04"}
    missions = roadmap().taken("mission").values()
    empty = {statement.id for statement in missions if statement.firmness is None}
    assert empty == PAUSED_GATEWAY | {"M078", "M108"}


def test_an_interest_is_never_more_than_an_interest() -> None:
    for statement in roadmap().taken("contribution").values():
        record = statement.record
        assert isinstance(record, Contribution)
        assert (record.role is Role.INTEREST) == (statement.firmness is Firmness.INTEREST), record.id


def test_a_mission_is_as_firm_as_the_own_contribution_of_its_lead() -> None:
    differ = []
    for statement in roadmap().taken("contribution").values():
        record = statement.record
        assert isinstance(record, Contribution)
        mission = roadmap().get(Mission, record.target) if record.target_kind == "mission" else None
        if mission is None or mission.lead != record.organisation or mission.id in PAUSED_GATEWAY:
            continue
        if statement.firmness is not roadmap().firmness("mission", mission.id):
            differ.append(record.id)
    # That Roo-ver collects regolith for oxygen is less firm than that it flies.
    assert differ == ["CON-ASA-02"]


def test_nothing_to_come_is_a_fact() -> None:
    compiled = datetime(2026, 11, 30, tzinfo=UTC).date()
    early = [
        mission.id
        for mission in roadmap().records(Mission).values()
        if roadmap().firmness("mission", mission.id) is Firmness.FACT
        and (mission.launch is None or mission.launch.earliest is None or mission.launch.earliest > compiled)
    ]
    assert early == []


# --- words that became terms ----------------------------------------------------------------------


def test_a_date_that_was_read_from_more_words_keeps_the_words() -> None:
    for row in rows_of("missions"):
        mission = roadmap().get(Mission, row["id"])
        assert mission is not None
        if row["launch"] and str(mission.launch) != row["launch"]:
            plain = re.fullmatch(r"\d{4}-\d{4}", row["launch"])
            assert mission.launch_note == (None if plain else row["launch"])


@pytest.mark.parametrize(
    ("mission", "launch"),
    [
        ("M045", "late 2027"),
        ("M161", "2027"),
        ("M075", "2028/2030"),
        ("M071", "NLT 2030"),
        ("M035", "2028"),
        ("M104", "2026-11/2026-12"),
    ],
)
def test_dates_mean_what_the_source_says(mission: str, launch: str) -> None:
    record = roadmap().get(Mission, mission)
    assert record is not None
    assert record.launch == PlannedDate.parse(launch)


def test_the_table_of_targets_repeats_its_contributions_faithfully() -> None:
    contributions = {row["id"]: row for row in rows_of("contributions")}
    for row in rows_of("ecliptic_targets"):
        if row["publisher"] == "ECLIPTIC":
            continue
        own = contributions[row["contribution"]]
        assert (row["publisher"], row["firmness"], row["as_of"]) == (
            own["agency_id"],
            own["firmness"],
            own["as_of"],
        )
        assert row["source"] == f"contributions.csv {own['id']}; {own['source']}"
        assert (row["unverified"] == "yes") == bool(RECALLED.search(own["notes"] + own["source"]))


def test_an_asset_that_another_element_realises_is_provided_with_the_same_functions() -> None:
    """`realises` stands where the source says that the functions are NASA's allocation to that asset."""
    allocated: dict[str, set[str]] = {}
    for allocation in roadmap().records(Allocation).values():
        if allocation.element is not None:
            allocated.setdefault(allocation.element, set()).add(allocation.function)
    checked = set()
    for contribution in roadmap().records(Contribution).values():
        if "Functions as NASA allocates" not in (contribution.notes or ""):
            continue
        element = roadmap().get(Element, contribution.target)
        assert element is not None
        asset = element.realises or element.id
        assert set(contribution.functions) <= allocated[asset], contribution.id
        checked.add(asset)
    assert len(checked) == 15


# --- NASA's two editions --------------------------------------------------------------------------


def test_the_edition_of_2025_follows_that_of_2024() -> None:
    at_2024 = Roadmap.build(statements(), as_of=datetime(2025, 1, 1, tzinfo=UTC))
    # 2024: sheets "Functions" and "C&Ns" of both workbooks; 2025: sheets "FE+ Functions" and "Functions".
    assert len(at_2024.records(Function)) == 206 + 218
    assert len(at_2024.records(Characteristic)) == 133 + 115
    assert len(roadmap().records(Function)) == 208 + 263
    assert len(roadmap().records(Characteristic)) == 0
    assert len(roadmap().history("characteristic", "CN-T-101 L")) == 2


def test_the_counts_of_the_lunar_workbook_of_2025_hold_in_the_whole_roadmap() -> None:
    functions = roadmap().records(Function).values()
    allocations = roadmap().records(Allocation).values()
    assert sum("HLR" in function.phases for function in functions) == 58
    assert sum("FE+" in function.phases for function in functions) == 208
    found = Counter((allocation.phase, allocation.status.value) for allocation in allocations)
    assert found == {
        ("HLR", "allocated"): 86,
        ("HLR", "unallocated"): 1,
        ("FE+", "allocated"): 216,
        ("FE+", "unallocated"): 76,
    }


def test_all_gaps_are_there() -> None:
    nasa = [gap for gap in roadmap().records(TechnologyGap).values() if gap.id.startswith("ESDMD-")]
    assert sorted(gap.rank for gap in nasa if gap.rank is not None) == list(range(1, 58))
    assert len(roadmap().records(DataGap)) == 25
