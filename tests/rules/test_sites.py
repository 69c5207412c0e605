"""Site packs: how many there are, that they act on their site alone, and that they cost nothing elsewhere."""

from __future__ import annotations

import pytest

import cleantext
from cleantext.cleaner import cleaner_for
from cleantext.options import Options
from cleantext.rules.load import load_rules
from cleantext.rules.ruleset import RuleSet
from cleantext.rules.strip import Stripper

BEFORE = (
    "The keeper of the Graystone light will miss the stairs most of all, he said on Friday at the pier.\n"
)
AFTER = "His successor is a lamp on a pole that the harbour board put up in May and that asks for no pay.\n"


@pytest.fixture(scope="module")
def rules():
    return load_rules()


@pytest.fixture(scope="module")
def site_rules(rules):
    return [r for r in rules.rules if r.pack.id.startswith("sites.") and r.matcher != "select"]


@pytest.fixture(scope="module")
def without(rules):
    """The built-in rules that are for no single site."""
    return RuleSet([r for r in rules.rules if not r.sites], rules.categories, rules.vocabulary)


def test_there_are_sites_in_many_languages(site_rules):
    sites = {site for rule in site_rules for site in rule.sites}
    languages = {language for rule in site_rules for language in rule.languages}
    assert len(sites) >= 60
    assert len(languages) >= 10


def test_every_rule_of_a_site_pack_names_its_sites_and_language(site_rules):
    assert [r.name for r in site_rules if not r.sites or len(r.languages) != 1] == []


@pytest.mark.parametrize("site", [None, "example.org", "nytimes.com.example.org", "notspiegel.de"])
def test_elsewhere_all_comes_out_as_without_site_packs(site, rules, site_rules, without):
    everything = Stripper(rules, Options(site=site, profile="strict"))
    general = Stripper(without, Options(site=site, profile="strict"))
    for rule in site_rules:
        for example in rule.drop:
            text = f"{BEFORE}\n{example}\n\n{AFTER}"
            assert everything.strip(text) == general.strip(text), (rule.name, example)


def test_on_one_site_no_rule_of_another_acts(rules, site_rules):
    strippers = {
        site: Stripper(rules, Options(site=site, profile="strict")) for site in ("spiegel.de", "udn.com")
    }
    for rule in site_rules:
        for site, stripper in strippers.items():
            if site not in rule.sites:
                assert not stripper.active[rules.numbers[rule.name]], (rule.name, site)


@pytest.mark.parametrize(
    "site",
    ["politico.com", "www.politico.com", "https://www.politico.com/story/2019/05/a", "edition.politico.com"],
)
def test_a_host_an_address_or_a_subdomain_names_the_site(site):
    text = f"{BEFORE}\nStory Continued Below\n\n{AFTER}"
    assert cleantext.clean(text) == text
    assert cleantext.clean(text, site=site) == f"{BEFORE}\n{AFTER}"
    assert [r.rule for r in cleantext.explain(text, site=site).removed] == ["sites.en-us/politico"]


def test_phrases_of_sites_lie_apart(rules, site_rules):
    numbers = {rules.numbers[r.name] for r in site_rules}
    assert not any(hit.rule in numbers for hits in rules.index.exact.values() for hit in hits)
    assert all(hit.rule in numbers for hits in rules.site_index.exact.values() for hit in hits)


def test_sites_without_rules_share_a_cleaner():
    assert (
        cleaner_for({"site": "https://a.example/1"}) is cleaner_for({"site": "b.example"}) is cleaner_for({})
    )
    assert cleaner_for({"site": "politico.com"}) is not cleaner_for({})


def test_a_user_s_rule_makes_its_site_known(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(
        'schema = 1\n[pack]\nid = "mine"\nabout = "Mine."\nversion = "1"\nsites = ["a.example"]\ncategory = "ad"\n'
        '[[rule]]\nid = "tide"\nabout = "The tide."\nlines = ["the tide today"]\n'
        'drop = ["The tide today"]\nkeep = ["The tide today was low."]\n',
        "utf-8",
    )
    text = f"{BEFORE}\nThe tide today\n\n{AFTER}"
    rules = (str(path),)
    assert cleantext.clean(text, rules=rules, site="https://a.example/1") == f"{BEFORE}\n{AFTER}"
    assert cleantext.clean(text, rules=rules, site="https://b.example/1") == text
