"""What to draw: how old and how complete statements are by publisher and kind, and how well founded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ecliptic.assess.assessment import Figure, LazyData
from ecliptic.assess.figure_data import Bar, BarsData, Category, Entry, HeatCell, HeatmapData
from ecliptic.assess.health.ages import Freshness
from ecliptic.assess.health.problems import Group
from ecliptic.assess.health.standing import Standing
from ecliptic.assess.involvement import Names, counted
from ecliptic.vocabulary import KINDS, Organisation

Shares = Mapping[tuple[str, ...], Standing]
Value = tuple[float | None, str]
_SOURCE = "All statements in this roadmap that the viewer may see."
_LEGEND = [Category(value="unverified", label="share of statements not found in a document")]


class Drawer:
    """Makes the figures of one assessment."""

    def __init__(self, names: Names, freshness: Freshness) -> None:
        self._names = names
        self._freshness = freshness

    def ages(self, shares: Shares) -> Figure:
        """Heat map of ages."""
        return Figure(
            name="ages",
            form="heatmap",
            title="How old statements are",
            caption=(
                f"Median age in months, on {self._freshness.day.isoformat()}, of what each publisher states "
                "at present about each kind of thing. An empty cell says that it states nothing."
            ),
            source=_SOURCE,
            data=LazyData(lambda: self._heatmap(shares, _age)),
            unit="months",
        )

    def completeness(self, shares: Shares) -> Figure:
        """Heat map of completeness."""
        return Figure(
            name="completeness",
            form="heatmap",
            title="How complete statements are",
            caption=(
                "Share of the values expected of a record that are stated, in per cent. An empty cell says "
                "that the publisher states nothing of that kind, or that nothing is expected beyond what is "
                "required."
            ),
            source=_SOURCE,
            data=LazyData(lambda: self._heatmap(shares, _completeness)),
            unit="%",
        )

    def _heatmap(self, shares: Shares, measure: Callable[[Standing], Value]) -> Mapping[str, Any]:
        stated = {name: standing for name, standing in shares.items() if standing.current}
        publishers = sorted({publisher for publisher, _ in stated})
        kinds = [kind for kind in KINDS if any(kind == other for _, other in stated)]
        cells = []
        for (publisher, kind), standing in sorted(stated.items()):
            value, words = measure(standing)
            if value is not None:
                cells.append(
                    HeatCell(
                        row=publishers.index(publisher),
                        column=kinds.index(kind),
                        value=round(value, 1),
                        label=f"{self._names.short(publisher)}, {_plural(kind)}: {words}",
                        unverified=standing.problems[Group.UNVERIFIED] > 0,
                    )
                )
        highest = max((cell["value"] or 0 for cell in cells), default=0)
        data = HeatmapData(
            rows=[self._publisher(publisher) for publisher in publishers],
            columns=[
                Entry(id=kind, label=_plural(kind), kind=None, group=KINDS[kind].family) for kind in kinds
            ],
            cells=cells,
            low=0,
            high=max(highest, 100 if measure is _completeness else 1),
            row_title="Publisher",
            column_title="Kind of thing",
        )
        return {**data}

    def unverified(self, shares: Shares) -> Figure:
        """Bars of the share of unverified statements."""
        return Figure(
            name="unverified",
            form="bars",
            title="How much is unverified",
            caption=(
                "Share of each publisher's present statements that were recalled or otherwise not found in a "
                "document, in per cent."
            ),
            source=_SOURCE,
            data=LazyData(lambda: self._bars(shares)),
            unit="%",
        )

    def _bars(self, shares: Shares) -> Mapping[str, Any]:
        stated = {name: standing for (name,), standing in shares.items() if standing.current}
        ordered = sorted(stated, key=lambda name: (-(stated[name].share(Group.UNVERIFIED) or 0), name))
        data = BarsData(
            bars=[self._bar(publisher, stated[publisher]) for publisher in ordered],
            legend=_LEGEND,
            bar_title="Publisher",
            value_title="Share of statements",
        )
        return {**data}

    def _bar(self, publisher: str, standing: Standing) -> Bar:
        unverified = standing.problems[Group.UNVERIFIED]
        return Bar(
            **self._publisher(publisher),
            segments=[
                {
                    "category": "unverified",
                    "value": round(100 * unverified / standing.current, 1),
                    "label": f"{unverified} of {counted(standing.current, 'statement')} unverified",
                }
            ],
        )

    def _publisher(self, publisher: str) -> Entry:
        return Entry(id=publisher, label=self._names.short(publisher), kind=Organisation.kind, group=None)


def _age(standing: Standing) -> Value:
    age = standing.median_age_months
    return (
        age,
        f"{counted(standing.current, 'statement')}, median age {age:g} months" if age is not None else "",
    )


def _completeness(standing: Standing) -> Value:
    share = standing.completeness
    if share is None:
        return None, ""
    return 100 * share, f"{standing.filled_values} of {counted(standing.expected_values, 'expected value')}"


def _plural(kind: str) -> str:
    return KINDS[kind].plural.replace("-", " ")
