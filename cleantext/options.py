"""Options: how a document is cleaned. Frozen, checked when made, the same names as the command's flags."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, get_args, get_origin
from urllib.parse import urlsplit

from cleantext.errors import OptionsError

__all__ = ["Options"]

Profile = Literal["light", "standard", "strict"]
Quotes = Literal["straight", "curly", "keep"]
Spaces = Literal["plain", "keep"]
Dashes = Literal["keep", "plain", "hyphens"]
Ellipses = Literal["keep", "character", "dots"]
Form = Literal["NFC", "NFD", "NFKC", "NFKD", "keep"]
Format = Literal["text", "markdown", "json"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What to do to a document.

    Attributes:
        profile: how much proof a removal needs: `light` (high confidence only), `standard`, `strict` (all).
        lang: the document's language as an ISO 639-1 code (`de`, `pt-BR`), None where it is not known.
            Known, it leaves out the rules of other languages (English ones stay: its chrome is everywhere).
        site: host or url the document came from; rules written for that site then apply.
        rules: further rule files or folders of them, read after the built-in ones.
        enable, disable: categories (`caption`) or globs of full rule names (`en.share/*`).
        strip: whether chrome is removed at all.
        repair: whether encoding damage is mended.
        quotes: `straight` (curly and low quotes become " and '), `curly` (by language), `keep`.
        spaces: `plain` (wide and narrow spaces become one space, ends of lines trimmed, at most one blank
            line), `keep`.
        dashes: `keep`, `plain` (one kind of each: - – —, odd ones mapped), `hyphens` (all to -).
        ellipses: `keep`, `character` (... to …), `dots` (… to ...).
        form: Unicode normal form of the result.
        max_loss: brake: the share of a document's prose, 0 to 1, that rules may take; past it the lines are
            given back and the result is flagged.

    And of pages (`clean_html`), to which alone these apply:

    Attributes:
        format: what comes out: `text`, `markdown`, or `json` (an object with the metadata and the text).
        comments: whether readers' comments come after the article.
        tables: whether tables stay.
        links: whether links stay, with their targets (`markdown`).
        images: whether images stay, as their descriptions, with their sources (`markdown`).
        max_page_size: length in bytes, or characters of a str, past which a page is refused.
        max_elements: elements past which a page's text is read without looking at its structure.
    """

    profile: Profile = "standard"
    lang: str | None = None
    site: str | None = None
    rules: tuple[str, ...] = ()
    enable: tuple[str, ...] = ()
    disable: tuple[str, ...] = ()
    strip: bool = True
    repair: bool = True
    quotes: Quotes = "straight"
    spaces: Spaces = "plain"
    dashes: Dashes = "keep"
    ellipses: Ellipses = "keep"
    form: Form = "NFC"
    max_loss: float = 0.35
    format: Format = "text"
    comments: bool = False
    tables: bool = True
    links: bool = False
    images: bool = False
    max_page_size: int = 25_000_000
    max_elements: int = 100_000

    def __post_init__(self) -> None:
        for f in fields(self):
            value = getattr(self, f.name)
            kind = _ALIASES.get(str(f.type))
            if kind is not None and value not in get_args(kind):
                allowed = ", ".join(map(repr, get_args(kind)))
                raise OptionsError(f"{f.name}={value!r} is not allowed; it takes one of {allowed}")
            if f.type == "bool" and not isinstance(value, bool):
                raise OptionsError(f"{f.name}={value!r} is not allowed; it takes True or False")
        for name in ("rules", "enable", "disable"):
            value = getattr(self, name)
            if isinstance(value, str | os.PathLike) or not all(
                isinstance(v, str | os.PathLike) for v in value
            ):
                raise OptionsError(f"{name}={value!r} is not allowed; it takes a list of strings")
            object.__setattr__(self, name, tuple(os.fspath(v) for v in value))
        if (
            isinstance(self.max_loss, bool)
            or not isinstance(self.max_loss, int | float)
            or not 0 <= self.max_loss <= 1
        ):
            raise OptionsError(f"max_loss={self.max_loss!r} is not allowed; it takes a number from 0 to 1")
        for name in ("max_page_size", "max_elements"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or value < 1:
                raise OptionsError(f"{name}={value!r} is not allowed; it takes a whole number above 0")
        if self.lang is not None:
            object.__setattr__(self, "lang", _language(self.lang))
        if self.site is not None:
            object.__setattr__(self, "site", _host(self.site))

    def but(self, **changes: Any) -> Options:
        """A copy with some options changed.

        Raises:
            OptionsError: a name is not an option, or a value is not allowed.
        """
        unknown = sorted(set(changes) - {f.name for f in fields(self)})
        if unknown:
            known = ", ".join(f.name for f in fields(self))
            raise OptionsError(f"no option is called {unknown[0]!r}; there are {known}")
        return replace(self, **changes)


_ALIASES = {
    "Profile": Profile,
    "Quotes": Quotes,
    "Spaces": Spaces,
    "Dashes": Dashes,
    "Ellipses": Ellipses,
    "Form": Form,
    "Format": Format,
}
assert all(get_origin(a) is Literal for a in _ALIASES.values())


def _language(code: object) -> str:
    """The main language of a code: `de` of `de-AT` or `de_AT`."""
    if isinstance(code, str):
        main = code.replace("_", "-").split("-")[0].casefold()
        if 2 <= len(main) <= 3 and main.isascii() and main.isalpha():
            return main
    raise OptionsError(f"lang={code!r} is not allowed; it takes a language code such as 'de' or 'pt-BR'")


def _host(site: object) -> str:
    """The host name of a url or host, in lower case, without `www.` and port."""
    if isinstance(site, str) and site.strip():
        try:
            host = urlsplit(site if "//" in site else f"//{site}").hostname
        except ValueError:
            host = None
        if host:
            return host.removeprefix("www.").rstrip(".")
    raise OptionsError(f"site={site!r} is not allowed; it takes a host name or a url")
