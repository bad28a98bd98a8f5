"""What a file says about itself: its format, and the envelope of rows that leave parts of it empty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ecliptic.errors import Problem
from ecliptic.share.rows import ENVELOPE_FIELDS, Place, statement_from
from ecliptic.vocabulary import GroundRule

FORMAT = 1
"""Number of the file format; a file with a higher one was written by a later Ecliptic."""

README = "README"
"""Sheet of a workbook in which people may set the envelope of rows that leave parts of it empty."""
MARKER = "_ecliptic"
"""Hidden sheet of a workbook by which it is known to be ours."""
PLANS, TEMPLATE = "workbook", "template"
"""What a workbook is for, as its hidden sheet tells: an ordinary one, or one for an agency to return."""
LISTS = "lists"
"""Hidden sheet of a workbook that holds what may be chosen in cells."""

# A version, a mark and a withdrawal belong to one statement, never to a whole file.
DEFAULTS = tuple(
    spec.name for spec in ENVELOPE_FIELDS if spec.name not in ("version", "narrowed", "withdrawn")
)

_MADE_UP_RECORD = {"id": "preamble", "statement": "Any record will do to try an envelope.", "imposed": True}
_MADE_UP_ENVELOPE = {"publisher": "preamble", "stated_at": "2000-01-01"}


def read_preamble(found: Any, place: Place, problems: list[Problem]) -> dict[str, Any]:
    """Envelope fields for rows that leave them empty; what is wrong with them is added to the problems."""
    if not isinstance(found, Mapping):
        remedy = f'Write it as {{"format": {FORMAT}}}.'
        problems.append(place.problem(None, "does not tell the format", remedy, found))
        return {}
    known = ("format", *DEFAULTS)
    for name in found:
        if name not in known:
            remedy = f"It may hold: {', '.join(known)}."
            problems.append(place.problem(None, "is not known here", remedy, name))
    if not _format_known(found.get("format", FORMAT)):
        remedy = "Use a later version of Ecliptic, or let the sender export it again."
        message = "is a format that this version of Ecliptic does not know"
        problems.append(place.problem("format", message, remedy, found["format"]))
    defaults = {name: found[name] for name in DEFAULTS if found.get(name) not in (None, "", [])}
    _, wrong = statement_from(GroundRule, _MADE_UP_RECORD, {**_MADE_UP_ENVELOPE, **defaults}, place)
    problems += wrong
    return {} if wrong else defaults


def _format_known(value: Any) -> bool:
    try:
        return 1 <= float(value) <= FORMAT
    except (TypeError, ValueError):
        return False
