"""How: technologies and their readiness, technology and data gaps, projects, standards and requirements."""

from __future__ import annotations

from ecliptic.vocabulary.architecture import Element, Function
from ecliptic.vocabulary.dates import PlannedDate
from ecliptic.vocabulary.fields import (
    Degrees,
    Hours,
    Kilometres,
    KilometresPerSecond,
    Number,
    ReadinessLevel,
    Ref,
    Text,
    WholeNumber,
)
from ecliptic.vocabulary.objectives import Objective, UseCase
from ecliptic.vocabulary.organisations import Organisation
from ecliptic.vocabulary.record import Record
from ecliptic.vocabulary.scenarios import Phase
from ecliptic.vocabulary.taxonomy import TaxonomyNode
from ecliptic.vocabulary.terms import ProjectStatus


class Technology(
    Record,
    kind="technology",
    plural="technologies",
    lead="lead",
    expected=(
        "description",
        "lead",
        "taxonomy",
        "trl_now",
        "trl_target",
        "environment",
        "assessed",
        "need_by",
    ),
):
    """A technology that exploration needs, and how ready it is."""

    name: Text
    """What it is called."""
    description: Text | None = None
    """What it does."""
    theme: Text | None = None
    """Group of technologies."""
    lead: Ref[Organisation] | None = None
    """Organisation that develops it."""
    taxonomy: tuple[Ref[TaxonomyNode], ...] = ()
    """Topics that it belongs to."""
    trl_now: ReadinessLevel | None = None
    """Technology readiness level now (ISO 16290), for the environment named."""
    trl_target: ReadinessLevel | None = None
    """Readiness level wanted."""
    environment: Text | None = None
    """Environment for which the level holds."""
    assessed: PlannedDate | None = None
    """When the level was assessed."""
    assessor: Text | None = None
    """Who assessed it."""
    need_by: PlannedDate | None = None
    """When it is needed."""
    state_of_the_art: Text | None = None
    """What is possible today."""
    target_moon_vicinity: Text | None = None
    """Performance wanted near the Moon."""
    target_moon_surface: Text | None = None
    """Performance wanted on the Moon."""
    target_mars_vicinity: Text | None = None
    """Performance wanted near Mars."""
    target_mars_surface: Text | None = None
    """Performance wanted on Mars."""
    related_assessment: Text | None = None
    """Gap assessment that treats it."""
    ger_id: Text | None = None
    """Number among the Global Exploration Roadmap's critical technologies."""
    confidence: Text | None = None
    """How well the entry is supported, in the compiler's words."""


class TechnologyGap(
    Record,
    kind="technology-gap",
    plural="technology-gaps",
    lead="organisation",
    expected=(
        "description",
        "state_of_the_art",
        "target",
        ("need_by", "need_note", "phases"),
        ("rank", "priority_bin"),
        ("functions", "use_cases"),
    ),
):
    """A difference between what technology can do and what the architecture needs."""

    title: Text
    """The gap in a few words."""
    description: Text | None = None
    """What is missing."""
    assessment: Text | None = None
    """Assessment that found it."""
    domain: Text | None = None
    """Part of the assessment that it belongs to."""
    organisation: Ref[Organisation] | None = None
    """Organisation or group that states it."""
    impact: Text | None = None
    """What happens if it stays open, and what closing it brings."""
    state_of_the_art: Text | None = None
    """What is possible today."""
    target: Text | None = None
    """Performance wanted."""
    unit: Text | None = None
    """Unit of state of the art and target, where they are numbers."""
    need_by: PlannedDate | None = None
    """When it must be closed, as a date."""
    need_note: Text | None = None
    """When it must be closed, in the source's words."""
    rank: WholeNumber | None = None
    """Place in the source's order of priority; 1 is most urgent."""
    priority_bin: WholeNumber | None = None
    """Group of priority that the source puts it in."""
    child_gaps: tuple[Text, ...] = ()
    """Narrower gaps within it."""
    functions: tuple[Ref[Function], ...] = ()
    """Functions that wait for it."""
    use_cases: tuple[Ref[UseCase], ...] = ()
    """Use cases that wait for it."""
    definition_tasks: tuple[Text, ...] = ()
    """Architecture definition tasks that it is traced to."""
    phases: tuple[Ref[Phase], ...] = ()
    """Phases that need it closed."""
    sub_architectures: tuple[Ref[TaxonomyNode], ...] = ()
    """Sub-architectures that it concerns."""
    technologies: tuple[Ref[Technology], ...] = ()
    """Technologies that would close it."""
    organisations: tuple[Ref[Organisation], ...] = ()
    """Organisations that the source names as working on it."""
    cross_cutting: bool | None = None
    """Whether it concerns several domains."""
    private_sector: bool | None = None
    """Whether industry has an interest in closing it."""
    closure: Text | None = None
    """How the source recommends to close it."""


class DataGap(
    Record,
    kind="data-gap",
    plural="data-gaps",
    lead="organisation",
    expected=("description", "target", "state_of_the_art", "phases", "objectives"),
):
    """A difference between the data that exist and the data that the architecture needs."""

    title: Text
    """The gap in a few words."""
    description: Text | None = None
    """What is missing."""
    organisation: Ref[Organisation] | None = None
    """Organisation or group that states it."""
    need_driver: Text | None = None
    """Area where the gap matters most."""
    data_type: Text | None = None
    """Sort of data."""
    phases: tuple[Ref[Phase], ...] = ()
    """Phases in which the data are needed, not when they are gathered."""
    objectives: tuple[Ref[Objective], ...] = ()
    """Objectives that need the data."""
    target: Text | None = None
    """Measurements that would fill it."""
    state_of_the_art: Text | None = None
    """Data that exist today."""
    impact: Text | None = None
    """What happens without the data."""
    benefit: Text | None = None
    """What the data would bring."""


class Project(
    Record,
    kind="project",
    plural="projects",
    lead="lead",
    expected=("lead", "performer", "start", "end", "status", "trl_now", "trl_target", "taxonomy"),
):
    """A funded development that raises the readiness of a technology."""

    title: Text
    """What it is called."""
    lead: Ref[Organisation] | None = None
    """Organisation responsible for it."""
    performer: Text | None = None
    """Centre, company or institute that does the work."""
    programme: Text | None = None
    """Programme that pays for it."""
    start: PlannedDate | None = None
    """When it begins."""
    end: PlannedDate | None = None
    """When it ends."""
    status: ProjectStatus | None = None
    """Where it stands."""
    trl_begin: ReadinessLevel | None = None
    """Readiness level at its start."""
    trl_now: ReadinessLevel | None = None
    """Readiness level now."""
    trl_target: ReadinessLevel | None = None
    """Readiness level planned for its end."""
    taxonomy: tuple[Ref[TaxonomyNode], ...] = ()
    """Topics that it belongs to."""
    technology_gaps: tuple[Ref[TechnologyGap], ...] = ()
    """Gaps that it works on, where a source says so."""
    techport: WholeNumber | None = None
    """Number in NASA's TechPort."""


class Standard(
    Record,
    kind="standard",
    plural="standards",
    lead="organisation",
    expected=("organisation", "edition", "scope", "url"),
):
    """An interface, interoperability or other standard."""

    name: Text
    """What it is called."""
    organisation: Ref[Organisation] | None = None
    """Organisation or group that keeps it."""
    edition: Text | None = None
    """Version."""
    scope: Text | None = None
    """What it covers."""
    url: Text | None = None
    """Where it is published."""


class Requirement(
    Record, kind="requirement", plural="requirements", expected=("unit", ("phase", "region"), "binding")
):
    """A quantity that a service must reach, or a forecast of demand for it."""

    parameter: Text
    """What is quantified."""
    category: Text | None = None
    """Group of requirements."""
    value: Text
    """The value as stated."""
    unit: Text | None = None
    """Unit of the value."""
    phase: Text | None = None
    """Phase, edition or system that it holds for."""
    region: Text | None = None
    """Region that it holds in."""
    binding: bool | None = None
    """True for a requirement; false for a forecast or wish."""
    notes: Text | None = None
    """Anything that a reader must know."""


class Satellite(
    Record, kind="satellite", plural="satellites", expected=("operator", ("sma_km", "x_km"), "frame", "epoch")
):
    """A satellite of a published relay or navigation constellation, with its orbit."""

    name: Text
    """What it is called within its constellation."""
    constellation: Text
    """Constellation that it belongs to."""
    operator: Text | None = None
    """Who runs or studies it, as the source writes it."""
    element: Ref[Element] | None = None
    """Element of the architecture that the constellation is."""
    sma_km: Kilometres | None = None
    """Semi-major axis."""
    eccentricity: Number | None = None
    """Eccentricity."""
    inclination_deg: Degrees | None = None
    """Inclination in the frame named."""
    raan_deg: Degrees | None = None
    """Right ascension of the ascending node."""
    argument_of_periapsis_deg: Degrees | None = None
    """Argument of periapsis."""
    mean_anomaly_deg: Degrees | None = None
    """Mean anomaly at the epoch."""
    true_anomaly_deg: Degrees | None = None
    """True anomaly at the epoch."""
    frame: Text | None = None
    """Reference frame of the elements and the vector."""
    epoch: Text | None = None
    """Instant for which the orbit holds, as stated with its time scale."""
    x_km: Number | None = None
    """Position, first axis, km."""
    y_km: Number | None = None
    """Position, second axis, km."""
    z_km: Number | None = None
    """Position, third axis, km."""
    vx_km_s: KilometresPerSecond | None = None
    """Velocity, first axis."""
    vy_km_s: KilometresPerSecond | None = None
    """Velocity, second axis."""
    vz_km_s: KilometresPerSecond | None = None
    """Velocity, third axis."""
    period_h: Hours | None = None
    """Orbital period."""
    status: Text | None = None
    """Whether it flies, is planned or is a study."""
    notes: Text | None = None
    """Anything that a reader must know."""


class ReadinessStatistic(
    Record,
    kind="readiness-statistic",
    plural="readiness-statistics",
    expected=("value", "unit", "sample_size"),
):
    """A published or computed figure about how technologies gain readiness."""

    dataset: Text
    """Data that the figure is drawn from."""
    from_trl: Text | None = None
    """Readiness level at the start, or the range that the figure covers."""
    to_trl: Text | None = None
    """Readiness level at the end."""
    metric: Text
    """What is measured."""
    statistic: Text
    """Which statistic it is, such as mean or p90."""
    value: Number | None = None
    """The figure; empty where it could not be computed."""
    unit: Text | None = None
    """Unit of the value."""
    sample_size: Text | None = None
    """How many cases it rests on."""
    formula: Text | None = None
    """How it was computed."""
    note: Text | None = None
    """Bias and limits."""
