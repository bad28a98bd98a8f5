"""Confirming lines of a call: the same words stated again as of now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from ecliptic.roadmap import Statement
from ecliptic.server.audit.log import Doer
from ecliptic.server.sharing.calls.models import Call
from ecliptic.server.sharing.stating import confirmation
from ecliptic.server.statements.models import Means, Submission
from ecliptic.server.statements.picture import PICTURE, newest_versions
from ecliptic.server.statements.store import Act, Proposal, state

Seen = Mapping[tuple[str, str], int]
"""Kind and identifier of each thing, and the version that the person looked at."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What came of confirming: what was stated, and what somebody had changed or taken back meanwhile."""

    submission: Submission | None
    done: tuple[Statement, ...]
    overtaken: tuple[Statement, ...]


def confirm(call: Call, seen: Seen, doer: Doer, *, at: datetime) -> Confirmed:
    """State again what was seen, in one transaction; what is no longer as it was seen is left alone.

    What has been confirmed in the same words since it was seen counts as done. Raises Conflicts where
    somebody comes between even now; then nothing was stated.
    """
    newest = newest_versions(
        PICTURE.whole(), [(kind, identifier, doer.organisation) for kind, identifier in seen]
    )
    fit: list[Statement] = []
    overtaken: list[Statement] = []
    for (kind, identifier, _), statement in newest.items():
        as_seen = statement.version == seen[kind, identifier] and not statement.envelope.withdrawn
        (fit if as_seen else overtaken).append(statement)
    made = [_again(statement, at) for statement in fit]
    submission = None
    if made:
        submission = state(made, Act(doer, Means.CALL, call.title), at=at)
    return Confirmed(submission, tuple(fit), tuple(overtaken))


def _again(statement: Statement, at: datetime) -> Proposal:
    same = confirmation(statement)
    # The clock of the server may have been set back since the version before.
    update = {"version": statement.version + 1, "stated_at": max(at, statement.stated_at)}
    return Proposal(replace(same, envelope=same.envelope.model_copy(update=update)), statement.version)


def marks_of(values: Iterable[str]) -> dict[tuple[str, str], int]:
    """What a page sends for each line, `version|kind|identifier`; raises ValueError for anything else."""
    found = {}
    for value in values:
        version, kind, identifier = value.split("|", 2)
        found[kind, identifier] = int(version)
    return found


def mark_of(statement: Statement) -> str:
    """The same for one line."""
    return f"{statement.version}|{statement.kind}|{statement.id}"
