"""Options and arguments that several commands share, and the roadmap that they lead to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any, TypeVar

import click

from ecliptic import reference, share
from ecliptic.cli.output import Format, print_problems, reading_progress
from ecliptic.errors import Problem
from ecliptic.roadmap import Roadmap, Viewer
from ecliptic.share import Reading

F = TypeVar("F", bound=Callable[..., Any])

INSTANT_FORMS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"]


@dataclass(frozen=True)
class Inputs:
    """What to read and how, as the shared options say."""

    paths: tuple[Path, ...]
    mapping: Path | None = None
    keep_good: bool = False
    as_of: datetime | None = None
    viewer: str = "holder"

    def read(self) -> Reading:
        """Read all inputs; without inputs, the reference roadmap's statements."""
        if not self.paths:
            return Reading(reference.statements())
        with reading_progress() as progress:
            return share.read(self.paths, keep_good=self.keep_good, mapping=self.mapping, progress=progress)

    def roadmap(self) -> tuple[Roadmap, tuple[Problem, ...]]:
        """Read all inputs and resolve them for the viewer at the instant."""
        viewer = Viewer.named(self.viewer)
        reading = self.read()
        return Roadmap.build(reading.statements, as_of=self.as_of, viewer=viewer), reading.problems


def inputs_argument(function: F) -> F:
    """Any number of input files and folders."""
    return click.argument("paths", metavar="[INPUT]...", nargs=-1, type=click.Path(path_type=Path))(function)


def reading_options(function: F) -> F:
    """How inputs are read."""
    function = click.option(
        "--keep-good",
        is_flag=True,
        help="Go on with the good rows when others have problems; problems are still listed, exit code 1.",
    )(function)
    return click.option(
        "--mapping",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Mapping file for workbooks and CSV files in a layout of their own.",
    )(function)


def as_of_option(function: F) -> F:
    """The instant of time travel."""
    return click.option(
        "--as-of",
        metavar="DATE",
        callback=_end_of_day,
        help="Leave out what was stated after this day (2025-06-30) or instant (2025-06-30T12:00:00Z).",
    )(function)


def viewer_option(default: str) -> Callable[[F], F]:
    """For whose eyes the roadmap is resolved."""
    return click.option(
        "--viewer",
        default=default,
        show_default=True,
        metavar="WHO",
        help="For whose eyes: holder (all that the files hold), public, members, or an organisation.",
    )


def roadmap_options(viewer: str) -> Callable[[F], F]:
    """Inputs and how they become a roadmap: what a command needs to call `Inputs(**options).roadmap()`."""

    def decorate(function: F) -> F:
        for option in (reading_options, viewer_option(viewer), as_of_option, inputs_argument):
            function = option(function)
        return function

    return decorate


def format_option(function: F) -> F:
    """How to print."""
    return click.option(
        "--format",
        "form",
        type=click.Choice([form.value for form in Format]),
        default=Format.TABLE.value,
        show_default=True,
        callback=lambda _ctx, _param, value: Format(value),
        help="How to print the answer.",
    )(function)


def problems_exit(problems: tuple[Problem, ...]) -> int:
    """Print problems that came with good rows, and give the exit code that they call for."""
    if problems:
        print_problems(problems)
    return 1 if any(problem.severity == "error" for problem in problems) else 0


def instant_option(name: str, meaning: str) -> Callable[[F], F]:
    """An instant; a day alone means its beginning."""
    return click.option(
        name,
        metavar="DATE",
        callback=lambda _ctx, param, value: _instant(param, value, time.min),
        help=meaning,
    )


def _end_of_day(_ctx: click.Context, param: click.Parameter, value: str | None) -> datetime | None:
    return _instant(param, value, time.max)


def _instant(param: click.Parameter, value: str | None, moment: time) -> datetime | None:
    if value is None:
        return None
    for form in INSTANT_FORMS:
        try:
            instant = datetime.strptime(value.replace("Z", "+0000"), form)  # noqa: DTZ007 - zone set below
        except ValueError:
            continue
        if form == INSTANT_FORMS[0]:
            instant = datetime.combine(instant.date(), moment)
        return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    message = f"{value!r} is not a day or instant. Write 2025-06-30 or 2025-06-30T12:00:00Z."
    raise click.BadParameter(message, param=param)
