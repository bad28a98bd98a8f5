"""Django's settings in tests: a scratch data folder, and the database that ECLIPTIC_TEST_DATABASE names."""

from __future__ import annotations

import os
import tempfile

# A developer's own settings must not change what tests do, and tests must not touch a developer's data.
for name in [name for name in os.environ if name.startswith("ECLIPTIC_") and "TEST" not in name]:
    del os.environ[name]
os.environ["ECLIPTIC_DATA_FOLDER"] = tempfile.mkdtemp(prefix="ecliptic-tests-")
os.environ["ECLIPTIC_SECRET_KEY"] = "not a secret: it signs what tests make and throw away " * 2
# Tests ask more in a second than people do in a day; those of the limits themselves set their own.
os.environ["ECLIPTIC_API_REQUESTS_PER_MINUTE"] = "10000000"
os.environ["ECLIPTIC_API_PUBLIC_REQUESTS_PER_MINUTE"] = "10000000"
if "ECLIPTIC_TEST_DATABASE" in os.environ:
    os.environ["ECLIPTIC_DATABASE_URL"] = os.environ["ECLIPTIC_TEST_DATABASE"]

from ecliptic.server.settings import *  # noqa: E402, F403 - after the environment is set

# Passwords are many and short-lived here; the slow hasher would take most of the time.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Rows that only grow cannot be flushed away, so tests run within transactions that are rolled back.
