"""The flow from categories of objectives through sub-architectures to the elements that provide functions."""

from __future__ import annotations

from collections import defaultdict

from ecliptic.assess.coverage.groups import goals_of
from ecliptic.assess.coverage.picture import Picture, View
from ecliptic.assess.coverage.state import FunctionState
from ecliptic.assess.figure_data import Category, FlowData, FlowLink, FlowNode
from ecliptic.assess.involvement import counted
from ecliptic.vocabulary import Element

# More nodes in one layer cannot be told apart.
_MOST_ELEMENTS = 24

_OTHERS, _NOBODY, _UNTRACED = "element:others", "element:none", "objectives:none"

_LAYERS = ["Objectives by category", "Sub-architectures of functions", "Elements"]
_LEGEND = [
    Category(value="demand", label="an objective rests on functions"),
    Category(value="provision", label="an element provides functions"),
    Category(value="gap", label="no element provides the functions"),
]

Pairs = dict[tuple[str, str], set[str]]


def flow(picture: Picture, view: View) -> FlowData:
    """Objectives by category, sub-architectures, elements; links count functions."""
    demand, use_cases, demand_nodes = _demand(picture, view)
    supply, supply_nodes = _supply(picture, view)
    nodes = [*demand_nodes, *_middle(picture, view), *supply_nodes]
    labels = {node["id"]: node["label"] for node in nodes}
    links = [
        FlowLink(
            source=source,
            target=target,
            value=len(functions),
            label=f"{labels[source]} rests on {counted(len(functions), 'function')} of {labels[target]} "
            f"through {counted(len(use_cases[source, target]), 'use case')}",
            category="demand",
        )
        for (source, target), functions in sorted(demand.items())
    ]
    links += [
        FlowLink(
            source=source,
            target=target,
            value=len(functions),
            label=f"{counted(len(functions), 'function')} of {labels[source]}: {labels[target]}",
            category="gap" if target == _NOBODY else "provision",
        )
        for (source, target), functions in sorted(supply.items())
    ]
    return FlowData(layers=_LAYERS, nodes=nodes, links=links, legend=_LEGEND)


def _middle(picture: Picture, view: View) -> list[FlowNode]:
    return [
        FlowNode(
            id=_node_id(node),
            label=picture.node_label(node),
            layer=1,
            value=len(states),
            kind=None if node is None else "taxonomy-node",
            record=node,
        )
        for node, states in picture.by_sub_architecture(view).items()
    ]


def _node_id(node: str | None) -> str:
    return f"functions:{node or 'none'}"


def _demand(picture: Picture, view: View) -> tuple[Pairs, Pairs, list[FlowNode]]:
    """Functions and use cases that tie each group of objectives to each sub-architecture."""
    trace, listed = view.phase.trace, set(view.selected.functions)
    functions: Pairs = defaultdict(set)
    through: Pairs = defaultdict(set)
    nodes: list[FlowNode] = []
    traced: set[str] = set()
    for (goal, name), objectives in goals_of(picture, view).items():
        identifier = f"objectives:{goal or name}"
        kind = None if goal is None else "goal"
        nodes.append(
            FlowNode(id=identifier, label=name, layer=0, value=len(objectives), kind=kind, record=goal)
        )
        for use_case in sorted({u for objective in objectives for u in trace.use_cases_for[objective]}):
            for function in listed.intersection(trace.functions_of[use_case]):
                pair = identifier, _top(picture, view.phase.state(function))
                functions[pair].add(function)
                through[pair].add(use_case)
                traced.add(function)
    untraced = [view.phase.state(function) for function in sorted(listed - traced)]
    if untraced:
        label = "No objective"
        nodes.append(
            FlowNode(id=_UNTRACED, label=label, layer=0, value=len(untraced), kind=None, record=None)
        )
    for state in untraced:
        functions[_UNTRACED, _top(picture, state)].add(state.id)
    return functions, through, nodes


def _supply(picture: Picture, view: View) -> tuple[Pairs, list[FlowNode]]:
    """Functions that tie each sub-architecture to each element that provides them."""
    provided: dict[str, set[str]] = {}
    for state in view.states:
        for element in state.elements:
            provided.setdefault(element, set()).add(state.id)
    ordered = sorted(provided, key=lambda element: (-len(provided[element]), element))
    shown = set(ordered[:_MOST_ELEMENTS])
    pairs: Pairs = defaultdict(set)
    for state in view.states:
        top = _top(picture, state)
        for element in state.elements:
            pairs[top, f"element:{element}" if element in shown else _OTHERS].add(state.id)
        if not state.elements:
            pairs[top, _NOBODY].add(state.id)
    nodes = [
        FlowNode(
            id=f"element:{element}",
            label=picture.element_label(element),
            layer=2,
            value=len(provided[element]),
            kind=Element.kind,
            record=element,
        )
        for element in ordered[:_MOST_ELEMENTS]
    ]
    others = ordered[_MOST_ELEMENTS:]
    if others:
        count = len(set().union(*(provided[element] for element in others)))
        label = f"{counted(len(others), 'other element')}"
        nodes.append(FlowNode(id=_OTHERS, label=label, layer=2, value=count, kind=None, record=None))
    missing = sum(1 for state in view.states if not state.elements)
    if missing:
        label = "No element" if view.phase.stated else "Not stated"
        nodes.append(FlowNode(id=_NOBODY, label=label, layer=2, value=missing, kind=None, record=None))
    return pairs, nodes


def _top(picture: Picture, state: FunctionState) -> str:
    return _node_id(picture.nodes.top(state.record.sub_architecture))
