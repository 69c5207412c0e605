"""The public face: what is exported, what it promises, what stays light."""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading

import pytest

import cleantext
from cleantext import Cleaner, Options, OptionsError

PUBLIC = {
    "BatchError", "Cleaner", "CleantextError", "DecodeError", "Edit", "EditsError", "Flag", "InputError", "MissingExtraError",
    "OffsetMap", "Options", "OptionsError", "PageError", "Removed", "Result", "RuleError", "RuleExampleError", "StoppedError",
    "__version__", "clean", "clean_html", "clean_records", "clean_table", "explain", "explain_html", "repair",
}  # fmt: skip
ARTICLE = (
    "Share\n\nThe mayor opened the new library on Saturday, and two hundred people came to see it.\n\nAdvertisement\n\n"
    "It cost the town four million, said the mayor, and it was worth every penny of the money.\n"
)


def test_the_exported_names_are_these_and_sorted():
    assert set(cleantext.__all__) == PUBLIC
    assert cleantext.__all__ == sorted(cleantext.__all__)
    for name in PUBLIC:
        assert hasattr(cleantext, name)


def test_import_loads_nothing_heavy():
    heavy = [
        "trafilatura",
        "lxml",
        "rich",
        "click",
        "ftfy",
        "regex",
        "pyarrow",
        "orjson",
        "zstandard",
        "cleantext.batch",
        "charset_normalizer",
        "lxml",
        "cleantext.rules",
    ]
    code = f"import cleantext, sys; print([m for m in {heavy!r} if m in sys.modules])"
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.strip()
        == "[]"
    )


def test_clean_and_explain_agree_and_restore():
    result = cleantext.explain(ARTICLE)
    assert result.text == cleantext.clean(ARTICLE)
    assert result.restore() == ARTICLE
    assert [r.text for r in result.removed] == ["Share", "Advertisement"]
    assert result.counts()["ad"] == 1
    assert "Share" not in result.text
    assert "worth every penny" in result.text


def test_offsets_lead_from_the_clean_text_to_the_source_and_back():
    result = cleantext.explain(ARTICLE)
    at = result.text.index("library")
    assert ARTICLE[result.offsets.to_source(at) :].startswith("library")
    assert result.offsets.to_clean(ARTICLE.index("library")) == at


def test_a_cleaner_pickles_small_and_does_the_same():
    cleaner = Cleaner(profile="light", quotes="keep")
    data = pickle.dumps(cleaner)
    assert len(data) < 1000
    again = pickle.loads(data)
    assert again.options == cleaner.options
    assert again(ARTICLE) == cleaner(ARTICLE)


def test_a_cleaner_can_be_shared_between_threads():
    cleaner, results = Cleaner(), []
    threads = [
        threading.Thread(target=lambda: results.extend(cleaner(ARTICLE) for _ in range(50))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 200
    assert set(results) == {cleaner(ARTICLE)}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"profile": "hard"}, "'light', 'standard', 'strict'"),
        ({"quotes": "smart"}, "'straight', 'curly', 'keep'"),
        ({"colour": 1}, "no option is called 'colour'"),
        ({"lang": "german language"}, "language code"),
        ({"site": " "}, "host name or a url"),
        ({"max_loss": 3}, "from 0 to 1"),
        ({"strip": "yes"}, "True or False"),
        ({"enable": "share"}, "list of strings"),
        ({"disable": ("shaer",)}, "is no category and fits no rule"),
    ],
)
def test_wrong_options_say_what_is_allowed(options, said):
    with pytest.raises(OptionsError, match=said.replace("(", "\\(")):
        cleantext.clean("x", **options)


def test_options_take_languages_and_sites_as_people_write_them():
    assert Options(lang="pt-BR").lang == "pt"
    assert Options(lang="de_AT").lang == "de"
    assert Options(site="https://www.Example.com:8080/a?b").site == "example.com"
    assert Options(site="blog.example.com").site == "blog.example.com"


def test_switching_a_category_or_rule_off_keeps_its_lines():
    assert "Advertisement" in cleantext.clean(ARTICLE, disable=("ad",))
    assert "Advertisement" in cleantext.clean(ARTICLE, lang="en", disable=("en.ad/*",))
    assert "Advertisement" not in cleantext.clean(ARTICLE, disable=("share",))


def test_stages_can_be_left_out():
    text = "Share\n\nIt’s a   matter of controls¬† a large portion of the town’s “old” harbour, she said on Monday.\n"
    assert cleantext.clean(text, strip=False, repair=False, quotes="keep", spaces="keep", form="keep") == text
    assert cleantext.clean(text, strip=False).startswith("Share")
