"""The way to an organisation's provider and back."""

from __future__ import annotations

import logging

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect import views as library
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from requests import RequestException

_log = logging.getLogger(__name__)
# What a provider may do wrong: not answer, answer without sense, or leave out what it must say.
_FAULTS = (RequestException, OAuth2Error, ValueError, KeyError, TypeError)


@never_cache
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the provider.

    Browsers hold a form to the policy of the page also where its answer leads elsewhere, so the answer is
    a page that leads on by itself.
    """
    try:
        answer: HttpResponse = library.login(request, provider_id)
    except _FAULTS as fault:
        return _failed(request, provider_id, fault)
    if request.method == "POST" and answer.status_code == 302:
        return render(request, "members/sign_on_leave.html", {"address": answer["Location"]})
    return answer


@never_cache
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take in whom the provider sends back."""
    try:
        answer: HttpResponse = library.callback(request, provider_id)
    except _FAULTS as fault:
        return _failed(request, provider_id, fault)
    return answer


def _failed(request: HttpRequest, provider_id: str, fault: Exception) -> HttpResponse:
    # The provider's own words go to the log of the server: they may hold what is not for the browser.
    _log.warning("single sign-on through %r failed: %s: %s", provider_id, type(fault).__name__, fault)
    return render(request, "members/sign_on_failed.html", status=502)
