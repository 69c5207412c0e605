"""Whether one rule acts wherever and whenever another does."""

from __future__ import annotations

from cleantext.rules.model import Rule
from cleantext.rules.ruleset import RuleSet, site_fits

__all__ = ["covers"]

_CONFIDENCE = {"high": 2, "medium": 1, "low": 0}


def covers(a: Rule, b: Rule, rules: RuleSet) -> bool:
    """Whether rule `a` acts on every line that its phrases fit, wherever and whenever `b` does.

    True only where the rules' own limits prove it: place, languages, sites, signs, confidence and profiles.
    """
    if a.status == "preview" or a.near:
        return False
    if a.languages and "en" not in a.languages and not (b.languages and set(b.languages) <= set(a.languages)):
        return False
    if a.sites and not (b.sites and all(site_fits(a.sites, s.lstrip(".")) for s in b.sites)):
        return False
    if a.where not in ("anywhere", b.where) and not (a.where == "edges" and b.where in ("head", "tail")):
        return False
    if not (set(a.when) <= set(b.when) and set(a.unless) <= set(b.unless)):
        return False
    if a.action == "keep":
        return True
    if a.matcher == "from" and (a.to != "end" or b.to != "end"):
        return False
    if _CONFIDENCE[a.confidence] < _CONFIDENCE[b.confidence]:
        return False
    if b.action == "keep":
        return False
    return set(rules.categories[a.category].profiles) >= set(rules.categories[b.category].profiles)
