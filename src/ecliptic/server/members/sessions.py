"""Sessions as people see them: where they are signed in, since when, and how to end it."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.core import context
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.core.cache import caches
from django.http import HttpRequest
from django.utils import timezone

from ecliptic.server.audit.log import record
from ecliptic.server.members.access import actor_of

_NOTED_EVERY_S = 600


class SessionsAdapter(DefaultUserSessionsAdapter):  # type: ignore[misc] # the library has no types
    """Ends sessions, and writes it down."""

    def end_sessions(self, sessions: Iterable[UserSession]) -> None:
        """End sessions of the person who asks."""
        ended = list(sessions)
        super().end_sessions(ended)
        if ended:
            actor = actor_of(context.request)
            record(
                "session.ended",
                actor.doer,
                actor.account.email if actor.account else "",
                {"count": len(ended)},
            )


def note_seen(request: HttpRequest) -> None:
    """Remember that a session is in use, without a write for every request.

    A session that is not known yet, such as one that began before sessions were listed, is listed now.
    """
    key = request.session.session_key
    if not key or not caches["process"].add(f"seen:{key}", 1, _NOTED_EVERY_S):
        return
    if request.user.is_authenticated and not UserSession.objects.filter(session_key=key).update(
        last_seen_at=timezone.now()
    ):
        UserSession.objects.create_from_request(request)
