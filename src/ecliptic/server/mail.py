"""Where mail goes, from one address such as smtp://user:password@host:587."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from ecliptic.errors import UsageError

_BACKENDS = "django.core.mail.backends."
_SCHEMES = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_WAIT_S = 20


def mail_settings(address: str) -> dict[str, Any]:
    """Django's settings for mail.

    Takes console:, file:FOLDER, smtp://, smtp+starttls:// and smtps:// addresses; others raise UsageError.
    """
    if address == "console:":
        return {"EMAIL_BACKEND": _BACKENDS + "console.EmailBackend"}
    scheme, _, rest = address.partition(":")
    if scheme == "file" and rest:
        return {"EMAIL_BACKEND": _BACKENDS + "filebased.EmailBackend", "EMAIL_FILE_PATH": rest}
    parts = urlsplit(address)
    if parts.scheme not in _SCHEMES or not parts.hostname:
        message = (
            f"ECLIPTIC_EMAIL_URL begins with {scheme!r}, which is no way to send mail. Write console:, "
            "file:FOLDER, smtp://HOST, smtp+starttls://USER:PASSWORD@HOST or smtps://USER:PASSWORD@HOST."
        )
        raise UsageError(message)
    return {
        "EMAIL_BACKEND": _BACKENDS + "smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or _SCHEMES[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+starttls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": _WAIT_S,
    }
