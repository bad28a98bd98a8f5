"""The page of a thing: what is said about it, by whom, how firmly, since when, and what refers to it."""

from __future__ import annotations

import json
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse

from ecliptic.publish.report.cells import kind_name
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.roadmap.audit.times import known_on
from ecliptic.roadmap.resolution import disagreement
from ecliptic.server.members.access import Actor
from ecliptic.server.pages.asked import moment_of
from ecliptic.server.pages.listing.rows import cell_of, things_table
from ecliptic.server.pages.rendering import Form, csv_file, json_answer, show
from ecliptic.server.pages.thing.referring import groups
from ecliptic.server.pages.thing.said import said, sides
from ecliptic.server.pages.values import Writer
from ecliptic.server.statements.addresses import history_url, kinds_by_plural
from ecliptic.server.statements.picture import View
from ecliptic.vocabulary import KINDS

NOT_FOUND = (
    "There is nothing of this name here that you may see. Perhaps it is spelt otherwise: try the search."
)
_MOST_REFERRERS = 1000


def kind_of(plural: str) -> str:
    """The kind whose list has this name; not found where there is none."""
    record = kinds_by_plural().get(plural)
    if record is None:
        raise Http404(NOT_FOUND)
    return record.kind


def history_of(roadmap: Roadmap, kind: str, identifier: str) -> tuple[Statement, ...]:
    """All that the viewer may see of what was said; what is unknown and what is hidden end alike."""
    history = roadmap.history(kind, identifier)
    if not history:
        raise Http404(NOT_FOUND)
    return history


def thing(request: HttpRequest, plural: str, identifier: str, form: Form) -> HttpResponseBase:
    """A thing as it is stated at present; one that was withdrawn keeps its page."""
    view: View = cast("Any", request).view
    roadmap, kind = view.roadmap, kind_of(plural)
    if form != "html" and not roadmap.history(kind, identifier):
        # An identifier may end in .json itself.
        identifier, form = f"{identifier}.{form}", "html"
    history = history_of(roadmap, kind, identifier)
    taken = roadmap.statement(kind, identifier)
    shown = taken or max(history, key=lambda s: (s.stated_at, s.version))
    others = roadmap.others(kind, identifier)
    writer = Writer(view, request)
    if form == "csv":
        return csv_file(request, things_table(kind, [shown, *others]))
    if form == "json":
        return json_answer(request, _as_json(roadmap, shown, history, withdrawn=taken is None))
    context = {
        "kind": kind,
        "plural": plural,
        "kind_title": kind_name(kind),
        "withdrawn": taken is None,
        "said": said(shown, history, writer),
        "label": shown.record.label,
        "others": [said(other, history, writer) for other in others],
        "sides": sides(shown, others, writer) if others else (),
        "known": writer.known(shown),
        "holds_on": known_on(shown),
        "publisher": writer.thing("organisation", shown.publisher),
        "versions": len(history),
        "groups": groups(request, roadmap.referrers(kind, identifier), writer),
    }
    return show(request, "pages/thing.html", context | _around(request, shown, (shown, *others)))


def _around(request: HttpRequest, shown: Statement, current: tuple[Statement, ...]) -> dict[str, Any]:
    """The ways from a thing: back to its list, to its history, and to the form for who may state."""
    actor: Actor = cast("Any", request).actor
    own = actor.organisation.identifier if actor.organisation else ""
    moment = moment_of(request)
    plural, title = KINDS[shown.kind].plural, kind_name(shown.kind, plural=True)
    return {
        "history_url": history_url(shown.kind, shown.id),
        "moment": moment,
        "may_edit": actor.may_prepare(own),
        "states_it": any(statement.publisher == own for statement in current),
        "trail": [
            ("Home", reverse("pages:home")),
            ("Things", reverse("pages:kinds") + moment),
            (title.capitalize(), reverse("pages:things", args=[plural]) + moment),
            (shown.record.label, ""),
        ],
    }


def _as_json(
    roadmap: Roadmap, shown: Statement, history: tuple[Statement, ...], *, withdrawn: bool
) -> dict[str, Any]:
    kind, identifier = shown.kind, shown.id
    others = roadmap.others(kind, identifier)
    referrers = roadmap.referrers(kind, identifier)
    return {
        "kind": kind,
        "id": identifier,
        "label": shown.record.label,
        "withdrawn": withdrawn,
        "holds_on": known_on(shown).isoformat(),
        "statement": json.loads(shown.canonical()),
        "others": [json.loads(other.canonical()) for other in others],
        "disagreements": [
            {
                "publisher": other.publisher,
                "differences": [
                    {"field": d.field, "shown": cell_of(d.taken), "other": cell_of(d.other)}
                    for d in found.differences
                ],
            }
            for other in others
            if (found := disagreement(shown, other)) is not None
        ],
        "referrers_total": len(referrers),
        "referrers": [{"kind": r.kind, "id": r.id, "field": r.field} for r in referrers[:_MOST_REFERRERS]],
        "versions": len(history),
        "fields": {spec.name: spec.meaning for spec in KINDS[kind].fields()},
    }
