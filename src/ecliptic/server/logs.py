"""Logs as lines of JSON, so that programs can read them and no line can pretend to be another."""

from __future__ import annotations

from contextvars import ContextVar
from logging import Filter, LogRecord
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="-")
"""The mark of the request that is being handled, which its answer carries as well."""


class WithRequest(Filter):
    """Adds the mark of the request to each entry."""

    def filter(self, record: LogRecord) -> bool:
        """Add it, and let every entry pass."""
        record.request_id = request_id.get()
        return True


def logging_settings(level: str) -> dict[str, Any]:
    """Django's settings for logs: JSON lines on standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request": {"()": "ecliptic.server.logs.WithRequest"}},
        "formatters": {
            "json": {
                "()": "pythonjsonlogger.json.JsonFormatter",
                "fmt": "%(asctime)s %(levelname)s %(name)s %(request_id)s %(message)s",
                "rename_fields": {"asctime": "at", "levelname": "level", "name": "logger"},
                "datefmt": "%Y-%m-%dT%H:%M:%S%z",
            }
        },
        "handlers": {
            "lines": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request"]}
        },
        "root": {"handlers": ["lines"], "level": level.upper()},
        # Each request is told once, by our own middleware.
        "loggers": {
            "django": {"handlers": ["lines"], "level": level.upper(), "propagate": False},
            "django.server": {"handlers": [], "level": "ERROR", "propagate": False},
            "django.request": {"handlers": ["lines"], "level": "ERROR", "propagate": False},
        },
    }
