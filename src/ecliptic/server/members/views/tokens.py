"""Tokens for programs: made, shown once, revoked."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from ecliptic.errors import UsageError
from ecliptic.server.members.access import Actor, require
from ecliptic.server.members.forms import TokenForm
from ecliptic.server.members.models import ApiToken, Scope
from ecliptic.server.members.tokens import TokenWish, make_token, revoke_token
from ecliptic.server.members.views.doors import act, actor_of, for_people, sensitive


@for_people
@sensitive
def tokens(request: HttpRequest) -> HttpResponse:
    """My tokens, and a form to make another; its answer is the only page that shows the secret."""
    actor = actor_of(request)
    form = TokenForm(actor, request.POST if request.method == "POST" else None)
    secret = None
    if request.method == "POST" and form.is_valid():
        try:
            _, secret = make_token(actor, _wish(actor, form), timezone.now())
            form = TokenForm(actor)
        except UsageError as error:
            messages.error(request, str(error))
    own = ApiToken.objects.filter(account=actor.account).select_related("organisation").order_by("-made_at")
    context = {"form": form, "tokens": own[:200], "secret": secret, "now": timezone.now()}
    return render(request, "members/tokens.html", context, status=400 if form.errors else 200)


@act("members:tokens")
def revoke(request: HttpRequest, number: int) -> str:
    """Revoke a token of mine."""
    actor = actor_of(request)
    token = get_object_or_404(ApiToken, pk=number, account=actor.account)
    revoke_token(actor, token, timezone.now())
    return f"The token {token.name} opens nothing any more."


def _wish(actor: Actor, form: TokenForm) -> TokenWish:
    said = form.cleaned_data
    chosen = next((one for one in actor.organisations if one.identifier == said["organisation"]), None)
    scope = Scope(said["scope"])
    require(
        not actor.owes_second_factor or scope == Scope.READ,
        "Set up a second factor before you let a program state in your name.",
    )
    return TokenWish(said["name"], chosen, scope, said["expires"])
