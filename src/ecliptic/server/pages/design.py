"""A page that shows every component, for those who build pages and for the tests of the design."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from ecliptic.publish.palette import FIRMNESS
from ecliptic.server.pages.icons import names


class Sample(forms.Form):
    """A form with one field of each sort."""

    name = forms.CharField(label="Name of the mission", help_text="As the agency writes it.", max_length=80)
    launch = forms.CharField(
        label="Launch",
        required=False,
        help_text="A year, a quarter or a day, such as 2031, 2031-Q2 or 2031-06-30.",
    )
    firmness = forms.ChoiceField(label="How firm it is", choices=[(word, word) for word in FIRMNESS])
    visibility = forms.ChoiceField(
        label="Who may see it",
        choices=[("public", "everybody"), ("members", "member organisations"), ("private", "only we")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    still = forms.BooleanField(label="This is still true", required=False)


_ROWS = (
    ("Argonaut", "ESA", "approved", 2031, 2100, "public", False),
    ("Chandrayaan-4", "ISRO", "approved", 2028, 9200, "public", False),
    ("Lunar Cruiser", "JAXA", "planned", 2032, 10000, "public", True),
    ("Lunar utility rover", "CSA", "considered", 2033, None, "members", False),
    ("Mars Ice Mapper", "ASI", "interest", None, None, "private", True),
)


def design(request: HttpRequest) -> HttpResponse:
    """Every component of the design on one page, on servers in debug mode only."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "design.html", _content())


def _content() -> dict[str, Any]:
    today = datetime.now(UTC).date()
    wrong = Sample({"name": "", "launch": "someday", "firmness": "fact", "visibility": "public"})
    wrong.add_error("launch", '"someday" is not a date. Write a year, a quarter or a day, such as 2031-Q2.')
    return {
        "firmness": FIRMNESS,
        "icons": names(),
        "rows": _ROWS,
        "trail": [("Home", "/"), ("Things", "/things/"), ("Missions", "")],
        "fresh": today - timedelta(days=95),
        "old": date(2024, 8, 30),
        "page_of_many": Paginator(range(1340), 25).page(7),
        "good_form": Sample(auto_id="good-%s", initial={"name": "Argonaut"}),
        "wrong_form": wrong,
    }
