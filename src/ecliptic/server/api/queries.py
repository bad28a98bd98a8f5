"""What may be asked for in the query of an address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Annotated, Any, Literal, TypeVar, cast

from django.http import HttpRequest
from django.utils.dateparse import parse_date, parse_datetime
from ninja import Field, Schema
from pydantic import AfterValidator

from ecliptic.errors import Problem
from ecliptic.server.api.problems import refused_values
from ecliptic.server.statements.picture import View
from ecliptic.vocabulary import Firmness, Visibility
from ecliptic.vocabulary.fields import IDENTIFIER_LENGTH

LONGEST_QUERY = 200
PAGE = 100
LARGEST_PAGE = 1000

Q = TypeVar("Q", bound=Schema)


def instant_of(text: str) -> datetime:
    """A day, which means its end, or an instant; ValueError in plain words where it is neither."""
    day = instant = None
    try:
        day, instant = parse_date(text), parse_datetime(text)
        if instant is not None and day is None:
            return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        day = None
    if day is None:
        message = "is not a day or an instant; write 2025-06-30 or 2025-06-30T12:00:00Z"
        raise ValueError(message)
    return datetime.combine(day, time.max, tzinfo=UTC)


def _is_instant(text: str) -> str:
    instant_of(text)
    return text


def _is_printable(text: str) -> str:
    if not text.isprintable():
        message = "holds control characters"
        raise ValueError(message)
    return text


Instant = Annotated[str, Field(max_length=40), AfterValidator(_is_instant)]
Words = Annotated[str, Field(max_length=LONGEST_QUERY), AfterValidator(_is_printable)]
Name = Annotated[str, Field(max_length=IDENTIFIER_LENGTH), AfterValidator(_is_printable)]
Slug = Annotated[str, Field(max_length=60, pattern=r"^[-a-zA-Z0-9_]+$")]


class ViewQuery(Schema):
    """Which picture is shown."""

    as_of: Instant | None = Field(
        None,
        description="Show what had been stated by this day or instant, as far as you may see it today.",
        examples=["2025-06-30"],
    )
    edition: Slug | None = Field(
        None, description="Show an edition, by its name in /editions.", examples=["nasa-add-rev-c"]
    )


class PageQuery(ViewQuery):
    """Which part of a list is shown."""

    limit: int = Field(PAGE, ge=1, le=LARGEST_PAGE, description="How many at most.")
    after: Words | None = Field(
        None, description="Go on behind this one: what `next` held in the part before."
    )


class ThingsQuery(PageQuery):
    """Which things of a kind are listed, in which order, and with which fields."""

    publisher: list[Name] = Field([], max_length=40, description="Only what these organisations state.")
    firmness: list[Firmness] = Field([], max_length=6, description="Only what is as firm as one of these.")
    verified: bool | None = Field(
        None, description="Only what was found in a document (true), or only what was not (false)."
    )
    visibility: list[Visibility] = Field([], max_length=3, description="Only what these may see.")
    q: Words | None = Field(None, description="Only what these words are found in.")
    where: list[Words] = Field(
        [],
        max_length=20,
        description="Only things of which a field holds a value, written as field:value.",
        examples=[["lead:NASA"]],
    )
    sort: str = Field(
        "id",
        max_length=40,
        pattern=r"^-?[a-z][a-z0-9_]*$",
        description="Order: `id`, `label`, `publisher`, `firmness`, `stated_at`, or a field; "
        "with - before it from the end. What is unknown comes last.",
    )
    fields: str | None = Field(
        None,
        max_length=1000,
        description="Only these fields, with commas between them; `kind` and `id` always come.",
        examples=["name,lead,launch"],
    )


class StatementsQuery(PageQuery):
    """Which statements are listed; the order is that of time."""

    after: str | None = Field(
        None, max_length=1000, description="Go on behind this one: what `next` held in the part before."
    )
    kind: list[Name] = Field([], max_length=40, description="Only statements about things of these kinds.")
    publisher: list[Name] = Field([], max_length=40, description="Only what these organisations state.")
    stated_after: Instant | None = Field(None, description="Only what was stated after this instant.")
    stated_before: Instant | None = Field(None, description="Only what was stated before this instant.")


class ChangesQuery(Schema):
    """Between which pictures, and of which kinds, changes are told."""

    before: Words = Field(..., alias="from", description="A day, an instant, or the name of an edition.")
    until: Words | None = Field(
        None, alias="to", description="The same for the later picture; now unless told."
    )
    kind: list[Name] = Field([], max_length=40, description="Only things of these kinds.")
    limit: int = Field(PAGE, ge=1, le=LARGEST_PAGE, description="How many changes at most.")
    after: int = Field(0, ge=0, le=10**7, description="Leave out so many: what `next` held before.")


class SearchQuery(ViewQuery):
    """What is searched for."""

    q: Words = Field(..., min_length=1, description="Words that are looked for in all texts.")
    kind: list[Name] = Field([], max_length=40, description="Only things of these kinds.")
    limit: int = Field(20, ge=1, le=PAGE, description="How many at most.")
    offset: int = Field(0, ge=0, le=10**7, description="Leave out so many of the best.")


class ExportQuery(ViewQuery):
    """In which form everything is handed out."""

    form: Literal["package", "workbook", "json"] = Field(
        "json", alias="format", description="A zip file of CSV files, an .xlsx workbook, or one JSON file."
    )
    kind: list[Name] = Field([], max_length=40, description="Only things of these kinds.")
    publisher: list[Name] = Field([], max_length=40, description="Only what these organisations state.")


class BulkQuery(Schema):
    """How statements are taken."""

    mode: Literal["all", "good"] = Field(
        "all", description="All or nothing, or those that are good, with the problems of the others."
    )
    dry_run: bool = Field(False, description="Only tell what would happen.")
    confirm_unchanged: bool = Field(
        False, description="Say anew that what stands unchanged in the body still holds."
    )
    withdraw_missing: bool = Field(
        False, description="Withdraw what you state and the body lacks, of the kinds that it holds."
    )
    note: str = Field("", max_length=400, description="Why, for the history.")


class RunsQuery(Schema):
    """How many runs are listed."""

    limit: int = Field(20, ge=1, le=PAGE, description="How many at most.")


class NoteQuery(Schema):
    """What is said beside a statement."""

    note: str = Field("", max_length=400, description="Why, for the history.")


def view_of(request: HttpRequest) -> View:
    """The view that the address asks for; its query has been checked before."""
    view: View = cast("Any", request).view
    return view


def only_known(request: HttpRequest, query: Schema) -> None:
    """Refuse parameters that nobody knows: a misspelt filter must not show everything."""
    known = [field.alias or name for name, field in type(query).model_fields.items()]
    wrong = _unknown(request.GET, known)
    repeated = [name for name in known if name in request.GET and _stands_twice(request, query, name)]
    problems = [
        *(Problem("is not known here", f"There is: {', '.join(known)}.", column=name) for name in wrong),
        *(Problem("stands twice", "Give it once.", column=name) for name in repeated),
    ]
    if problems:
        raise refused_values(problems)


def _unknown(given: Iterable[str], known: Iterable[str]) -> list[str]:
    names = set(known)
    return [name for name in given if name not in names]


def _stands_twice(request: HttpRequest, query: Schema, name: str) -> bool:
    fields = type(query).model_fields
    field = next(info for own, info in fields.items() if (info.alias or own) == name)
    is_list = str(field.annotation).startswith("list")
    return not is_list and len(request.GET.getlist(name)) > 1
