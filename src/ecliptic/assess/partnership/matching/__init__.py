"""Matching: which organisations, alone or together, suit a need, with what speaks for each."""

from ecliptic.assess.partnership.matching.consortia import Consortium, Facet, consortia
from ecliptic.assess.partnership.matching.matches import Match, Matcher, matches
from ecliptic.assess.partnership.matching.places import Part, Place, parts, places_for
from ecliptic.assess.partnership.matching.profile import Profile
from ecliptic.assess.partnership.matching.terms import Term
from ecliptic.assess.partnership.matching.ties import Tie, Ties
from ecliptic.assess.partnership.matching.topics import Lengths, Link, Topics
from ecliptic.assess.partnership.matching.weights import Reach, TermName, Weights

__all__ = [
    "Consortium",
    "Facet",
    "Lengths",
    "Link",
    "Match",
    "Matcher",
    "Part",
    "Place",
    "Profile",
    "Reach",
    "Term",
    "TermName",
    "Tie",
    "Ties",
    "Topics",
    "Weights",
    "consortia",
    "matches",
    "parts",
    "places_for",
]
