"""Pages of questions and runs: what is asked, by whom, what is shown to whom, and what no longer."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ecliptic.assess import questions
from ecliptic.roadmap import Roadmap, Viewer
from ecliptic.server.audit.log import Doer
from ecliptic.server.jobs import asking, queue
from ecliptic.server.jobs.allowance import FOR_ADDRESSES
from ecliptic.server.jobs.forms import QuestionForm
from ecliptic.server.jobs.models import Run, State
from ecliptic.server.jobs.register import Task
from ecliptic.server.statements.models import Means
from ecliptic.server.statements.picture import PICTURE, view_for
from ecliptic.server.statements.store import Act, Proposal, state
from ecliptic.vocabulary import Visibility
from server_store import all_markers, may_meet

if TYPE_CHECKING:
    from ecliptic.server.members.models import Account

pytestmark = pytest.mark.django_db
ESA = Viewer.of("ESA")


def work_here(run: Run) -> Run:
    """Do a run in this process, within the transaction of the test."""
    claimed = queue.claim("tests")
    assert claimed is not None
    assert claimed.pk == run.pk
    outcome = asking.answer(Task(claimed.uuid, claimed.parameters, lambda share, message: None))
    assert queue.finish(claimed, outcome)
    run.refresh_from_db()
    return run


def answered(viewer: Viewer, question: str = "health", **parameters: Any) -> Run:
    """A run that is done."""
    view = view_for(viewer)
    return work_here(asking.ask(view, questions()[question], parameters, asking.Asker(), again=True))


def addresses(run: Run) -> list[str]:
    """Every address at which something of an answer is shown."""
    summary = json.loads(run.result.content)
    names = [reverse("jobs:run", args=[run.uuid]), reverse("jobs:run-json", args=[run.uuid])]
    names += [reverse(f"jobs:{name}", args=[run.uuid]) for name in ("progress", "result", "findings")]
    names += [reverse(f"jobs:findings-{form}", args=[run.uuid]) for form in ("json", "csv")]
    for table in summary["tables"]:
        names += [
            reverse(f"jobs:{n}", args=[run.uuid, table["name"]]) for n in ("table", "table-json", "table-csv")
        ]
    for figure in summary["figures"]:
        names += [
            reverse(f"jobs:{n}", args=[run.uuid, figure["name"]])
            for n in ("figure", "figure-svg", "figure-json")
        ]
    return names


@pytest.mark.usefixtures("small_store")
def test_a_question_is_asked_and_answered(client: Client) -> None:
    """The form leads to a run, equal questions to the same run, and the answer has all its parts."""
    assert client.get("/assessments/").status_code == 200
    page = client.get("/assessments/health/").content.decode()
    assert "Day from which ages are measured" in page
    assert 'value="24"' in page, "defaults stand in the form"
    sent = client.post("/assessments/health/", {"stale_after_months": "24"})
    assert sent.status_code == 302
    again = client.post("/assessments/health/", {"stale_after_months": "24", "today": ""})
    assert again["Location"] == sent["Location"]
    waiting = client.get(sent["Location"]).content.decode()
    assert "Waiting for its turn" in waiting
    assert 'hx-trigger="every 1s"' in waiting
    assert "Look again" in waiting
    run = work_here(Run.objects.get())
    assert client.post("/assessments/health/", {"stale_after_months": "24"})["Location"] == sent["Location"]
    for address in addresses(run):
        assert client.get(address).status_code == 200, address
    shown = client.get(sent["Location"]).content.decode()
    assert run.digest in shown
    assert run.result_digest in shown
    assert 'style="' not in shown
    assert client.get("/runs/").content.decode().count(str(run.uuid)) == 1


@pytest.mark.parametrize("name", list(questions()))
def test_a_form_left_as_it_is_asks_what_is_usual(name: str) -> None:
    """What stands in the form at first says the same as nothing at all."""
    question, empty = questions()[name], Roadmap.build([])
    sent = {}
    for field in QuestionForm(question, empty):
        stands = field.value()
        if isinstance(stands, bool):
            sent |= {field.html_name: "on"} if stands else {}
        elif stands is not None:
            sent[field.html_name] = field.field.widget.format_value(stands)
    form = QuestionForm(question, empty, sent)
    assert form.is_valid(), form.errors
    assert form.chosen == question.parameters()


@pytest.mark.usefixtures("small_store")
def test_what_may_be_given_several_times_is_written_line_by_line(client: Client) -> None:
    """Sent, shown with the run, and named in an address."""
    several = {"slip": "mission:M045=730\r\n\r\n mission:M046=30 ", "samples": "200"}
    sent = client.post("/assessments/schedule/", several)
    assert sent.status_code == 302
    run = Run.objects.get(question="schedule")
    assert run.parameters["slip"] == ["mission:M045=730", "mission:M046=30"]
    assert "mission:M045=730, mission:M046=30" in client.get(sent["Location"]).content.decode()
    page = client.get(
        "/assessments/schedule/?slip=mission:M045%3D730&slip=mission:M046%3D30"
    ).content.decode()
    assert "\nmission:M045=730\nmission:M046=30</textarea>" in page


@pytest.mark.usefixtures("small_store")
def test_bad_parameters_are_told_all_at_once(client: Client) -> None:
    """Each at its field, with the remedy; nothing is put in the queue."""
    sent = client.post("/assessments/health/", {"today": "someday", "stale_after_months": "-3"})
    page = sent.content.decode()
    assert sent.status_code == 422
    assert "someday is not a day. Write it as year, month and day, such as 2028-07-04" in page
    assert page.count('aria-invalid="true"') == 2
    assert "leave the cell" not in page
    sent = client.post("/assessments/overlap/", {"window_years": "nan", "include_interest": "perhaps"})
    assert sent.status_code in (302, 422)
    assert not Run.objects.filter(question="health").exists()
    assert client.get("/assessments/nothing/").status_code == 404


@pytest.mark.usefixtures("small_store")
def test_what_the_roadmap_refuses_is_told_in_words(client: Client) -> None:
    """A parameter that only the roadmap can judge ends the run with the question's own words."""
    sent = client.post("/assessments/coverage/", {"phase": "X"})
    run = queue.claim("tests")
    assert run is not None
    queue.fail(run, "No phase has any function, so 'X' cannot be chosen. Leave the phase out.")
    page = client.get(sent["Location"]).content.decode()
    assert "could not be worked out" in page
    assert "Leave the phase out." in page


@pytest.mark.one_database
@pytest.mark.usefixtures("small_store")
def test_answers_are_seen_by_the_same_eyes_only(signed_in: dict[str, Client]) -> None:
    """Runs of an organisation are found by its people alone; public ones by everybody; markers never leak."""
    esa, public = answered(ESA), answered(Viewer.public())
    secretariat = answered(Viewer.members())
    may = {
        "esa-reader": {esa, public},
        "esa-delegate": {esa, public},
        "jaxa-planner": {public},
        "orbital-planner": {public},
        "secretariat": {secretariat, public},
        "administrator": {public},
        "guest": {public},
        "anonymous": {public},
    }
    for person, seen in may.items():
        for run in (esa, public, secretariat):
            codes = {signed_in[person].get(address).status_code for address in addresses(run)}
            assert codes == ({200} if run in seen else {404}), (person, run.viewer)
        listed = signed_in[person].get("/runs/").content.decode()
        assert {run for run in (esa, public, secretariat) if str(run.uuid) in listed} == seen
    assert "ZqEsaPrivateMarker" not in public.result.content.decode()
    forbidden = all_markers() - may_meet("ESA", "JAXA", member=True) - may_meet("JAXA", "JAXA", member=True)
    for address in ["/assessments/", "/runs/", *(f"/assessments/{name}/" for name in questions())]:
        page = signed_in["jaxa-planner"].get(address).content.decode()
        assert not [word for word in forbidden - may_meet("ORBITAL", None, member=True) if word in page]


def narrow(identifier: str) -> None:
    """Let ESA withdraw from the public what it had shared."""
    before = PICTURE.whole().statement("mission", identifier)
    assert before is not None
    envelope = before.envelope.model_copy(
        update={"version": before.version + 1, "visibility": Visibility.PRIVATE, "stated_at": timezone.now()}
    )
    act = Act(Doer(name="tests", organisation="ESA"), Means.FORM)
    state([Proposal(replace(before, envelope=envelope), before.version)], act, at=timezone.now())


@pytest.mark.usefixtures("small_store")
def test_answers_from_before_a_narrowing_are_not_shown(client: Client) -> None:
    """Neither page nor twin nor numbers nor parameters; asked again there is a new run that is shown."""
    run = answered(Viewer.public(), stale_after_months=7)
    every = addresses(run)
    narrow("esa-public")
    for address in every:
        reply = client.get(address)
        body = reply.content.decode()
        assert "ZqEsaPublicMarker" not in body, address
        assert "stale after months" not in body, address
        assert reply.status_code in (200, 302, 410), address
        assert reply.status_code != 200 or "narrowed what it shares" in body, address
    assert client.post(f"/runs/{run.uuid}/again")["Location"] == "/assessments/health/"
    listed = client.get("/runs/").content.decode()
    assert "not shown any more" in listed or str(run.uuid) not in listed
    fresh = answered(Viewer.public(), stale_after_months=7)
    assert fresh.pk != run.pk
    assert client.get(f"/runs/{fresh.uuid}/result.json").status_code == 200


@pytest.mark.usefixtures("small_store")
def test_run_again_and_compare(signed_in: dict[str, Client]) -> None:
    """The same roadmap gives the same bytes and says so; another one tells what is new and what closed."""
    client = signed_in["esa-planner"]
    first = answered(ESA)
    reply = client.post(f"/runs/{first.uuid}/again")
    second = work_here(Run.objects.get(uuid=reply["Location"].split("/")[2]))
    assert second.pk != first.pk
    assert second.result_digest == first.result_digest
    assert "The same bytes" in client.get(reply["Location"]).content.decode()
    narrow("esa-public")
    third = answered(ESA)
    assert third.result_digest != first.result_digest
    page = client.get(f"/runs/{third.uuid}/").content.decode()
    assert "Against the" not in page, "what came before the narrowing is no longer compared with"


@pytest.mark.usefixtures("small_store")
def test_findings_are_compared_by_identity(client: Client) -> None:
    """New, changed, closed and open findings are told apart, on the page and in its filters."""
    first, second = answered(Viewer.public()), answered(Viewer.public())
    whole = json.loads(first.result.content)
    assert len(whole["findings"]) > 2
    dropped, changed, *_ = whole["findings"]
    whole["findings"] = [{**changed, "sentence": "It was otherwise."}, *whole["findings"][2:]]
    gone = {**changed, "subjects": [["mission", "lost"]], "sentence": "This was closed."}
    whole["findings"].append(gone)
    first.result.delete()
    claimed = Run.objects.get(pk=first.pk)
    from ecliptic.server.jobs.models import RunResult

    RunResult.of(claimed, json.dumps(whole).encode()).save(force_insert=True)
    Run.objects.filter(pk=first.pk).update(result_digest="changed")
    page = client.get(f"/runs/{second.uuid}/").content.decode()
    assert "<b>1</b> new" in page
    assert "<b>1</b> changed" in page
    assert "<b>1</b> closed" in page
    new = client.get(f"/runs/{second.uuid}/findings/?news=new").content.decode()
    assert new.count('<p class="finding-sentence">') == 2, "the new one, and the closed one below"
    assert "This was closed." in new
    rows = list(csv.reader(io.StringIO(client.get(f"/runs/{second.uuid}/findings.csv").content.decode())))
    assert dropped["identity"] in {row[0] for row in rows}


@pytest.mark.usefixtures("small_store")
def test_only_who_asked_may_cancel(signed_in: dict[str, Client]) -> None:
    """Others of the same eyes see the run and cannot end it."""
    owner, other, stranger = (signed_in[name] for name in ("esa-planner", "esa-reader", "jaxa-planner"))
    address = owner.post("/assessments/health/", {"stale_after_months": "5"})["Location"]
    run = Run.objects.get()
    assert "Cancel" not in other.get(address).content.decode()
    assert "Cancel" in owner.get(address).content.decode()
    assert stranger.post(f"{address}cancel").status_code == 404
    other.post(f"{address}cancel")
    run.refresh_from_db()
    assert run.state == State.WAITING
    assert owner.get(f"{address}cancel").status_code == 405
    owner.post(f"{address}cancel")
    run.refresh_from_db()
    assert run.state == State.CANCELLED
    assert "Start it again" in owner.get(address).content.decode()


@pytest.mark.usefixtures("small_store")
def test_strangers_may_ask_a_little(client: Client) -> None:
    """Without signing in a few runs an hour may be started; answers that are there cost nothing."""
    known = client.post("/assessments/health/", {"stale_after_months": "9"})["Location"]
    for number in range(1, FOR_ADDRESSES + 3):
        Run.objects.filter(state=State.WAITING).update(state=State.DONE)
        reply = client.post("/assessments/health/", {"stale_after_months": str(20 + number)})
        assert reply.status_code == (302 if number < FOR_ADDRESSES else 429), number
    assert "Try again later, or sign in" in reply.content.decode()
    assert client.post("/assessments/health/", {"stale_after_months": "9"})["Location"] == known
    another = Client(REMOTE_ADDR="192.0.2.7")
    assert another.post("/assessments/health/", {"stale_after_months": "77"}).status_code == 302
    Run.objects.update(created_at=timezone.now() - timedelta(hours=2), state=State.DONE)
    assert client.post("/assessments/health/", {"stale_after_months": "88"}).status_code == 302
    assert not Run.objects.filter(asked_from__contains="127.0.0.1").exists(), "addresses are not kept"


@pytest.mark.usefixtures("small_store")
def test_words_of_strangers_are_not_listed_to_others(signed_in: dict[str, Client]) -> None:
    """Public runs with parameters are listed to who asked them; by their address everybody may see them."""
    view = view_for(Viewer.public())
    odd = asking.ask(
        view, questions()["readiness"], {"assessment": "Buy my boots"}, asking.Asker(mark="someone")
    )
    queue.cancel(odd)
    assert "Buy my boots" not in signed_in["esa-reader"].get("/runs/").content.decode()
    assert signed_in["esa-reader"].get(f"/runs/{odd.uuid}/").status_code == 200


def test_nonsense_in_addresses(small_store: None, client: Client) -> None:
    """Unknown runs, tables, figures and pages are not found or show the nearest; nothing breaks."""
    run = answered(Viewer.public())
    base = f"/runs/{run.uuid}"
    for address, code in {
        "/runs/00000000-0000-0000-0000-000000000000/": 404,
        "/runs/nothing/": 404,
        f"{base}/tables/nothing/": 404,
        f"{base}/figures/nothing.svg": 404,
        f"{base}/findings.xml": 404,
        f"{base}/tables/problems/?page=999999999999999999999999": 200,
        f"{base}/tables/problems/?page=-1&sort=nothing&severity=%00": 200,
        f"{base}/findings/?page=1e9&severity=odd": 200,
        "/runs/?question=%27%3B--": 200,
        "/assessments/health/?stale_after_months=%3Cb%3E": 200,
    }.items():
        assert client.get(address).status_code == code, address
    page = client.get("/assessments/health/?today=%3Cscript%3Ex").content.decode()
    assert "&lt;script&gt;x" in page
    assert "<script>x" not in page


def test_a_guest_with_no_organisation_sees_as_the_public(
    small_store: None, people: dict[str, Account], signed_in: dict[str, Client]
) -> None:
    """Whoever has an account and no organisation asks with the eyes of the public, and is not named."""
    address = signed_in["guest"].post("/assessments/health/", {"stale_after_months": "24"})["Location"]
    work_here(Run.objects.get())
    page = signed_in["anonymous"].get(address).content.decode()
    assert people["guest"].name not in page
