"""What is written into the log when people come, go and change how they sign in."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account_signals
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa import signals as factor_signals
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as sign_on_signals
from django.contrib.auth import signals as django_signals
from django.http import HttpRequest

from ecliptic.server.audit.log import Doer, record
from ecliptic.server.members.access import memberships_of
from ecliptic.server.members.invitations import account_of
from ecliptic.server.members.models import Account

UNKNOWN = "an address that no account has"


def doer_of(account: Account) -> Doer:
    """A person for the log, with the first of their organisations, whose delegates see the entry."""
    roles = memberships_of(account)
    return Doer(account.pk, str(account), roles[0].organisation.identifier if roles else "")


def connect() -> None:
    """Listen to the sign-in library."""
    for signal, listener in (
        (django_signals.user_logged_in, _signed_in),
        (django_signals.user_login_failed, _sign_in_failed),
        (django_signals.user_logged_out, _signed_out),
        (account_signals.password_changed, _listener("password.changed")),
        (account_signals.password_set, _listener("password.set")),
        (account_signals.password_reset, _listener("password.reset")),
        (account_signals.email_changed, _email_changed),
        (factor_signals.authenticator_added, _factor("second-factor.added")),
        (factor_signals.authenticator_removed, _factor("second-factor.removed")),
        (factor_signals.authenticator_reset, _factor("second-factor.codes-renewed")),
        (factor_signals.authentication_failed, _factor("second-factor.failed")),
        (factor_signals.authenticator_used, _factor_used),
        (sign_on_signals.social_account_added, _connected("sign-on.connected")),
        (sign_on_signals.social_account_removed, _connected("sign-on.disconnected")),
    ):
        # The listeners made here would be forgotten at once if they were held weakly.
        signal.connect(listener, weak=False, dispatch_uid=f"trail.{id(signal)}")


def _signed_in(sender: Any, request: HttpRequest, user: Account, **_: Any) -> None:
    by = [
        str(entry.get("type") or entry.get("provider") or entry["method"])
        for entry in get_authentication_records(request, user)
    ]
    record("account.signed-in", doer_of(user), user.email, {"by": by, "from": _address(request)})


def _sign_in_failed(
    sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any
) -> None:
    # What was typed is kept only where it is an address that we know: else it may be a password.
    account = account_of(str(credentials.get("email") or ""))
    doer = doer_of(account) if account else Doer(name="unknown")
    subject = account.email if account else UNKNOWN
    record("account.sign-in-failed", doer, subject, {"from": _address(request)})


def _signed_out(sender: Any, user: Account | None, **_: Any) -> None:
    if user is not None:
        record("account.signed-out", doer_of(user), user.email)


def _email_changed(sender: Any, user: Account, to_email_address: Any, **given: Any) -> None:
    before = given.get("from_email_address")
    details = {"from": before.email if before else None, "to": to_email_address.email}
    record("account.address-changed", doer_of(user), to_email_address.email, details)


def _listener(action: str) -> Any:
    def listen(sender: Any, user: Account, **_: Any) -> None:
        record(action, doer_of(user), user.email)

    return listen


def _factor(action: str) -> Any:
    def listen(sender: Any, user: Account, authenticator: Authenticator, **_: Any) -> None:
        record(action, doer_of(user), user.email, {"type": str(authenticator.type)})

    return listen


def _factor_used(sender: Any, user: Account, authenticator: Authenticator, **_: Any) -> None:
    # Ordinary use stands with the sign-in; that of a recovery code is worth a look.
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        record("second-factor.recovery-code-used", doer_of(user), user.email)


def _connected(action: str) -> Any:
    def listen(sender: Any, **given: Any) -> None:
        linked = given["sociallogin"].account if "sociallogin" in given else given["socialaccount"]
        record(action, doer_of(linked.user), linked.user.email, {"provider": linked.provider})

    return listen


def _address(request: HttpRequest | None) -> str | None:
    # None where there is no connection, as when a command acts.
    found: str | None = get_client_ip(request) if request is not None else None
    return found
