"""The tables of the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from ecliptic.assess.assessment import Column, LazyRows, Row, Table
from ecliptic.assess.cells import joined
from ecliptic.assess.partnership.ground import Ground, Option
from ecliptic.assess.partnership.matching import Consortium, Match, TermName
from ecliptic.assess.partnership.needs import Need
from ecliptic.assess.partnership.robustness import parts_of
from ecliptic.assess.partnership.sheets import sheet_table

_MATCHES_SHOWN = 8
_LOST = ("coverage", "effort", "alignment")
_NEED = (
    Column("need_kind", "Kind of the need"),
    Column("need_id", "Identifier of the need"),
    Column("need_name", "What it is called"),
)
_ORGANISATION = Column("organisation", "Organisation", kind="organisation")
_OPTION = Column("option", "Option")
_EFFORT = "points"
_SHARE = "share"


def tables(ground: Ground) -> tuple[Table, ...]:
    """Every table, the options first."""
    return (
        option_table(ground),
        role_table(ground),
        need_table(ground),
        match_table(ground),
        consortium_table(ground),
        place_table(ground),
        benefit_table(ground),
        front_table(ground),
        sheet_table(ground),
        instead_table(ground),
    )


def option_table(ground: Ground) -> Table:
    """What each option reaches."""
    columns = (
        _OPTION,
        Column("aim", "What it was chosen for"),
        Column("needs_met", "Needs that it meets", "integer", "needs"),
        Column("organisations", "Organisations that have a part in it", "integer", "organisations"),
        Column("coverage", "Weighted share of the needs that could be met by anybody", "number", _SHARE),
        Column("effort", "Effort of all, backups included", "number", _EFFORT),
        Column("alignment", "How well parts go with fit and interest", "number", _SHARE),
        Column("fairness", "Least gain of any organisation, of what it could gain at most", "number", _SHARE),
        Column("resilience", "Coverage left when whoever is missed most withdraws", "number", _SHARE),
        Column("most_missed", "Who is missed most", kind="organisation"),
        Column("survival", "Mean share of the samples in which a lead is chosen again", "number", _SHARE),
        Column("mean_regret", "Coverage lost on average against the best of each sample", "number", _SHARE),
        Column("largest_regret", "The most that is lost in any sample", "number", _SHARE),
        Column(
            "blocked_by",
            "Coalition that would reach more by itself than its shares; sought for the first option",
        ),
        Column("would_drop", "Parts that their organisation would gain by dropping", "integer", "parts"),
        Column("status", "How the optimiser ended"),
        Column("gap", "Relative distance to what cannot be surpassed", "number", _SHARE),
    )
    rows = LazyRows(lambda: (_option_row(ground, option) for option in ground.options))
    return Table("options", "Options and what they reach", columns, rows)


def _option_row(ground: Ground, option: Option) -> Row:
    solution = option.solution
    leads = [share for part, share in option.survival.items() if part[2] == "lead"]
    regret = option.regret
    return (
        option.name,
        option.aim,
        int((solution.lead >= 0).sum()),
        len({who for _, who, _ in parts_of(solution.roles)}),
        _round(solution.objectives["coverage"]),
        _round(solution.objectives["effort"]),
        _round(solution.objectives["alignment"]),
        _round(solution.objectives["fairness"]),
        _round(solution.objectives["resilience"]),
        ground.row_shown(option.most_missed),
        _round(float(np.mean(leads))) if leads else None,
        _round(float(regret.mean())) if regret.size else None,
        _round(float(regret.max())) if regret.size else None,
        None if ground.masks.masked else joined(option.blocking),
        option.would_drop,
        solution.status,
        _round(solution.gap),
    )


def role_table(ground: Ground) -> Table:
    """Who does what in each option, need by need."""
    columns = (
        _OPTION,
        *_NEED,
        _ORGANISATION,
        Column("part", "lead, contribute or back up"),
        Column("from_year", "Year in which work starts", "integer", "year"),
        Column("to_year", "Last year of the work", "integer", "year"),
        Column("fit", "Score of the match", "number", _SHARE),
        Column("survival", "Share of the samples that choose the same", "number", _SHARE),
        Column(
            "effort_assumed", "Whether the effort is assumed by the need's kind, not estimated", "boolean"
        ),
        Column("unverified", "Whether evidence of the match was not found in a document", "boolean"),
    )
    return Table("roles", "Who would do what", columns, LazyRows(lambda: _role_rows(ground)))


def _role_rows(ground: Ground) -> Iterator[Row]:
    for option in ground.options:
        problem = ground.problem
        for part in parts_of(option.solution.roles):
            column, who, role = part
            need = ground.draft.needs[column]
            match = ground.match(need, problem.organisations[who])
            start = problem.first_year + int(option.solution.start[column])
            yield (
                option.name,
                *_need_cells(need),
                ground.shown(problem.organisations[who], need),
                role,
                start,
                start + int(problem.duration[column]) - 1,
                _round(match.score),
                _round(option.survival[part]) if part in option.survival else None,
                not ground.is_estimated(who, need),
                bool(match.unverified_evidence),
            )


def need_table(ground: Ground) -> Table:
    """Every need, with or without somebody who could meet it."""
    columns = (
        *_NEED,
        Column("why", "Why it is a need"),
        Column("phases", "Phases that need it", kind="phase"),
        Column("needed_by", "First day on which it is needed; empty where unknown", "date"),
        Column("present", "Who provides it or works on it already", kind="organisation"),
        Column("topics", "Topics that it is matched by; empty where unknown", kind="taxonomy-node"),
        Column("waits_for", "Needs that must be met before it"),
        Column("worth", "Weight among all needs", "number", _SHARE),
        Column("could_lead", "Organisations that could lead it", "integer", "organisations"),
        Column("best_match", "Best match", kind="organisation"),
        Column("best_score", "Score of the best match", "number", _SHARE),
        Column(
            "met_in_samples", "Share of the samples in which it is met; empty: nobody could", "number", _SHARE
        ),
    )
    return Table("needs", "What is needed", columns, LazyRows(lambda: map(_need_row(ground), ground.needs)))


def _need_row(ground: Ground) -> Callable[[Need], Row]:
    draft = ground.draft
    places = {need.subject: place for place, need in enumerate(draft.needs)}

    def row(need: Need) -> Row:
        place = places.get(need.subject)
        best = next(iter(ground.matches(need)), None)
        return (
            *_need_cells(need),
            "; ".join(want.value for want in need.wants),
            joined(need.phases),
            None if need.need_by is None else need.need_by.isoformat(),
            joined(need.present),
            joined(ground.topics(need)),
            joined(earlier.id for earlier in need.after),
            _round(float(ground.worth[need.subject])),
            0 if place is None else int(ground.problem.may_lead[:, place].sum()),
            None if best is None else ground.shown(best.organisation, need),
            None if best is None else _round(best.score),
            None if place is None else ground.met_in_samples(place),
        )

    return row


_TERMS = tuple((name, name.value.replace(" ", "_")) for name in TermName)


def match_table(ground: Ground) -> Table:
    """The best matches of each need, broken down into their terms."""
    columns = (
        *_NEED,
        Column("rank", "Place among the matches of the need", "integer", "place"),
        _ORGANISATION,
        Column("score", "Weighted mean of the terms, unknown ones by their prior", "number", _SHARE),
        Column("low", "The score if all that is unknown spoke against it", "number", _SHARE),
        Column("high", "The score if all that is unknown spoke for it", "number", _SHARE),
        *(Column(name, f"{term}; empty where unknown", "number", _SHARE) for term, name in _TERMS),
        Column("why", "The terms in words"),
        Column("evidence", "Statements behind the terms: kind, identifier, publisher, version"),
        Column("unverified", "Whether evidence of the match was not found in a document", "boolean"),
    )
    return Table("matches", "Who goes with what, and why", columns, LazyRows(lambda: _match_rows(ground)))


def _match_rows(ground: Ground) -> Iterator[Row]:
    for need in ground.needs:
        for rank, match in enumerate(ground.matches(need)[:_MATCHES_SHOWN], start=1):
            if not ground.is_named(match.organisation, need):
                continue
            yield (
                *_need_cells(need),
                rank,
                ground.shown(match.organisation, need),
                _round(match.score),
                _round(match.low),
                _round(match.high),
                *(_term(match, name) for name, _ in _TERMS),
                "; ".join(f"{term.name}: {term.words}" for term in match.terms if term.weight > 0),
                joined(f"{s.kind} {s.id} ({s.publisher}, {s.version})" for s in match.statements),
                bool(match.unverified_evidence),
            )


def _term(match: Match, name: TermName) -> float | None:
    value = match.term(name).value
    return None if value is None else _round(value)


def consortium_table(ground: Ground) -> Table:
    """Small groups that could meet a need together."""
    columns = (
        *_NEED,
        Column("rank", "Place among the consortia of the need", "integer", "place"),
        Column("members", "Members", kind="organisation"),
        Column("score", "Score of the consortium", "number", _SHARE),
        Column("why", "What it rests on, in words"),
    )
    rows = LazyRows(lambda: _consortium_rows(ground))
    return Table("consortia", "Small groups that could meet a need together", columns, rows)


def _consortium_rows(ground: Ground) -> Iterator[Row]:
    for need in ground.needs:
        for rank, group in enumerate(ground.consortia(need), start=1):
            if all(ground.is_named(member, need) for member in group.members):
                yield (*_need_cells(need), rank, joined(group.members), _round(group.score), _covered(group))


def _covered(group: Consortium) -> str:
    facets = [
        f"{facet.label}: {facet.covering} covers {facet.cover:.0%}"
        for facet in group.facets
        if facet.covering is not None
    ]
    terms = [
        f"{term.name}: {term.words}" for term in group.terms if term.value is not None and term.weight > 0
    ]
    return "; ".join([*facets, *terms])


def place_table(ground: Ground) -> Table:
    """The other way round: where each organisation could lead, join or back up."""
    columns = (
        _ORGANISATION,
        *_NEED,
        Column("place", "lead, join or back up"),
        Column("score", "Score of the match", "number", _SHARE),
        Column("why", "The terms in words"),
    )
    rows = LazyRows(lambda: _place_rows(ground))
    return Table("places", "Where each organisation could take part", columns, rows)


def _place_rows(ground: Ground) -> Iterator[Row]:
    for organisation, places in ground.places:
        for place in places:
            words = "; ".join(f"{t.name}: {t.words}" for t in place.match.terms if t.value is not None)
            shown = ground.shown(organisation)
            yield (shown, *_need_cells(place.match.need), place.part.value, _round(place.match.score), words)


def benefit_table(ground: Ground) -> Table:
    """What each organisation gives and gets in each option."""
    columns = (
        _OPTION,
        _ORGANISATION,
        Column("leads", "Needs that it leads", "integer", "needs"),
        Column("helps", "Needs that it contributes to or backs up", "integer", "needs"),
        Column("effort", "Effort over all years", "number", _EFFORT),
        Column("alone", "Its benefit alone, in its own weights", "number", _SHARE),
        Column("together", "Its benefit in the option, in its own weights", "number", _SHARE),
        Column(
            "gain", "What it gains, of what it could gain at most; empty: nothing to gain", "number", _SHARE
        ),
        Column("fair_share", "Its Shapley share of the coverage that all can reach", "number", _SHARE),
        Column("left_without", "Coverage left when it withdraws", "number", _SHARE),
        Column("left_rearranged", "Coverage when the others arrange themselves anew", "number", _SHARE),
        Column("weights_assumed", "Whether its weights rest on interests and equal weights", "boolean"),
    )
    rows = LazyRows(lambda: _benefit_rows(ground))
    return Table("benefits", "What each organisation gives and gets", columns, rows)


def _benefit_rows(ground: Ground) -> Iterator[Row]:
    for option in ground.options:
        problem = ground.problem
        solution = option.solution
        roles = list(parts_of(solution.roles))
        for who, organisation in enumerate(problem.organisations):
            if not ground.may_know(organisation):
                continue
            mine = [part for _, member, part in roles if member == who]
            left = option.left_without[who] if len(option.left_without) else None
            yield (
                option.name,
                ground.shown(organisation),
                mine.count("lead"),
                len(mine) - mine.count("lead"),
                _round(float(solution.effort[who].sum())),
                _round(float(solution.alone[who])),
                _round(float(solution.utility[who])),
                ground.gain(option, who),
                _round(float(ground.chosen.shapley[who])),
                None if left is None else _round(float(left)),
                option.rearranged.get(who),
                not ground.has_priorities(organisation),
            )


def front_table(ground: Ground) -> Table:
    """The options that nothing dominates in coverage and effort."""
    columns = (
        Column("point", "Place on the front, most coverage first", "integer", "place"),
        Column("coverage", "Weighted share of the needs that could be met by anybody", "number", _SHARE),
        Column("effort", "Effort of all, backups included", "number", _EFFORT),
        Column("needs_met", "Needs that it meets", "integer", "needs"),
        Column("status", "How the optimiser ended"),
        Column("gap", "Relative distance to what cannot be surpassed", "number", _SHARE),
    )
    rows = tuple(
        (
            place,
            _round(point.objectives["coverage"]),
            _round(point.objectives["effort"]),
            int((point.lead >= 0).sum()),
            point.status,
            _round(point.gap),
        )
        for place, point in enumerate(ground.chosen.front_points, start=1)
    )
    return Table("front", "Coverage against effort: what nothing dominates", columns, rows)


def instead_table(ground: Ground) -> Table:
    """What it would take for somebody else to lead a need."""
    columns = (
        *_NEED,
        Column("leads", "Who leads it in the first option", kind="organisation"),
        Column("instead", "Who might lead it instead", kind="organisation"),
        Column("possible", "Whether that can be at all", "boolean"),
        Column("coverage_lost", "Coverage lost", "number", _SHARE),
        Column("effort_added", "Effort added", "number", _EFFORT),
        Column("alignment_lost", "Alignment lost", "number", _SHARE),
        Column("why", "What stands against it, or what it would take"),
    )
    return Table("alternatives", "Why these, and what would have to change", columns, _instead_rows(ground))


def _instead_rows(ground: Ground) -> tuple[Row, ...]:
    named = [
        found
        for found in ground.alternatives
        if ground.is_named(found.lead, found.need) and ground.is_named(found.other, found.need)
    ]
    return tuple(
        (
            *_need_cells(found.need),
            found.lead,
            found.other,
            found.lost is not None,
            *(None if found.lost is None else _round(found.lost[name]) for name in _LOST),
            found.words,
        )
        for found in named
    )


def _need_cells(need: Need) -> Row:
    return need.subject.kind, need.subject.id, need.label


def _round(value: float, places: int = 4) -> float:
    """Far finer than anything that the numbers rest on; and minus nought is nought."""
    return round(value, places) + 0.0
