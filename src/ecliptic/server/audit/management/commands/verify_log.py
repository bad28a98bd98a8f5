"""Prove that the log is as it was written: `ecliptic server manage verify_log`."""

from __future__ import annotations

import re
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ecliptic.server.audit.log import verify
from ecliptic.server.audit.models import AuditEvent
from ecliptic.server.audit.reading import end

_NOTED = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


class Command(BaseCommand):
    """Follows the chain of digests from the first entry to the last."""

    help = "Check that no entry of the log was changed, removed or added by hand."

    def add_arguments(self, parser: CommandParser) -> None:
        """What was noted earlier."""
        parser.add_argument(
            "--noted",
            metavar="NUMBER:DIGEST",
            help="an end of the log that was noted elsewhere, as this command prints it; a log that was "
            "written anew as a whole is found by this alone",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, and tell everything that is wrong."""
        problems = [*verify(), *_against(options["noted"])]
        if problems:
            raise CommandError("The log is not as it was written:\n" + "\n".join(problems))
        last = end()
        self.stdout.write(f"The log is as it was written. Its end: {last.sequence}:{last.digest}")


def _against(noted: str | None) -> list[str]:
    if noted is None:
        return []
    match = _NOTED.fullmatch(noted)
    if match is None:
        message = f"{noted!r} is no end of a log. Write it as this command printed it: NUMBER:DIGEST."
        raise CommandError(message)
    number, digest = int(match[1]), match[2]
    kept = AuditEvent.objects.filter(sequence=number).values_list("digest", flat=True).first()
    return [] if kept == digest else [f"Entry {number} is not the one whose digest was noted."]
