"""What: functions, elements, places, missions, and which element provides what in which phase."""

from __future__ import annotations

from ecliptic.vocabulary.dates import PlannedDate
from ecliptic.vocabulary.fields import (
    CrewCount,
    Days,
    Degrees,
    Kilograms,
    Kilometres,
    Kilowatts,
    MetresPerSecond,
    Number,
    Ref,
    Text,
)
from ecliptic.vocabulary.objectives import UseCase
from ecliptic.vocabulary.organisations import Organisation
from ecliptic.vocabulary.record import Record
from ecliptic.vocabulary.scenarios import Phase, Scenario
from ecliptic.vocabulary.taxonomy import TaxonomyNode
from ecliptic.vocabulary.terms import AllocationStatus, Body


class Location(Record, kind="location", plural="locations", expected=("parent",)):
    """A place: an orbit, a site or a region of a celestial body."""

    name: Text
    """What it is called."""
    body: Body
    """Celestial body or region that it belongs to."""
    parent: Ref[Location] | None = None
    """Larger place that contains it."""
    latitude_deg: Degrees | None = None
    """Latitude of a site, north positive."""
    longitude_deg: Degrees | None = None
    """Longitude of a site, east positive."""


class Leg(Record, kind="leg", plural="legs", expected=("delta_v_m_s", "duration_d")):
    """A way from one location to another."""

    origin: Ref[Location]
    """Where it starts."""
    destination: Ref[Location]
    """Where it ends."""
    delta_v_m_s: MetresPerSecond | None = None
    """Velocity change that the traveller must supply."""
    duration_d: Days | None = None
    """Time of travel."""
    notes: Text | None = None
    """Assumptions behind the figures."""


class GroundRule(Record, kind="ground-rule", plural="ground-rules"):
    """A ground rule, imposed on every assessment, or an assumption that one makes."""

    statement: Text
    """The rule or assumption."""
    imposed: bool
    """True for a ground rule; false for an assumption."""
    scenario: Ref[Scenario] | None = None
    """Scenario that it holds for; empty where it always holds."""


class Function(
    Record,
    kind="function",
    plural="functions",
    expected=("description", "sub_architecture", "use_cases", "phases"),
):
    """An action that the architecture must perform."""

    name: Text
    """The action; starts with a verb."""
    description: Text | None = None
    """What it means."""
    sub_architecture: Ref[TaxonomyNode] | None = None
    """Sub-architecture that it belongs to."""
    use_cases: tuple[Ref[UseCase], ...] = ()
    """Use cases that it makes possible."""
    phases: tuple[Ref[Phase], ...] = ()
    """Phases in which it must be performed."""
    location: Ref[Location] | None = None
    """Where it is performed."""


class Element(
    Record,
    kind="element",
    plural="elements",
    lead="lead",
    expected=("type", "lead", "description", "phases", "first_use", "mass_kg"),
):
    """A system or asset of the architecture; defined once, used in many missions and phases."""

    name: Text
    """What it is called."""
    type: Text | None = None
    """Sort of element, such as cargo lander or habitat."""
    lead: Ref[Organisation] | None = None
    """Organisation that provides it."""
    partners: tuple[Ref[Organisation], ...] = ()
    """Organisations that take part."""
    realises: Ref[Element] | None = None
    """Element of the common architecture that this concrete one fills."""
    description: Text | None = None
    """What it is for."""
    location: Ref[Location] | None = None
    """Where it works."""
    phases: tuple[Ref[Phase], ...] = ()
    """Phases that use it."""
    first_use: PlannedDate | None = None
    """When it is first used."""
    crew: CrewCount | None = None
    """People that it holds."""
    mass_kg: Kilograms | None = None
    """Mass without payload."""
    payload_kg: Kilograms | None = None
    """Payload that it carries."""
    power_kw: Kilowatts | None = None
    """Power that it supplies."""
    range_km: Kilometres | None = None
    """Distance that it can travel in its life."""
    notes: Text | None = None
    """Anything that a reader must know."""


class Mission(
    Record,
    kind="mission",
    plural="missions",
    lead="lead",
    expected=("lead", "destination", "type", "launch", "status", "objective"),
):
    """A flight or an operation with a start, a destination and somebody responsible."""

    name: Text
    """What it is called."""
    lead: Ref[Organisation] | None = None
    """Organisation responsible for it."""
    partners: tuple[Ref[Organisation], ...] = ()
    """Organisations that take part."""
    other_partners: tuple[Text, ...] = ()
    """Companies and others that take part, by name."""
    destination: Ref[Location] | None = None
    """Where it goes."""
    type: Text | None = None
    """Sort of mission, such as orbiter or sample return."""
    crewed: bool | None = None
    """Whether people are on board."""
    launch: PlannedDate | None = None
    """When it is launched."""
    launch_note: Text | None = None
    """What the source says about the date beyond the date itself."""
    status: Text | None = None
    """Where it stands, in the source's words."""
    mass_kg: Kilograms | None = None
    """Launch mass."""
    objective: Text | None = None
    """What it is to achieve."""
    elements: tuple[Ref[Element], ...] = ()
    """Elements that it uses or delivers."""
    cospar: Text | None = None
    """COSPAR or NSSDCA identifier."""


class Allocation(Record, kind="allocation", plural="allocations"):
    """A functional allocation: an element provides a function in a phase, or the publisher says none does."""

    function: Ref[Function]
    """Function that is provided."""
    phase: Ref[Phase]
    """Phase in which it is provided."""
    element: Ref[Element] | None = None
    """Element that provides it; empty in an unallocated mark."""
    status: AllocationStatus = AllocationStatus.ALLOCATED
    """Whether it is allocated or marked as unallocated."""
    basis: Text | None = None
    """Where the allocation comes from, or what it is subject to."""


class Resource(Record, kind="resource", plural="resources", expected=("supply_class", "unit")):
    """Something that is consumed, produced or carried."""

    name: Text
    """What it is called."""
    supply_class: Text | None = None
    """Class of supply, such as crew provisions."""
    unit: Text | None = None
    """Unit in which it is counted."""
    density_kg_m3: Number | None = None
    """Density for packing, kg/m3."""
