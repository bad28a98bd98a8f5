"""Partnership: who could close which need together, fairly and stably; options to talk about, no verdicts."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from ecliptic.assess.assessment import Answer, Basis, Missing
from ecliptic.assess.partnership.audience import audience_of
from ecliptic.assess.registry import Parameters, question
from ecliptic.errors import MissingExtraError, UsageError
from ecliptic.roadmap import Roadmap
from ecliptic.vocabulary import Organisation, Phase, Ref

if TYPE_CHECKING:
    from ecliptic.assess.partnership.ground import Ground

QUESTION = "partnership"


class PartnershipParameters(Parameters):
    """Which needs to look at, what an option may look like, and for whom the answer is made."""

    phase: Ref[Phase] | None = None
    """Only what this phase needs, by identifier or another name of it; empty for every phase."""
    fragile: bool = False
    """Look also at functions that one element alone provides."""
    organisation: Ref[Organisation] | None = None
    """Organisation that the answer is made for; a holder of all statements then uses its private ones too."""
    by_objectives: bool = False
    """Weigh needs by the objectives that wait for them; otherwise every need weighs the same."""
    first_year: Annotated[int, Field(ge=2000, le=2200)] | None = None
    """First year to plan for; empty for the year after the newest statement."""
    years: Annotated[int, Field(ge=1, le=40)] = 15
    """How many years to plan for."""
    contributors: Annotated[int, Field(ge=0, le=4)] = 2
    """Most organisations that share the work of a need with whoever leads it."""
    backups: Annotated[int, Field(ge=0, le=2)] = 1
    """Most organisations that stand ready for a need as second providers."""
    most_leads: Annotated[int, Field(ge=1, le=1000)] = 12
    """Most needs that one who has led missions or elements leads; those who have done less, fewer."""
    effort_price: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] = 0.5
    """What the effort of meeting every need weighs to an organisation, where having them all met weighs 1."""
    front_points: Annotated[int, Field(ge=2, le=21)] = 5
    """Points of the front of coverage against effort."""
    samples: Annotated[int, Field(ge=0, le=1000)] = 20
    """In how many samples of what nobody knows exactly the options are tried."""
    seed: Annotated[int, Field(ge=0)] = 0
    """Seed of the samples; the same seed gives the same answer."""
    mediated: bool = False
    """Use what organisations keep private, too; for whoever holds all statements and mediates. Such an answer
    can tell of private limits and means, so it is for the mediator alone."""


@question(
    QUESTION,
    title="Common ground",
    asks="Who could close which need together, fairly and stably, and what would have to be so?",
    parameters=PartnershipParameters,
)
def partnership(roadmap: Roadmap, parameters: PartnershipParameters) -> Answer:
    """Find options for the needs that the parameters choose."""
    for package in ("numpy", "highspy"):
        if find_spec(package) is None:
            raise MissingExtraError(package=package, extra="partnership", purpose="Partnership options")
    if parameters.organisation is not None and roadmap.get(Organisation, parameters.organisation) is None:
        known = ", ".join(roadmap.records(Organisation)) or "none at all"
        message = (
            f'organisation: "{parameters.organisation}" is not stated in this roadmap. '
            f"The organisations are: {known}."
        )
        raise UsageError(message)
    audience = audience_of(roadmap, parameters.organisation, mediated=parameters.mediated)
    # Arrays and the optimiser are heavy, and whoever asks another question has no need of them.
    from ecliptic.assess.partnership.search import search  # noqa: PLC0415

    return _answer(search(audience, parameters))


def _answer(ground: Ground) -> Answer:
    from ecliptic.assess.partnership.figures import figures  # noqa: PLC0415 - see above
    from ecliptic.assess.partnership.findings import findings  # noqa: PLC0415
    from ecliptic.assess.partnership.grounds import assumptions, ground_rules, missing  # noqa: PLC0415
    from ecliptic.assess.partnership.tables import tables  # noqa: PLC0415

    rests_on = {s.key: s for need in ground.needs for s in need.statements}
    rests_on |= {s.key: s for ranked in ground.grounded.values() for m in ranked for s in m.statements}
    rests_on |= ground.draft.stakes.statements
    unknown: tuple[Missing, ...] = missing(ground)
    return Answer(
        findings=findings(ground),
        tables=tables(ground),
        basis=Basis.of(rests_on.values()),
        figures=figures(ground),
        ground_rules=ground_rules(ground),
        assumptions=assumptions(ground),
        missing=unknown,
    )
