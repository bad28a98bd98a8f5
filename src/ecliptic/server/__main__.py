"""Django's management commands for this project: `python -m ecliptic.server COMMAND`."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line


def main(arguments: list[str]) -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecliptic.server.settings")
    execute_from_command_line(["ecliptic server manage", *arguments])


if __name__ == "__main__":
    main(sys.argv[1:])
