"""Deciding about an upload: accepted, refused or handed to a delegate, once and for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse

from ecliptic.errors import EclipticError
from ecliptic.server.audit.log import record
from ecliptic.server.members.access import Actor, require
from ecliptic.server.members.models import Membership, Role
from ecliptic.server.sharing.intake import empty
from ecliptic.server.sharing.models import State, Upload
from ecliptic.server.sharing.planning import plan_of
from ecliptic.server.sharing.preview import Plan, Wishes
from ecliptic.server.sharing.reading import reading_of
from ecliptic.server.statements.models import Means, Submission
from ecliptic.server.statements.store import Act, state


class AlreadyDecidedError(EclipticError):
    """Nothing was done, because the upload has been decided already; `upload` tells how."""

    def __init__(self, upload: Upload) -> None:
        self.upload = upload
        by = f" by {upload.decided_by}" if upload.decided_by else ""
        super().__init__(f"This upload has been {State(upload.state).label}{by} already.")


class NotReadyError(EclipticError):
    """Nothing was stated, because something must be settled first; the message says what."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody who looked at a preview decides."""

    seen: int
    """Revision of the store that the preview showed."""
    wishes: Wishes
    only_good: bool = False
    """Whether rows with problems are left out; otherwise there must be none."""
    widen: bool = False
    """Whether it is meant that more people may see something than before."""


def accept(uuid: UUID, decision: Decision, actor: Actor, *, at: datetime) -> Submission:
    """State what an upload says, all of it in one transaction with the decision, or nothing.

    Raises AlreadyDecidedError, NotReadyError, and what the store raises: Conflicts where something was stated
    since the preview.
    """
    # Reading takes long and needs no lock: the content of an upload never changes.
    brought = Upload.objects.get(pk=uuid)
    if not brought.waits:
        raise AlreadyDecidedError(brought)
    reading = reading_of(brought)
    with transaction.atomic():
        upload = _locked(uuid)
        if upload.expires_at < at:
            message = "It waited too long for a decision. Send the file again."
            raise NotReadyError(message)
        require(actor.may_state(upload.organisation), WHO_MAY_STATE)
        made = plan_of(reading, upload.organisation, at=at, wishes=decision.wishes, seen=decision.seen)
        _refuse_unready(made, decision)
        means = Means(upload.means)
        note = upload.note or ", ".join(upload.files.values_list("name", flat=True))
        submission = state(made.proposals, Act(actor.doer, means, note), at=at)
        upload.submission = submission
        upload.counts = made.counts
        _decide(upload, State.ACCEPTED, actor, at)
        details = {"submission": str(submission.uuid), "only_good": decision.only_good, **made.counts}
        record("upload.accepted", actor.doer, f"upload {uuid}", details, at=at)
    return submission


def refuse(uuid: UUID, actor: Actor, *, at: datetime) -> Upload:
    """Throw an upload away; raises AlreadyDecidedError where that was done, or the opposite."""
    with transaction.atomic():
        upload = _locked(uuid)
        require(actor.may_prepare(upload.organisation), WHO_MAY_PREPARE)
        _decide(upload, State.REFUSED, actor, at)
        record("upload.refused", actor.doer, f"upload {uuid}", at=at)
    return upload


def hand(uuid: UUID, wishes: Wishes, actor: Actor, *, at: datetime) -> Upload:
    """Leave the decision to the delegates of the organisation, who are told by mail."""
    with transaction.atomic():
        upload = _locked(uuid)
        require(actor.may_prepare(upload.organisation), WHO_MAY_PREPARE)
        first = upload.handed_at is None
        upload.handed_at, upload.handed_by = at, actor.name
        upload.wishes = {
            "confirm_unchanged": wishes.confirm_unchanged,
            "withdraw_missing": wishes.withdraw_missing,
        }
        upload.save(update_fields=["handed_at", "handed_by", "wishes"])
        record("upload.handed", actor.doer, f"upload {uuid}", at=at)
        if first:
            transaction.on_commit(lambda: _tell_delegates(upload))
    return upload


WHO_MAY_STATE = (
    "Stating in the name of your organisation is for its delegates. Hand the upload to them: they see it on "
    "their desk."
)
WHO_MAY_PREPARE = (
    "Preparing statements is for planners and delegates of the organisation. Ask a delegate of yours to make "
    "you a planner."
)


def _locked(uuid: UUID) -> Upload:
    upload = Upload.objects.select_for_update().get(pk=uuid)
    if not upload.waits:
        raise AlreadyDecidedError(upload)
    return upload


def _refuse_unready(made: Plan, decision: Decision) -> None:
    if made.errors and not decision.only_good:
        message = f"{len(made.errors)} rows have problems. Accept the good rows, or mend the file."
        raise NotReadyError(message)
    if not made.proposals:
        message = "There is nothing new to state in it. Refuse the upload, or send another file."
        raise NotReadyError(message)
    if made.wider and not decision.widen:
        message = (
            f"{len(made.wider)} statements would be seen by more people than before. Tick that this is meant."
        )
        raise NotReadyError(message)


def _decide(upload: Upload, decided: State, actor: Actor, at: datetime) -> None:
    upload.state = decided
    upload.decided_at, upload.decided_by = at, actor.name
    upload.save()
    empty(upload)


def _tell_delegates(upload: Upload) -> None:
    delegates = Membership.objects.filter(
        organisation__identifier=upload.organisation, role=Role.DELEGATE, account__is_active=True
    )
    addresses = list(delegates.values_list("account__email", flat=True))
    where = settings.PUBLIC_URL + reverse("sharing:preview", args=[upload.uuid])
    subject = f"{upload.organisation}: {upload.handed_by} asks you to state what was prepared"
    text = (
        f"{upload.handed_by} has prepared statements for {upload.organisation} and hands them to you.\n\n"
        f"Look at what would change, and accept or refuse it:\n{where}\n\n"
        f"Nothing is stated until then. It waits until {upload.expires_at:%d %B %Y}.\n"
    )
    for address in addresses:
        # One letter each, so that nobody's address is shown to the others; mail that fails stops nothing.
        send_mail(" ".join(subject.split()), text, None, [address], fail_silently=True)
