"""The command line: one module per verb, loaded only when its verb is used."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from ecliptic.cli.lazy import LazyGroup

FINE, PROBLEMS_IN_DATA, WRONG_USE, INTERRUPTED = 0, 1, 2, 130

_VERBS = {
    "share": ("ecliptic.cli.share:share", "Bring statements in and out: check, import, export, compare."),
    "assess": (
        "ecliptic.cli.assess:assess",
        "Put a question to a roadmap: coverage, readiness, overlap, health.",
    ),
    "sweep": ("ecliptic.cli.sweep:sweep", "Put a question many times: scenarios, contingencies, policies."),
    "publish": ("ecliptic.cli.publish:publish", "Make a report, figures or tables."),
    "show": ("ecliptic.cli.show:show", "Show a record with its history, sources and disagreements."),
    "serve": ("ecliptic.cli.serve:serve", "Open a working site on this machine."),
    "server": ("ecliptic.cli.server:server", "Run the platform for the public, and keep it."),
    "completion": (
        "ecliptic.cli.completion:completion",
        "Print the script that completes commands in a shell.",
    ),
}


@click.group(
    cls=LazyGroup,
    lazy=_VERBS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  ecliptic assess coverage --phase FE+
  ecliptic assess coverage plan.xlsx --phase HLR --format csv
  ecliptic share check plan.xlsx
  ecliptic publish report --output report.html
  ecliptic show mission M105

Inputs are packages, workbooks and JSON files, several at once; without any, the reference roadmap is used.
Exit codes: 0 fine, 1 problems found in the data, 2 wrong use.""",
)
@click.version_option(package_name="ecliptic", message="%(prog)s %(version)s")
def app() -> None:
    """Ecliptic: share exploration plans, assess the whole, publish the roadmap."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code; every foreseen error becomes a message, never a traceback."""
    from ecliptic.errors import DataProblemsError, EclipticError  # noqa: PLC0415 - keeps --help fast

    try:
        result = app.main(args=arguments, prog_name="ecliptic", standalone_mode=False)
    except click.Abort:
        click.echo("Interrupted.", err=True)
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return WRONG_USE
    except DataProblemsError as error:
        _show_problems(error)
        return PROBLEMS_IN_DATA
    except EclipticError as error:
        click.echo(f"Error: {error}", err=True)
        return WRONG_USE
    except BrokenPipeError:
        # The reader of our output has gone, as `| head` does; Python must not complain at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except OSError as error:
        click.echo(f"Error: {error.filename or 'file'}: {error.strerror or error}.", err=True)
        return WRONG_USE
    return result if isinstance(result, int) else FINE


def run() -> None:
    """Entry point of the installed command."""
    sys.exit(main())


def _show_problems(error: Exception) -> None:
    from ecliptic.cli.output import print_problems  # noqa: PLC0415 - keeps --help fast

    print_problems(getattr(error, "problems", ()))
