"""The flow from objectives over sub-architectures to the agencies, or elements, that make them possible."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ecliptic.assess import Assessment, Column, Figure, Table
from ecliptic.assess.coverage.state import SubArchitectures
from ecliptic.assess.figure_data import Category, FlowData, FlowLink, FlowNode
from ecliptic.assess.involvement import counted
from ecliptic.roadmap import Roadmap
from ecliptic.server.pages.pictures.kept import RowOf, parts, rows_of
from ecliptic.vocabulary import Firmness, Organisation, TaxonomyNode

MOST_ORGANISATIONS = 18
_LAYERS = ["Objectives by category", "Sub-architectures of functions", "Agencies"]
_DEMAND, _UNKNOWN, _GAP = "demand", "unknown", "gap"
_LEGEND = [
    Category(value=_DEMAND, label="an objective rests on functions"),
    *(
        Category(value=f.value, label=f"{f.value}: {f.meaning}")
        for f in Firmness
        if f is not Firmness.INTEREST
    ),
    Category(value=_UNKNOWN, label="firmness not stated"),
    Category(value=_GAP, label="no agency provides or addresses the functions"),
]
_RANK = {firmness.value: rank for rank, firmness in enumerate(Firmness)}
_UNTRACED, _NOBODY, _OTHERS = "No objective", "No agency", "others"
_UNVERIFIED = "; rests on unverified statements"

Pairs = dict[tuple[str, str], set[str]]


@dataclass
class _Gathered:
    """Functions that tie neighbouring nodes, and the best firmness behind each tie of an agency."""

    demand: Pairs
    supply: Pairs
    firmness: dict[tuple[str, str], str | None]
    objectives: dict[str, set[str]]
    unverified: set[tuple[str, str]]


def agency_flow(roadmap: Roadmap, answer: Assessment, phase: str, title: str) -> Figure:
    """Which agencies stand behind which objectives in one phase, interests left aside."""
    found = _gathered(roadmap, answer, phase)
    data = FlowData(
        layers=_LAYERS, nodes=_nodes(roadmap, found), links=_links(roadmap, found), legend=_LEGEND
    )
    return Figure(
        name="objectives-to-agencies",
        form="flow",
        title=f"From objectives to agencies, {title}",
        caption="Objectives by category, the sub-architectures whose functions they rest on through use "
        "cases, and the agencies that provide these functions or address them by a contribution. The width "
        "counts functions; an agency's ribbon shows the best firmness behind it. Interests are not counted. "
        "A dagger † marks agencies for which an unverified statement counts.",
        source=next((figure.source for figure in answer.figures), "No statements."),
        data=data,
        unit="functions",
    )


def links_table(figure: Figure) -> Table:
    """The links of a flow as a table."""
    names = {node["id"]: node["label"] for node in figure.data["nodes"]}
    columns = (
        Column("source", "Where the link begins"),
        Column("target", "Where it ends"),
        Column("functions", "Functions that it stands for", "integer", "functions"),
        Column("category", "What sort of link it is, or how firm it is at best"),
        Column("unverified", "Whether an unverified statement counts for it", "boolean"),
    )
    rows = tuple(
        (
            names[flow["source"]].removesuffix(" †"),
            names[flow["target"]].removesuffix(" †"),
            flow["value"],
            flow.get("category"),
            flow["label"].endswith(_UNVERIFIED),
        )
        for flow in figure.data["links"]
    )
    return Table("flow", figure.title, columns, rows)


def _gathered(roadmap: Roadmap, answer: Assessment, phase: str) -> _Gathered:
    functions = [row for row in rows_of(answer.tables.data("functions")) if row["phase"] == phase]
    nodes = SubArchitectures(roadmap)
    top = {str(row["function"]): nodes.top(_text(row["sub_architecture"])) or "" for row in functions}
    categories = _categories(rows_of(answer.tables.data("objectives")), phase)
    found = _Gathered(defaultdict(set), defaultdict(set), {}, defaultdict(set), set())
    for row in functions:
        function = str(row["function"])
        aims = parts(row["objectives"])
        for objective in aims:
            for category in categories.get(objective, (objective,)):
                found.demand[category, top[function]].add(function)
                found.objectives[category].add(objective)
        if not aims:
            found.demand[_UNTRACED, top[function]].add(function)
    _supply(answer, phase, top, found)
    served = set().union(*found.supply.values()) if found.supply else set()
    for function in top.keys() - served:
        found.supply[top[function], _NOBODY].add(function)
    return found


def _categories(objectives: Iterable[RowOf], phase: str) -> dict[str, tuple[str, ...]]:
    return {
        str(row["objective"]): parts(row["goals"]) or ((str(row["category"]),) if row["category"] else ("–",))
        for row in objectives
        if row["phase"] == phase
    }


def _supply(answer: Assessment, phase: str, top: Mapping[str, str], found: _Gathered) -> None:
    providers = [row for row in rows_of(answer.tables.data("providers")) if row["phase"] == phase]
    real = [row for row in providers if row["involvement"] != "interested" and row["organisation"]]
    totals: dict[str, set[str]] = defaultdict(set)
    for row in real:
        totals[str(row["organisation"])].add(str(row["function"]))
    ordered = sorted(totals, key=lambda o: (-len(totals[o]), o))
    # One agency more than there is room for is shown rather than put among "1 other".
    shown = set(ordered if len(ordered) <= MOST_ORGANISATIONS + 1 else ordered[:MOST_ORGANISATIONS])
    for row in real:
        function, organisation = str(row["function"]), str(row["organisation"])
        if function not in top:
            continue
        pair = top[function], organisation if organisation in shown else _OTHERS
        found.supply[pair].add(function)
        if row["unverified"]:
            found.unverified.add(pair)
        firmness = _text(row["firmness"])
        before = found.firmness.get(pair)
        if before is None or (firmness is not None and _RANK[firmness] < _RANK[before]):
            found.firmness[pair] = firmness


def _nodes(roadmap: Roadmap, found: _Gathered) -> list[FlowNode]:
    nodes = []
    for category in sorted({source for source, _ in found.demand}, key=lambda c: (c == _UNTRACED, c)):
        kind = "goal" if roadmap.statement("goal", category) else None
        name = roadmap.label("goal", category) if kind else category
        functions = _all(found.demand, source=category)
        value = len(functions) if category == _UNTRACED else len(found.objectives[category])
        nodes.append(_node(f"from {category}", name, 0, value, (kind, category)))
    for segment in sorted(
        {s for _, s in found.demand} | {s for s, _ in found.supply}, key=lambda s: (s == "", s)
    ):
        size = len(_all(found.demand, target=segment) | _all(found.supply, source=segment))
        name = roadmap.label(TaxonomyNode.kind, segment) if segment else "No sub-architecture"
        nodes.append(_node(f"by {segment}", name, 1, size, (TaxonomyNode.kind if segment else None, segment)))
    agencies = {agency for _, agency in found.supply}
    sizes = {agency: len(_all(found.supply, target=agency)) for agency in agencies}
    for agency in sorted(agencies, key=lambda a: (a == _NOBODY, a == _OTHERS, -sizes[a], a)):
        kind = None if agency in (_NOBODY, _OTHERS) else Organisation.kind
        dagger = " †" if any(end == agency for _, end in found.unverified) else ""
        name = f"{_agency(roadmap, agency)}{dagger}"
        nodes.append(_node(f"to {agency}", name, 2, sizes[agency], (kind, agency)))
    return nodes


def _node(identifier: str, label: str, layer: int, value: int, record: tuple[str | None, str]) -> FlowNode:
    kind, name = record
    return FlowNode(
        id=identifier, label=label, layer=layer, value=value, kind=kind, record=name if kind else None
    )


def _agency(roadmap: Roadmap, agency: str) -> str:
    if agency in (_NOBODY, _OTHERS):
        return {"others": "Other agencies"}.get(agency, agency)
    record = roadmap.get(Organisation, agency)
    return (record.acronym if record else None) or agency


def _links(roadmap: Roadmap, found: _Gathered) -> list[FlowLink]:
    names = {node["id"]: node["label"] for node in _nodes(roadmap, found)}
    links = []
    for (category, segment), functions in sorted(found.demand.items()):
        source, target = f"from {category}", f"by {segment}"
        words = f"{names[source]}: {counted(len(functions), 'function')} of {names[target]}"
        links.append(
            FlowLink(source=source, target=target, value=len(functions), label=words, category=_DEMAND)
        )
    for (segment, agency), functions in sorted(found.supply.items()):
        source, target = f"by {segment}", f"to {agency}"
        best = found.firmness.get((segment, agency))
        category = _GAP if agency == _NOBODY else best or _UNKNOWN
        firmly = "" if agency == _NOBODY else f", at best {best or 'of unknown firmness'}"
        words = f"{counted(len(functions), 'function')} of {names[source]}: {names[target]}{firmly}"
        words += _UNVERIFIED if (segment, agency) in found.unverified else ""
        links.append(
            FlowLink(source=source, target=target, value=len(functions), label=words, category=category)
        )
    return links


def _all(pairs: Pairs, *, source: str | None = None, target: str | None = None) -> set[str]:
    return {
        function
        for (begin, end), functions in pairs.items()
        if source in (None, begin) and target in (None, end)
        for function in functions
    }


def _text(cell: object) -> str | None:
    return None if cell is None else str(cell)
