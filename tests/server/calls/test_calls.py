"""The annual call: what it asks, what counts as answered, who sees how far others are, and reminders once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.test import Client

from ecliptic.errors import UsageError
from ecliptic.roadmap import Envelope, Statement, Viewer
from ecliptic.server.audit.log import Doer
from ecliptic.server.audit.models import AuditEvent
from ecliptic.server.members.models import MemberOrganisation
from ecliptic.server.sharing.calls.confirming import confirm, mark_of
from ecliptic.server.sharing.calls.lines import lines, progress
from ecliptic.server.sharing.calls.models import Call, NoReminders
from ecliptic.server.sharing.calls.opening import Wanted, close, extend, open_call
from ecliptic.server.sharing.calls.reminding import remind
from ecliptic.server.statements.models import Means, Submission
from ecliptic.server.statements.picture import PICTURE, newest_versions, view_for
from ecliptic.server.statements.store import Act, Proposal, state
from ecliptic.vocabulary import Mission, Visibility
from server_store import all_markers, marker, may_meet

if TYPE_CHECKING:
    from ecliptic.server.members.models import Account

OPENED = datetime(2026, 2, 1, 9, tzinfo=UTC)
DEADLINE = OPENED + timedelta(days=30)
ESA = Doer(name="somebody", organisation="ESA")
DAY = timedelta(days=1)


@pytest.fixture
def call(people: dict[str, Account], small_store: None) -> Call:
    """A call to ESA and JAXA about missions."""
    wanted = Wanted("annual-2026", "Annual call 2026", "Dear all", DEADLINE, ["mission"], ["ESA", "JAXA"])
    return open_call(wanted, Doer(name="secretariat"), at=OPENED)


def say(identifier: str, at: datetime, **changed: object) -> None:
    """State something else about a mission of ESA."""
    line = ("mission", identifier, "ESA")
    before = newest_versions(PICTURE.whole(), [line]).get(line)
    record = before.record if before else Mission(id=identifier, name=identifier)
    envelope = before.envelope if before else Envelope(publisher="ESA", stated_at=at)
    number = before.version if before else 0
    said = {name: changed.pop(name) for name in ("withdrawn", "visibility") if name in changed}
    update = {"version": number + 1, "stated_at": at, **said}
    made = Statement(record.model_copy(update=changed), envelope.model_copy(update=update))
    state([Proposal(made, number)], Act(ESA, Means.FORM), at=at)


def esa(call: Call) -> dict[str, str | None]:
    return {line.now.id: line.answer for line in lines(view_for(Viewer.of("ESA")), call, "ESA")}


def test_a_call_asks_about_what_was_stated_when_it_was_opened(call: Call) -> None:
    say("esa-later", OPENED + DAY)
    # Of ESA's missions one was withdrawn before, and one did not exist yet.
    assert esa(call) == dict.fromkeys(
        ["esa-members", "esa-narrowed", "esa-private", "esa-public", "esa-retracted"]
    )


def test_whatever_is_stated_since_answers_by_whichever_way_it_came(call: Call) -> None:
    say("esa-public", OPENED, name="Renamed")
    say("esa-members", OPENED + DAY)
    say("esa-private", OPENED + 2 * DAY, withdrawn=True)
    assert esa(call) == {
        "esa-members": "confirmed",
        "esa-narrowed": None,
        "esa-private": "withdrawn",
        "esa-public": "changed",
        "esa-retracted": None,
    }
    how_far = progress(view_for(Viewer.of("ESA")), call, "ESA")
    assert (how_far.total, how_far.answered, how_far.open, how_far.late) == (5, 3, 2, 0)
    assert how_far.latest == OPENED + 2 * DAY


def test_an_answer_is_in_time_until_the_deadline_and_late_after_it(call: Call) -> None:
    say("esa-public", DEADLINE)
    say("esa-members", DEADLINE + timedelta(microseconds=1))
    late = {line.now.id: line.late for line in lines(view_for(Viewer.of("ESA")), call, "ESA")}
    assert not late["esa-public"]
    assert late["esa-members"]
    extend(call, DEADLINE + 9 * DAY, Doer(), at=DEADLINE + DAY)
    call.refresh_from_db()
    assert progress(view_for(Viewer.of("ESA")), call, "ESA").late == 0
    close(call, Doer(), at=DEADLINE + 2 * DAY)
    call.refresh_from_db()
    assert not call.is_open(DEADLINE + 3 * DAY)
    actions = AuditEvent.objects.filter(action__startswith="call.").order_by("sequence")
    assert list(actions.values_list("action", flat=True)) == ["call.opened", "call.extended", "call.closed"]


def test_confirming_states_the_same_words_as_of_now(call: Call) -> None:
    done = confirm(call, {("mission", "esa-public"): 1, ("mission", "esa-members"): 1}, ESA, at=OPENED + DAY)
    assert sorted(s.id for s in done.done) == ["esa-members", "esa-public"]
    assert done.overtaken == ()
    assert Submission.objects.get(revision=2).means == Means.CALL
    first, second = view_for(Viewer.of("ESA")).roadmap.history("mission", "esa-public")
    assert (second.version, second.stated_at, second.record) == (2, OPENED + DAY, first.record)


def test_what_two_people_confirm_or_one_has_changed_is_stated_once(call: Call) -> None:
    seen = {("mission", "esa-public"): 1, ("mission", "esa-members"): 1}
    say("esa-members", OPENED + DAY, name="Changed meanwhile")
    done = confirm(call, seen, ESA, at=OPENED + 2 * DAY)
    assert [s.id for s in done.done] == ["esa-public"]
    assert [s.id for s in done.overtaken] == ["esa-members"]
    again = confirm(call, seen, ESA, at=OPENED + 2 * DAY)
    assert (again.done, again.submission) == ((), None)
    assert len(view_for(Viewer.of("ESA")).roadmap.history("mission", "esa-public")) == 2


def test_a_clock_that_was_set_back_does_not_stop_confirming(call: Call) -> None:
    say("esa-public", OPENED + 5 * DAY)
    done = confirm(call, {("mission", "esa-public"): 2}, ESA, at=OPENED + DAY)
    assert len(done.done) == 1
    assert (
        view_for(Viewer.of("ESA")).roadmap.history("mission", "esa-public")[-1].stated_at == OPENED + 5 * DAY
    )


def test_a_deadline_that_is_past_and_a_name_that_is_taken_are_refused(call: Call) -> None:
    wanted = Wanted("annual-2026", "Annual call 2026", "", DEADLINE)
    with pytest.raises(UsageError, match="already"):
        open_call(wanted, Doer(), at=OPENED)
    with pytest.raises(UsageError, match="past"):
        open_call(replace(wanted, slug="other"), Doer(), at=DEADLINE)
    with pytest.raises(UsageError, match="past"):
        extend(call, OPENED, Doer(), at=OPENED)


# --- pages ----------------------------------------------------------------------------------------


def text(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.content.decode()[:500]
    return response.content.decode()


def test_each_sees_of_progress_what_they_may_see_of_statements(
    call: Call, signed_in: dict[str, Client]
) -> None:
    address = "/calls/annual-2026/"
    assert "Progress by organisation" not in text(signed_in["anonymous"], address)
    assert "Dear all" in text(signed_in["anonymous"], address)
    assert "Progress by organisation" not in text(signed_in["orbital-delegate"], address)
    # Five missions of ESA, three of which other members may see.
    assert '<td class="n">0</td><td class="n">5</td>' in text(signed_in["esa-reader"], address)
    for person in ("jaxa-reader", "secretariat"):
        page = text(signed_in[person], address)
        assert '<td class="n">0</td><td class="n">3</td>' in page, person
        assert '<td class="n">0</td><td class="n">5</td>' not in page or person == "jaxa-reader"
        assert marker("ESA", "private") not in page


def test_lines_are_confirmed_by_a_click_and_by_a_selection(call: Call, signed_in: dict[str, Client]) -> None:
    client, address = signed_in["esa-delegate"], "/calls/annual-2026/mine/"
    page = text(client, address)
    assert marker("ESA", "private") in page
    asked = lines(view_for(Viewer.of("ESA")), call, "ESA")
    marks = [mark_of(line.now) for line in asked]
    one = client.post(address + "confirm", {"line": marks[0], "next": address}, follow=True)
    assert "Confirmed: " in one.content.decode()
    several = client.post(address + "confirm", {"line": marks[1:], "next": address}, follow=True)
    assert "Confirmed: 4 statements." in several.content.decode()
    assert "All is answered" in text(client, address)
    assert text(client, address + "?show=answered").count("badge-good") == 5
    repeated = client.post(address + "confirm", {"line": marks, "next": address}, follow=True)
    assert "Left alone" in repeated.content.decode()


@pytest.mark.parametrize(
    "line", ["", "x", "1|mission", "one|mission|esa-public", "1|mission|jaxa-public", "1||"]
)
def test_lines_that_are_none_of_ours_state_nothing(
    call: Call, signed_in: dict[str, Client], line: str
) -> None:
    response = signed_in["esa-delegate"].post("/calls/annual-2026/mine/confirm", {"line": line})
    assert response.status_code == 302
    assert Submission.objects.count() == 1


def test_who_may_do_what(call: Call, signed_in: dict[str, Client]) -> None:
    confirming = "/calls/annual-2026/mine/confirm"
    body = {"line": "1|mission|esa-public"}
    expected = {"anonymous": 302, "esa-reader": 403, "esa-planner": 403, "jaxa-delegate": 302, "guest": 403}
    for person, status in expected.items():
        assert signed_in[person].post(confirming, body).status_code == status, person
    assert Submission.objects.count() == 1
    MemberOrganisation.objects.filter(identifier="ESA").update(planners_may_state=True)
    assert signed_in["esa-planner"].post(confirming, body).status_code == 302
    assert Submission.objects.count() == 2
    for person in ("anonymous", "esa-delegate", "administrator", "secretariat"):
        status = {"secretariat": 200, "anonymous": 302}.get(person, 403)
        assert signed_in[person].get("/calls/new/").status_code == status, person
    assert signed_in["orbital-delegate"].get("/calls/annual-2026/mine/").status_code == 404


def test_the_secretariat_opens_extends_and_closes(
    people: dict[str, Account], signed_in: dict[str, Client]
) -> None:
    client = signed_in["secretariat"]
    future = (datetime.now(UTC) + 20 * DAY).date()
    refused = client.post("/calls/new/", {"title": "–", "deadline": "2020-01-01"})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Use some letters or digits" in page
    assert "This day is past" in page
    body = {
        "title": "Call 27",
        "deadline": future.isoformat(),
        "organisations": ["ESA"],
        "kinds": ["mission"],
    }
    assert client.post("/calls/new/", body).headers["Location"] == "/calls/call-27/"
    assert client.post("/calls/new/", body).status_code == 422
    later = (future + DAY).isoformat()
    client.post("/calls/call-27/change", {"do": "extend", "deadline": later})
    assert Call.objects.get().deadline.date().isoformat() == later
    client.post("/calls/call-27/change", {"do": "close"})
    assert "Ended" in text(client, "/calls/")
    assert signed_in["esa-delegate"].post("/calls/call-27/change", {"do": "extend"}).status_code == 403


def test_the_workbook_of_a_call_holds_its_open_lines_and_answers_them(
    call: Call, signed_in: dict[str, Client], tmp_path: object
) -> None:
    from io import BytesIO

    from openpyxl import load_workbook

    say("esa-public", OPENED + DAY)
    content = signed_in["esa-delegate"].get("/calls/annual-2026/mine/workbook.xlsx").content
    sheet = load_workbook(BytesIO(content))["missions"]
    identifiers = {cell.value for row in sheet.iter_rows(min_row=2) for cell in row if cell.value}
    assert {"esa-members", "esa-narrowed", "esa-private", "esa-retracted"} <= identifiers
    assert "esa-public" not in identifiers


# --- reminders ------------------------------------------------------------------------------------


def letters() -> list[str]:
    return sorted(letter.to[0] for letter in mail.outbox)


def test_people_are_reminded_at_each_milestone_once(call: Call) -> None:
    everyone = sorted(f"{o}-{role}@example.org" for o in ("esa", "jaxa") for role in ("planner", "delegate"))
    assert remind(DEADLINE - 15 * DAY) == 0
    for days in (14, 7, 1, 0):
        mail.outbox.clear()
        at = DEADLINE - days * DAY - timedelta(hours=1) if days else DEADLINE - timedelta(hours=1)
        assert remind(at) == len(everyone), days
        assert letters() == everyone
        # Again within the hour, after a restart, and with a clock that was set back.
        for again in (at, at + timedelta(minutes=50), at - timedelta(minutes=30), DEADLINE - 14 * DAY):
            assert remind(min(again, DEADLINE)) == 0, (days, again)
    assert remind(DEADLINE + DAY) == 0


def test_letters_tell_counts_and_nothing_of_what_is_stated(call: Call) -> None:
    remind(DEADLINE - 7 * DAY)
    letter = next(letter for letter in mail.outbox if letter.to == ["esa-delegate@example.org"])
    assert "Answered so far: 0 of 5. Still open: 5." in letter.body
    assert "in 7 days" in letter.body
    assert "/calls/annual-2026/mine/" in letter.body
    said = "".join(letter.subject + letter.body for letter in mail.outbox)
    assert not [word for word in all_markers() if word in said]
    assert may_meet("ESA", "ESA", member=True) <= all_markers()


def test_who_has_answered_or_does_not_want_it_is_not_reminded(call: Call, people: dict[str, Account]) -> None:
    for line in lines(view_for(Viewer.of("ESA")), call, "ESA"):
        say(line.now.id, OPENED + DAY)
    NoReminders.objects.create(account=people["jaxa-planner"], since=OPENED)
    remind(DEADLINE - 7 * DAY)
    assert letters() == ["jaxa-delegate@example.org"]


def test_reminders_are_switched_off_and_on_by_oneself(call: Call, signed_in: dict[str, Client]) -> None:
    client = signed_in["jaxa-planner"]
    client.post("/calls/annual-2026/mine/reminders", {"reminders": "no"})
    assert NoReminders.objects.count() == 1
    assert "You get no letters" in text(client, "/calls/annual-2026/mine/")
    client.post("/calls/annual-2026/mine/reminders", {"reminders": "yes"})
    assert NoReminders.objects.count() == 0


def test_a_call_shorter_than_a_milestone_does_not_begin_with_a_reminder(
    people: dict[str, Account], small_store: None
) -> None:
    wanted = Wanted("short", "Short", "", OPENED + 5 * DAY, [], ["ESA"])
    open_call(wanted, Doer(), at=OPENED)
    assert remind(OPENED + timedelta(hours=1)) == 0
    assert remind(OPENED + 4 * DAY) == 2


def test_hidden_statements_are_not_counted_for_others(call: Call) -> None:
    assert progress(view_for(Viewer.members()), call, "ESA").total == 3
    say("esa-members", OPENED + DAY, visibility=Visibility.PRIVATE)
    assert progress(view_for(Viewer.members()), call, "ESA").total == 2
