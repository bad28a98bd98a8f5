"""What agencies talk about: typed records with units, vague dates, controlled terms and taxonomies."""

from ecliptic.vocabulary.architecture import (
    Allocation,
    Element,
    Function,
    GroundRule,
    Leg,
    Location,
    Mission,
    Resource,
)
from ecliptic.vocabulary.coordination import (
    Budget,
    Capability,
    CaseStudy,
    Contribution,
    Enabler,
    Event,
    Publication,
)
from ecliptic.vocabulary.dates import PlannedDate
from ecliptic.vocabulary.fields import FieldSpec, Ref, fields_of
from ecliptic.vocabulary.objectives import (
    Benefit,
    Characteristic,
    Goal,
    Objective,
    ScienceQuestion,
    UseCase,
)
from ecliptic.vocabulary.organisations import Organisation
from ecliptic.vocabulary.record import KINDS, Record
from ecliptic.vocabulary.scenarios import Phase, Scenario
from ecliptic.vocabulary.taxonomy import Crosswalk, TaxonomyNode
from ecliptic.vocabulary.technology import (
    DataGap,
    Project,
    ReadinessStatistic,
    Requirement,
    Satellite,
    Standard,
    Technology,
    TechnologyGap,
)
from ecliptic.vocabulary.terms import (
    AllocationStatus,
    Body,
    Firmness,
    OrganisationType,
    ProjectStatus,
    Role,
    Strength,
    Term,
    Visibility,
)

__all__ = [
    "KINDS",
    "Allocation",
    "AllocationStatus",
    "Benefit",
    "Body",
    "Budget",
    "Capability",
    "CaseStudy",
    "Characteristic",
    "Contribution",
    "Crosswalk",
    "DataGap",
    "Element",
    "Enabler",
    "Event",
    "FieldSpec",
    "Firmness",
    "Function",
    "Goal",
    "GroundRule",
    "Leg",
    "Location",
    "Mission",
    "Objective",
    "Organisation",
    "OrganisationType",
    "Phase",
    "PlannedDate",
    "Project",
    "ProjectStatus",
    "Publication",
    "ReadinessStatistic",
    "Record",
    "Ref",
    "Requirement",
    "Resource",
    "Role",
    "Satellite",
    "Scenario",
    "ScienceQuestion",
    "Standard",
    "Strength",
    "TaxonomyNode",
    "Technology",
    "TechnologyGap",
    "Term",
    "UseCase",
    "Visibility",
    "fields_of",
]
