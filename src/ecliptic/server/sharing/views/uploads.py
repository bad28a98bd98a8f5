"""Bringing files, looking at what they would change, and deciding about it."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from ecliptic.errors import DataProblemsError, Problem
from ecliptic.server.sharing.decision import (
    AlreadyDecidedError,
    Decision,
    NotReadyError,
    accept,
    hand,
    refuse,
)
from ecliptic.server.sharing.intake import expire, receive, too_large, wishes_of
from ecliptic.server.sharing.limits import MAX_BYTES, MAX_FILES
from ecliptic.server.sharing.models import Upload
from ecliptic.server.sharing.preview import Wishes
from ecliptic.server.sharing.reading import Brought
from ecliptic.server.sharing.views.gate import actor, desk_trail, for_planners, organisation, own_roadmap
from ecliptic.server.sharing.views.showing import preview_context
from ecliptic.server.statements.store import Conflicts

_CONFLICTS_SHOWN = 100
_TOO_LARGE, _UNFIT, _CONFLICT = 413, 422, 409


@for_planners
def upload(request: HttpRequest) -> HttpResponseBase:
    """The page on which one chooses files, and their reception."""
    if request.method != "POST":
        return _choose(request)
    try:
        sent = cast("Any", request.FILES).getlist("files")
    except TooManyFilesSent:
        remedy = "Pack them into one .zip file."
        return _choose(request, [Problem(f"holds more than {MAX_FILES} files", remedy, "upload")], _UNFIT)
    if getattr(request, "upload_stopped", False):
        return _choose(request, [too_large()], status=_TOO_LARGE)
    files = [Brought(file.name or "", file.read()) for file in sent]
    now = timezone.now()
    expire(now)
    try:
        received = receive(files, actor(request), at=now, note=request.POST.get("note", ""))
    except DataProblemsError as error:
        return _choose(request, error.problems, status=_UNFIT)
    return redirect("sharing:preview", uuid=received.uuid)


def _choose(request: HttpRequest, problems: Any = (), status: int = 200) -> HttpResponseBase:
    context = {
        "problems": problems,
        "largest": MAX_BYTES // 2**20,
        "trail": desk_trail(("Upload", "")),
        "note": request.POST.get("note", "") if request.method == "POST" else "",
    }
    return render(request, "sharing/upload.html", context, status=status)


@for_planners
def preview(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """What an upload would change, or what became of it."""
    found = _found(request, uuid)
    if not found.waits or found.expires_at < timezone.now():
        return render(request, "sharing/decided.html", {"upload": found, "trail": _trail()})
    return render(request, "sharing/preview.html", _context(request, found, _wishes(found, request.GET)))


@require_POST
@for_planners
def decide(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Accept all, accept the good rows, hand to a delegate, or refuse."""
    found = _found(request, uuid)
    wishes = _wishes(found, request.POST)
    now, who, wanted = timezone.now(), actor(request), request.POST.get("do", "")
    try:
        if wanted == "refuse":
            refuse(found.uuid, who, at=now)
            messages.success(request, "Refused. Nothing was stated, and the files are gone.")
            return redirect("sharing:desk")
        if wanted == "hand":
            hand(found.uuid, wishes, who, at=now)
            messages.success(
                request, "Handed to the delegates of your organisation. Nothing is stated until then."
            )
            return redirect("sharing:desk")
        decision = Decision(_seen(request), wishes, wanted == "good", request.POST.get("widen") == "yes")
        submission = accept(found.uuid, decision, who, at=now)
    except AlreadyDecidedError as error:
        messages.info(request, str(error))
        return redirect("sharing:preview", uuid=found.uuid)
    except NotReadyError as error:
        context = {**_context(request, found, wishes), "refusal": str(error)}
        return render(request, "sharing/preview.html", context, status=_UNFIT)
    except (Conflicts, DataProblemsError) as error:
        return _overtaken(request, found, error, wishes)
    messages.success(request, f"Stated: {submission.count} new versions, as revision {submission.revision}.")
    return redirect("sharing:preview", uuid=found.uuid)


def _overtaken(
    request: HttpRequest, found: Upload, error: Conflicts | DataProblemsError, wishes: Wishes
) -> HttpResponseBase:
    """Nothing was stated: what else was stated since the preview."""
    conflicts = error.conflicts if isinstance(error, Conflicts) else ()
    context = {
        "upload": found,
        "conflicts": conflicts[:_CONFLICTS_SHOWN],
        "more": max(0, len(conflicts) - _CONFLICTS_SHOWN),
        "problems": error.problems[:_CONFLICTS_SHOWN] if isinstance(error, DataProblemsError) else (),
        "again": _again(found, wishes),
        "roadmap": own_roadmap(request),
        "trail": _trail(),
    }
    return render(request, "sharing/overtaken.html", context, status=_CONFLICT)


def _found(request: HttpRequest, uuid: UUID) -> Upload:
    """An upload of the organisation acted for; those of others are as if they were not there."""
    found = Upload.objects.filter(uuid=uuid, organisation=organisation(request)).first()
    if found is None:
        message = "There is no such upload of your organisation."
        raise Http404(message)
    return found


def _wishes(found: Upload, sent: QueryDict) -> Wishes:
    return wishes_of(found, sent.getlist("wish") if sent.get("wishes") == "set" else None)


def _seen(request: HttpRequest) -> int:
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 19 else 0


def _context(request: HttpRequest, found: Upload, wishes: Wishes) -> dict[str, Any]:
    sent = request.GET if request.method == "GET" else QueryDict()
    shown = preview_context(found, wishes, sent, own_roadmap(request), at=timezone.now())
    who = actor(request)
    return {**shown, "may_state": who.may_state(found.organisation), "trail": _trail()}


def _again(found: Upload, wishes: Wishes) -> str:
    query = QueryDict(mutable=True)
    query["wishes"] = "set"
    query.setlist(
        "wish", [name for name in ("confirm_unchanged", "withdraw_missing") if getattr(wishes, name)]
    )
    return f"{reverse('sharing:preview', args=[found.uuid])}?{query.urlencode()}"


def _trail() -> list[tuple[str, str]]:
    return desk_trail(("Preview", ""))
