"""Reads drawings back: texts, numbers and shapes."""

from __future__ import annotations

import math
import re
from typing import Any
from xml.etree import ElementTree

from ecliptic.assess import Figure
from ecliptic.publish import figure_svg
from ecliptic.publish.svg import Drawing

SVG = "{http://www.w3.org/2000/svg}"
_PLACES = ("d", "x", "y", "cx", "cy", "r", "width", "height", "transform", "viewBox", "stroke-width")


def figure(form: Any, data: Any) -> Figure:
    """A figure that holds these data."""
    return Figure("name", form, "A title", "A caption.", "A source", data)


def root_of(drawing: Drawing | Figure) -> ElementTree.Element:
    """The drawing as a tree."""
    if isinstance(drawing, Figure):
        return ElementTree.fromstring(figure_svg(drawing))  # noqa: S314 - our own output
    body = f'<svg xmlns="http://www.w3.org/2000/svg">{drawing.body}</svg>'
    return ElementTree.fromstring(body)  # noqa: S314 - as above


def texts(drawing: Drawing | Figure) -> list[str]:
    """Every line of text."""
    return ["".join(element.itertext()) for element in root_of(drawing).iter(f"{SVG}text")]


def ties(drawing: Drawing | Figure) -> list[str]:
    """The ends of every line of a network."""
    found = [element.get("data-ends") for element in root_of(drawing).iter(f"{SVG}g")]
    return [ends for ends in found if ends]


def ends(drawing: Drawing | Figure) -> list[str]:
    """Every end of a network that is drawn."""
    found = [element.get("data-end") for element in root_of(drawing).iter(f"{SVG}g")]
    return [end for end in found if end]


def are_numbers_sound(drawing: Drawing | Figure) -> bool:
    """Whether every coordinate is a number that a screen can have."""
    for element in root_of(drawing).iter():
        written = " ".join(element.get(name, "") for name in _PLACES)
        if re.search(r"nan|inf|None", written):
            return False
        if any(
            not math.isfinite(float(n)) or abs(float(n)) > 1e6
            for n in re.findall(r"-?\d+(?:\.\d+)?", written)
        ):
            return False
    return True


def has_words(made: Figure) -> bool:
    """Whether the file tells its title and its description to those who do not see it."""
    root = root_of(made)
    return all("".join(root.find(f"{SVG}{name}").itertext()).strip() for name in ("title", "desc"))  # type: ignore[union-attr] # present
