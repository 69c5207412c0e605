"""`clean rules`: the reference for people who write rules."""

from __future__ import annotations

import difflib
from importlib import import_module

import click

from cleantext.cli.help import CONTEXT

__all__ = ["command"]

_VERBS = {
    "list": ("cleantext.cli.rules_read", "list_command"),
    "show": ("cleantext.cli.rules_read", "show_command"),
    "test": ("cleantext.cli.rules_prove", "test_command"),
    "lint": ("cleantext.cli.rules_prove", "lint_command"),
    "stats": ("cleantext.cli.rules_prove", "stats_command"),
}


class Rules(click.Group):
    """The verbs about rules, loaded when called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click calls it
        """In the order of a rule's life."""
        return list(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A verb, loaded now."""
        if cmd_name not in _VERBS:
            near = difflib.get_close_matches(cmd_name, _VERBS, 1)
            if near and not ctx.resilient_parsing:
                ctx.fail(f"there is no command {cmd_name!r}; did you mean {near[0]!r}?")
            return None
        module, name = _VERBS[cmd_name]
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command


command = Rules(
    "rules",
    context_settings=CONTEXT,
    help="Look at rules and try them.\n\n"
    "PATH is a rule file or a folder of them; without it, the built-in rules are meant. "
    "(To clean a folder that is called rules: clean ./rules -o OUT.)",
    no_args_is_help=True,
)
