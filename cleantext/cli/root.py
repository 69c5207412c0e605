"""The command itself: finds the verb, turns errors into messages and exit codes.

0    all went well
1    some files failed (or: a check found something)
2    the command or its settings are wrong; nothing was done
130  stopped by Ctrl-C
141  the reader of a pipe went away
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any

import click

from cleantext.cli.help import VERBS
from cleantext.errors import CleantextError

__all__ = ["root"]

INTERRUPTED = 130
BROKEN_PIPE = 141


class WrongError(click.ClickException):
    """Settings, rules or records that are wrong."""

    exit_code = 2


class Root(click.Group):
    """`clean VERB ...` where the first word is a verb, else `clean FILE...`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click calls it
        """The verbs, in the order of the help text."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click calls it
        """A verb, loaded now."""
        if cmd_name not in VERBS:
            return None
        command = import_module(f"cleantext.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """The context of the verb's group, or that of cleaning."""
        with _refusals_in_words():  # --help and --version print here
            if args and args[0] in VERBS:
                return super().make_context(info_name, args, parent, **extra)
            from cleantext.cli.clean import command

            return command.make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb; what it raises on purpose becomes a message."""
        try:
            with _refusals_in_words():
                code = super().invoke(ctx) if ctx.command is self else ctx.command.invoke(ctx)
                sys.stdout.flush()
        except CleantextError as error:
            raise WrongError(str(error)) from error
        except BrokenPipeError:
            _silence_stdout()
            raise click.exceptions.Exit(BROKEN_PIPE) from None
        except KeyboardInterrupt:
            click.echo("\nstopped", err=True)
            raise click.exceptions.Exit(INTERRUPTED) from None
        else:
            raise click.exceptions.Exit(code if isinstance(code, int) else 0)


@contextmanager
def _refusals_in_words() -> Iterator[None]:
    """What the operating system refuses becomes a message: a name too long, an output closed or full."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        from cleantext.files import refusal  # not needed to start

        raise click.ClickException(refusal(error)) from error


def _silence_stdout() -> None:
    """Send what is still buffered nowhere, so that the interpreter's last flush does not fail too."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


root = Root("clean", add_help_option=False)
