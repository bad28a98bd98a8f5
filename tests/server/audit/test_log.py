"""The log: entries that stay, databases that refuse to change them, and tampering that is found."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from ecliptic.server.audit.log import START, Doer, record, verify
from ecliptic.server.audit.models import AuditEvent, AuditHead
from ecliptic.server.audit.reading import Wanted, actions, details_of, entries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
ADA = Doer(7, "Ada", "ESA")


@pytest.fixture
def log(db: None) -> list[AuditEvent]:
    """Five entries."""
    return [record("role.changed", ADA, f"person {n}", {"to": "planner"}, at=NOW) for n in range(5)]


@pytest.fixture
def unguarded(log: list[AuditEvent]) -> Iterator[list[AuditEvent]]:
    """The same with the triggers gone, as somebody who owns the database can have it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_auditevent DISABLE TRIGGER ALL")
        else:
            for verb in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER audit_auditevent_no_{verb}")
    return log


def problems() -> list[str]:
    return list(verify())


# --- writing --------------------------------------------------------------------------------------


def test_entries_follow_from_one_another(log: list[AuditEvent]) -> None:
    assert [event.sequence for event in log] == [1, 2, 3, 4, 5]
    assert log[0].previous == START
    assert [event.previous for event in log[1:]] == [event.digest for event in log[:-1]]
    assert problems() == []


def test_an_empty_log_is_whole(db: None) -> None:
    assert problems() == []


def test_an_entry_is_kept_only_if_what_was_done_is(log: list[AuditEvent]) -> None:
    with pytest.raises(ZeroDivisionError):
        undone()
    assert AuditEvent.objects.count() == 5
    record("role.changed", ADA, "done")
    assert AuditEvent.objects.count() == 6
    assert problems() == []


def undone() -> None:
    with transaction.atomic():
        record("role.changed", ADA, "undone")
        raise ZeroDivisionError


def test_times_never_run_backwards(log: list[AuditEvent]) -> None:
    later = record("clock.set-back", ADA, "x", at=NOW - timedelta(days=400))
    assert later.at == NOW
    assert problems() == []


def test_long_and_odd_words_are_kept(db: None) -> None:
    record("a.b", Doer(1, "é\u2028🚀" * 100, "ESA"), "s" * 1000, {"k": "\x1f\"'"}, at=NOW)
    assert problems() == []


# --- the database refuses -------------------------------------------------------------------------

CHANGES = {
    "update": "UPDATE audit_auditevent SET subject = 'nobody' WHERE sequence = 3",
    "update of all": "UPDATE audit_auditevent SET digest = digest",
    "delete": "DELETE FROM audit_auditevent WHERE sequence = 5",
    "delete of all": "DELETE FROM audit_auditevent",
}
ON_SQLITE = {
    "replace": "REPLACE INTO audit_auditevent SELECT sequence, at, 'x', account, account_name, organisation, "
    "subject, details, previous, digest FROM audit_auditevent WHERE sequence = 3",
    "insert or replace": "INSERT OR REPLACE INTO audit_auditevent SELECT * FROM audit_auditevent",
    "update or replace": "UPDATE OR REPLACE audit_auditevent SET sequence = 1 WHERE sequence = 2",
}
ON_POSTGRESQL = {
    "truncate": "TRUNCATE audit_auditevent",
    "on conflict": "INSERT INTO audit_auditevent SELECT * FROM audit_auditevent WHERE sequence = 3 "
    "ON CONFLICT (sequence) DO UPDATE SET subject = 'nobody'",
    "merge": "MERGE INTO audit_auditevent a USING audit_auditevent b ON a.sequence = b.sequence "
    "WHEN MATCHED THEN UPDATE SET subject = 'nobody'",
}


def changes() -> dict[str, str]:
    return CHANGES | (ON_POSTGRESQL if connection.vendor == "postgresql" else ON_SQLITE)


def test_the_database_refuses_every_change(log: list[AuditEvent]) -> None:
    before = list(AuditEvent.objects.order_by("sequence").values_list())
    for statement in changes().values():
        with pytest.raises(DatabaseError, match="only grows"):
            execute(statement)
    assert list(AuditEvent.objects.order_by("sequence").values_list()) == before


def execute(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_models_cannot_change_it_either(log: list[AuditEvent]) -> None:
    log[2].subject = "nobody"
    for change in (log[2].save, log[2].delete, AuditEvent.objects.all().delete):
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            change()
    assert problems() == []


# --- and where it did not, it is found ------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("subject", "nobody"),
        ("action", "nothing"),
        ("account_name", "Eve"),
        ("account", 8),
        ("account", None),
        ("organisation", "JAXA"),
        ("details", "{}"),
        ("at", NOW - timedelta(seconds=1)),
        ("digest", "0" * 64),
        ("previous", "0" * 64),
    ],
)
def test_a_changed_entry_is_found(unguarded: list[AuditEvent], field: str, value: object) -> None:
    AuditEvent.objects.filter(sequence=3).update(**{field: value})
    assert problems()
    assert "Entry 3" in " ".join(problems()) or "Entry 4" in " ".join(problems())


def test_what_a_person_writes_cannot_move_the_borders_between_parts(unguarded: list[AuditEvent]) -> None:
    """An entry of `A` for organisation `B` is not that of a person called `A`, separator, `B`."""
    event = record("a.b", Doer(1, "Ada\x1fESA", ""), "x", at=NOW)
    AuditEvent.objects.filter(pk=event.pk).update(account_name="Ada", organisation="ESA\x1f")
    assert problems()


@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_removed_entry_is_found(unguarded: list[AuditEvent], number: int) -> None:
    AuditEvent.objects.filter(sequence=number).delete()
    assert problems()


def test_a_cut_off_end_is_found(unguarded: list[AuditEvent]) -> None:
    AuditEvent.objects.filter(sequence__gt=2).delete()
    assert problems() == ["The log ends with entry 2; it should end with 5."]
    AuditHead.objects.all().delete()
    assert problems() == ["The log ends with entry 2; it should end with 0."]


def test_an_added_entry_is_found(unguarded: list[AuditEvent]) -> None:
    last = unguarded[-1]
    AuditEvent.objects.create(
        sequence=6, at=NOW, action="a", account_name="Eve", subject="x", previous=last.digest, digest="f" * 64
    )
    assert len(problems()) == 2


def test_swapped_entries_are_found(unguarded: list[AuditEvent]) -> None:
    AuditEvent.objects.filter(sequence=2).update(sequence=99)
    AuditEvent.objects.filter(sequence=3).update(sequence=2)
    AuditEvent.objects.filter(sequence=99).update(sequence=3)
    assert len(problems()) >= 3


def test_a_log_written_anew_as_a_whole_is_found_by_a_note_kept_elsewhere(
    unguarded: list[AuditEvent], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("verify_log")
    noted = capsys.readouterr().out.split()[-1]
    call_command("verify_log", noted=noted)
    AuditEvent.objects.all().delete()
    AuditHead.objects.all().delete()
    for number in range(6):
        record("role.changed", ADA, f"other person {number}", at=NOW)
    call_command("verify_log")
    with pytest.raises(CommandError, match="Entry 5 is not the one whose digest was noted"):
        call_command("verify_log", noted=noted)
    with pytest.raises(CommandError, match="no end of a log"):
        call_command("verify_log", noted="5:xyz")


def test_the_command_tells_everything_that_is_wrong(unguarded: list[AuditEvent]) -> None:
    AuditEvent.objects.filter(sequence__in=(2, 4)).update(subject="nobody")
    with pytest.raises(CommandError) as told:
        call_command("verify_log")
    assert "Entry 2 (role.changed) was changed" in str(told.value)
    assert "Entry 4 (role.changed) was changed" in str(told.value)


# --- reading --------------------------------------------------------------------------------------


@pytest.fixture
def mixed(db: None) -> None:
    record("account.signed-in", Doer(1, "Ada", "ESA"), "ada@esa.example", {"by": ["password"]}, at=NOW)
    record("account.sign-in-failed", Doer(name="unknown"), "an address", at=NOW)
    record("role.changed", Doer(2, "Kenji", "JAXA"), "ada@jaxa.example", at=NOW + timedelta(days=2))
    record("accounting.x", Doer(3, "=cmd()", "ESA"), "+1", {"a": True, "b": None}, at=NOW + timedelta(days=4))


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), [4, 3, 2, 1]),
        (Wanted(organisation="ESA"), [4, 1]),
        (Wanted(organisation=""), [2]),
        (Wanted(action="account"), [2, 1]),
        (Wanted(action="account.signed-in"), [1]),
        (Wanted(words="ADA"), [3, 1]),
        (Wanted(words="%"), []),
        (Wanted(since=(NOW + timedelta(days=2)).date()), [4, 3]),
        (Wanted(until=(NOW + timedelta(days=2)).date()), [3, 2, 1]),
        (Wanted(organisation="JAXA", words="Kenji", action="role"), [3]),
    ],
)
def test_entries_are_found_by_what_is_wanted(mixed: None, wanted: Wanted, found: list[int]) -> None:
    assert [event.sequence for event in entries(wanted)] == found


def test_what_stands_in_the_log_is_offered(mixed: None) -> None:
    assert actions("JAXA") == ["role.changed"]
    assert actions(None) == ["account.sign-in-failed", "account.signed-in", "accounting.x", "role.changed"]


def test_details_are_told_in_words(mixed: None) -> None:
    assert list(details_of(AuditEvent.objects.get(sequence=1))) == [("by", "password")]
    assert list(details_of(AuditEvent.objects.get(sequence=4))) == [("a", "yes")]


def test_delegates_read_their_organisation_s_entries_alone(mixed: None, signed_in: dict[str, Client]) -> None:
    for query in ("", "?organisation=JAXA", "?words=ada", "?organisation="):
        page = signed_in["esa-delegate"].get(f"/log/{query}").content.decode()
        assert "ada@jaxa.example" not in page
        assert "Kenji" not in page
        rows = streamed(signed_in["esa-delegate"], query)
        assert "Kenji" not in rows
    assert "ada@esa.example" in signed_in["esa-delegate"].get("/log/").content.decode()
    assert "Kenji" in signed_in["administrator"].get("/log/").content.decode()
    assert "Kenji" not in signed_in["administrator"].get("/log/?organisation=ESA").content.decode()


def streamed(client: Client, query: str = "") -> str:
    answer = client.get(f"/log.csv{query}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode()  # type: ignore[arg-type] # bytes


def test_the_twin_holds_the_same_and_runs_nothing(mixed: None, signed_in: dict[str, Client]) -> None:
    lines = streamed(signed_in["administrator"], "?words=cmd").splitlines()
    assert len(lines) == 2
    assert "'=cmd()" in lines[1]
    assert "'+1" in lines[1]
    assert json.loads(AuditEvent.objects.get(sequence=4).details) == {"a": True, "b": None}


def test_pages_of_the_log_keep_their_filters(db: None, signed_in: dict[str, Client]) -> None:
    for number in range(120):
        record("role.changed", ADA, f"person {number}", at=NOW)
    first = signed_in["administrator"].get("/log/?action=role.changed").content.decode()
    assert "person 119" in first
    assert "person 69" not in first
    assert "action=role.changed&amp;page=2" in first
    assert "person 69" in signed_in["administrator"].get("/log/?action=role.changed&page=2").content.decode()
