"""Readiness: which technology gaps are open, who works on them and how firmly, and what waits for them."""

from __future__ import annotations

from ecliptic.assess.assessment import Answer, Basis, Missing, gravest_first
from ecliptic.assess.readiness.figures import figures
from ecliptic.assess.readiness.findings import QUESTION, Writer
from ecliptic.assess.readiness.picture import Picture, View
from ecliptic.assess.readiness.selection import ReadinessParameters, Selection
from ecliptic.assess.readiness.tables import tables
from ecliptic.assess.registry import question
from ecliptic.roadmap import Roadmap
from ecliptic.vocabulary import DataGap, Function

_GROUND_RULES = (
    "Somebody works on a gap only where a contribution names the gap, a project that is not cancelled names "
    "it, or the gap itself names the organisation.",
    "An interest is never counted as work on a gap.",
    "To share a topic with a gap, or to contribute to a technology that would close it, is not work on it.",
    "A partner of a contribution counts only where a statement says that it works on the gap itself.",
    "A need date is what the gap states, or else the stated start of the first phase that needs it; no "
    "other date is taken for it.",
    "A technology or project without a readiness level is unrated; it never counts as level 0.",
)
_ASSUMPTIONS = (
    "A gap that names a use case and none of the functions behind it waits for all of them to be possible.",
    "A phase is about the Moon or Mars if its name says so, or else the name of a phase that holds it, or of "
    "its scenario.",
    "Who works on a gap that the Moon and Mars need works on it for both: contributions name no phase.",
    "An indication is the earliest first use or launch among elements and missions that come with the phase; "
    "it hints at when the phase begins and is no need date.",
    "Topics of two editions of a taxonomy are the same where code and title agree or a crosswalk says so.",
    "A gap is as urgent as its third of the source's order of rank; without a rank it is taken for the "
    "middle. It is a grade graver where a fifth or more of all waiting objectives wait for it.",
)


@question(
    QUESTION,
    title="Technology readiness",
    asks="Which technology gaps are open, who works on them, when are they needed, and what waits for them?",
    parameters=ReadinessParameters,
)
def readiness(roadmap: Roadmap, parameters: ReadinessParameters) -> Answer:
    """Answer the question for the gaps that the parameters choose."""
    picture = Picture(roadmap)
    selection = Selection(roadmap, parameters, picture.phases, picture.gaps)
    view = View(picture, selection.gaps, selection.data_gaps, selection.everything)
    return Answer(
        findings=gravest_first(Writer(view).findings()),
        tables=tables(view),
        basis=Basis.of(view.statements),
        figures=figures(view),
        ground_rules=_GROUND_RULES,
        assumptions=_ASSUMPTIONS,
        missing=_missing(view, selection),
    )


def _missing(view: View, selection: Selection) -> tuple[Missing, ...]:
    """What was unknown and how it was treated."""
    return tuple(
        entry
        for entry in (*_about_gaps(view), *_about_readiness(view), *_about_others(view, selection))
        if entry.count
    )


def _about_gaps(view: View) -> tuple[Missing, ...]:
    gaps = view.gaps
    hinted = sum(gap.need.indication is not None for gap in gaps)
    unknown_need = sum(gap.need.when is None for gap in gaps)
    return (
        Missing(
            "gaps whose need date is unknown",
            unknown_need,
            f"left unknown; for {hinted} of them an indication is shown apart",
        ),
        Missing(
            "gaps without a rank",
            sum(gap.record.rank is None for gap in gaps),
            "listed after those with one, and taken for the middle when findings are graded",
        ),
        Missing(
            "gaps that name no phase",
            sum(not gap.record.phases for gap in gaps),
            "whether they serve Moon and Mars is unknown; counted as neither",
        ),
        Missing(
            "gaps of which no function or use case is stated to wait",
            sum(not gap.traced for gap in gaps),
            "what waits for them is unknown: shown as unknown, not as none",
        ),
        Missing(
            "gaps that are worked on while nobody says how firmly",
            sum(bool(gap.workers.working) and gap.workers.firmness is None for gap in gaps),
            "counted as worked on, neither firmly nor on paper",
        ),
        Missing(
            "gaps without a stated state of the art or target",
            sum(gap.record.state_of_the_art is None or gap.record.target is None for gap in gaps),
            "left empty",
        ),
    )


def _about_readiness(view: View) -> tuple[Missing, ...]:
    picture = view.picture
    technologies = [picture.technologies.get(identifier) for identifier in view.technologies]
    return (
        Missing(
            "technologies without a readiness level",
            sum(technology is None or technology.trl_now is None for technology in technologies),
            "listed as unrated, never as level 0",
        ),
        Missing(
            "projects without a readiness level now",
            sum(picture.projects[project].trl_now is None for project in view.projects),
            "counted apart as unrated",
        ),
    )


def _about_others(view: View, selection: Selection) -> tuple[Missing, ...]:
    picture, roadmap = view.picture, view.picture.roadmap
    functions = {function for gap in view.gaps for function in gap.waiting.unknown_provision}
    named = {f for gap in view.gaps for f in gap.record.functions} - roadmap.records(Function).keys()
    used = {u for gap in view.gaps for u in gap.record.use_cases} - set(picture.demand.use_cases_known)
    unphased = () if selection.phase is None else [gap for gap in picture.gaps if not gap.record.phases]
    left_out = len(roadmap.records(DataGap)) if selection.beyond_phase else 0
    return (
        Missing(
            "waiting functions of phases in which nobody states any allocation",
            len(functions),
            "whether an element provides them is unknown: not counted as without an element",
        ),
        Missing(
            "functions or use cases that gaps name and that nobody states",
            len(named) + len(used),
            "shown by identifier; what lies behind them is unknown",
        ),
        Missing(
            "gaps of any assessment that name no phase, while one is chosen",
            len(unphased),
            "left out: whether the phase needs them is unknown",
        ),
        Missing(
            "data gaps, which name no sub-architecture, organisation or assessment to choose by",
            left_out,
            "left out",
        ),
    )
