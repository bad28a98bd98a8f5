"""Schedule: how likely each function is there when its phase needs it, and what and who decides that."""

from __future__ import annotations

from datetime import date
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field

from ecliptic.assess.assessment import Answer, Basis
from ecliptic.assess.registry import Parameters, question
from ecliptic.errors import MissingExtraError
from ecliptic.roadmap import Roadmap
from ecliptic.vocabulary import Phase, Ref
from ecliptic.vocabulary.fields import Text

if TYPE_CHECKING:
    from ecliptic.assess.schedule.answering import Answered

QUESTION = "schedule"
MOST_SEVERAL = 100


def _several(given: Any) -> Any:
    """One text alone is a list of one."""
    return (given,) if isinstance(given, str) else given


Several = Annotated[tuple[Text, ...], BeforeValidator(_several), Field(max_length=MOST_SEVERAL)]


class ScheduleParameters(Parameters):
    """Which functions to look at, what to take for granted, how to sample, and what to change."""

    phase: Ref[Phase] | None = None
    """Only functions of this phase, by identifier or another name of it; empty for every phase."""
    day: date | None = None
    """Day from which to look ahead; empty for the latest day of which any statement speaks."""
    needed: Several = ()
    """When a phase needs its functions, such as HLR=2028-12; else as stated or indicated."""
    providers: Annotated[int, Field(ge=1, le=9)] = 1
    """How many of the elements allocated to a function must be in use."""
    gaps: bool = True
    """Whether functions also wait for the technology gaps that name them."""
    samples: Annotated[int, Field(ge=200, le=10_000_000)] = 5_000
    """How many samples to draw."""
    precision: Annotated[float, Field(ge=0.0001, le=0.1, allow_inf_nan=False)] | None = None
    """Draw until no chance of a function has a larger standard error than this, instead of a number."""
    quasi: bool = False
    """Whether samples are quasi-random (scrambled Sobol points) instead of pseudo-random."""
    seed: Annotated[int, Field(ge=0)] = 1
    """Seed of the samples; the same seed gives the same answer, whatever the number of processors."""
    learned: bool = True
    """Whether slips and cancellations are learned from this roadmap's history, or published figures count."""
    sampled: bool = True
    """Whether what is uncertain about the slips themselves is sampled too."""
    correlation: Annotated[float, Field(ge=0, le=0.9, allow_inf_nan=False)] = 0.2
    """Correlation of two steps of one organisation, and again of two of one programme."""
    slip: Several = ()
    """What if something slips by so many days, such as mission:M045=730."""
    withdraw: Several = ()
    """What if an organisation delivers nothing more, such as organisation:JAXA."""
    second: Several = ()
    """What if something has a second provider, such as element:EL-HLSI."""
    hasten: Several = ()
    """What if something takes a share or days less, such as technology-gap:ESDMD-0101=0.5."""
    budget: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    """Budget for the joint confidence in time and cost, where estimates state costs."""


@question(
    QUESTION,
    title="Schedule risk",
    asks="How likely is each function there when its phase needs it; what drives that, and who is exposed?",
    parameters=ScheduleParameters,
)
def schedule(roadmap: Roadmap, parameters: ScheduleParameters) -> Answer:
    """Sample the plan behind the roadmap."""
    for package in ("numpy", "scipy", "numba"):
        if find_spec(package) is None:
            raise MissingExtraError(package=package, extra="schedule", purpose="Schedule risk")
    # Arrays and compiled loops are heavy, and whoever asks another question has no need of them.
    from ecliptic.assess.schedule.answering import answered  # noqa: PLC0415

    return _answer(answered(roadmap, parameters))


def _answer(found: Answered) -> Answer:
    from ecliptic.assess.schedule.figures import figures  # noqa: PLC0415 - see above
    from ecliptic.assess.schedule.findings import findings  # noqa: PLC0415
    from ecliptic.assess.schedule.grounds import assumptions, ground_rules, missing  # noqa: PLC0415
    from ecliptic.assess.schedule.tables import tables  # noqa: PLC0415

    statements = {s.key: s for step in found.plan.steps for s in step.statements}
    statements |= {s.key: s for wait in found.plan.waits for s in wait.statements}
    statements |= {s.key: s for wanted in found.built.functions for s in wanted.statements}
    return Answer(
        findings=findings(found),
        tables=tables(found),
        basis=Basis.of(statements.values()),
        figures=figures(found),
        ground_rules=ground_rules(found),
        assumptions=assumptions(found),
        missing=missing(found),
    )
