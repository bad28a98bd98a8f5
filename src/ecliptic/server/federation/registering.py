"""Registering sources and keys, each change in the log: whoever holds a key speaks for its owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from ecliptic.errors import DataProblemsError, Problem
from ecliptic.server.audit.log import record
from ecliptic.server.federation.models import Source, SourceKey
from ecliptic.server.members.access import Actor, require
from ecliptic.server.members.models import MemberOrganisation

_WHY = "Only delegates of {} and administrators register where it publishes, and with which keys it signs."


@dataclass(frozen=True, slots=True)
class Standing:
    """What may be changed about a source."""

    address: str
    interval_hours: int
    active: bool = True


def require_manager(actor: Actor, organisation: str) -> None:
    """Refuse everybody but an organisation's delegates and administrators."""
    require(actor.may_manage(organisation), _WHY.format(organisation))


def register(actor: Actor, organisation: MemberOrganisation, standing: Standing, at: datetime) -> Source:
    """Register where an organisation publishes its plan; it is harvested once a key is there too."""
    require_manager(actor, organisation.identifier)
    source = Source(
        organisation=organisation,
        address=standing.address,
        interval_hours=standing.interval_hours,
        active=standing.active,
        registered_at=at,
        next_due=at,
    )
    with transaction.atomic():
        _create(source, "has an address already", "Change that one.")
        details = {"interval_hours": standing.interval_hours, "active": standing.active}
        record("source.registered", actor.doer_for(organisation.identifier), standing.address, details, at=at)
    return source


def change(actor: Actor, source: Source, standing: Standing, at: datetime) -> None:
    """Change where and how often a source is harvested; a new address is harvested at once, from scratch."""
    require_manager(actor, source.publisher)
    with transaction.atomic():
        held = _held(source)
        before = Standing(held.address, held.interval_hours, held.active)
        if before == standing:
            return
        held.address, held.interval_hours = standing.address, standing.interval_hours
        held.active = standing.active
        if standing.address != before.address:
            held.etag = held.last_modified = ""
        last = held.harvested_at
        held.next_due = at if last is None or standing.address != before.address else last + held.interval
        held.save(update_fields=["address", "interval_hours", "active", "etag", "last_modified", "next_due"])
        details = {
            "address": [before.address, standing.address],
            "interval_hours": [before.interval_hours, standing.interval_hours],
            "active": [before.active, standing.active],
        }
        record("source.changed", actor.doer_for(held.publisher), standing.address, details, at=at)


def add_key(
    actor: Actor, source: Source, text: str, at: datetime, *, span: tuple[datetime, datetime | None]
) -> SourceKey:
    """Register a public key that counts from the one instant to the other, or without end."""
    require_manager(actor, source.publisher)
    with transaction.atomic():
        held = _held(source)
        key = SourceKey(source=held, text=text, valid_from=span[0], valid_to=span[1], registered_at=at)
        key.registered_by = actor.account
        _create(key, "is registered already", "Make a new key with ecliptic share new-key.")
        held.next_due = at
        held.save(update_fields=["next_due"])
        details = {"from": span[0].isoformat(), "to": span[1].isoformat() if span[1] else None}
        record("source.key-registered", actor.doer_for(held.publisher), text, details, at=at)
    return key


def revoke_key(actor: Actor, key: SourceKey, at: datetime) -> None:
    """Let a key count no longer, whenever it signed; what was taken by it before stays, marked with it."""
    require_manager(actor, key.source.publisher)
    with transaction.atomic():
        held = _held(key.source)
        changed = SourceKey.objects.filter(pk=key.pk, revoked_at=None).update(
            revoked_at=at, revoked_by=actor.account
        )
        if changed:
            record("source.key-revoked", actor.doer_for(held.publisher), key.text, at=at)


def forget_serial(actor: Actor, source: Source, at: datetime) -> None:
    """Take any serial number next time, for a publisher whose count went wrong.

    Old packages cannot undo anything even then: what they say is older than what the store has.
    """
    require_manager(actor, source.publisher)
    with transaction.atomic():
        held = _held(source)
        details = {"number": held.last_serial}
        held.last_serial, held.last_digest, held.etag, held.last_modified = 0, "", "", ""
        held.next_due = at
        held.save(update_fields=["last_serial", "last_digest", "etag", "last_modified", "next_due"])
        record("source.serial-forgotten", actor.doer_for(held.publisher), held.address, details, at=at)


def note_asked(actor: Actor, source: Source, at: datetime) -> None:
    """Write down that somebody asked for a harvest."""
    require_manager(actor, source.publisher)
    record("source.harvest-asked", actor.doer_for(source.publisher), source.address, at=at)


def _create(row: Source | SourceKey, message: str, remedy: str) -> None:
    """Add a row; raises DataProblemsError where somebody else was quicker."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise DataProblemsError([Problem(message, remedy)]) from error


def _held(source: Source) -> Source:
    return Source.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=source.pk)
