"""The page of missions in time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from markupsafe import Markup

from ecliptic.server.jobs.show.links import Links
from ecliptic.server.pages.asked import address_with, page_of
from ecliptic.server.pages.pictures.choosing import choose
from ecliptic.server.pages.pictures.kept import drawn, links_of, view_of
from ecliptic.server.pages.pictures.timeline import Missions, Shown, Years, read_years
from ecliptic.server.pages.rendering import Form, show, twin
from ecliptic.vocabulary import Location, Organisation

_FACETS = {
    "destination": "Destination",
    "organisation": "Agency",
    "firmness": "Firmness",
    "type": "Type",
    "unverified": "Unverified",
}
_KEPT = ("from", "to", "by", "phases", "as_of", "edition")
_DECADES = 4
_NARROWEST = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A mission in the list."""

    name: Markup
    when: str
    firmness: str | None
    lead: Markup | None
    partners: list[Markup]
    others: str
    destination: Markup | None
    type: str | None


@dataclass(frozen=True, slots=True)
class Zoom:
    """Other years to look at."""

    words: str
    address: str
    current: bool


def missions(request: HttpRequest, form: Form = "html") -> HttpResponseBase:
    """Who flies where, when, and how firmly it is planned."""
    view = view_of(request)
    known = cast("Missions", view.kept("pictures.missions", Missions.of))
    chosen = choose(request, known.items, _FACETS, known.labels)
    years = read_years(request.GET.get("from", ""), request.GET.get("to", ""), known.usual_years)
    if form != "html":
        return twin(request, known.rows(chosen.items, years), form)
    links = links_of(request)
    by_agency = request.GET.get("by") == "agency"
    phases = request.GET.get("phases") != "no"
    figure = known.drawn(chosen.items, years, by_agency=by_agency, phases=phases)
    # What is drawn follows from which missions fit; the years are in the title.
    key = phases, frozenset(mission.bar["id"] for mission in chosen.items)
    inside = [mission for mission in chosen.items if mission.touches(years)]
    page = page_of(request, inside)
    context: dict[str, Any] = {
        "picture": drawn(request, figure, key, data=False) if inside else None,
        "chosen": chosen,
        "years": years,
        "span": known.span,
        "zooms": _zooms(request, years, known),
        "by_agency": by_agency,
        "phases": phases,
        "page": page,
        "lines": [
            _line(mission, links, view.roadmap.label) for mission in cast("list[Shown]", page.object_list)
        ],
        "address_by_agency": address_with(request, by="agency"),
        "address_by_destination": address_with(request, by=None),
        "clear": reverse("pages:missions"),
        "kept": [(name, request.GET.get(name)) for name in _KEPT],
    }
    return show(request, "pages/pictures/missions.html", context)


def _zooms(request: HttpRequest, years: Years, known: Missions) -> list[Zoom]:
    """All years, decades, and the years beside those shown: each keeps the other choices."""
    usual, span = known.usual_years, known.span
    named = [("All years", span), (f"Since {usual.first}", usual)]
    begin = known.today - known.today % 10
    named += [
        (f"{first}s", Years(first, first + 9))
        for first in range(begin, begin + 10 * _DECADES, 10)
        if first <= span.last
    ]
    width = years.last - years.first + 1
    middle = (years.first + years.last) // 2
    if width > _NARROWEST:
        named.append(("Closer", Years(middle - width // 4, middle + width // 4)))
    named += [
        ("Earlier", Years(years.first - width // 2, years.last - width // 2)),
        ("Later", Years(years.first + width // 2, years.last + width // 2)),
    ]
    return [
        Zoom(
            words,
            address_with(request, **{"from": str(chosen.first), "to": str(chosen.last)}),
            chosen == years,
        )
        for words, chosen in named
    ]


def _line(mission: Shown, links: Links, label: Any) -> Line:
    row = mission.row
    partners = str(row[2]).split("; ") if row[2] else []
    return Line(
        name=links.link("mission", str(row[0]), mission.bar["label"]),
        when=mission.bar["text"],
        firmness=None if mission.bar["firmness"] == "unknown" else mission.bar["firmness"],
        lead=links.link(Organisation.kind, str(row[1])) if row[1] else None,
        partners=[links.link(Organisation.kind, partner) for partner in partners],
        others=str(row[3] or ""),
        destination=links.link(Location.kind, str(row[4]), label(Location.kind, str(row[4])))
        if row[4]
        else None,
        type=str(row[5]) if row[5] else None,
    )
