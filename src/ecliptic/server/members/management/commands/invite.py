"""Let the first administrator in: `ecliptic server manage invite EMAIL --administrator`."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import timezone

from ecliptic.server.members.invitations import LIFE, first_invitation


class Command(BaseCommand):
    """Prints the link of an invitation to administer the site."""

    help = "Make an invitation to administer the site and print its link, which works once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who is invited, and to what."""
        parser.add_argument("email", help="address of the person; the account will have it")
        parser.add_argument(
            "--administrator",
            action="store_true",
            required=True,
            help="say that the person shall administer the site; others are invited in the browser",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the invitation."""
        email = str(options["email"]).strip()
        try:
            validate_email(email)
        except ValidationError:
            message = f"{email!r} is not an e-mail address. Write it as name@example.org."
            raise CommandError(message) from None
        link = first_invitation(email, timezone.now())
        self.stdout.write(f"Whoever opens this within {LIFE.days} days becomes administrator:\n{link}")
