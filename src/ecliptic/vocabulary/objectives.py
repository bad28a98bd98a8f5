"""Why: goals and objectives, the characteristics and use cases that they demand, questions and benefits."""

from __future__ import annotations

from ecliptic.vocabulary.dates import PlannedDate
from ecliptic.vocabulary.fields import Ref, Text
from ecliptic.vocabulary.organisations import Organisation
from ecliptic.vocabulary.record import Record
from ecliptic.vocabulary.scenarios import Phase


class Goal(Record, kind="goal", plural="goals", lead="organisation", expected=("description", "edition")):
    """A broad aim, theme or principle of an edition of a strategy or roadmap."""

    title: Text
    """The goal in a few words."""
    description: Text | None = None
    """What it means."""
    edition: Text | None = None
    """Edition of the document that states it, such as GER 2018."""
    parent: Ref[Goal] | None = None
    """Broader goal that this one belongs to."""
    organisation: Ref[Organisation] | None = None
    """Organisation whose goal it is."""
    measure: Text | None = None
    """What is measured to know that it is met."""
    target: Text | None = None
    """Value of the measure to be reached, as stated."""
    unit: Text | None = None
    """Unit of the target."""


class Objective(
    Record,
    kind="objective",
    plural="objectives",
    lead="organisation",
    expected=("category", "goals", "organisation", "measure", "target"),
):
    """An outcome wanted of exploration."""

    title: Text
    """The objective in full."""
    category: Text | None = None
    """Group of objectives that it belongs to, such as Lunar/Planetary Science."""
    goals: tuple[Ref[Goal], ...] = ()
    """Goals that it serves."""
    organisation: Ref[Organisation] | None = None
    """Organisation whose objective it is."""
    phases: tuple[Ref[Phase], ...] = ()
    """Phases in which the source lists it."""
    measure: Text | None = None
    """What is measured to know that it is met."""
    target: Text | None = None
    """Value of the measure to be reached, as stated."""
    unit: Text | None = None
    """Unit of the target."""


class Characteristic(Record, kind="characteristic", plural="characteristics", expected=("objectives",)):
    """A characteristic or need: a feature that an objective demands of the architecture."""

    title: Text
    """The characteristic or need in full."""
    objectives: tuple[Ref[Objective], ...] = ()
    """Objectives that demand it."""


class UseCase(
    Record, kind="use-case", plural="use-cases", expected=(("objectives", "characteristics"), "phases")
):
    """An operation that produces what the objectives demand."""

    title: Text
    """The operation."""
    objectives: tuple[Ref[Objective], ...] = ()
    """Objectives that it serves directly."""
    characteristics: tuple[Ref[Characteristic], ...] = ()
    """Characteristics and needs that it meets."""
    phases: tuple[Ref[Phase], ...] = ()
    """Phases in which the source lists it."""


class ScienceQuestion(
    Record,
    kind="science-question",
    plural="science-questions",
    lead="organisation",
    expected=("field", "objectives"),
):
    """A question that science asks of exploration."""

    title: Text
    """The question."""
    field: Text | None = None
    """Field of science."""
    objectives: tuple[Ref[Objective], ...] = ()
    """Objectives that answer it."""
    organisation: Ref[Organisation] | None = None
    """Organisation or group that asks it."""


class Benefit(Record, kind="benefit", plural="benefits", expected=("description", "category")):
    """Something good that exploration brings to people on Earth."""

    title: Text
    """The benefit in a few words."""
    description: Text | None = None
    """What it means."""
    category: Text | None = None
    """Group of benefits."""
    edition: Text | None = None
    """Edition of the document that states it."""
    since: PlannedDate | None = None
    """When it has been seen."""
