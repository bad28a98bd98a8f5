"""Statements in and out: packages, workbooks, JSON, templates, and foreign tables through mappings."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ecliptic.share.json_file import read_json, write_json
    from ecliptic.share.package import read_package, write_package
    from ecliptic.share.reading import read
    from ecliptic.share.rows import Reading
    from ecliptic.share.template import write_template
    from ecliptic.share.template_return import read_template
    from ecliptic.share.workbook_reading import read_workbook
    from ecliptic.share.workbook_writing import write_workbook

__all__ = [
    "Reading",
    "read",
    "read_json",
    "read_package",
    "read_template",
    "read_workbook",
    "write_json",
    "write_package",
    "write_template",
    "write_workbook",
]

# Each is loaded when it is asked for: whoever reads a package need not wait for the writer of workbooks.
_HOMES = {
    "Reading": "rows",
    "read": "reading",
    "read_json": "json_file",
    "read_package": "package",
    "read_template": "template_return",
    "read_workbook": "workbook_reading",
    "write_json": "json_file",
    "write_package": "package",
    "write_template": "template",
    "write_workbook": "workbook_writing",
}


# Hidden from type checkers, which would take any name for one of ours.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
