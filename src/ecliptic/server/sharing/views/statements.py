"""Stating one thing by a form: new, changed, confirmed or withdrawn."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from ecliptic.errors import DataProblemsError
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.server.sharing.forms.building import StatementForm
from ecliptic.server.sharing.forms.values import values_of
from ecliptic.server.sharing.intake import draft
from ecliptic.server.sharing.preview import Entry, Wishes, stated_by
from ecliptic.server.sharing.stating import confirmation, is_said, overtaken, state_one, withdrawal
from ecliptic.server.sharing.views.gate import (
    actor,
    back,
    desk_trail,
    for_planners,
    kind_of,
    organisation,
    own_roadmap,
)
from ecliptic.server.sharing.words import kind_title, statement_in_words
from ecliptic.server.statements.addresses import thing_url
from ecliptic.server.statements.store import Conflicts
from ecliptic.vocabulary import Record, Visibility

_UNFIT, _CONFLICT = 422, 409
_SAYING = {"firmness": "", "as_of": "", "sources": [], "unverified": False, "stated_by": ""}


@for_planners
def create(request: HttpRequest, plural: str) -> HttpResponseBase:
    """State something that the organisation has not stated so far."""
    kind, roadmap = kind_of(plural), own_roadmap(request)
    if request.method != "POST":
        return _page(request, StatementForm(kind, roadmap, initial=_first_values(request, kind)))
    form = StatementForm(kind, roadmap, request.POST)
    return _sent(request, form, None)


@for_planners
def edit(request: HttpRequest, plural: str, identifier: str) -> HttpResponseBase:
    """Say something else about a thing, or state about a thing that so far only others state."""
    kind, roadmap = kind_of(plural), own_roadmap(request)
    own = stated_by(roadmap, kind.kind, identifier, organisation(request))
    source = own[-1] if own else roadmap.statement(kind.kind, identifier)
    if source is None:
        raise Http404(_NOT_THERE)
    if request.method == "POST":
        return _sent(request, StatementForm(kind, roadmap, request.POST, fixed=identifier), source)
    values = {**values_of(source), "base_version": own[-1].version if own else 0}
    if not own:
        # The words of another are offered, not how firmly or from which source it says them.
        values |= _SAYING
    form = StatementForm(kind, roadmap, initial=values, fixed=identifier)
    return _page(request, form, source=source)


@for_planners
def withdraw(request: HttpRequest, plural: str, identifier: str) -> HttpResponseBase:
    """Take back what the organisation states about a thing."""
    own = _stated(request, kind_of(plural), identifier)
    if request.method != "POST":
        return render(request, "sharing/withdraw.html", _about(request, own[-1], "Withdraw"))
    if own[-1].envelope.withdrawn:
        messages.info(request, "It is withdrawn already.")
        return redirect("sharing:desk")
    seen = _seen(request, own)
    return _repeated(request, withdrawal(seen), seen.version, "Withdrawn: you no longer state it.")


@require_POST
@for_planners
def confirm(request: HttpRequest, plural: str, identifier: str) -> HttpResponseBase:
    """Say that what the organisation states about a thing is still true."""
    own = _stated(request, kind_of(plural), identifier)
    if own[-1].envelope.withdrawn:
        messages.error(request, "It is withdrawn, so there is nothing to confirm. State it anew if it holds.")
        return back(request, reverse("sharing:desk"))
    seen = _seen(request, own)
    return _repeated(request, confirmation(seen), seen.version, "Confirmed: it is still true as of today.")


_NOT_THERE = "There is no such thing that you may see. The list of its kind has all that there are."


def _sent(request: HttpRequest, form: StatementForm, source: Statement | None) -> HttpResponseBase:
    """What was sent by the form: stated, left to a delegate, or shown again with what is to be mended."""
    now, who = timezone.now(), actor(request)
    envelope = {"publisher": organisation(request), "stated_at": now}
    statement = form.judge(envelope)
    if statement is None:
        return _page(request, form, source=source, status=_UNFIT)
    base: int = form.cleaned_data["base_version"] or 0
    own = stated_by(form.roadmap, statement.kind, statement.id, statement.publisher)
    if own and own[-1].version == base and is_said(own[-1], statement):
        form.add_error(None, "You changed nothing. To say that it still holds, choose “Still true” instead.")
    form.doubt_references()
    _doubt_reach(form, statement, own[-1] if own else source)
    if form.errors:
        return _page(request, form, source=source, status=_UNFIT)
    remark = form.cleaned_data["remark"] or ""
    if not who.may_state(organisation(request)) or request.POST.get("do") == "hand":
        return _drafted(request, statement, Wishes(unsaid=now), remark, now)
    try:
        made = state_one(statement, base, who, remark, at=now)
    except Conflicts as conflicts:
        return _overtaken(request, form, conflicts, statement)
    except DataProblemsError as error:
        for problem in error.problems:
            form.add_error(None, f"{problem.message}. {problem.remedy}")
        return _page(request, form, source=source, status=_UNFIT)
    said = f"Stated, as version {base + 1}." if made else "You have stated this already; it stands once."
    messages.success(request, said)
    return redirect(thing_url(statement.kind, statement.id))


def _repeated(request: HttpRequest, statement: Statement, base: int, said: str) -> HttpResponseBase:
    """State the words that were seen again, confirmed or withdrawn, if they are still the newest."""
    now, who, record = timezone.now(), actor(request), statement.record
    if not who.may_state(organisation(request)):
        confirmed = not statement.envelope.withdrawn
        return _drafted(request, statement, Wishes(confirm_unchanged=confirmed, unsaid=now), "", now)
    try:
        made = state_one(statement, base, who, "", at=now)
    except Conflicts as conflicts:
        messages.error(request, f"{record.label}: nothing was done. {conflicts} Look again and decide.")
        return redirect("sharing:edit", type(record).plural, record.id)
    messages.success(request, f"{record.label}. {said}" if made else f"{record.label}: done already.")
    return back(request, reverse("sharing:statements", args=[type(record).plural]))


def _drafted(
    request: HttpRequest, statement: Statement, wishes: Wishes, remark: str, now: datetime
) -> HttpResponse:
    """Leave what a planner wrote for a delegate."""
    stated = statement.envelope.model_copy(update={"stated_at": now})
    made = draft(Statement(statement.record, stated), actor(request), wishes=wishes, at=now, note=remark)
    messages.success(
        request, "Kept as a draft. Hand it to a delegate, who states it in your organisation's name."
    )
    return redirect("sharing:preview", uuid=made.uuid)


def _overtaken(
    request: HttpRequest, form: StatementForm, conflicts: Conflicts, statement: Statement
) -> HttpResponseBase:
    """What was seen, what is now and what was written, side by side, above a form that holds both."""
    three = overtaken(conflicts, statement)
    values = {**three.values(), "base_version": three.base_version, "remark": form.cleaned_data["remark"]}
    again = StatementForm(form.kind, form.roadmap, initial=values, fixed=statement.id)
    return _page(request, again, source=three.now, status=_CONFLICT, three=three)


def _doubt_reach(form: StatementForm, statement: Statement, before: Statement | None) -> None:
    """Ask whether it is meant that more people may see something than before."""
    if before is not None and Entry("changed", statement, before).wider:
        whose = (
            "before" if before.publisher == statement.publisher else f"what {before.publisher} shows of it"
        )
        form.doubt("meant_wider", f"More people could see something of this than {whose}. Is that meant?")


def _stated(request: HttpRequest, kind: type[Record], identifier: str) -> list[Statement]:
    """All versions of what the organisation states about a thing; not found where there are none."""
    own = stated_by(own_roadmap(request), kind.kind, identifier, organisation(request))
    if not own:
        raise Http404(_NOT_THERE)
    return own


def _seen(request: HttpRequest, own: list[Statement]) -> Statement:
    """The version that the person looked at when they decided; the newest where the form does not say."""
    sent = request.POST.get("base_version", "")
    return next((statement for statement in own if str(statement.version) == sent), own[-1])


def _first_values(request: HttpRequest, kind: type[Record]) -> dict[str, Any]:
    """Values for an empty form; the identifier may come with the address."""
    visibility = Visibility.PRIVATE if kind.confidential else Visibility.PUBLIC
    return {"id": request.GET.get("id", "")[:120], "visibility": visibility.value, "base_version": 0}


def _page(request: HttpRequest, form: StatementForm, *, status: int = 200, **more: Any) -> HttpResponseBase:
    source: Statement | None = more.get("source")
    three = more.get("three")
    own = source is not None and source.publisher == organisation(request)
    title = kind_title(form.kind.kind)
    heading = (
        f"State a new {title}" if form.fixed is None else (source.record.label if source else form.fixed)
    )
    context = {
        **more,
        "form": form,
        "plural": form.kind.plural,
        "kind_title": title,
        "heading": heading,
        "own": own,
        "meaning": " ".join((form.kind.__doc__ or "").split()),
        "rows": list(three.rows(form.roadmap)) if three else (),
        "record_fields": form.section("record"),
        "envelope_fields": form.section("envelope"),
        "narrowing_fields": form.section("narrowing"),
        "ticks": form.section("ticks"),
        "suggestions": [known for known in form.suggestions.values() if known.options],
        "may_state": actor(request).may_state(organisation(request)),
        "trail": desk_trail((heading, "")),
    }
    return render(request, "sharing/statement_form.html", context, status=status)


def _about(request: HttpRequest, statement: Statement, verb: str) -> dict[str, Any]:
    roadmap: Roadmap = own_roadmap(request)
    return {
        "statement": statement,
        "plural": type(statement.record).plural,
        "kind_title": kind_title(statement.kind),
        "words": list(statement_in_words(statement, roadmap)),
        "may_state": actor(request).may_state(organisation(request)),
        "trail": desk_trail((f"{verb} {statement.record.label}", "")),
    }
