"""The list of organisations, and the page of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from markupsafe import Markup

from ecliptic.assess import Column, Table
from ecliptic.publish.palette import MARKS, block
from ecliptic.publish.report.agencies import COMMITMENTS
from ecliptic.publish.report.cells import kind_name
from ecliptic.publish.svg import tag
from ecliptic.roadmap import Statement
from ecliptic.server.members.access import Actor
from ecliptic.server.pages.asked import moment_of
from ecliptic.server.pages.listing.index import FRESH_DAYS, STALE_DAYS, natural
from ecliptic.server.pages.organisations.closing import Reason, closing
from ecliptic.server.pages.organisations.index import INTEREST, OWNED, Holding, holdings, is_member
from ecliptic.server.pages.rendering import Form, json_answer, show, twin
from ecliptic.server.pages.values import Writer, firmness_mark
from ecliptic.server.statements.picture import View
from ecliptic.vocabulary import (
    Budget,
    Capability,
    Contribution,
    Organisation,
    OrganisationType,
    TechnologyGap,
)

_NOT_FOUND = "There is no organisation of this name here that you may see. The list has all that you may see."
_BAR_WIDTH = 260.0
_SHOWN_APART = (Capability.kind, Budget.kind)
_NOTHING = Holding()


@dataclass(frozen=True, slots=True)
class Row:
    """One organisation in the list."""

    record: Organisation
    name: Markup
    address: str
    holding: Holding
    missions: int
    bar: Markup


@dataclass(frozen=True, slots=True)
class Step:
    """Contributions that are equally firm."""

    word: str
    mark: Markup
    meaning: str
    lines: Sequence[tuple[Markup, str, Markup, str]]


def organisations(request: HttpRequest, form: Form) -> HttpResponseBase:
    """Members first, then the others by type."""
    view: View = cast("Any", request).view
    held = holdings(view)
    records = view.roadmap.records(Organisation).values()
    if form != "html":
        return twin(request, _table(records, held), form)
    most = max((held[o.id].commitments for o in records if o.id in held), default=0)
    writer = Writer(view, request)
    rows = {o.id: _row(o, held.get(o.id, _NOTHING), most, writer) for o in records}
    members = [rows[o.id] for o in records if is_member(o)]
    by_type = [
        (kind, [rows[o.id] for o in records if o.type is kind and not is_member(o)])
        for kind in OrganisationType
    ]
    return show(
        request,
        "pages/organisations.html",
        {
            "members": sorted(members, key=lambda row: natural(row.record.id)),
            "by_type": [(kind, group) for kind, group in by_type if group],
            "total": len(rows),
            "types": [(kind, sum(o.type is kind for o in records)) for kind in OrganisationType],
            "moment": moment_of(request),
            "trail": [("Home", reverse("pages:home")), ("Organisations", "")],
        },
    )


def organisation(request: HttpRequest, identifier: str, form: Form) -> HttpResponseBase:
    """What one organisation brings, wants, can and states."""
    view: View = cast("Any", request).view
    record = view.roadmap.get(Organisation, identifier)
    if record is None and form != "html":
        record = view.roadmap.get(Organisation, f"{identifier}.{form}")
        form = "html"
    if record is None:
        raise Http404(_NOT_FOUND)
    held = holdings(view).get(record.id, _NOTHING)
    gaps = closing(view, record.id)
    if form == "csv":
        return twin(request, _table([record], {record.id: held}), form)
    if form == "json":
        return json_answer(request, _as_json(record, held, gaps.works_on, gaps.could))
    writer = Writer(view, request)
    actor: Actor = cast("Any", request).actor
    context = {
        "record": record,
        "statement": view.roadmap.statement(Organisation.kind, record.id),
        "works_on": _gaps(gaps.works_on, writer),
        "could": _gaps(gaps.could, writer),
        "member_of": [writer.thing(Organisation.kind, group) for group in record.member_of],
        "thing": writer.address(Organisation.kind, record.id),
        "ours": actor.may_prepare(record.id),
        "moment": moment_of(request),
        "trail": [
            ("Home", reverse("pages:home")),
            ("Organisations", reverse("pages:organisations") + moment_of(request)),
            (record.id, ""),
        ],
    }
    return show(request, "pages/organisation.html", context | _holding(held, writer))


def _holding(held: Holding, writer: Writer) -> dict[str, Any]:
    """What an organisation brings, leads, can and states, as it is shown."""
    led = {kind: found for kind, found in held.owned.items() if kind in OWNED and kind not in _SHOWN_APART}
    return {
        "held": held,
        "steps": [
            _step(word, held.contributions[word], writer)
            for word in COMMITMENTS
            if word in held.contributions
        ],
        "interests": _step(INTEREST, held.contributions[INTEREST], writer) if held.interests else None,
        "bar": _bar(held, held.commitments),
        "owned": [
            (kind, kind_name(kind, plural=True), [writer.link(s) for s in found])
            for kind, found in led.items()
        ],
        "shared": [
            (kind_name(kind, plural=True), [writer.link(s) for s in found])
            for kind, found in held.shared.items()
        ],
        "capabilities": _by_strength(held.owned.get(Capability.kind, ()), writer),
        "budgets": _budgets(held.owned.get(Budget.kind, ()), writer),
        "states": [(kind, kind_name(kind, plural=True), n) for kind, n in held.stated.most_common()],
        "stated_total": held.states,
        "freshness": _freshness(held.known, writer.today),
    }


def _row(record: Organisation, held: Holding, most: int, writer: Writer) -> Row:
    address = reverse("pages:organisation", args=[record.id]) + writer.moment
    shown = record.english_name or record.name
    link = tag("a", shown, href=address)
    return Row(record, link, address, held, len(held.owned.get("mission", ())), _bar(held, most))


def _bar(held: Holding, most: int) -> Markup:
    """The contributions as one bar on the scale of all organisations; interests have no place in it."""
    x, shapes = 0.0, []
    for word in COMMITMENTS:
        count = len(held.contributions[word]) if word in held.contributions else 0
        if most and count:
            width = _BAR_WIDTH * count / most
            shapes.append(block(MARKS[word], x, 0, width, 12, rx=2))
            x += width
    return tag("svg", *shapes, viewBox=f"0 0 {_BAR_WIDTH:g} 12", class_="agency-bar", aria_hidden="true")


def _step(word: str, statements: Iterable[Statement], writer: Writer) -> Step:
    lines = []
    for statement in sorted(statements, key=lambda s: natural(s.record.label)):
        record = cast("Contribution", statement.record)
        target = writer.thing(record.target_kind, record.target)
        title = writer.link(
            statement, record.title or writer.roadmap.label(record.target_kind, record.target)
        )
        what = Markup("{} ").format(kind_name(record.target_kind)) + target
        lines.append((title, record.role.value, what, _when(record)))
    return Step(word, firmness_mark(None if word == "unknown" else word), "", lines)


def _when(record: Contribution) -> str:
    if record.start and record.end:
        return record.start.text if record.start == record.end else f"{record.start.text} – {record.end.text}"
    if record.start:
        return f"from {record.start.text}"
    return f"until {record.end.text}" if record.end else ""


def _by_strength(
    statements: Iterable[Statement], writer: Writer
) -> list[tuple[str, list[tuple[Markup, Markup]]]]:
    found: dict[str, list[tuple[Markup, Markup]]] = {}
    for statement in statements:
        record = cast("Any", statement.record)
        pair = writer.link(statement, record.statement), writer.thing("taxonomy-node", record.area)
        found.setdefault(record.strength.value, []).append(pair)
    return sorted(found.items())


def _budgets(statements: Iterable[Statement], writer: Writer) -> list[tuple[Markup, Any]]:
    return [(writer.link(s, cast("Budget", s.record).scope), s.record) for s in statements]


def _gaps(gaps: Mapping[str, list[Reason]], writer: Writer) -> list[tuple[Markup, list[tuple[str, Markup]]]]:
    made = []
    for gap, reasons in sorted(gaps.items(), key=lambda item: natural(item[0])):
        why = [
            (reason.rule, writer.thing(reason.kind, reason.id, _named(writer, reason)))
            for reason in reasons[:4]
        ]
        made.append((writer.thing(TechnologyGap.kind, gap), why))
    return made


def _named(writer: Writer, reason: Reason) -> str | None:
    statement = writer.roadmap.statement(reason.kind, reason.id)
    said = getattr(statement.record, "statement", None) if statement is not None else None
    return str(said) if said else None


def _freshness(days: Sequence[date], today: date) -> dict[str, int]:
    stale = sum(today - day > timedelta(days=STALE_DAYS) for day in days)
    fresh = sum(today - day <= timedelta(days=FRESH_DAYS) for day in days)
    return {"fresh": fresh, "ageing": len(days) - fresh - stale, "stale": stale}


def _table(records: Iterable[Organisation], held: Mapping[str, Holding]) -> Table:
    columns = (
        Column("id", "Identifier", kind="organisation"),
        Column("name", "Official name"),
        Column("type", "What sort of organisation it is"),
        Column("country", "Country as the organisation writes it"),
        Column("member", "Whether it is a member of a group", "boolean"),
        *(Column(word, f"Contributions that are {word}", "integer") for word in COMMITMENTS),
        Column("interests", "Expressions of interest, which commit to nothing", "integer"),
        Column("missions", "Missions that it leads", "integer"),
        Column("capabilities", "Capabilities that are stated of it", "integer"),
        Column("states", "Things that it states at present", "integer"),
    )
    rows = []
    for record in records:
        own = held.get(record.id, _NOTHING)
        counts = [len(own.contributions.get(word, ())) for word in COMMITMENTS]
        rows.append(
            (
                record.id,
                record.name,
                record.type.value,
                record.country,
                is_member(record),
                *counts,
                own.interests,
                len(own.owned.get("mission", ())),
                len(own.owned.get("capability", ())),
                own.states,
            )
        )
    return Table("organisations", "Organisations", columns, rows)


def _as_json(
    record: Organisation,
    held: Holding,
    works_on: Mapping[str, list[Reason]],
    could: Mapping[str, list[Reason]],
) -> dict[str, Any]:
    return {
        "id": record.id,
        "record": record.model_dump(mode="json", exclude_defaults=True),
        "contributions": {word: [s.id for s in found] for word, found in held.contributions.items()},
        "leads": {kind: [s.id for s in found] for kind, found in held.owned.items()},
        "takes_part_in": {kind: [s.id for s in found] for kind, found in held.shared.items()},
        "states": dict(held.stated),
        "gaps_it_works_on": {gap: [r.rule for r in reasons] for gap, reasons in works_on.items()},
        "gaps_it_could_close": {
            gap: [{"rule": r.rule, "kind": r.kind, "id": r.id} for r in reasons]
            for gap, reasons in could.items()
        },
    }
