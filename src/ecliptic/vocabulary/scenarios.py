"""When: scenarios and the phases that divide them."""

from __future__ import annotations

from ecliptic.vocabulary.dates import PlannedDate
from ecliptic.vocabulary.fields import Identifier, Ref, Text
from ecliptic.vocabulary.organisations import Organisation
from ecliptic.vocabulary.record import Record


class Scenario(
    Record,
    kind="scenario",
    plural="scenarios",
    lead="organisation",
    family="architecture",
    expected=("organisation", "edition", "description"),
):
    """A plan or campaign that is divided into phases."""

    name: Text
    """What it is called."""
    organisation: Ref[Organisation] | None = None
    """Organisation or group whose scenario it is."""
    edition: Text | None = None
    """Edition of the document that states it."""
    description: Text | None = None
    """What it is about."""


class Phase(
    Record,
    kind="phase",
    plural="phases",
    family="architecture",
    expected=("scenario", ("start", "end"), "focus"),
):
    """A segment of a scenario."""

    name: Text
    """What it is called."""
    scenario: Ref[Scenario] | None = None
    """Scenario that it is a part of."""
    start: PlannedDate | None = None
    """When it begins, where the source says so."""
    end: PlannedDate | None = None
    """When it ends, where the source says so."""
    focus: Text | None = None
    """What happens in it."""
    includes: tuple[Ref[Phase], ...] = ()
    """Phases that this one embraces."""
    follows: Ref[Phase] | None = None
    """Phase that comes before it."""
    also_known_as: tuple[Identifier, ...] = ()
    """Other identifiers that sources use for it."""
    notes: Text | None = None
    """Anything that a reader must know."""
