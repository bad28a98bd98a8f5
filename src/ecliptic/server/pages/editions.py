"""Editions: named sets of statements that stay as they are."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from ecliptic.assess import Column, Table
from ecliptic.errors import UsageError
from ecliptic.publish.report.cells import kind_name
from ecliptic.server.members.access import Actor, require
from ecliptic.server.pages.organisations.index import holdings
from ecliptic.server.pages.rendering import Form, json_answer, show, twin
from ecliptic.server.statements.editions import is_unchanged, make_edition
from ecliptic.server.statements.models import Edition
from ecliptic.server.statements.picture import View, view_for
from ecliptic.vocabulary import KINDS

_NOT_FOUND = "There is no edition of this name. The list of editions has them all."
_WHY = "Editions are made by the secretariat. Ask it to freeze the state that you need."


class EditionForm(forms.Form):
    """What to freeze, and under which name."""

    title = forms.CharField(
        label="Title",
        max_length=120,
        help_text="As it is to be cited, such as GER 2028. It is never changed.",
    )
    as_of = forms.DateField(
        label="All that was stated until the end of",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="A day up to today.",
    )
    publishers = forms.MultipleChoiceField(
        label="Of which organisations", required=False, help_text="Of all, where none is chosen."
    )

    def __init__(self, *args: Any, publishers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.MultipleChoiceField", self.fields["publishers"]).choices = publishers

    def clean_title(self) -> str:
        """The title must give a readable address."""
        title = str(self.cleaned_data["title"])
        if not slugify(title):
            message = "Use letters or digits: the address of the edition is made from its title."
            raise forms.ValidationError(message)
        return title

    def clean_as_of(self) -> date:
        """Nobody can freeze the future."""
        day = cast("date", self.cleaned_data["as_of"])
        if day > datetime.now(UTC).date():
            message = "This day is still to come. Choose today or an earlier day."
            raise forms.ValidationError(message)
        return day


def editions(request: HttpRequest, form: Form) -> HttpResponseBase:
    """All editions, the newest state first; the secretariat can make one."""
    actor: Actor = cast("Any", request).actor
    found = list(Edition.objects.all())
    if form != "html":
        view: View = cast("Any", request).view
        columns = (
            Column("slug", "Name in addresses"),
            Column("title", "Title"),
            Column("as_of", "Until when statements are in it"),
            Column("scope", "Whose statements it holds"),
            Column("made_at", "When it was made"),
        )
        rows = [(e.slug, e.title, e.as_of.isoformat(), _scope(e, view), e.made_at.isoformat()) for e in found]
        return twin(request, Table("editions", "Editions", columns, rows), form)
    making = None
    status = 200
    if actor.is_secretariat or request.method == "POST":
        require(actor.is_secretariat, _WHY)
        making = EditionForm(
            request.POST or None, publishers=_publishers(request), initial={"as_of": _today()}
        )
        if request.method == "POST":
            made = _made(making, actor) if making.is_valid() else None
            if made is not None:
                messages.success(request, f"The edition {made.title} is frozen.")
                return redirect("pages:edition", slug=made.slug)
            status = 422
    context = {
        "editions": [(e, _scope(e, cast("Any", request).view)) for e in found],
        "form": making,
        "trail": [("Home", reverse("pages:home")), ("Editions", "")],
    }
    return show(request, "pages/editions.html", context, status=status)


def edition(request: HttpRequest, slug: str, form: Form) -> HttpResponseBase:
    """One edition as the viewer may see it."""
    found = _edition(slug)
    actor: Actor = cast("Any", request).actor
    view = view_for(actor.viewer, edition=found)
    roadmap = view.roadmap
    statements = sum(1 for _ in roadmap.statements)
    counts = [(kind, kind_name(kind, plural=True), len(roadmap.taken(kind))) for kind in roadmap.kinds]
    if form == "csv":
        columns = (Column("kind", "Kind of thing"), Column("things", "Things in the edition", "integer"))
        return twin(request, Table(found.slug, found.title, columns, [(k, n) for k, _, n in counts]), form)
    scope = _scope(found, cast("Any", request).view)
    if form == "json":
        seen = {
            "statements_you_may_see": statements,
            "digest_of_what_you_may_see": roadmap.digest,
            "things": {kind: count for kind, _, count in counts},
        }
        return json_answer(request, _described(found, scope) | seen)
    context = {
        "edition": found,
        "scope": scope,
        "counts": counts,
        "things": len(roadmap),
        "statements": statements,
        "digest": roadmap.digest,
        # The digest of the whole and its count could confirm a guess at what is private.
        "whole": found if actor.is_secretariat else None,
        "others": Edition.objects.exclude(pk=found.pk).values_list("slug", "title"),
        "trail": [
            ("Home", reverse("pages:home")),
            ("Editions", reverse("pages:editions")),
            (found.title, ""),
        ],
    }
    return show(request, "pages/edition.html", context)


def _described(found: Edition, scope: str) -> dict[str, Any]:
    return {
        "slug": found.slug,
        "title": found.title,
        "note": found.note,
        "as_of": found.as_of.isoformat(),
        "scope": scope,
        "kinds": found.kinds or list(KINDS),
        "made_at": found.made_at.isoformat(),
    }


@require_POST
def verify(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Whether an edition still gives the digest that it was made with."""
    found = _edition(slug)
    actor: Actor = cast("Any", request).actor
    require(actor.signed_in, "Sign in to have an edition verified: it takes the server some seconds.")
    if is_unchanged(found):
        messages.success(request, "Verified: the statements give the digest with which the edition was made.")
    else:
        messages.error(
            request, "The statements no longer give the digest of the edition. Tell those who run the server."
        )
    return redirect("pages:edition", slug=slug)


def _scope(found: Edition, view: View) -> str:
    """Whose statements an edition holds; a publisher of whom the viewer sees nothing is not named."""
    if not found.publishers:
        return "all organisations"
    seen = [name for name in found.publishers if name in holdings(view)]
    return ", ".join(seen) or "some organisations"


def _edition(slug: str) -> Edition:
    found = Edition.objects.filter(slug=slug).first()
    if found is None:
        raise Http404(_NOT_FOUND)
    return found


def _made(form: EditionForm, actor: Actor) -> Edition | None:
    given = form.cleaned_data
    now = datetime.now(UTC)
    try:
        return make_edition(
            slugify(given["title"])[:60],
            given["title"],
            actor.doer,
            as_of=min(datetime.combine(given["as_of"], time.max, tzinfo=UTC), now),
            at=now,
            publishers=given["publishers"],
        )
    except UsageError as error:
        form.add_error("title", str(error))
        return None


def _publishers(request: HttpRequest) -> list[tuple[str, str]]:
    view: View = cast("Any", request).view
    stating = sorted(name for name, held in holdings(view).items() if held.stated)
    return [(name, f"{name}: {view.roadmap.label('organisation', name)}") for name in stating]


def _today() -> date:
    return datetime.now(UTC).date()
