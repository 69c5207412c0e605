"""Flags that several verbs share: those of `Options`, by the same names, and those for settings files.

All default to None: what was not given leaves the word to the settings file, then to `Options` itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar, get_args

import click
from click.shell_completion import CompletionItem

from cleantext.cli.config import Config, find_config, merge_options, read_config
from cleantext.cli.help import GroupedOption
from cleantext.options import Dashes, Ellipses, Form, Format, Options, Profile, Quotes, Spaces

__all__ = [
    "PAGES",
    "Size",
    "complete_rules",
    "configured",
    "grouped_option",
    "options_from",
    "page_flags",
    "page_options_from",
    "rule_flags",
    "settings_flags",
    "stacked",
    "text_flags",
]

F = TypeVar("F", bound=Callable[..., Any])

RULES = "What is removed"
PAGES = "Web pages"
TEXT = "Repair and typography"
SETTINGS = "Settings"


def complete_rules(_ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Rule names, and categories where these are allowed too, that begin as typed."""
    from cleantext.rules.load import load_rules

    rules = load_rules()
    names = list(rules.numbers)
    if param.name in ("enable", "disable", "category"):
        names = [*rules.categories, *names] if param.name != "category" else list(rules.categories)
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def grouped_option(*names: str, group: str, **kwargs: Any) -> Callable[[F], F]:
    """A click option under a heading of the help text."""
    return click.option(*names, cls=GroupedOption, group=group, **kwargs)


class Size(click.ParamType[int]):
    """A number of bytes: `500000`, `16M`, `1G`."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number."""
        if isinstance(value, int):
            return value
        digits = str(value).strip().upper().removesuffix("B").removesuffix("I")
        factor = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}.get(digits[-1:], 1)
        try:
            return int(float(digits[:-1] if factor > 1 else digits) * factor)
        except (ValueError, OverflowError):
            self.fail(
                f"{value!r} is no size; it takes a number of bytes such as 500000, 16M or 1G", param, ctx
            )


def _choices(kind: Any) -> click.Choice[str]:
    return click.Choice(get_args(kind))


def stacked(*decorators: Callable[[F], F]) -> Callable[[F], F]:
    """One decorator of several options, shown in this order."""

    def decorate(function: F) -> F:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


rule_flags = stacked(
    grouped_option(
        "--profile",
        group=RULES,
        type=_choices(Profile),
        help="How much proof a removal needs; light removes least. [standard]",
    ),
    grouped_option(
        "--lang",
        group=RULES,
        metavar="CODE",
        help="Language of the texts, e.g. de; leaves out the rules of others.",
    ),
    grouped_option(
        "--site", group=RULES, metavar="HOST", help="Host or url they came from; rules for that site apply."
    ),
    grouped_option(
        "--rules",
        group=RULES,
        multiple=True,
        metavar="PATH",
        type=click.Path(),
        help="Further rule file, or a folder of them. Repeatable.",
    ),
    grouped_option(
        "--enable",
        group=RULES,
        multiple=True,
        metavar="NAME",
        shell_complete=complete_rules,
        help="Switch on a category (caption) or rules by name or glob ('en.share/*'). Repeatable.",
    ),
    grouped_option(
        "--disable",
        group=RULES,
        multiple=True,
        metavar="NAME",
        shell_complete=complete_rules,
        help="Switch them off. Repeatable.",
    ),
    grouped_option(
        "--max-loss",
        group=RULES,
        type=float,
        metavar="SHARE",
        help="Brake: the share of a text's prose, 0 to 1, that rules may take. [0.35]",
    ),
    grouped_option(
        "--strip/--no-strip", group=RULES, default=None, help="Remove chrome, or leave every line. [strip]"
    ),
)
"""Flags that say which rules act."""

text_flags = stacked(
    grouped_option(
        "--repair/--no-repair", group=TEXT, default=None, help="Mend encoding damage, or leave it. [repair]"
    ),
    grouped_option(
        "--quotes", group=TEXT, type=_choices(Quotes), help="Quotation marks and apostrophes. [straight]"
    ),
    grouped_option(
        "--spaces",
        group=TEXT,
        type=_choices(Spaces),
        help="plain: one ordinary space, at most one blank line. [plain]",
    ),
    grouped_option(
        "--dashes",
        group=TEXT,
        type=_choices(Dashes),
        help="plain: odd dashes become - – —; hyphens: all become -. [keep]",
    ),
    grouped_option(
        "--ellipses",
        group=TEXT,
        type=_choices(Ellipses),
        help="character: ... becomes …; dots: the reverse. [keep]",
    ),
    grouped_option("--form", group=TEXT, type=_choices(Form), help="Unicode normal form. [NFC]"),
)
"""Flags for the characters of what stays."""

page_flags = stacked(
    grouped_option(
        "--format",
        group=PAGES,
        type=_choices(Format),
        help="What a page becomes; json holds title, author, date, ... beside the text. [text]",
    ),
    grouped_option(
        "--comments/--no-comments", group=PAGES, default=None, help="Readers' comments, below. [no-comments]"
    ),
    grouped_option("--tables/--no-tables", group=PAGES, default=None, help="Tables. [tables]"),
    grouped_option(
        "--links/--no-links",
        group=PAGES,
        default=None,
        help="Links, with their targets in Markdown. [no-links]",
    ),
    grouped_option(
        "--images/--no-images",
        group=PAGES,
        default=None,
        help="Images, as their descriptions. [no-images]",
    ),
    grouped_option(
        "--max-page-size", group=PAGES, type=Size(), metavar="SIZE", help="Refuse longer pages. [25000000]"
    ),
    grouped_option(
        "--max-elements",
        group=PAGES,
        type=click.IntRange(1),
        metavar="N",
        help="Read pages of more elements without looking at their structure. [100000]",
    ),
)
"""Flags that web pages alone have; of texts they say nothing."""

settings_flags = stacked(
    grouped_option(
        "--config",
        group=SETTINGS,
        metavar="PATH",
        type=click.Path(path_type=Path),
        help="Settings file, instead of the cleantext.toml or pyproject.toml found upward.",
    ),
    grouped_option("--no-config", group=SETTINGS, is_flag=True, help="Read no settings file."),
)
"""Flags for settings files; `configured` reads what they name."""


def configured(config: Path | None, no_config: bool) -> Config:
    """The settings file that `--config` names, or the one found upward, or none.

    Raises:
        OptionsError: it has a mistake.
        click.UsageError: both flags were given.
    """
    if config is not None and no_config:
        raise click.UsageError("--config and --no-config exclude each other")
    if no_config:
        return Config()
    path = config or find_config(Path.cwd())
    return Config() if path is None else read_config(path)


def options_from(config: Config, flags: dict[str, Any]) -> Options:
    """The options that the settings file and the flags make together.

    Args:
        config: the settings file.
        flags: a verb's parameters; those that are no options are passed over, as are those not given.

    Raises:
        OptionsError: a value is not allowed.
    """
    names = {f.name for f in fields(Options)}
    given = {k: v for k, v in flags.items() if k in names and v is not None and v != ()}
    return merge_options(config, given)


def page_options_from(config: Config, flags: dict[str, Any], options: Options) -> Options:
    """The options for pages: those for texts, but quotes stay where neither settings nor flags speak of them."""
    says = flags["quotes"] is not None or "quotes" in config.options
    return options if says else options.but(quotes="keep")
