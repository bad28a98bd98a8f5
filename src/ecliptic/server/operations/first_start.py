"""From nothing to a site: key, tables, reference roadmap, first administrator."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

from ecliptic.server.environment import environment

KEY_LENGTH = 64


def set_key(data_folder: Path) -> None:
    """Give this process and its children the secret key in the data folder, unless they have one already."""
    if environment().secret_key is None:
        os.environ["ECLIPTIC_SECRET_KEY"] = kept_secret_key(data_folder)
        environment.cache_clear()


def kept_secret_key(data_folder: Path) -> str:
    """The key in the data folder, made at the first start; only its owner may read it."""
    path = data_folder / "secret-key"
    if not path.exists():
        data_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(KEY_LENGTH))
    return path.read_text(encoding="utf-8").strip()


def make_folders(data_folder: Path) -> None:
    """Make the data folder and the folder of counts, which begin anew with each start."""
    data_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    counts = Path(os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(data_folder / "metrics")))
    shutil.rmtree(counts, ignore_errors=True)
    counts.mkdir(parents=True)


def bring_up(*, empty: bool, say: Callable[[str], None]) -> str | None:
    """Make the tables, load the reference roadmap into a new store, give the first administrator's link.

    None where there is somebody already who can sign in.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecliptic.server.settings")
    import django  # noqa: PLC0415 - the environment had to be set first

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - as above
    from django.utils import timezone  # noqa: PLC0415 - as above

    from ecliptic.server.members.invitations import first_invitation  # noqa: PLC0415 - as above
    from ecliptic.server.members.models import Account  # noqa: PLC0415 - as above
    from ecliptic.server.statements.models import Ledger  # noqa: PLC0415 - as above
    from ecliptic.server.statements.setup import load_reference  # noqa: PLC0415 - as above

    call_command("migrate", verbosity=0)
    if not empty and not Ledger.objects.filter(revision__gt=0).exists():
        say("Loading the reference roadmap; this takes a few seconds, once.")
        load_reference(timezone.now())
    if Account.objects.filter(is_active=True).exists():
        return None
    return first_invitation("administrator@localhost", timezone.now())
