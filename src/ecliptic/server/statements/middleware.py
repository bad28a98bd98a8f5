"""What the person who asks may see, found once for each request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any, cast

from django.core.validators import slug_re
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import SimpleLazyObject

from ecliptic.server.members.access import Actor
from ecliptic.server.statements.models import Edition
from ecliptic.server.statements.picture import View, view_for

Handler = Callable[[HttpRequest], HttpResponse]


class ViewMiddleware:
    """Sets `request.view`, made when it is first asked for; `?as_of=` and `?edition=` lead into the past."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request."""
        asking = cast("Any", request)
        asking.view = SimpleLazyObject(lambda: view_of(request))
        return self.handler(request)


def view_of(request: HttpRequest) -> View:
    """The view that the address asks for, for the person who asks; unknown editions are not found."""
    actor: Actor = cast("Any", request).actor
    instant, slug = request.GET.get("as_of"), request.GET.get("edition")
    # A database may refuse even to look for what can be no name.
    edition = Edition.objects.filter(slug=slug).first() if slug and slug_re.match(slug) else None
    if slug and edition is None:
        message = "There is no edition of this name. The list of editions has them all."
        raise Http404(message)
    return view_for(actor.viewer, as_of=_instant(instant) if instant else None, edition=edition)


def _instant(text: str) -> datetime:
    """The end of a day, or an instant."""
    try:
        day, instant = parse_date(text), parse_datetime(text)
    except ValueError:
        day = instant = None
    if instant is not None:
        return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    if day is None:
        message = f"{text!r} is not a day or an instant. Write 2025-06-30 or 2025-06-30T12:00:00Z."
        raise Http404(message)
    return datetime.combine(day, time.max, tzinfo=UTC)
