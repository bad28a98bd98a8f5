"""`ecliptic completion`: the script that teaches a shell to complete our commands."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script for SHELL.

    \b
    Examples:
      ecliptic completion bash > ~/.local/share/bash-completion/completions/ecliptic
      ecliptic completion fish > ~/.config/fish/completions/ecliptic.fish
    """
    from ecliptic.cli import app  # noqa: PLC0415 - the application imports this module

    found = get_completion_class(shell)
    if found is None:
        message = f"There is no completion for {shell}."
        raise click.UsageError(message)
    click.echo(found(app, {}, "ecliptic", "_ECLIPTIC_COMPLETE").source())
