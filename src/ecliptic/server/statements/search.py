"""Full-text search over a viewer's roadmap."""

from __future__ import annotations

from ecliptic.roadmap import Roadmap


class SearchIndex:
    """An index of all texts of a roadmap."""

    def __init__(self, roadmap: Roadmap) -> None:
        self.roadmap = roadmap
