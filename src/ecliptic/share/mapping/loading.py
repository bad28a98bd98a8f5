"""Reading mapping files, with every fault in them told at once."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ecliptic.errors import DataProblemsError, Problem
from ecliptic.share.mapping.checking import faults_of
from ecliptic.share.mapping.model import Mapping

_REMEDIES = {
    "extra_forbidden": "Remove it, or correct its spelling; the reference of mapping files lists the keys.",
    "missing": "Add it.",
    "literal_error": "Use one of the words that the message names.",
}
# What pydantic adds to the place of a fault, and no file contains.
_NOT_IN_FILE = frozenset({"function-before[_from_column(), Recipe]", "Recipe", "str", "bool", "int", "float"})


def load_mapping(path: str | Path) -> Mapping:
    """Read a mapping file; raises DataProblemsError with all that is wrong in it."""
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}"
        problem = Problem(message, "Check the name and your right to read it.", path.name)
        raise DataProblemsError([problem]) from error
    except UnicodeDecodeError as error:
        raise DataProblemsError([Problem("is not in UTF-8", "Save it in UTF-8.", path.name)]) from error
    return read_mapping(text, path.name)


def read_mapping(text: str, name: str) -> Mapping:
    """Read the text of a mapping file; `name` is what problems call it."""
    try:
        mapping = Mapping.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        problem = Problem(f"is not well-formed TOML: {error}", "Correct it there.", name)
        raise DataProblemsError([problem]) from error
    except ValidationError as error:
        raise DataProblemsError(_explained(error, name)) from error
    problems = [Problem(fault.message, fault.remedy, name, column=fault.key) for fault in faults_of(mapping)]
    if problems:
        raise DataProblemsError(problems)
    return mapping


@lru_cache(maxsize=1)
def shipped_mappings() -> dict[str, Mapping]:
    """The mappings that come with the program, by name."""
    folder = resources.files("ecliptic.share") / "mappings"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda f: f.name)
    return {
        file.name.removesuffix(".toml"): read_mapping(file.read_text(encoding="utf-8"), file.name)
        for file in files
    }


def _explained(error: ValidationError, name: str) -> list[Problem]:
    problems: dict[tuple[str, str], Problem] = {}
    for detail in error.errors(include_url=False, include_context=False):
        key = _key(detail["loc"])
        message = _message(detail["type"], detail["msg"])
        value = detail["input"] if isinstance(detail["input"], str | int | float) else None
        shown = None if value is None or detail["type"] == "extra_forbidden" else str(value)
        remedy = _REMEDIES.get(
            detail["type"], "Correct it; the reference of mapping files says what may stand here."
        )
        problems.setdefault((key, message), Problem(message, remedy, name, column=key, value=shown))
    return list(problems.values())


def _message(fault: str, message: str) -> str:
    if fault == "extra_forbidden":
        return "is no key of a mapping file in this place"
    if fault == "missing":
        return "is missing"
    return message.removeprefix("Value error, ").removeprefix("Input ")


def _key(place: tuple[Any, ...]) -> str:
    key = ""
    for part in place:
        if isinstance(part, int):
            key += f"[{part + 1}]"
        elif part not in _NOT_IN_FILE and "[" not in part:
            key += f".{part}" if key else part
    return key or "file"
