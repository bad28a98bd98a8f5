"""On what terms: what organisations weigh, what it takes them, what they may spend and will not do.

Statements of these kinds are confidential: they are private unless shared with the members, and never public.
"""

from __future__ import annotations

from typing import ClassVar

from ecliptic.vocabulary.architecture import Function
from ecliptic.vocabulary.dates import PlannedDate
from ecliptic.vocabulary.fields import Amount, Ref, Text, Weight, Years
from ecliptic.vocabulary.organisations import Organisation
from ecliptic.vocabulary.record import Record
from ecliptic.vocabulary.taxonomy import TaxonomyNode
from ecliptic.vocabulary.technology import DataGap, TechnologyGap
from ecliptic.vocabulary.terms import EffortClass, LimitType

_NEEDS = ("area", "functions", "technology_gaps", "data_gaps")


class Limit(
    Record,
    kind="limit",
    plural="limits",
    lead="organisation",
    family="coordination",
    expected=("notes",),
):
    """What an organisation will not do in a partnership, or only on a condition.

    It holds for the needs named and for those in the area; where neither is given, for every need.
    """

    confidential: ClassVar[bool] = True

    organisation: Ref[Organisation]
    """Organisation that sets the limit."""
    type: LimitType
    """What it will not do."""
    partner: Ref[Organisation] | None = None
    """Organisation that the limit is about; without one, it is about every other."""
    area: Ref[TaxonomyNode] | None = None
    """Topic in which it holds, with all that is below."""
    functions: tuple[Ref[Function], ...] = ()
    """Functions for which it holds."""
    technology_gaps: tuple[Ref[TechnologyGap], ...] = ()
    """Technology gaps for which it holds."""
    data_gaps: tuple[Ref[DataGap], ...] = ()
    """Data gaps for which it holds."""
    notes: Text | None = None
    """Why, or anything that a reader must know."""


class Priority(
    Record,
    kind="priority",
    plural="priorities",
    lead="organisation",
    family="coordination",
    expected=(_NEEDS,),
):
    """How much it matters to an organisation that needs are met, whoever meets them."""

    confidential: ClassVar[bool] = True

    organisation: Ref[Organisation]
    """Organisation to which it matters."""
    weight: Weight
    """How much, from 0 for not at all to 10 for most."""
    area: Ref[TaxonomyNode] | None = None
    """Topic for which it holds, with all that is below."""
    functions: tuple[Ref[Function], ...] = ()
    """Functions for which it holds."""
    technology_gaps: tuple[Ref[TechnologyGap], ...] = ()
    """Technology gaps for which it holds."""
    data_gaps: tuple[Ref[DataGap], ...] = ()
    """Data gaps for which it holds."""
    notes: Text | None = None
    """Anything that a reader must know."""


class EffortEstimate(
    Record,
    kind="effort-estimate",
    plural="effort-estimates",
    lead="organisation",
    family="coordination",
    expected=(("effort", "cost_amount"), "duration_years", _NEEDS),
):
    """What it would take an organisation to meet a need by itself."""

    confidential: ClassVar[bool] = True

    organisation: Ref[Organisation]
    """Organisation that would meet the need."""
    effort: EffortClass | None = None
    """How large an undertaking it would be."""
    cost_amount: Amount | None = None
    """What it would cost in all, in whole units of the currency."""
    cost_currency: Text | None = None
    """ISO 4217 code of the currency."""
    duration_years: Years | None = None
    """How long it would take."""
    area: Ref[TaxonomyNode] | None = None
    """Topic for which it holds, with all that is below."""
    functions: tuple[Ref[Function], ...] = ()
    """Functions for which it holds."""
    technology_gaps: tuple[Ref[TechnologyGap], ...] = ()
    """Technology gaps for which it holds."""
    data_gaps: tuple[Ref[DataGap], ...] = ()
    """Data gaps for which it holds."""
    notes: Text | None = None
    """Anything that a reader must know."""


class Allowance(
    Record,
    kind="allowance",
    plural="allowances",
    lead="organisation",
    family="coordination",
    expected=("period", ("effort_points", "amount")),
):
    """What an organisation may spend on new joint work in a year; its whole budget is a budget."""

    confidential: ClassVar[bool] = True

    organisation: Ref[Organisation]
    """Organisation that may spend it."""
    period: PlannedDate | None = None
    """Year or years for which it holds, each of them; empty for every year."""
    effort_points: Amount | None = None
    """Most that it may give in one year, in points of effort."""
    amount: Amount | None = None
    """Most that it may spend in one year, in whole units of the currency."""
    currency: Text | None = None
    """ISO 4217 code of the currency."""
    notes: Text | None = None
    """Anything that a reader must know."""


class Introduction(
    Record,
    kind="introduction",
    plural="introductions",
    lead="organisation",
    family="coordination",
    expected=(_NEEDS,),
):
    """An organisation's leave to be named to another that is interested in the same need.

    A mediator names the two to each other only when both have given it.
    """

    confidential: ClassVar[bool] = True

    organisation: Ref[Organisation]
    """Organisation that may be named."""
    partner: Ref[Organisation] | None = None
    """Organisation to which it may be named; empty for any that gives the same leave."""
    area: Ref[TaxonomyNode] | None = None
    """Topic for which it holds, with all that is below."""
    functions: tuple[Ref[Function], ...] = ()
    """Functions for which it holds."""
    technology_gaps: tuple[Ref[TechnologyGap], ...] = ()
    """Technology gaps for which it holds."""
    data_gaps: tuple[Ref[DataGap], ...] = ()
    """Data gaps for which it holds."""
