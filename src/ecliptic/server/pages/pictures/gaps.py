"""The board of gaps: who works on each, how firmly, and what waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from markupsafe import Markup

from ecliptic.assess import Assessment, Table
from ecliptic.assess.assessment import Row
from ecliptic.roadmap import Roadmap
from ecliptic.server.jobs.show.links import Links
from ecliptic.server.pages.asked import address_with, moment_of
from ecliptic.server.pages.pictures.choosing import NOT_STATED, Chosen, Item, choose
from ecliptic.server.pages.pictures.kept import RowOf, links_of, parts, readiness_of, rows_of, view_of
from ecliptic.server.pages.rendering import Form, show, twin
from ecliptic.vocabulary import Organisation, Phase, TaxonomyNode

TECHNOLOGY, DATA = "technology", "data"
_SHOWN_OF_EACH = 12
_ADDRESSES = {
    "nobody": ("Nobody works on it", "none"),
    "interest only": ("Interest only, no commitment", "interest"),
    "one organisation": ("One organisation", "single"),
    "several organisations": ("Several organisations", "several"),
}
_TITLES = {
    TECHNOLOGY: {
        "address": "Who works on it",
        "phase": "Phase",
        "priority": "Priority bin",
        "organisation": "Organisation",
        "sub_architecture": "Sub-architecture",
        "assessment": "Assessment",
        "unverified": "Unverified",
    },
    DATA: {
        "phase": "Phase",
        "driver": "Need driver",
        "type": "Sort of data",
        "publisher": "Stated by",
        "unverified": "Unverified",
    },
}
_ORDERS = {"address": "By who works on it", "priority": "By priority", "phase": "By phase"}


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap: its row in the answer as it was and by name."""

    row: Row
    said: RowOf


@dataclass(frozen=True, slots=True)
class Card:
    """A gap on the board."""

    title: Markup
    rank: str
    who: list[Markup]
    interested: list[Markup]
    firmness: str | None
    notes: list[str]
    phases: list[str]
    unverified: bool


@dataclass(frozen=True, slots=True)
class Stack:
    """A column of the board."""

    name: str
    mark: str
    value: str
    total: int
    cards: Sequence[Card]
    address: str

    @property
    def left_out(self) -> int:
        """How many more there are than are shown."""
        return self.total - len(self.cards)


def gaps(request: HttpRequest, form: Form = "html") -> HttpResponseBase:
    """Technology gaps or data gaps, on a board that can be narrowed."""
    view = view_of(request)
    kind = DATA if request.GET.get("kind") == DATA else TECHNOLOGY
    found = readiness_of(view)
    table = found.tables.data("data_gaps" if kind == DATA else "gaps")
    items, labels = cast("tuple[Any, Any]", view.kept(f"pictures.gaps.{kind}", _maker(found, table, kind)))
    chosen: Chosen[Gap] = choose(request, items, _TITLES[kind], labels)
    if form != "html":
        return twin(request, replace(table, rows=tuple(gap.row for gap in chosen.items)), form)
    order = request.GET.get("by", "") if request.GET.get("by") in _ORDERS and kind == TECHNOLOGY else ""
    order = order or ("address" if kind == TECHNOLOGY else "phase")
    stacks = _stacks(request, chosen, order, labels, links_of(request))
    others = {key: request.GET.get(key) for key in ("kind", "by", "as_of", "edition")}
    context = {
        "kind": kind,
        "chosen": chosen,
        "stacks": stacks,
        "order": order,
        "orders": [(name, words, address_with(request, by=name)) for name, words in _ORDERS.items()],
        "counts": {
            "technology": len(found.tables.data("gaps").rows),
            "data": len(found.tables.data("data_gaps").rows),
        },
        "basis": found.basis,
        "moment": moment_of(request),
        "kept": list(others.items()),
        "clear": reverse("pages:gaps") + ("?kind=data" if kind == DATA else ""),
    }
    return show(request, "pages/pictures/gaps.html", context)


def _maker(found: Assessment, table: Table, kind: str) -> Any:
    def make(roadmap: Roadmap) -> Any:
        working = _firmness(found)
        pairs = [
            Gap(row, {**said, "best": working.get(str(said.get("gap")))})
            for row, said in zip(table.rows, rows_of(table), strict=True)
        ]
        return [_item(gap, kind) for gap in pairs], _labels(roadmap, pairs)

    return make


def _firmness(found: Assessment) -> dict[str, str]:
    """The best firmness of the work on each gap, where somebody says it."""
    order = ["fact", "approved", "planned", "considered", "concept"]
    best: dict[str, str] = {}
    for row in rows_of(found.tables.data("workers")):
        word = str(row["firmness"])
        if row["involvement"] == "works on it" and word in order:
            gap = str(row["gap"])
            best[gap] = min(best.get(gap, word), word, key=order.index)
    return best


def _item(gap: Gap, kind: str) -> Item[Gap]:
    said = gap.said
    values: dict[str, tuple[str, ...]] = {
        "phase": parts(said["phases"]) or (NOT_STATED,),
        "unverified": ("yes" if said["unverified"] else "no",),
    }
    if kind == DATA:
        values |= {
            "driver": (str(said["need_driver"] or NOT_STATED),),
            "type": (str(said["data_type"] or NOT_STATED),),
            "publisher": (str(said["publisher"]),),
        }
    else:
        priority = said["priority_bin"]
        values |= {
            "address": (str(said["address"]),),
            "priority": (NOT_STATED if priority is None else str(priority),),
            "organisation": (*parts(said["organisations"]), *parts(said["interested"])) or (NOT_STATED,),
            "sub_architecture": parts(said["sub_architectures"]) or (NOT_STATED,),
            "assessment": (str(said["assessment"] or NOT_STATED),),
        }
    return Item(gap, values, " ".join(str(cell) for cell in gap.row if cell is not None).casefold())


def _labels(roadmap: Roadmap, gaps: Sequence[Gap]) -> dict[str, dict[str, str]]:
    used = {phase for gap in gaps for phase in parts(gap.said["phases"])}
    nodes = {node for gap in gaps for node in parts(gap.said.get("sub_architectures"))}
    agencies = {
        agency
        for gap in gaps
        for name in ("organisations", "interested")
        for agency in parts(gap.said.get(name))
    }
    bins = sorted(
        {int(str(gap.said["priority_bin"])) for gap in gaps if gap.said.get("priority_bin") is not None}
    )
    return {
        "phase": {phase: roadmap.label(Phase.kind, phase) for phase in sorted(used)},
        "sub_architecture": {node: roadmap.label(TaxonomyNode.kind, node) for node in sorted(nodes)},
        "organisation": {agency: roadmap.label(Organisation.kind, agency) for agency in sorted(agencies)},
        "address": {value: words for value, (words, _) in _ADDRESSES.items()},
        "priority": {str(number): f"Priority bin {number}" for number in bins},
    }


def _stacks(request: HttpRequest, chosen: Chosen[Gap], order: str, labels: Any, links: Links) -> list[Stack]:
    """Columns in the order of their words; each shows the first of its cards, alone it shows all."""
    stacks: dict[str, list[Gap]] = {value: [] for value in labels.get(order, {})}
    for gap in chosen.items:
        for value in _values(gap, order):
            stacks.setdefault(value, []).append(gap)
    filled = {value: gaps for value, gaps in stacks.items() if gaps}
    most = _SHOWN_OF_EACH if len(filled) > 1 else len(chosen.items)
    return [
        Stack(
            name=labels.get(order, {}).get(value, f"{order} {value}".capitalize()),
            mark=_ADDRESSES[value][1] if order == "address" else "",
            value=value,
            total=len(found),
            cards=[_card(gap, links) for gap in found[:most]],
            address=address_with(request, **{order: value}),
        )
        for value, found in filled.items()
    ]


def _values(gap: Gap, order: str) -> tuple[str, ...]:
    if order == "phase":
        return parts(gap.said["phases"]) or (NOT_STATED,)
    cell = gap.said[{"priority": "priority_bin"}.get(order, order)]
    return (NOT_STATED if cell is None else str(cell),)


def _card(gap: Gap, links: Links) -> Card:
    said = gap.said
    is_data = "data_gap" in said
    kind, identifier = ("data-gap", said["data_gap"]) if is_data else ("technology-gap", said["gap"])
    notes = [str(said["need_driver"] or "")] if is_data else _notes(said)
    return Card(
        title=links.link(kind, str(identifier), str(said["title"])),
        rank="" if said.get("rank") is None else str(said["rank"]),
        who=[links.link(Organisation.kind, o) for o in parts(said.get("organisations"))],
        interested=[links.link(Organisation.kind, o) for o in parts(said.get("interested"))],
        firmness=cast("str | None", said.get("best")),
        notes=[note for note in notes if note],
        phases=list(parts(said["phases"])),
        unverified=bool(said["unverified"]),
    )


def _notes(said: RowOf) -> list[str]:
    waiting = said["functions"]
    notes = ["" if said["need_date"] is None else f"needed {said['need_date']}"]
    if waiting:
        notes.append(
            f"{waiting} function{'s' if waiting != 1 else ''} wait{'' if waiting != 1 else 's'} for it"
        )
    return notes
