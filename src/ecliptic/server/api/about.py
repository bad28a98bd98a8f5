"""What this is, who is asking, and of which fields records consist."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from ecliptic.roadmap import Viewer
from ecliptic.server.api import schemas
from ecliptic.server.api.answers import answer, bytes_answer
from ecliptic.server.api.identity import actor_of
from ecliptic.server.api.problems import encoded, not_found
from ecliptic.server.api.queries import ViewQuery, only_known, view_of
from ecliptic.vocabulary import KINDS
from ecliptic.vocabulary.schema import schema_of

API_VERSION = 1

router = Router(tags=["About"])


@router.get("/", response=schemas.RootOut, summary="Begin here")
def root(request: HttpRequest, query: Query[ViewQuery]) -> HttpResponse:
    """What this is, and the digest of all that you may see: while it stays the same, so does everything."""
    only_known(request, query)
    view = view_of(request)
    return answer(
        {
            "ecliptic": version("ecliptic"),
            "api": API_VERSION,
            "digest": view.roadmap.digest,
            "viewer": viewer_entry(view.viewer),
            "openapi": "/api/v1/openapi.json",
        }
    )


@router.get("/me", response=schemas.MeOut, summary="Who is asking")
def me(request: HttpRequest) -> HttpResponse:
    """Who you are to the server, for which organisation you act, and what you may do."""
    actor = actor_of(request)
    organisation = actor.organisation.identifier if actor.organisation else None
    return answer(
        {
            "signed_in": actor.signed_in,
            "name": actor.name,
            "organisation": organisation,
            "role": None if actor.role is None else actor.role.value,
            "viewer": viewer_entry(actor.viewer),
            "may_prepare": organisation is not None and actor.may_prepare(organisation),
            "may_state": organisation is not None and actor.may_state(organisation),
            "token": None if actor.token is None else actor.token.scope,
        }
    )


@router.get("/schema/{kind}", response=schemas.OpenSchema, summary="The fields of a kind")
def schema(request: HttpRequest, kind: str) -> HttpResponse:
    """The JSON Schema of the records of a kind, by its slug such as `mission`."""
    model = KINDS.get(kind)
    if model is None:
        raise not_found(what=f"There is no such kind. The kinds are: {', '.join(KINDS)}.")
    return bytes_answer(encoded(schema_of(model)))


def viewer_entry(viewer: Viewer) -> dict[str, Any]:
    """As whom somebody looks at the roadmap."""
    return {"organisation": viewer.organisation, "member": viewer.member}
