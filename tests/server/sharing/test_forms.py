"""Forms: every kind has one, nothing is lost in it, and two people never overwrite one another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from django.http import QueryDict
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecliptic.roadmap import Roadmap, Statement
from ecliptic.server.sharing.forms.building import StatementForm
from ecliptic.server.sharing.forms.values import values_of
from ecliptic.server.sharing.models import Upload
from ecliptic.server.statements.models import Means, Submission
from ecliptic.server.statements.picture import PICTURE
from ecliptic.vocabulary import KINDS, Visibility
from server_store import THEN
from strategies import statements

if TYPE_CHECKING:
    from django.test import Client

Clients = dict[str, "Client"]
NOW = datetime(2026, 6, 1, tzinfo=UTC)


class Sent(HTMLParser):
    """What a browser would send of a form that is left as it is."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs: list[tuple[str, str]] = []
        self._select: str | None = None
        self._chosen: str | None = None
        self._text: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        name = told.get("name") or ""
        if tag == "input" and name:
            kind = told.get("type", "text")
            if kind not in ("checkbox", "radio") or "checked" in told:
                self.pairs.append((name, told.get("value") or ("on" if kind == "checkbox" else "")))
        if tag == "textarea":
            self._text = name, []
        if tag == "select":
            self._select, self._chosen = name, None
        if tag == "option" and self._select is not None and ("selected" in told or self._chosen is None):
            self._chosen = told.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._text is not None:
            # Browsers drop the first line end of a text area, and send line ends as two signs.
            text = "".join(self._text[1]).removeprefix("\n")
            self.pairs.append((self._text[0], text.replace("\n", "\r\n")))
            self._text = None
        if tag == "select" and self._select is not None:
            self.pairs.append((self._select, self._chosen or ""))
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text[1].append(data)


def sent(html: str) -> QueryDict:
    parser = Sent()
    parser.feed(html)
    data = QueryDict(mutable=True)
    for name, value in parser.pairs:
        data.appendlist(name, value)
    return data


def form_of(page: Any) -> dict[str, Any]:
    """The fields of the form of a page, ready to be changed and sent."""
    html = page.content.decode()
    data = sent(html[html.index('<form class="form wide-form"') :])
    return {name: values if len(values) > 1 else values[0] for name, values in data.lists()}


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(statements())
def test_a_form_left_as_it_is_sends_the_statement_back(statement: Statement) -> None:
    form = StatementForm(type(statement.record), Roadmap(), initial=values_of(statement), fixed=statement.id)
    html = "".join(str(form[name]) for name in form.fields)
    again = StatementForm(type(statement.record), Roadmap(), sent(html), fixed=statement.id)
    old = statement.envelope
    kept = {"publisher": old.publisher, "stated_at": old.stated_at, "version": old.version}
    found = again.judge({**kept, "withdrawn": "yes" if old.withdrawn else "no"})
    assert again.errors == {}
    # That a field is marked as public narrows nothing, and is not offered.
    marks = {name: mark for name, mark in old.narrowed.items() if mark is not Visibility.PUBLIC}
    assert found == Statement(statement.record, old.model_copy(update={"narrowed": marks}))


@pytest.mark.usefixtures("small_store")
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_each_kind_has_a_form_that_tells_all_that_is_missing_at_once(kind: Any, signed_in: Clients) -> None:
    delegate, where = signed_in["esa-delegate"], reverse("sharing:create", args=[kind.plural])
    page = delegate.get(where)
    html = page.content.decode()
    for spec in kind.fields():
        assert f'name="{spec.name}"' in html
    answer = delegate.post(where, {"base_version": "0"})
    assert answer.status_code == 422
    wrong = answer.context["form"].errors
    for spec in kind.fields():
        assert (spec.name in wrong) == spec.required, spec.name


@pytest.fixture
def delegate(small_store: None, signed_in: Clients) -> Client:
    return signed_in["esa-delegate"]


def change(client: Client, identifier: str = "esa-public", **fields: Any) -> Any:
    where = reverse("sharing:edit", args=["missions", identifier])
    return client.post(where, {**form_of(client.get(where)), "do": "state", **fields})


def newest(identifier: str, kind: str = "mission", publisher: str = "ESA") -> Statement:
    return [s for s in PICTURE.whole().history(kind, identifier) if s.publisher == publisher][-1]


def test_a_confidential_statement_is_private_from_the_start_and_public_is_not_offered(
    delegate: Client,
) -> None:
    where = reverse("sharing:create", args=["limits"])
    page = delegate.get(where)
    fields = form_of(page)
    assert fields["visibility"] == "private"
    assert (
        '<option value="public"'
        not in page.content.decode().split('name="visibility"')[1].split("</select>")[0]
    )
    fields |= {"id": "esa-limit", "organisation": "ESA", "type": "takes no part", "do": "state"}
    # Nor does it help to send what is not offered.
    assert delegate.post(where, {**fields, "visibility": "public"}).status_code == 302
    stated = newest("esa-limit", "limit")
    assert stated.envelope.visibility is Visibility.PRIVATE


def test_something_new_is_stated_with_all_that_belongs_to_it(delegate: Client) -> None:
    where = reverse("sharing:create", args=["missions"])
    fields = {
        **form_of(delegate.get(where)),
        "id": "Luna-27b",
        "name": "A new lander",
        "lead": "ESA",
        "launch": "NET 2031-12",
        "firmness": "planned",
        "visibility": "members",
        "narrow-launch": "private",
        "sources": ["First report", "Second report"],
        "remark": "Decided in March",
        "do": "state",
    }
    answer = delegate.post(where, fields)
    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    statement = newest("Luna-27b")
    assert (statement.version, statement.envelope.visibility) == (1, Visibility.MEMBERS)
    assert statement.envelope.narrowed == {"launch": Visibility.PRIVATE}
    assert statement.envelope.sources == ("First report", "Second report")
    submission = Submission.objects.latest("revision")
    assert (submission.means, submission.note) == (Means.FORM, "Decided in March")
    # Sent again, as by a second click: it stands once.
    assert delegate.post(where, fields).status_code == 302
    assert newest("Luna-27b").version == 1


def test_every_problem_stands_at_its_field_and_what_was_written_stays(delegate: Client) -> None:
    answer = change(delegate, name="", launch="soon", objective="x\x07y", lead="a;b")
    assert answer.status_code == 422
    html = answer.content.decode()
    wrong = answer.context["form"].errors
    assert {"launch", "objective", "lead"} <= set(wrong)
    assert "“soon” is not a date" in wrong["launch"][0]
    assert 'value="soon"' in html
    assert 'href="#id_launch"' in html
    assert newest("esa-public").version == 1


def test_a_date_tells_what_it_means(delegate: Client) -> None:
    html = delegate.get(reverse("sharing:edit", args=["missions", "esa-public"])).content.decode()
    assert "“2031” means 1 January 2031 to 31 December 2031." in html


def test_references_that_lead_nowhere_are_asked_about(delegate: Client) -> None:
    answer = change(delegate, lead="JAXXA")
    assert answer.status_code == 422
    assert "nobody states a organisation JAXXA. Did you mean JAXA?" in answer.content.decode().replace(
        "an organisation", "a organisation"
    )
    assert 'name="meant_unknown"' in answer.content.decode()
    assert change(delegate, lead="JAXXA", meant_unknown="on").status_code == 302
    assert newest("esa-public").record.lead == "JAXXA"


def test_a_wider_audience_is_asked_about(delegate: Client) -> None:
    answer = change(delegate, "esa-private", visibility="public")
    assert answer.status_code == 422
    assert "More people could see something" in answer.content.decode()
    assert newest("esa-private").envelope.visibility is Visibility.PRIVATE
    assert change(delegate, "esa-private", visibility="public", meant_wider="on").status_code == 302
    assert newest("esa-private").envelope.visibility is Visibility.PUBLIC


def test_nothing_changed_is_said_and_nothing_stated(delegate: Client) -> None:
    answer = change(delegate)
    assert answer.status_code == 422
    assert "You changed nothing" in answer.content.decode()


def test_two_people_at_once_lose_nothing(delegate: Client) -> None:
    where = reverse("sharing:edit", args=["missions", "esa-public"])
    opened = form_of(delegate.get(where))
    change(delegate, name="From the other window", status="in study")
    late = delegate.post(where, {**opened, "name": "From this window", "launch": "2033", "do": "state"})
    assert late.status_code == 409
    rows = {row.title: (row.seen, row.now, row.wrote, row.both) for row in late.context["rows"]}
    assert rows["Launch"][1:] == ("2031", "2033", False)
    assert rows["Name"][1:] == ("From the other window", "From this window", True)
    assert rows["Status"] == ("not stated", "in study", "not stated", False)
    merged = form_of(late)
    assert (merged["name"], merged["launch"], merged["status"]) == ("From this window", "2033", "in study")
    assert merged["base_version"] == "2"
    assert delegate.post(where, {**merged, "do": "state"}).status_code == 302
    record = newest("esa-public").record
    assert (newest("esa-public").version, record.name, record.status) == (3, "From this window", "in study")


def test_one_may_state_about_what_others_state_and_theirs_stays(delegate: Client) -> None:
    where = reverse("sharing:edit", args=["missions", "jaxa-members"])
    page = delegate.get(where)
    assert "Filled with what JAXA states" in page.content.decode()
    fields = {**form_of(page), "name": "As we see it", "firmness": "considered", "do": "state"}
    # What JAXA shows to members must not become public by the way.
    assert fields["visibility"] == "members"
    assert delegate.post(where, {**fields, "visibility": "public"}).status_code == 422
    theirs = newest("jaxa-members", publisher="JAXA")
    assert delegate.post(where, fields).status_code == 302
    assert newest("jaxa-members", publisher="JAXA") == theirs
    ours = newest("jaxa-members")
    assert (ours.version, ours.publisher, ours.envelope.sources) == (1, "ESA", ())


def test_hidden_and_unknown_things_are_equally_not_there(delegate: Client) -> None:
    for name in ("edit", "withdraw"):
        answers = [
            delegate.get(reverse(f"sharing:{name}", args=["missions", i])) for i in ("jaxa-private", "nix")
        ]
        assert [answer.status_code for answer in answers] == [404, 404]
    assert delegate.get("/share/new/spaceships/").status_code == 404


def test_still_true_and_withdrawn_are_said_once(delegate: Client) -> None:
    confirm = reverse("sharing:confirm", args=["missions", "esa-members"])
    assert delegate.get(confirm).status_code == 405
    for _ in range(2):
        answer = delegate.post(confirm, {"base_version": "1", "next": "/share/statements/missions/?page=2"})
        assert answer["Location"] == "/share/statements/missions/?page=2"
    assert newest("esa-members").version == 2
    assert newest("esa-members").stated_at > THEN + timedelta(days=30)
    away = delegate.post(confirm, {"base_version": "2", "next": "https://elsewhere.example/"})
    assert away["Location"] == "/share/statements/missions/"
    withdraw = reverse("sharing:withdraw", args=["missions", "esa-members"])
    assert "Withdraw it" in delegate.get(withdraw).content.decode()
    for _ in range(2):
        delegate.post(withdraw, {"base_version": "3"})
    assert (newest("esa-members").version, newest("esa-members").envelope.withdrawn) == (4, True)
    delegate.post(confirm, {"base_version": "4"})
    assert newest("esa-members").version == 4


def test_what_was_changed_meanwhile_is_neither_confirmed_nor_withdrawn(delegate: Client) -> None:
    change(delegate, name="Another name")
    for name in ("confirm", "withdraw"):
        answer = delegate.post(
            reverse(f"sharing:{name}", args=["missions", "esa-public"]), {"base_version": "1"}
        )
        assert answer["Location"] == reverse("sharing:edit", args=["missions", "esa-public"])
    assert newest("esa-public").version == 2


def test_what_a_planner_writes_waits_for_a_delegate(delegate: Client, signed_in: Clients) -> None:
    planner = signed_in["esa-planner"]
    assert (
        "Prepare for a delegate" in planner.get(reverse("sharing:create", args=["missions"])).content.decode()
    )
    assert change(planner, name="Prepared").status_code == 302
    planner.post(reverse("sharing:confirm", args=["missions", "esa-members"]), {"base_version": "1"})
    planner.post(reverse("sharing:withdraw", args=["missions", "esa-private"]), {"base_version": "1"})
    assert newest("esa-public").version == 1
    drafts = list(Upload.objects.order_by("received_at"))
    assert [draft.means for draft in drafts] == [Means.FORM] * 3
    for draft, sort in zip(drafts, ("changed", "confirmed", "withdrawn"), strict=True):
        page = delegate.get(reverse("sharing:preview", args=[draft.uuid]))
        assert {name for name, count in page.context["plan"].counts.items() if count} == {sort}
        wish = ["confirm_unchanged"] if sort == "confirmed" else []
        sent = {"do": "all", "seen": page.context["seen"], "wishes": "set", "wish": wish}
        delegate.post(reverse("sharing:decide", args=[draft.uuid]), sent)
    assert newest("esa-public").record.name == "Prepared"
    assert newest("esa-members").version == 2
    assert newest("esa-private").envelope.withdrawn


def test_readers_and_others_cannot_state(delegate: Client, signed_in: Clients) -> None:
    where = reverse("sharing:edit", args=["missions", "esa-public"])
    for name in ("esa-reader", "secretariat", "administrator", "guest"):
        assert signed_in[name].get(where).status_code == 403, name
        assert signed_in[name].post(where, {"do": "state"}).status_code == 403, name
    assert signed_in["anonymous"].get(where).status_code == 302


def test_identifiers_of_any_sort_have_their_pages(delegate: Client) -> None:
    strange = "A/B #1 100% ?x=1 計画"
    where = reverse("sharing:create", args=["missions"])
    fields = {**form_of(delegate.get(where)), "id": strange, "name": "Strange", "do": "state"}
    assert delegate.post(where, fields).status_code == 302
    edit = reverse("sharing:edit", args=["missions", strange])
    assert "Strange" in delegate.get(edit).content.decode()
    assert "Strange" in delegate.get(reverse("sharing:statements", args=["missions"])).content.decode()


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_what_is_posted_never_breaks_the_form(data: Any) -> None:
    kind = data.draw(st.sampled_from(list(KINDS.values())))
    form = StatementForm(kind, Roadmap(), initial={})
    sent = QueryDict(mutable=True)
    for name in form.fields:
        sent.setlist(name, data.draw(st.lists(st.text(max_size=8), max_size=2)))
    StatementForm(kind, Roadmap(), sent).judge({"publisher": "ESA", "stated_at": NOW})
