"""Form "flow": layers of nodes from left to right and the ribbons between them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from markupsafe import Markup

from ecliptic.assess.figure_data import FlowData, FlowLink, FlowNode
from ecliptic.publish.figures.parts import WIDTH, Link, amount, hover, linked, marks_for
from ecliptic.publish.palette import Mark
from ecliptic.publish.svg import BOLD, Drawing, label, number, shortened, tag, text_width, together

_NODE = 12.0
_PITCH = 17.0
_MOST_FIRST_NAMES = 270.0
_MOST_LAST_NAMES = 210.0
_GAP = 5.0
_HEAD = 30.0
_TALLEST = 1100.0


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a node stands, and the height of one unit of what leaves and what enters it."""

    x: float
    y: float
    height: float
    out_unit: float
    in_unit: float


def draw_flow(data: FlowData, link: Link) -> Drawing:
    """Draw the layers in equal distances; heights tell sizes, and no node is too thin for its name."""
    marks = marks_for(data)
    places, height = _placed(data)
    columns = _columns(data)
    parts = [
        label(shortened(title, (after - column - 8) / BOLD, 12), column, 14, "t tb tm")
        for title, column, after in zip(data["layers"], columns, [*columns[1:], WIDTH], strict=False)
    ]
    ribbons = tag("g", *_ribbons(data, places, marks))
    nodes = [_node(node, places[node["id"]], columns, link) for node in data["nodes"]]
    return Drawing.whole(WIDTH, height + 6, together([*parts, ribbons, *nodes]), _described(data))


def _described(data: FlowData) -> str:
    counts = [
        f"{sum(node['layer'] == index for node in data['nodes'])} {title.lower()}"
        for index, title in enumerate(data["layers"])
    ]
    linked_ids = {end for flow in data["links"] for end in (flow["source"], flow["target"])}
    alone = sum(node["id"] not in linked_ids for node in data["nodes"])
    return f"Flow between {', '.join(counts)}, by {len(data['links'])} links. {alone} have no link at all."


def _columns(data: FlowData) -> list[float]:
    """Left edges of the layers; names stand before the first one and after all others."""
    layers = len(data["layers"])
    first = _names_width(data, 0, _MOST_FIRST_NAMES)
    last = WIDTH - _names_width(data, layers - 1, _MOST_LAST_NAMES) - _NODE
    step = (last - first) / max(1, layers - 1)
    return [first + step * index for index in range(layers)]


def _names_width(data: FlowData, layer: int, most: float) -> float:
    widths = [_name_width(node) for node in data["nodes"] if node["layer"] == layer]
    return min(most, max(widths, default=0.0))


def _name_width(node: FlowNode) -> float:
    return text_width(node["label"], 11) + text_width(amount(node["value"]), 11) + 20


def _room(columns: list[float], index: int) -> float:
    """Width for the names of a layer."""
    if index == 0:
        return columns[0] - 10
    after = columns[index + 1] if index + 1 < len(columns) else WIDTH
    return after - columns[index] - _NODE - 10


def _placed(data: FlowData) -> tuple[dict[str, _Place], float]:
    leaving: dict[str, float] = defaultdict(float)
    entering: dict[str, float] = defaultdict(float)
    for flow in data["links"]:
        leaving[flow["source"]] += flow["value"]
        entering[flow["target"]] += flow["value"]
    layers: dict[int, list[FlowNode]] = defaultdict(list)
    for node in data["nodes"]:
        layers[node["layer"]].append(node)
    units = {
        layer: _unit(sum(max(n["value"], 0) for n in nodes), len(nodes)) for layer, nodes in layers.items()
    }
    tallest = max((_heights(nodes, units[layer])[1] for layer, nodes in layers.items()), default=0.0)
    columns = _columns(data)
    places = {}
    for layer, nodes in layers.items():
        heights, total = _heights(nodes, units[layer])
        # Shorter layers are spread over the whole height, which keeps the ribbons nearly level.
        spread = (tallest - total) / len(nodes)
        y = _HEAD + spread / 2
        for node, height in zip(nodes, heights, strict=True):
            out, into = leaving[node["id"]], entering[node["id"]]
            places[node["id"]] = _Place(
                columns[layer], y, height, height / out if out else 0, height / into if into else 0
            )
            y += max(height, _PITCH - _GAP) + _GAP + spread
    return places, _HEAD + tallest


def _unit(total: float, count: int) -> float:
    """Height of one unit of a layer: tall enough to see, not taller than a page."""
    if total <= 0:
        return 0.0
    return min(14.0, max(0.2, (_TALLEST / 2 - count * _GAP) / total))


def _heights(nodes: list[FlowNode], unit: float) -> tuple[list[float], float]:
    heights = [max(2.0, node["value"] * unit) for node in nodes]
    return heights, sum(max(height, _PITCH - _GAP) + _GAP for height in heights)


def _ribbons(data: FlowData, places: dict[str, _Place], marks: dict[str, Mark]) -> list[Markup]:
    """Ribbons in the order of the nodes at their other end, so that as few as possible cross at a node."""
    order = {node["id"]: index for index, node in enumerate(data["nodes"])}
    starts: dict[int, float] = {}
    ends: dict[int, float] = {}
    flows = list(enumerate(data["links"]))
    used: dict[str, float] = defaultdict(float)
    for index, flow in sorted(flows, key=lambda f: (order[f[1]["source"]], order[f[1]["target"]], f[0])):
        place = places[flow["source"]]
        starts[index] = place.y + used[flow["source"]]
        used[flow["source"]] += flow["value"] * place.out_unit
    used.clear()
    for index, flow in sorted(flows, key=lambda f: (order[f[1]["target"]], order[f[1]["source"]], f[0])):
        place = places[flow["target"]]
        ends[index] = place.y + used[flow["target"]]
        used[flow["target"]] += flow["value"] * place.in_unit
    return [_ribbon(flow, places, (starts[index], ends[index]), marks) for index, flow in flows]


def _ribbon(
    flow: FlowLink, places: dict[str, _Place], tops: tuple[float, float], marks: dict[str, Mark]
) -> Markup:
    source, target = places[flow["source"]], places[flow["target"]]
    x1, x2 = source.x + _NODE, target.x
    y1, y2 = tops
    y3, y4 = y2 + flow["value"] * target.in_unit, y1 + flow["value"] * source.out_unit
    middle = number((x1 + x2) / 2)
    path = (
        f"M{number(x1)} {number(y1)}C{middle} {number(y1)} {middle} {number(y2)} {number(x2)} {number(y2)}"
        f"V{number(y3)}C{middle} {number(y3)} {middle} {number(y4)} {number(x1)} {number(y4)}z"
    )
    mark = marks.get(flow.get("category", ""))
    solid = mark is None or mark.pattern == "solid"
    ink = f" g-{'mid' if mark is None else mark.ink}" if solid else ""
    return tag(
        "path",
        hover(flow["label"]),
        d=path,
        class_=f"ribbon{ink}",
        fill=None if mark is None else mark.fill,
    )


def _node(node: FlowNode, place: _Place, columns: list[float], link: Link) -> Markup:
    first = node["layer"] == 0
    size = amount(node["value"])
    name = shortened(node["label"], _room(columns, node["layer"]) - text_width(size, 11) - 8, 11)
    text = tag(
        "text",
        name,
        tag("tspan", size, class_="tm", dx=6),
        x=place.x - 7 if first else place.x + _NODE + 6,
        y=place.y + place.height / 2 + 4,
        class_=f"t ts halo{' te' if first else ''}",
    )
    shapes = tag(
        "g",
        hover(f"{node['label']}: {size}"),
        tag("rect", x=place.x, y=place.y, width=_NODE, height=place.height, rx=2, class_="g-deep"),
        text,
    )
    return linked(shapes, link(node["kind"], node["record"]))
