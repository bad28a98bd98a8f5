"""What robots and browsers ask for by fixed names."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.templatetags.static import static
from django.urls import reverse
from markupsafe import Markup

from ecliptic.publish.svg import tag, together
from ecliptic.roadmap import Roadmap, Viewer
from ecliptic.server.pages.rendering import answer
from ecliptic.server.statements.addresses import thing_url, things_url
from ecliptic.server.statements.picture import view_for

_XML = "application/xml; charset=utf-8"
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_HEAD = Markup('<?xml version="1.0" encoding="utf-8"?>\n')
_AT_ONCE = 20_000
_PLACES = ("home", "kinds", "organisations", "changes", "editions")


def robots(request: HttpRequest) -> HttpResponseBase:
    """What robots may read: pages as they are now, once each, and nothing of people or work."""
    lines = [
        "User-agent: *",
        "Disallow: /account/",
        "Disallow: /share/",
        "Disallow: /runs/",
        "Disallow: /search/",
        "Disallow: /history/",
        "Disallow: /*?",
        f"Sitemap: {_base()}{reverse('pages:sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def sitemap(request: HttpRequest) -> HttpResponseBase:
    """The parts of the map of what the public may see, whoever asks."""
    parts = range(1, 1 + -(-len(_addresses()) // _AT_ONCE))
    places = [_base() + reverse("pages:sitemap-part", args=[part]) for part in parts]
    body = together([tag("sitemap", tag("loc", place)) for place in places])
    return answer(request, _HEAD + tag("sitemapindex", body, xmlns=_NAMESPACE), _XML)


def sitemap_part(request: HttpRequest, part: int) -> HttpResponseBase:
    """One part of the map."""
    addresses = _addresses()[(part - 1) * _AT_ONCE : part * _AT_ONCE] if part else []
    if not addresses:
        message = "The map of the site has fewer parts."
        raise Http404(message)
    body = together([tag("url", tag("loc", _base() + address)) for address in addresses])
    return answer(request, _HEAD + tag("urlset", body, xmlns=_NAMESPACE), _XML)


def favicon(request: HttpRequest) -> HttpResponseBase:
    """The mark of the site, for browsers that ask without having read a page."""
    return HttpResponsePermanentRedirect(static("ecliptic/mark.svg"))


def _addresses() -> list[str]:
    view = view_for(Viewer.public())
    made: list[str] = view.kept("sitemap", lambda roadmap: list(_all(roadmap)))
    return made


def _all(roadmap: Roadmap) -> Iterator[str]:
    yield from (reverse(f"pages:{name}") for name in _PLACES)
    for kind in roadmap.kinds:
        yield things_url(kind)
        yield from (thing_url(kind, identifier) for identifier in roadmap.taken(kind))


def _base() -> str:
    return str(settings.PUBLIC_URL).rstrip("/")
