"""How much may be asked, so that nobody can keep the workers from everybody else."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ecliptic.server.jobs.asking import KIND, Asker
from ecliptic.server.jobs.models import OPEN, Run
from ecliptic.server.members.models import Account

HOUR = timedelta(hours=1)
FOR_ACCOUNTS, OPEN_FOR_ACCOUNTS = 60, 10
FOR_ADDRESSES, OPEN_FOR_ALL_ADDRESSES = 6, 4


def asker_of(request: HttpRequest, account: Account | None) -> Asker:
    """Who asks; of those who are not signed in only a keyed digest of the address is kept."""
    if account is not None:
        return Asker(account=account)
    address = str(request.META.get("REMOTE_ADDR", ""))
    return Asker(mark=salted_hmac("ecliptic.jobs.asker", address, algorithm="sha256").hexdigest())


def refusal(asker: Asker) -> str | None:
    """Why somebody may ask nothing more just now; None where they may."""
    runs = Run.objects.filter(kind=KIND)
    recent = runs.filter(created_at__gt=timezone.now() - HOUR)
    if asker.account is not None:
        if runs.filter(account=asker.account, state__in=OPEN).count() >= OPEN_FOR_ACCOUNTS:
            return f"{OPEN_FOR_ACCOUNTS} of your runs are still open. Wait for one to end, or cancel one."
        if recent.filter(account=asker.account).count() >= FOR_ACCOUNTS:
            return f"You have started {FOR_ACCOUNTS} runs within the last hour. Try again later."
        return None
    if recent.filter(account=None, asked_from=asker.mark).count() >= FOR_ADDRESSES:
        return (
            f"{FOR_ADDRESSES} runs within an hour are all that may be started without signing in. "
            "Answers that are there already can be read without limit. Try again later, or sign in."
        )
    if runs.filter(account=None, state__in=OPEN).exclude(asked_from="").count() >= OPEN_FOR_ALL_ADDRESSES:
        return "Too many runs are open that were started without signing in. Try again in a few minutes."
    return None
