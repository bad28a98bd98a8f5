"""Uploads: what is read, refused, previewed and decided, by whom, and only once."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecliptic.roadmap import Envelope, Roadmap, Statement
from ecliptic.server.audit.log import verify
from ecliptic.server.audit.models import AuditEvent
from ecliptic.server.members.models import MemberOrganisation
from ecliptic.server.sharing.decision import AlreadyDecidedError, Decision, accept
from ecliptic.server.sharing.intake import expire, receive, wishes_of
from ecliptic.server.sharing.models import State, Upload, UploadedFile
from ecliptic.server.sharing.own import stated
from ecliptic.server.sharing.preview import Wishes
from ecliptic.server.sharing.reading import Brought
from ecliptic.server.statements.models import Means, StoredStatement, Submission
from ecliptic.server.statements.picture import PICTURE
from ecliptic.server.statements.store import Act, Conflicts, proposals, state
from ecliptic.share import read_json, write_json, write_package
from ecliptic.share.json_file import json_bytes
from ecliptic.share.workbook_writing import workbook_bytes
from ecliptic.vocabulary import Mission, Visibility
from server_store import THEN, actor, all_markers, may_meet
from strategies import statement_lists

if TYPE_CHECKING:
    from django.test import Client

    from ecliptic.server.members.models import Account

People = dict[str, "Account"]
Clients = dict[str, "Client"]
pytestmark = pytest.mark.usefixtures("small_store")


def mission(identifier: str, name: str, publisher: str = "ESA", **said: Any) -> Statement:
    envelope = Envelope(**({"publisher": publisher, "stated_at": THEN + timedelta(days=30)} | said))
    return Statement(Mission(id=identifier, name=name), envelope)


def send(client: Client, *files: tuple[str, bytes], follow: bool = True) -> Any:
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(reverse("sharing:upload"), {"files": sent, "note": "Spring review"}, follow=follow)


def decide(client: Client, page: Any, do: str = "all", **more: str) -> Any:
    upload = page.context["upload"]
    sent = {"do": do, "seen": page.context["seen"], "wishes": "set", **more}
    return client.post(reverse("sharing:decide", args=[upload.uuid]), sent, follow=True)


def names(publisher: str = "ESA") -> dict[str, str]:
    own = (s for s in PICTURE.whole().taken("mission").values() if s.publisher == publisher)
    return {s.id: s.record.label for s in own}


# --- the way of a file ----------------------------------------------------------------------------


def test_a_workbook_is_shown_before_it_is_stated_and_stated_once(signed_in: Clients) -> None:
    delegate = signed_in["esa-delegate"]
    content = workbook_bytes([mission("esa-public", "Renamed"), mission("m-new", "Brand new")])
    page = send(delegate, ("plan.xlsx", content))
    assert page.status_code == 200
    text = page.content.decode()
    assert "Brand new" in text
    assert "Renamed" in delegate.get(page.redirect_chain[-1][0] + "?show=changed").content.decode()
    assert page.context["plan"].counts | {"errors": 0} == page.context["plan"].counts
    assert (len(page.context["plan"].new), len(page.context["plan"].changed)) == (1, 1)
    assert "Renamed" not in names().values()
    before = Submission.objects.count()

    done = decide(delegate, page)
    assert "Accepted by esa-delegate" in done.content.decode()
    assert names()["esa-public"] == "Renamed"
    assert names()["m-new"] == "Brand new"
    submission = Submission.objects.latest("revision")
    assert (submission.count, submission.means, submission.note) == (2, Means.UPLOAD, "Spring review")
    assert submission.organisation == "ESA"

    again = decide(delegate, page)
    assert "has been accepted by esa-delegate already" in again.content.decode()
    assert Submission.objects.count() == before + 1
    upload = Upload.objects.get()
    assert upload.state == State.ACCEPTED
    assert UploadedFile.objects.get().content is None
    actions = list(AuditEvent.objects.order_by("sequence").values_list("action", flat=True))
    assert actions[-3:] == ["upload.received", "statements.stated", "upload.accepted"]
    assert list(verify()) == []


def test_the_template_comes_back_with_what_was_confirmed_and_changed(
    signed_in: Clients, tmp_path: Path
) -> None:
    import openpyxl

    delegate = signed_in["esa-delegate"]
    got = delegate.get(reverse("sharing:workbook"))
    assert got["Content-Disposition"].startswith("attachment")
    book = openpyxl.load_workbook(io.BytesIO(got.content))
    sheet = book["missions"]
    head = [str(cell.value) for cell in sheet[1]]
    rows = {row[head.index("id")].value: row for row in sheet.iter_rows(min_row=3)}
    rows["esa-members"][head.index("still true")].value = "yes"
    rows["esa-public"][head.index("name")].value = "A better name"
    rows["esa-private"][head.index("withdrawn")].value = "yes"
    path = tmp_path / "returned.xlsx"
    book.save(path)
    # Nobody wrote a date into it, so the clock of the server counts.
    page = send(delegate, ("returned.xlsx", path.read_bytes()))
    plan = page.context["plan"]
    assert plan.errors == ()
    assert {entry.statement.id: entry.sort for entry in plan.entries} == {
        "esa-members": "confirmed",
        "esa-public": "changed",
        "esa-private": "withdrawn",
    }
    assert "wish-withdraw" not in page.content.decode()
    decide(delegate, page)
    assert names()["esa-public"] == "A better name"
    confirmed = PICTURE.whole().history("mission", "esa-members")[-1]
    assert confirmed.version == 2
    assert timezone.now() - confirmed.stated_at < timedelta(minutes=5)


def test_files_that_belong_together_and_every_format_are_read(signed_in: Clients, tmp_path: Path) -> None:
    delegate = signed_in["esa-delegate"]
    statements = [mission("m-1", "One"), mission("m-2", "Two")]
    write_package(tmp_path / "package", statements)
    write_json(tmp_path / "plan.json", statements)
    parts = [(path.name, path.read_bytes()) for path in sorted((tmp_path / "package").iterdir())]
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        for name, content in parts:
            archive.writestr(f"our plan/{name}", content)
        archive.writestr("__MACOSX/._missions.csv", b"x")
    ways = [
        parts,
        [("plan.zip", zipped.getvalue())],
        [("plan.json", (tmp_path / "plan.json").read_bytes())],
        [("missions.csv", b"id,name,lead\nm-1,One,\nm-2,Two,\n")],
        [("a.json", json_bytes(statements[:1])), ("b.JSON", json_bytes(statements[1:]))],
    ]
    for files in ways:
        page = send(delegate, *files)
        assert [entry.statement.id for entry in page.context["plan"].new] == ["m-1", "m-2"], files[0][0]
        assert page.context["plan"].problems == (), files[0][0]
    assert Upload.objects.count() == len(ways)


def test_problems_stand_with_sheet_row_and_column_and_the_good_rows_may_go_in(signed_in: Clients) -> None:
    delegate = signed_in["esa-delegate"]
    content = workbook_bytes([mission("m-1", "One"), mission("m-2", "Two", "JAXA")])
    page = send(delegate, ("plan.xlsx", content), ("missions.csv", b"id,name,launch\nm-3,Three,soon\n"))
    text = page.content.decode()
    assert "plan.xlsx, sheet missions, row 4, publisher" in text
    assert "missions.csv, row 2, launch" in text
    assert "Accept all" not in text
    refused = decide(delegate, page, "all")
    assert refused.status_code == 422
    assert "2 rows have problems" in refused.content.decode()
    decide(delegate, page, "good")
    assert "m-1" in names()
    assert "m-2" not in names("JAXA")
    assert Upload.objects.get().counts["errors"] == 2


def test_wider_audiences_need_a_tick(signed_in: Clients) -> None:
    delegate = signed_in["esa-delegate"]
    newest = PICTURE.whole().history("mission", "esa-private")[-1]
    public = newest.envelope.model_copy(update={"visibility": Visibility.PUBLIC, "version": 1})
    page = send(delegate, ("plan.json", json_bytes([Statement(newest.record, public)])))
    assert "would be seen by more people than before" in page.content.decode()
    refused = decide(delegate, page)
    assert refused.status_code == 422
    assert "Tick that this is meant" in refused.content.decode()
    decide(delegate, page, widen="yes")
    assert PICTURE.whole().history("mission", "esa-private")[-1].envelope.visibility is Visibility.PUBLIC


def test_what_is_missing_is_withdrawn_only_on_an_explicit_tick(signed_in: Clients) -> None:
    delegate = signed_in["esa-delegate"]
    own = [s for s in PICTURE.whole().taken("mission").values() if s.publisher == "ESA"]
    page = send(delegate, ("plan.json", json_bytes(own[1:])))
    assert page.context["plan"].proposals == ()
    ticked = delegate.get(f"{page.redirect_chain[-1][0]}?wishes=set&wish=withdraw_missing")
    assert [entry.statement.id for entry in ticked.context["plan"].withdrawn] == [own[0].id]
    decide(delegate, ticked, wish="withdraw_missing")
    assert own[0].id not in names()


# --- who may, and at the same time ----------------------------------------------------------------


def test_a_planner_hands_it_to_a_delegate_who_hears_of_it(
    signed_in: Clients, django_capture_on_commit_callbacks: Any
) -> None:
    planner, delegate = signed_in["esa-planner"], signed_in["esa-delegate"]
    page = send(planner, ("plan.json", json_bytes([mission("m-1", "One")])))
    assert "Hand to a delegate" in page.content.decode()
    stated_anyway = decide(planner, page)
    assert stated_anyway.status_code == 403
    assert "m-1" not in names()
    with django_capture_on_commit_callbacks(execute=True):
        decide(planner, page, "hand")
    (letter,) = mail.outbox
    assert letter.to == ["esa-delegate@example.org"]
    assert reverse("sharing:preview", args=[page.context["upload"].uuid]) in letter.body
    desk = delegate.get(reverse("sharing:desk")).content.decode()
    assert "for a delegate" in desk
    assert "plan.json" in desk
    decide(delegate, delegate.get(page.redirect_chain[-1][0]))
    assert names()["m-1"] == "One"


def test_a_planner_states_where_the_organisation_lets_planners(signed_in: Clients) -> None:
    MemberOrganisation.objects.filter(identifier="ESA").update(planners_may_state=True)
    planner = signed_in["esa-planner"]
    decide(planner, send(planner, ("plan.json", json_bytes([mission("m-1", "One")]))))
    assert "m-1" in names()


def test_nobody_else_meets_an_upload(signed_in: Clients) -> None:
    page = send(signed_in["esa-delegate"], ("plan.json", json_bytes([mission("m-1", "One")])))
    upload = page.context["upload"]
    shown, decided = (reverse(f"sharing:{name}", args=[upload.uuid]) for name in ("preview", "decide"))
    unknown = reverse("sharing:preview", args=["00000000-0000-4000-8000-000000000000"])
    for name, client in signed_in.items():
        if name in ("esa-planner", "esa-delegate"):
            continue
        got, sent = client.get(shown), client.post(decided, {"do": "all", "seen": "99"})
        expected = 302 if name == "anonymous" else client.get(unknown).status_code
        assert (got.status_code, sent.status_code) == (expected, expected), name
        assert expected in (302, 403, 404)
    assert Upload.objects.get().waits


def test_two_planners_at_once_are_told_what_was_stated_since(people: People, signed_in: Clients) -> None:
    first, second = signed_in["esa-delegate"], signed_in["esa-delegate"]
    one = send(first, ("one.json", json_bytes([mission("esa-public", "One", version=2)])))
    other = send(second, ("other.json", json_bytes([mission("esa-public", "Other", version=2)])))
    decide(first, one)
    overtaken = decide(second, other)
    assert overtaken.status_code == 409
    assert "You had seen" in overtaken.content.decode()
    assert names()["esa-public"] == "One"
    again = second.get(overtaken.context["again"])
    assert again.context["plan"].changed[0].before.version == 2
    decide(second, again)
    assert names()["esa-public"] == "Other"
    assert [s.version for s in PICTURE.whole().history("mission", "esa-public")] == [1, 2, 3]


def test_what_others_state_meanwhile_does_not_matter(people: People, signed_in: Clients) -> None:
    page = send(signed_in["esa-delegate"], ("one.json", json_bytes([mission("esa-public", "One")])))
    made = proposals([mission("jaxa-public", "Elsewhere", "JAXA")], PICTURE.whole())
    state(made, Act(actor(people["jaxa-delegate"]).doer, Means.API), at=timezone.now())
    assert decide(signed_in["esa-delegate"], page).status_code == 200
    assert names()["esa-public"] == "One"


def test_a_decision_is_made_once_and_whole(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    delegate, now = actor(people["esa-delegate"]), timezone.now()
    upload = receive([Brought("a.json", json_bytes([mission("m-1", "One")]))], delegate, at=now)
    decision = Decision(PICTURE.revision(), wishes_of(upload))
    from ecliptic.server.sharing import decision as deciding

    def broken(_: Upload) -> None:
        raise OSError(28, "the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(deciding, "empty", broken)
        with pytest.raises(OSError, match="disk is full"):
            accept(upload.uuid, decision, delegate, at=now)
    assert Upload.objects.get().waits
    assert "m-1" not in names()
    accept(upload.uuid, decision, delegate, at=now)
    with pytest.raises(AlreadyDecidedError):
        accept(upload.uuid, decision, delegate, at=now)
    assert StoredStatement.objects.filter(thing="m-1").count() == 1


def test_a_forged_revision_leads_to_conflicts_and_not_to_losses(people: People, signed_in: Clients) -> None:
    delegate = signed_in["esa-delegate"]
    page = send(delegate, ("one.json", json_bytes([mission("esa-public", "One")])))
    uuid = page.context["upload"].uuid
    for seen in ("0", "-1", "x", "9" * 40, "²"):
        answer = delegate.post(
            reverse("sharing:decide", args=[uuid]), {"do": "all", "seen": seen, "wishes": "set"}
        )
        assert answer.status_code == 409, seen
    with pytest.raises(Conflicts):
        accept(uuid, Decision(0, Wishes()), actor(people["esa-delegate"]), at=timezone.now())


def test_what_nobody_decides_expires(people: People, signed_in: Clients) -> None:
    page = send(signed_in["esa-delegate"], ("plan.json", json_bytes([mission("m-1", "One")])))
    later = timezone.now() + timedelta(days=31)
    assert expire(later) == 1
    assert expire(later) == 0
    assert UploadedFile.objects.get().content is None
    shown = signed_in["esa-delegate"].get(page.redirect_chain[-1][0]).content.decode()
    assert "waited too long" in shown


def test_a_member_of_the_public_is_led_to_sign_in_and_readers_are_told_who_may(signed_in: Clients) -> None:
    for name in ("desk", "upload", "kinds", "workbook"):
        answer = signed_in["anonymous"].get(reverse(f"sharing:{name}"))
        assert answer.status_code == 302
        assert "login" in answer["Location"]
    assert signed_in["esa-reader"].get(reverse("sharing:desk")).status_code == 200
    assert signed_in["esa-reader"].get(reverse("sharing:upload")).status_code == 403
    assert "no organisation" in signed_in["secretariat"].get(reverse("sharing:desk")).content.decode()


def test_downloads_hold_what_the_organisation_states_and_nothing_else(
    signed_in: Clients, tmp_path: Path
) -> None:
    own = signed_in["esa-delegate"].get(reverse("sharing:json")).content
    (tmp_path / "own.json").write_bytes(own)
    found = read_json(tmp_path / "own.json").statements
    assert Roadmap(found).digest == Roadmap(stated(PICTURE.whole(), "ESA")).digest
    mine = may_meet("ESA", "ESA", member=True)
    for name in ("json", "package", "workbook"):
        content = signed_in["esa-reader"].get(reverse(f"sharing:{name}")).content
        if name != "json":
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                content = b"\n".join(archive.read(part) for part in archive.namelist())
        for word in all_markers() - mine:
            assert word.encode() not in content


# --- round trip -----------------------------------------------------------------------------------


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_accepting_all_and_exporting_gives_back_the_statements_of_the_file(people: People, data: Any) -> None:
    from django.db import transaction

    drawn = data.draw(statement_lists(max_size=8))
    now = timezone.now()
    statements = [
        Statement(
            s.record,
            s.envelope.model_copy(
                update={"publisher": "JAXA", "stated_at": THEN + timedelta(days=9, minutes=n)}
            ),
        )
        for n, s in enumerate(drawn)
        if not s.envelope.withdrawn
    ]
    statements = list({(s.kind, s.id): s for s in statements}.values())
    statements = [Statement(s.record, s.envelope.model_copy(update={"version": 1})) for s in statements]
    if not statements:
        return
    delegate = actor(people["jaxa-delegate"])
    with transaction.atomic():
        upload = receive([Brought("plan.json", json_bytes(statements))], delegate, at=now)
        decision = Decision(PICTURE.revision(), wishes_of(upload), widen=True)
        accept(upload.uuid, decision, delegate, at=now)
        exported = {s.key: s.canonical() for s in stated(PICTURE.whole(), "JAXA")}
        transaction.set_rollback(True)
    sent = {s.key: s.canonical() for s in statements}
    assert {key: exported.get(key) for key in sent} == sent


def test_the_worker_lets_go_of_what_nobody_decides_about(
    people: dict[str, Account], small_store: None
) -> None:
    from uuid import uuid4

    from ecliptic.server.jobs.register import Task, job_named, periods
    from ecliptic.server.sharing.intake import receive
    from ecliptic.server.sharing.models import State, Upload
    from ecliptic.server.sharing.reading import Brought
    from ecliptic.share.json_file import json_bytes
    from server_store import actor, marked_statements

    own = [statement for statement in marked_statements() if statement.publisher == "ESA"]
    long_ago = datetime(2025, 6, 1, tzinfo=UTC)
    receive([Brought("plan.json", json_bytes(own))], actor(people["esa-planner"]), at=long_ago)
    assert "sharing.expire" in periods()
    job_named("sharing.expire").do(Task(uuid4(), {}, lambda *_: None))
    upload = Upload.objects.get()
    assert upload.state == State.EXPIRED
    assert upload.files.get().content is None
