"""Harvesting: what an organisation publishes by itself, verified, then taken whole or not at all.

What was harvested before stays whatever happens: statements are only ever added, and only those that were
stated later than what the store has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from ecliptic.errors import DataProblemsError, Problem
from ecliptic.roadmap import Statement, says_the_same
from ecliptic.roadmap.statement import Line
from ecliptic.server.audit.log import Doer
from ecliptic.server.federation.fetching import Fetched, Unreachable, Wanted, fetch
from ecliptic.server.federation.models import Harvest, Outcome, Source
from ecliptic.server.statements.models import Means
from ecliptic.server.statements.picture import PICTURE, newest_versions
from ecliptic.server.statements.store import (
    CLOCK_TOLERANCE,
    Act,
    Conflicts,
    Proposal,
    line_of,
    state,
)
from ecliptic.share.signing import Signed, read_signed

Fetch = Callable[[Wanted], Fetched]

PROBLEMS_KEPT = 200
CONFIRMED_AFTER = timedelta(days=30)
"""Statements that say the same again count as confirmed when they are this much newer; a publisher that dates
all of them anew every day would otherwise fill the store with repetitions."""
_TRIES = 3
_MOST_FAILURES = 1000


@dataclass(frozen=True, slots=True)
class Sorted:
    """What of a package is to be stated, and how the rest stands to what the store has."""

    made: tuple[Proposal, ...] = ()
    added: int = 0
    changed: int = 0
    confirmed: int = 0
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()


def harvest(source: Source, *, at: datetime, fetch: Fetch = fetch) -> Harvest:
    """Harvest one source now and write down what came of it; nothing that goes wrong out there is raised."""
    result = Harvest(source=source, started_at=at, finished_at=at)
    try:
        keys = _keys(source, at)
        found = fetch(_wanted(source, keys))
        if found.data is None:
            with transaction.atomic():
                _finish(result, _held(source), found)
        else:
            _take(source, read_signed(found.data, keys, name=_name(source)), found, result)
    except Unreachable as error:
        _fail(result, Outcome.UNREACHABLE, error.problems)
    except DataProblemsError as error:
        _fail(result, Outcome.REFUSED, error.problems)
    except Conflicts as error:
        # Details stand in values, which are shown to the organisation alone.
        message, remedy = "was overtaken by what was stated here meanwhile", "It is tried again by itself."
        values = [f"{each.line[0]} {each.line[1]}" for each in error.conflicts]
        _fail(
            result, Outcome.REFUSED, [Problem(message, remedy, _name(source), value=each) for each in values]
        )
    return result


def _keys(source: Source, at: datetime) -> list[str]:
    keys = source.keys_at(at)
    if not keys:
        message = "has no key that counts now, so nothing that it publishes can be believed"
        raise DataProblemsError(
            [Problem(message, "Register the public key by which it signs.", source.publisher)]
        )
    return keys


def _wanted(source: Source, keys: Sequence[str]) -> Wanted:
    """Ask for what is newer, unless the key of what we have no longer counts: then it is judged anew."""
    if source.last_key not in keys:
        return Wanted(source.address)
    return Wanted(source.address, source.etag, source.last_modified)


def _name(source: Source) -> str:
    """What problems call the package."""
    return source.address.rpartition("/")[2].partition("?")[0][:80] or "package"


# --- taking ---------------------------------------------------------------------------------------


def _take(source: Source, signed: Signed, found: Fetched, result: Harvest) -> None:
    """State what is new, and write down the harvest, in one transaction."""
    result.serial, result.key = signed.serial, signed.key
    for attempt in range(_TRIES):
        try:
            with transaction.atomic():
                held = _held(source)
                _refuse_strange(held, signed, result.started_at)
                _refuse_future(signed, result.started_at + CLOCK_TOLERANCE)
                _state(held, signed, result)
                held.last_serial, held.last_digest, held.last_key = signed.serial, signed.digest, signed.key
                _finish(result, held, found)
            return
        except Conflicts:
            # Somebody stated something about the same things while we compared.
            if attempt == _TRIES - 1:
                raise


def _held(source: Source) -> Source:
    """The source as it is now, locked: two harvests at once would both find the same package new."""
    return Source.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=source.pk)


def _refuse_strange(source: Source, signed: Signed, at: datetime) -> None:
    """Refuse packages of others, of the past and of the future."""
    file, again = _name(source), "Sign the newest package again, with a higher serial number."
    problems = []
    if signed.key not in source.keys_at(at):
        message = "is signed with a key that was revoked in this moment"
        problems.append(Problem(message, "Sign with a key that counts.", file, value=signed.key))
    if signed.publisher != source.publisher:
        message = f"is published by another organisation than {source.publisher}"
        problems.append(Problem(message, "Register it as a source of its own.", file, value=signed.publisher))
    if signed.serial < source.last_serial:
        message = f"is older than number {source.last_serial}, which was taken before"
        problems.append(Problem(message, again, file, column="serial", value=str(signed.serial)))
    elif signed.serial == source.last_serial and signed.digest != source.last_digest:
        message = "is the number of a package that was taken before and said something else"
        problems.append(Problem(message, again, file, column="serial", value=str(signed.serial)))
    if signed.made_at > at + CLOCK_TOLERANCE:
        message, remedy = "lies in the future", "Set the clock right where the package is signed."
        problems.append(Problem(message, remedy, file, column="made_at", value=signed.made_at.isoformat()))
    if problems:
        raise DataProblemsError(problems)


def _refuse_future(signed: Signed, latest: datetime) -> None:
    """Refuse statements of a time to come, each with its row."""
    remedy = "Give the instant at which it was stated."
    problems = []
    for statement in signed.reading.statements:
        if statement.stated_at > latest:
            problem = Problem("lies in the future", remedy, column="stated_at", value=_thing(statement))
            problems.append(_at(problem, signed, statement))
    if problems:
        raise DataProblemsError(problems)


def _thing(statement: Statement) -> str:
    return f"{statement.kind} {statement.id}"


def _at(problem: Problem, signed: Signed, statement: Statement) -> Problem:
    """The same problem, in the row of the package where the statement stands."""
    place = signed.reading.origins.get(line_of(statement))
    return replace(problem, file=place.file, row=place.row) if place else problem


def _state(source: Source, signed: Signed, result: Harvest) -> None:
    if signed.digest == source.last_digest:
        result.unchanged = len({line_of(each) for each in signed.reading.statements})
        return
    found = sort_out(signed)
    result.added, result.changed = found.added, found.changed
    result.confirmed, result.unchanged = found.confirmed, found.unchanged
    _keep_problems(result, found.problems)
    if found.made:
        act = Act(
            Doer(name="harvest", organisation=source.publisher),
            Means.HARVEST,
            f"{source.address}, number {signed.serial}, signed with {signed.key}",
        )
        result.revision = state(found.made, act, at=result.started_at).revision


def sort_out(signed: Signed) -> Sorted:
    """Tell what is new in a package from what the store has; later statements win, in either direction.

    Raises DataProblemsError where the package contradicts the store about one instant.
    """
    roadmap = PICTURE.whole()
    lines: dict[Line, list[Statement]] = {}
    for statement in sorted(signed.reading.statements, key=lambda each: each.version):
        lines.setdefault(line_of(statement), []).append(statement)
    newest = newest_versions(roadmap, lines)
    problems = list(signed.reading.problems)
    made: list[Proposal] = []
    counts: Counter[str] = Counter()
    for line, own in lines.items():
        before = newest.get(line)
        follow = _following(own, before)
        made += follow
        counts[_what(follow, before)] += 1
        if before is not None and (problem := _disagreement(before, own[-1])) is not None:
            problems.append(_at(problem, signed, own[-1]))
    if any(problem.severity == "error" for problem in problems):
        raise DataProblemsError(problems)
    return Sorted(
        tuple(made),
        counts["added"],
        counts["changed"],
        counts["confirmed"],
        counts["unchanged"],
        tuple(problems),
    )


def _following(own: Sequence[Statement], before: Statement | None) -> list[Proposal]:
    """The publisher's statements on one thing that come after what the store has, numbered from there."""
    made: list[Proposal] = []
    for statement in own:
        number = 0 if before is None else before.version
        if before is not None:
            if statement.stated_at <= before.stated_at:
                continue
            again = statement.stated_at - before.stated_at < CONFIRMED_AFTER
            if again and says_the_same(before, statement):
                continue
        envelope = statement.envelope.model_copy(update={"version": number + 1})
        before = replace(statement, envelope=envelope)
        made.append(Proposal(before, number))
    return made


def _what(follow: Sequence[Proposal], before: Statement | None) -> str:
    """What the package does to a thing, in the word by which it is counted."""
    if not follow:
        return "unchanged"
    if before is None:
        return "added"
    return "confirmed" if all(says_the_same(before, each.statement) for each in follow) else "changed"


def _disagreement(before: Statement, last: Statement) -> Problem | None:
    """Where the package's last word on a thing is not later than the store's, and differs from it."""
    if last.stated_at > before.stated_at or says_the_same(before, last):
        return None
    value = _thing(last)
    if last.stated_at == before.stated_at:
        return Problem(
            f"says something else than version {before.version} here, as of the same instant",
            "Give what was changed a later stated_at.",
            column="stated_at",
            value=value,
        )
    return Problem(
        f"is older than version {before.version} here and was left out",
        f"If it is right, state it again with a time after {before.stated_at.isoformat()}.",
        column="stated_at",
        value=value,
        severity="warning",
    )


# --- writing down ---------------------------------------------------------------------------------


def _finish(result: Harvest, held: Source, found: Fetched) -> None:
    """Write down a harvest that went well, within the transaction that holds the source."""
    same_address = held.address == result.source.address
    held.etag = found.etag if same_address else ""
    held.last_modified = found.last_modified if same_address else ""
    held.failures, held.harvested_at = 0, result.started_at
    held.next_due = result.started_at + held.interval
    held.save()
    result.source, result.etag = held, found.etag
    result.outcome = Outcome.UNCHANGED if result.revision is None else Outcome.TAKEN
    result.finished_at = max(timezone.now(), result.started_at)
    result.save(force_insert=True)


def _fail(result: Harvest, outcome: Outcome, problems: Sequence[Problem]) -> None:
    """Write down a harvest that failed; what the source had brought before stays as it is."""
    result.outcome, result.revision = outcome, None
    result.added = result.changed = result.confirmed = result.unchanged = 0
    result.finished_at = max(timezone.now(), result.started_at)
    _keep_problems(result, problems)
    with transaction.atomic():
        held = _held(result.source)
        held.failures = min(held.failures + 1, _MOST_FAILURES)
        held.next_due = result.started_at + held.retry_delay()
        held.save(update_fields=("failures", "next_due"))
        result.source = held
        result.save(force_insert=True)


def _keep_problems(result: Harvest, problems: Sequence[Problem]) -> None:
    result.problem_count = len(problems)
    result.problems = [_told(problem) for problem in problems[:PROBLEMS_KEPT]]


def _told(problem: Problem) -> dict[str, Any]:
    return {
        "place": problem.place[:300],
        "message": problem.message[:600],
        "remedy": problem.remedy[:600],
        "value": None if problem.value is None else problem.value[:200],
        "severity": problem.severity,
    }
