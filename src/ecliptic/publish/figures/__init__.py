"""Figures drawn as SVG by the program itself: no browser, no script, the same bytes each time."""

from ecliptic.publish.figures.drawing import FORMS, draw, draw_slim
from ecliptic.publish.figures.frame import figure_svg

__all__ = ["FORMS", "draw", "draw_slim", "figure_svg"]
