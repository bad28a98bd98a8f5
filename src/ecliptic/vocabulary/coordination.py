"""Who does what with whom: contributions, capabilities, budgets, enablers, publications, events."""

from __future__ import annotations

from ecliptic.vocabulary.architecture import Function
from ecliptic.vocabulary.dates import PlannedDate
from ecliptic.vocabulary.fields import Identifier, Number, Ref, Text
from ecliptic.vocabulary.organisations import Organisation
from ecliptic.vocabulary.record import Record
from ecliptic.vocabulary.taxonomy import TaxonomyNode
from ecliptic.vocabulary.technology import TechnologyGap
from ecliptic.vocabulary.terms import Role, Strength


class Contribution(
    Record,
    kind="contribution",
    plural="contributions",
    lead="organisation",
    any_refs={"target": "target_kind"},
    expected=("title", "start", ("functions", "technology_gaps")),
):
    """What an organisation does for a thing of the roadmap; how firmly is said by the statement."""

    organisation: Ref[Organisation]
    """Organisation that contributes."""
    role: Role
    """What it does."""
    target_kind: Identifier
    """Kind of the thing contributed to, such as mission or element."""
    target: Identifier
    """Identifier of the thing contributed to."""
    title: Text | None = None
    """The contribution in a few words."""
    functions: tuple[Ref[Function], ...] = ()
    """Functions that it helps to provide."""
    technology_gaps: tuple[Ref[TechnologyGap], ...] = ()
    """Technology gaps that it works on."""
    start: PlannedDate | None = None
    """When it begins."""
    end: PlannedDate | None = None
    """When it ends."""
    partners: tuple[Ref[Organisation], ...] = ()
    """Organisations that it is shared with."""
    other_partners: tuple[Text, ...] = ()
    """Companies and others that it is shared with, by name."""
    redundant: bool | None = None
    """Whether a second provider is wanted on purpose."""
    budget_amount: Number | None = None
    """Money set aside for it, in whole units of the currency."""
    budget_currency: Text | None = None
    """ISO 4217 code of the currency."""
    notes: Text | None = None
    """Anything that a reader must know."""


class Capability(
    Record, kind="capability", plural="capabilities", lead="organisation", expected=("evidence",)
):
    """Something that an organisation can do."""

    organisation: Ref[Organisation]
    """Organisation that has the capability."""
    area: Ref[TaxonomyNode]
    """Topic that it belongs to."""
    statement: Text
    """What the organisation can do."""
    evidence: Text | None = None
    """What shows it."""
    strength: Strength
    """How far it has been shown."""


class Budget(Record, kind="budget", plural="budgets", lead="organisation", expected=("period",)):
    """Money that an organisation has or asks for; scopes differ, so amounts must not be added up."""

    organisation: Ref[Organisation]
    """Organisation whose budget it is."""
    period: PlannedDate | None = None
    """Year or years that it covers."""
    amount: Number
    """Amount in whole units of the currency."""
    currency: Text
    """ISO 4217 code of the currency."""
    scope: Text
    """What it covers."""
    note: Text | None = None
    """Anything that a reader must know."""


class Enabler(Record, kind="enabler", plural="enablers", expected=("category", "description")):
    """A mechanism, policy or practice that helps agencies and companies to work together."""

    title: Text
    """The enabler in a few words."""
    category: Text | None = None
    """Group of enablers."""
    description: Text | None = None
    """What it is."""
    example: Text | None = None
    """Where it has been used."""


class CaseStudy(
    Record, kind="case-study", plural="case-studies", expected=("description", "enablers", "organisations")
):
    """A worked example of an enabler or a benefit."""

    title: Text
    """The case in a few words."""
    description: Text | None = None
    """What happened."""
    enablers: tuple[Ref[Enabler], ...] = ()
    """Enablers that it shows."""
    organisations: tuple[Ref[Organisation], ...] = ()
    """Organisations that took part."""
    example: Text | None = None
    """Where it happened."""


class Publication(
    Record,
    kind="publication",
    plural="publications",
    lead="organisation",
    expected=("organisation", "published", ("doi", "url")),
):
    """A document that an organisation or group has published."""

    title: Text
    """Title as printed."""
    organisation: Ref[Organisation] | None = None
    """Who published it."""
    group: Ref[Organisation] | None = None
    """Working group that made it."""
    published: PlannedDate | None = None
    """When it was published."""
    type: Text | None = None
    """Sort of document."""
    number: Text | None = None
    """Number or reference."""
    doi: Text | None = None
    """Digital object identifier."""
    url: Text | None = None
    """Where it is found."""
    note: Text | None = None
    """Anything that a reader must know."""


class Event(
    Record, kind="event", plural="events", lead="organisation", expected=("organisation", "start", "city")
):
    """A meeting, workshop or conference."""

    name: Text
    """What it is called."""
    organisation: Ref[Organisation] | None = None
    """Who holds it."""
    start: PlannedDate | None = None
    """First day."""
    end: PlannedDate | None = None
    """Last day."""
    city: Text | None = None
    """Where it takes place."""
    country: Text | None = None
    """Country, or virtual."""
    type: Text | None = None
    """Sort of event."""
    role: Text | None = None
    """What the group does there."""
