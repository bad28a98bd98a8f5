"""Taking in what people bring: checked, kept until it is decided, and told to the log."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from ecliptic.errors import DataProblemsError, Problem
from ecliptic.roadmap import Statement
from ecliptic.server.audit.log import Doer, record
from ecliptic.server.members.access import Actor
from ecliptic.server.sharing.limits import MAX_BYTES, MAX_FILES, MAX_WAITING
from ecliptic.server.sharing.models import KEPT_FOR, State, Upload, UploadedFile
from ecliptic.server.sharing.planning import plan_of
from ecliptic.server.sharing.preview import Wishes
from ecliptic.server.sharing.reading import Brought, clean_name, keep, read_files
from ecliptic.server.statements.models import Means
from ecliptic.share.json_file import json_bytes

_CHOOSE = "Choose a workbook (.xlsx), a package (.zip), a JSON file or a CSV file."


def receive(files: Sequence[Brought], actor: Actor, *, at: datetime, note: str = "") -> Upload:
    """Keep files that somebody brings for their organisation until it is decided what becomes of them.

    Raises DataProblemsError where they cannot be kept at all; what is wrong inside them is for the preview.
    """
    files = [Brought(clean_name(file.name), file.content) for file in files]
    _refuse_unfit(files)
    upload = _new(actor, at, note=note)
    reading = read_files(files, upload.organisation, at)
    upload.counts = plan_of(reading, upload.organisation, at=at, wishes=Wishes(unsaid=at)).counts
    _kept(upload, files, actor)
    keep(upload.uuid, reading)
    return upload


def draft(statement: Statement, actor: Actor, *, wishes: Wishes, at: datetime, note: str = "") -> Upload:
    """Keep one statement, made by the form, until a delegate decides whether the organisation states it."""
    name = f"{statement.kind} {statement.id}"
    upload = _new(actor, at, note=note, means=Means.FORM)
    upload.wishes = {"confirm_unchanged": wishes.confirm_unchanged}
    reading_counts = plan_of([statement], upload.organisation, at=at, wishes=wishes).counts
    upload.counts = reading_counts
    _kept(upload, [Brought(clean_name(f"{name}.json"), json_bytes([statement]))], actor)
    return upload


def expire(at: datetime) -> int:
    """Let go of what nobody has decided about in time; tells how many uploads that are."""
    late = list(Upload.objects.filter(state=State.WAITING, expires_at__lt=at).values_list("uuid", flat=True))
    return sum(_expired(uuid, at) for uuid in late)


def wishes_of(upload: Upload, chosen: Iterable[str] | None = None) -> Wishes:
    """What is asked for beyond what the files say: by the names chosen, else as it was brought."""
    names = {name for name, wished in upload.wishes.items() if wished} if chosen is None else set(chosen)
    known = {name: name in names for name in asdict(Wishes()) if name != "unsaid"}
    return Wishes(**known, unsaid=upload.received_at)


def empty(upload: Upload) -> None:
    """Throw away the content of files whose upload is decided."""
    upload.files.update(content=None)


def _new(actor: Actor, at: datetime, *, note: str, means: Means = Means.UPLOAD) -> Upload:
    organisation = actor.doer.organisation
    if Upload.objects.filter(organisation=organisation, state=State.WAITING).count() >= MAX_WAITING:
        message = f"There are {MAX_WAITING} uploads of your organisation that wait already"
        raise DataProblemsError([Problem(message, "Accept or refuse some of them first.")])
    return Upload(
        organisation=organisation,
        account=actor.account,
        account_name=actor.name,
        means=means,
        note=" ".join(note.split())[:400],
        received_at=at,
        expires_at=at + KEPT_FOR,
    )


def _kept(upload: Upload, files: Sequence[Brought], actor: Actor) -> None:
    details = {"files": [file.name for file in files], "bytes": sum(len(file.content) for file in files)}
    with transaction.atomic():
        upload.save(force_insert=True)
        for position, file in enumerate(files):
            UploadedFile.objects.create(
                upload=upload,
                position=position,
                name=file.name,
                size=len(file.content),
                sha256=hashlib.sha256(file.content).hexdigest(),
                content=file.content,
            )
        record("upload.received", actor.doer, f"upload {upload.uuid}", details, at=upload.received_at)


def _expired(uuid: UUID, at: datetime) -> bool:
    with transaction.atomic():
        upload = Upload.objects.select_for_update().get(pk=uuid)
        if not upload.waits:
            return False
        upload.state, upload.decided_at = State.EXPIRED, at
        upload.save(update_fields=["state", "decided_at"])
        empty(upload)
        record("upload.expired", Doer(organisation=upload.organisation), f"upload {uuid}", at=at)
    return True


def _refuse_unfit(files: Sequence[Brought]) -> None:
    problems: list[Problem] = []
    if not files:
        problems.append(Problem("holds no file", _CHOOSE, "upload"))
    if len(files) > MAX_FILES:
        problems.append(
            Problem(f"holds more than {MAX_FILES} files", "Send them in several uploads.", "upload")
        )
    if sum(len(file.content) for file in files) > MAX_BYTES:
        problems.append(too_large())
    problems += [
        Problem("is empty: it holds no byte", "Save it again, and look at its size.", file.name)
        for file in files
        if not file.content
    ]
    if problems:
        raise DataProblemsError(problems)


def too_large() -> Problem:
    """The problem that an upload beyond the limit is."""
    message = f"is larger than {MAX_BYTES // 2**20} MiB"
    remedy = "Split it into several files, or pack a package as .zip."
    return Problem(message, remedy, "upload")
