"""`clean completion SHELL`: the script that makes a shell complete this command."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from cleantext.cli.help import CONTEXT

__all__ = ["command"]

_HOW = """Prints a script; load it where the shell starts:

\b
  bash   eval "$(clean completion bash)"                                  in ~/.bashrc
  zsh    eval "$(clean completion zsh)"                                   in ~/.zshrc
  fish   clean completion fish > ~/.config/fish/completions/clean.fish    once
"""


@click.command("completion", context_settings=CONTEXT, help=_HOW)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the script."""
    from cleantext.cli.root import root

    found = get_completion_class(shell)
    assert found is not None, shell
    click.echo(found(root, {}, "clean", "_CLEAN_COMPLETE").source())
