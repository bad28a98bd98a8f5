"""The optimiser: who leads, contributes to and backs up which need, and when, as a mixed-integer model.

It works on plain arrays and knows nothing of records. `solve` answers one question; a `Model` is built once
and asked again and again.
"""

from ecliptic.assess.partnership.model.alone import StandAlone, stand_alone
from ecliptic.assess.partnership.model.coalitions import Blocking, blocking, worth
from ecliptic.assess.partnership.model.conflicts import Conflict, Member, conflicts
from ecliptic.assess.partnership.model.counterfactual import Counterfactual, Withdrawal, instead, withdrawal
from ecliptic.assess.partnership.model.front import Front, front
from ecliptic.assess.partnership.model.picks import Pick, picks
from ecliptic.assess.partnership.model.problem import Limit, Problem
from ecliptic.assess.partnership.model.request import Fixed, Request
from ecliptic.assess.partnership.model.role_stability import Leaving, improves_alone
from ecliptic.assess.partnership.model.solution import Roles, Solution, coverage_without, effort_by_year
from ecliptic.assess.partnership.model.solve import Model, solve
from ecliptic.assess.partnership.model.solver import Patience
from ecliptic.assess.partnership.model.terms import OBJECTIVES

__all__ = [
    "OBJECTIVES",
    "Blocking",
    "Conflict",
    "Counterfactual",
    "Fixed",
    "Front",
    "Leaving",
    "Limit",
    "Member",
    "Model",
    "Patience",
    "Pick",
    "Problem",
    "Request",
    "Roles",
    "Solution",
    "StandAlone",
    "Withdrawal",
    "blocking",
    "conflicts",
    "coverage_without",
    "effort_by_year",
    "front",
    "improves_alone",
    "instead",
    "picks",
    "solve",
    "stand_alone",
    "withdrawal",
    "worth",
]
