"""Cleaners for records that say their language and address: one for each language and set of site rules, built once."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from cleantext.cleaner import Cleaner
from cleantext.errors import OptionsError
from cleantext.options import Options
from cleantext.rules.returning import Counts
from cleantext.rules.ruleset import hosts_of, names_of

__all__ = ["Cleaners", "host_of"]


class Cleaners:
    """Gives each record the cleaner that its language and address ask for."""

    def __init__(self, options: Options, counts: Counts | None = None) -> None:
        """Compile the rules.

        Args:
            options: for all records.
            counts: of lines that return on other documents; None: they were not counted.

        Raises:
            OptionsError: an option names rules or categories that do not exist.
            RuleError: a rule file has a mistake.
        """
        self._options = options
        self.plain = Cleaner(options)
        self._made: dict[tuple[str | None, frozenset[str]], Cleaner] = {}
        sites = self.plain.rules.sites if self.plain.rules else ()
        self._sites = frozenset(hosts_of(sites))
        self._language = lru_cache(maxsize=4096)(self._language_of)
        self._by_rules = lru_cache(maxsize=1 << 14)(self._with_rules)
        self._counts = counts
        self._among = lru_cache(maxsize=1 << 10)(self._among_others)

    def pick(self, lang: object, url: object) -> Cleaner:
        """The cleaner for a record; values that are no language code or address say nothing."""
        host = host_of(url)
        cleaner = self._by_rules(self.language(lang), host)
        return cleaner if self._counts is None else self._among(cleaner, host)

    def _among_others(self, cleaner: Cleaner, host: str) -> Cleaner:
        assert self._counts is not None
        return cleaner.among(self._counts.site(host))

    def _with_rules(self, code: str | None, host: str) -> Cleaner:
        sites = self._sites & names_of(host) if host else frozenset()
        if code is None and not sites:
            return self.plain
        cleaner = self._made.get((code, sites))
        if cleaner is None:
            changes = ({"lang": code} if code else {}) | ({"site": host} if sites else {})
            cleaner = self._made[code, sites] = Cleaner(self._options.but(**changes))
        return cleaner

    def language(self, lang: object) -> str | None:
        """The code of a record's language; None where its value is none."""
        return self._language(lang) if isinstance(lang, str) else None

    def _language_of(self, lang: str) -> str | None:
        try:
            return Options(lang=lang).lang
        except OptionsError:
            return None


def host_of(url: object) -> str:
    """The host of an address, in lower case and without `www.`; "" where the value is no address."""
    if not isinstance(url, str):
        return ""
    # The pages of one site have all of this in common; the host ends with it.
    end = url.find("/", url.find("//") + 2)
    head = url if end < 0 else url[:end]
    return _known_host(head) if len(head) <= _LONG else _host(head)


def _host(url: str) -> str:
    try:
        return (urlsplit(url if "//" in url else f"//{url}").hostname or "").removeprefix("www.").rstrip(".")
    except ValueError:
        return ""


_known_host = lru_cache(maxsize=1 << 14)(_host)
_LONG = 300
"""Characters past which an address up to its host is not worth keeping."""
