"""Help texts: the verbs, and options in groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

__all__ = ["CONTEXT", "VERBS", "GroupedCommand", "GroupedOption"]

VERBS = {
    "rules": "List, show, test and lint rules; count how often they fire.",
    "learn": "Propose rules from the lines of a dump that return.",
    "restore": "Get a source back from a clean file and its edits.",
    "completion": "Print the script that completes this command in a shell.",
}
"""Verbs beside cleaning itself, and what they do; each is `command` of the module of its name."""
CONTEXT: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class GroupedOption(click.Option):
    """An option with the heading that it stands under in the help text."""

    def __init__(self, *args: Any, group: str = "Other", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group


class GroupedCommand(click.Command):
    """A command whose help shows its options under headings, in the order of their first use."""

    def __init__(self, *args: Any, verbs: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.verbs = dict(verbs or {})
        """Further commands to name at the end of the help."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, group by group."""
        groups: dict[str, list[tuple[str, str]]] = {}
        # Those without a heading (--help, --version) come last; arguments stand in the usage line.
        options = [p for p in self.get_params(ctx) if isinstance(p, click.Option)]
        for param in sorted(options, key=lambda p: not isinstance(p, GroupedOption)):
            record = param.get_help_record(ctx)
            if record is not None:
                group = param.group if isinstance(param, GroupedOption) else "Other"
                groups.setdefault(group, []).append(record)
        for heading, records in groups.items():
            with formatter.section(heading):
                formatter.write_dl(records)
        if self.verbs:
            with formatter.section("Further commands (clean COMMAND --help)"):
                formatter.write_dl(list(self.verbs.items()))
