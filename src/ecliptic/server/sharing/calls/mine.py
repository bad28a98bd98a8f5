"""The lines of one's own organisation: what it is asked, and answering."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from ecliptic.roadmap import Roadmap, Viewer
from ecliptic.server.audit.log import record
from ecliptic.server.members.access import require
from ecliptic.server.sharing.calls.confirming import Confirmed, confirm, mark_of, marks_of
from ecliptic.server.sharing.calls.lines import Line, lines, progress_of
from ecliptic.server.sharing.calls.models import Call, NoReminders
from ecliptic.server.sharing.calls.views import call_named, trail
from ecliptic.server.sharing.own import STALE_AFTER
from ecliptic.server.sharing.views.gate import actor, back, for_planners, organisation, own_view
from ecliptic.server.sharing.words import kind_title
from ecliptic.server.statements.addresses import kinds_by_plural
from ecliptic.server.statements.store import Conflicts
from ecliptic.share.template import template_bytes

_SHOWN = 50
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NOT_ASKED = "Your organisation is not asked by this call. The list of calls tells who is."
_NOT_ALLOWED = (
    "Confirming states in your organisation's name, which its delegates do. Upload the workbook of the call "
    "and hand it to a delegate, or ask a delegate to let planners state."
)


@for_planners
def my_call(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What the call asks one's organisation, the longest unconfirmed first."""
    call = _asked(request, slug)
    found = lines(own_view(request), call, organisation(request))
    shown = _chosen(request, found)
    page = Paginator(shown, _SHOWN).get_page(request.GET.get("page"))
    who = actor(request)
    context = {
        "call": call,
        "is_open": call.is_open(timezone.now()),
        "progress": progress_of(organisation(request), found),
        "page": page,
        "rows": [_row(line) for line in page.object_list],
        "total": len(found),
        "kinds": _kinds(found),
        "kind": request.GET.get("kind", ""),
        "show": request.GET.get("show", "open"),
        "may_state": who.may_state(organisation(request)),
        "reminded": not NoReminders.objects.filter(account=who.account).exists(),
        "trail": trail(call, "What we state"),
    }
    return render(request, "calls/mine.html", context)


@require_POST
@for_planners
def confirm_lines(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Say that the lines chosen are still true."""
    call = _asked(request, slug)
    require(actor(request).may_state(organisation(request)), _NOT_ALLOWED)
    try:
        seen = marks_of(request.POST.getlist("line"))
    except ValueError:
        messages.error(request, "The page was not sent as a whole. Load it again.")
        return redirect("sharing:my_call", slug=slug)
    if not seen:
        messages.warning(request, "Nothing was chosen. Tick the lines that are still true.")
        return back(request, request.path.removesuffix("confirm"))
    try:
        done = confirm(call, seen, actor(request).doer, at=timezone.now())
    except Conflicts as conflicts:
        messages.error(request, f"Nothing was confirmed, because somebody stated meanwhile. {conflicts}")
    else:
        _tell(request, done)
    return back(request, request.path.removesuffix("confirm"))


@for_planners
def workbook(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The open lines as a workbook, to be filled in and uploaded."""
    call, identifier = _asked(request, slug), organisation(request)
    asked = [line.now for line in lines(own_view(request), call, identifier) if line.answer is None]
    content = template_bytes(Roadmap.build(asked, viewer=Viewer.holder()), identifier)
    response = HttpResponse(content, content_type=_WORKBOOK)
    name = f"{identifier} {call.slug}.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@require_POST
@for_planners
def reminders(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Switch one's own reminders on or off."""
    _asked(request, slug)
    who, now = actor(request), timezone.now()
    wanted = request.POST.get("reminders") == "yes"
    assert who.account is not None  # noqa: S101 - the page is for people who have signed in  # nosec B101
    with transaction.atomic():
        if wanted:
            NoReminders.objects.filter(account=who.account).delete()
        else:
            NoReminders.objects.get_or_create(account=who.account, defaults={"since": now})
        record("reminders.on" if wanted else "reminders.off", who.doer, f"account {who.account.pk}", at=now)
    messages.success(
        request, "You are reminded of calls." if wanted else "You get no more reminders of calls."
    )
    return redirect("sharing:my_call", slug=slug)


def _asked(request: HttpRequest, slug: str) -> Call:
    call = call_named(slug)
    if organisation(request) not in call.organisations:
        raise Http404(_NOT_ASKED)
    return call


def _chosen(request: HttpRequest, found: Sequence[Line]) -> list[Line]:
    kind = kinds_by_plural().get(request.GET.get("kind", ""))
    show = request.GET.get("show", "open")
    return [
        line
        for line in found
        if (kind is None or line.now.kind == kind.kind)
        and (show == "all" or (line.answer is None) == (show != "answered"))
    ]


def _kinds(found: Sequence[Line]) -> list[dict[str, Any]]:
    """The kinds that the organisation is asked about, with what is open."""
    made = []
    for plural, kind in kinds_by_plural().items():
        of_kind = [line for line in found if line.now.kind == kind.kind]
        if of_kind:
            open_lines = sum(line.answer is None for line in of_kind)
            title = kind_title(kind.kind, plural=True)
            made.append({"plural": plural, "title": title, "total": len(of_kind), "open": open_lines})
    return made


def _row(line: Line) -> dict[str, Any]:
    statement = line.now
    return {
        "mark": mark_of(statement),
        "anchor": f"{statement.kind}-{statement.id}".replace(" ", "-").replace("/", "-"),
        "kind": statement.kind,
        "kind_title": kind_title(statement.kind),
        "plural": type(statement.record).plural,
        "id": statement.id,
        "label": statement.record.label,
        "envelope": statement.envelope,
        "stale_since": statement.stated_at + STALE_AFTER,
        "answer": line.answer,
        "late": line.late,
    }


def _tell(request: HttpRequest, done: Confirmed) -> None:
    count = len(done.done)
    if count:
        said = f"Confirmed: {done.done[0].record.label}." if count == 1 else f"Confirmed: {count} statements."
        messages.success(request, said)
    if done.overtaken:
        names = ", ".join(statement.record.label for statement in done.overtaken[:10])
        messages.warning(
            request,
            f"Left alone, because it was stated anew or withdrawn since you looked: {names}. Look again.",
        )
