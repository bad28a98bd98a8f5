"""What is told about common ground, need by need and option by option: suggestions, never verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ecliptic.assess.assessment import Finding, Quantity, Subject, gravest_first, resting_on
from ecliptic.assess.involvement import in_a_row, titled
from ecliptic.assess.partnership.ground import Ground, Option
from ecliptic.assess.partnership.matching import Match
from ecliptic.assess.partnership.needs import Need
from ecliptic.roadmap import Statement

QUESTION = "partnership"
_GRAVE_LOSS = 0.1
_TERMS_TOLD = 2


def findings(ground: Ground) -> tuple[Finding, ...]:
    """Every finding, gravest first."""
    found = [*_without_candidate(ground)]
    if ground.options:
        first = ground.options[0]
        found += [*_suggestions(ground, first), *_left_open(ground, first), *_missed(ground, first)]
        found += [*_blocking(ground)]
    return gravest_first(found)


def _suggestions(ground: Ground, option: Option) -> Iterator[Finding]:
    problem, solution = ground.problem, option.solution
    for column, need in enumerate(ground.draft.needs):
        lead = int(solution.lead[column])
        if lead < 0:
            continue
        match = ground.match(need, problem.organisations[lead])
        survival = option.survival.get((column, lead, "lead"))
        # What speaks for somebody would tell who it is.
        reasons = f" {_because(match)}" if ground.is_named(match.organisation, need) else ""
        sentence = (
            f"{_head(ground, need)} could be led by {ground.named(match.organisation, need)}"
            f"{_helpers(ground, option, column, need)}, {_years(ground, option, column)}.{reasons}"
            f"{_surely(survival)}{_instead(ground, need)} A suggestion, not a commitment of anybody."
        )
        finding = Finding(
            question=QUESTION,
            kind="option",
            subjects=(need.subject,),
            severity="information",
            sentence=sentence,
            numbers=(
                Quantity("score", round(match.score, 4), "share"),
                Quantity("least score", round(match.low, 4), "share"),
                Quantity("most score", round(match.high, 4), "share"),
                Quantity("survival", None if survival is None else round(survival, 4), "share of samples"),
            ),
        )
        yield resting_on(finding, _shown_statements(ground, need, [match]))


def _helpers(ground: Ground, option: Option, column: int, need: Need) -> str:
    organisations, solution = ground.problem.organisations, option.solution
    words = ""
    helping = [ground.named(organisations[who], need) for who in solution.contributors[column]]
    if helping:
        words += f" with {in_a_row(helping)} contributing"
    backing = [ground.named(organisations[who], need) for who in solution.backups[column]]
    return words + (f", backed up by {in_a_row(backing)}" if backing else "")


def _years(ground: Ground, option: Option, column: int) -> str:
    first = ground.problem.first_year + int(option.solution.start[column])
    last = first + int(ground.problem.duration[column]) - 1
    return f"{first} to {last}" if last > first else str(first)


def _because(match: Match) -> str:
    known = [term for term in match.terms if term.value is not None and term.weight > 0]
    known.sort(key=lambda term: (-(term.value or 0) * term.weight, term.name))
    unknown = [str(term.name) for term in match.terms if term.value is None and term.weight > 0]
    told = "; ".join(f"{term.name}: {term.words}" for term in known[:_TERMS_TOLD])
    return f"Why: {told}." + (f" Unknown: {', '.join(unknown)}." if unknown else "")


def _surely(survival: float | None) -> str:
    return "" if survival is None else f" The same lead comes out in {survival:.0%} of the samples."


def _instead(ground: Ground, need: Need) -> str:
    told = [
        a
        for a in ground.alternatives
        if a.need.subject == need.subject and ground.is_named(a.other, need) and ground.is_named(a.lead, need)
    ]
    return f" {told[0].words}" if told else ""


def _left_open(ground: Ground, option: Option) -> Iterator[Finding]:
    """Needs that somebody could lead and the option leaves open all the same."""
    for column, need in enumerate(ground.draft.needs):
        if option.solution.lead[column] >= 0:
            continue
        able = ground.problem.may_lead[:, column].nonzero()[0]
        who = [ground.named(ground.problem.organisations[row], need) for row in able]
        sentence = (
            f"{_head(ground, need)} stays open in the option {option.name}, although {in_a_row(who)} could "
            "lead it: means, dates, limits or what must come before do not allow it beside the others."
        )
        finding = Finding(QUESTION, "left-open", (need.subject,), "low", sentence)
        yield resting_on(finding, need.statements)


def _without_candidate(ground: Ground) -> Iterator[Finding]:
    for need in ground.draft.without_candidate:
        near = [ground.named(match.organisation, need) for match in ground.matches(need)[:3]]
        if not ground.topics(need):
            why = "nobody says what topic it belongs to, so nobody can be matched with it"
        elif near:
            why = f"nobody is known to be able to lead it; nearest are {in_a_row(near)}"
        else:
            why = "nobody is known to be able to lead it, or near to that"
        finding = Finding(
            QUESTION, "no-candidate", (need.subject,), "medium", f"{_head(ground, need)}: {why}."
        )
        yield resting_on(finding, need.statements)


def _missed(ground: Ground, option: Option) -> Iterator[Finding]:
    """Organisations without which much would be lost."""
    whole = option.solution.objectives["coverage"]
    for row, organisation in enumerate(ground.problem.organisations):
        lost = whole - float(option.left_without[row])
        if lost < _GRAVE_LOSS * whole or whole <= 0 or not ground.may_know(organisation):
            continue
        anew = option.rearranged.get(row)
        again = "" if anew is None else f"; arranged anew, the others would reach {anew:.0%}"
        shown = ground.shown(organisation)
        sentence = (
            f"If {ground.named(organisation)} withdrew from the option {option.name}, coverage would fall "
            f"from {whole:.0%} to {whole - lost:.0%}{again}."
        )
        numbers = (Quantity("coverage lost", round(lost, 4), "share"),)
        subjects = (Subject("organisation", shown),)
        yield Finding(QUESTION, "missed-most", subjects, "medium", sentence, numbers)


def _blocking(ground: Ground) -> Iterator[Finding]:
    for option in ground.options:
        if not option.blocking or ground.masks.masked:
            continue
        who = [ground.named(organisation) for organisation in option.blocking]
        sentence = (
            f"In the option {option.name}, {in_a_row(who)} could by themselves reach {option.excess:.1%} of "
            "the weighted needs more than their fair shares come to: much that the others bring can be had "
            "without them, so no division of the credit binds everybody."
        )
        subjects = tuple(Subject("organisation", ground.shown(o)) for o in option.blocking)
        numbers = (Quantity("excess", round(option.excess, 4), "share"),)
        yield Finding(
            QUESTION, f"blocking-{option.name.replace(' ', '-')}", subjects, "low", sentence, numbers
        )


def _head(ground: Ground, need: Need) -> str:
    phases = f" in {in_a_row(need.phases)}" if need.phases and need.subject.kind == "function" else ""
    present = [ground.named(organisation, need) for organisation in need.present]
    who = f", present: {in_a_row(present)}" if present else ""
    return f"{titled(need.subject.id, need.label)} [{need.wants[0].value}{phases}{who}]"


def _shown_statements(ground: Ground, need: Need, matches: Sequence[Match]) -> list[Statement]:
    """What a suggestion rests on; where names are kept back, the evidence that would tell them is too."""
    shown = [match for match in matches if ground.shown(match.organisation, need) == match.organisation]
    return [*need.statements, *(s for match in shown for s in match.statements)]
