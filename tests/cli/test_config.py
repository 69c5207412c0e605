"""Settings files: found, read, checked, outdone by the command line."""

from __future__ import annotations

import pytest

from cleantext.cli.config import Config, merge_options

TEXT = (
    "Share\n\nThe “harbour” opened again on Monday after the long and stormy winter, and people came to it.\n"
)


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "deep" / "er" / "a.txt"
    path.parent.mkdir(parents=True)
    path.write_text(TEXT, "utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "head"),
    [("cleantext.toml", ""), ("pyproject.toml", '[project]\nname = "x"\n[tool.cleantext]\n')],
)
def test_settings_are_found_upward(clean, text, tmp_path, monkeypatch, name, head):
    (tmp_path / name).write_text(f'{head}quotes = "keep"\n', "utf-8")
    monkeypatch.chdir(text.parent)
    assert "“harbour”" in clean(text).stdout
    assert '"harbour"' in clean(text, "--quotes", "straight").stdout
    assert '"harbour"' in clean(text, "--no-config").stdout


def test_the_nearest_file_holds_and_a_pyproject_without_a_table_is_passed_over(
    clean, text, tmp_path, monkeypatch
):
    (tmp_path / "cleantext.toml").write_text('quotes = "keep"', "utf-8")
    (tmp_path / "deep" / "pyproject.toml").write_text('[project]\nname = "x"', "utf-8")
    monkeypatch.chdir(text.parent)
    assert "“harbour”" in clean(text).stdout
    (tmp_path / "deep" / "cleantext.toml").write_text('quotes = "straight"', "utf-8")
    assert '"harbour"' in clean(text).stdout


def test_a_named_file_holds(clean, text, tmp_path):
    (tmp_path / "cleantext.toml").write_text('quotes = "straight"', "utf-8")
    (tmp_path / "other.toml").write_text('quotes = "keep"\nmax-loss = 0.5', "utf-8")
    assert "“harbour”" in clean(text, "--config", "other.toml").stdout
    result = clean(text, "--config", "other.toml", "--no-config")
    assert result.exit_code == 2
    result = clean(text, "--config", "missing.toml")
    assert (result.exit_code, "missing.toml" in result.stderr) == (2, True)


def test_rule_files_are_named_from_where_the_settings_stand(clean, text, tmp_path, rules, monkeypatch):
    (tmp_path / "own.toml").write_bytes(rules.read_bytes())
    (tmp_path / "cleantext.toml").write_text('rules = ["own.toml"]', "utf-8")
    monkeypatch.chdir(text.parent)
    assert not clean(text, with_rules=False).stdout.startswith("Share")


def test_the_command_line_takes_back_what_settings_switch_off(clean, text, tmp_path):
    (tmp_path / "cleantext.toml").write_text('disable = ["share", "comments"]', "utf-8")
    assert clean(text).stdout.startswith("Share")
    assert not clean(text, "--enable", "share").stdout.startswith("Share")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('qoutes = "keep"', "key 'qoutes': is not a setting; there are profile"),
        ('quotes = "bent"', "key 'quotes': quotes='bent' is not allowed"),
        ("max_loss = 7", "key 'max_loss'"),
        ("repair = 1", "key 'repair'"),
        ('rules = "own.toml"', "key 'rules'"),
        ("quiet = 3", "key 'quiet': is 3; it takes true or false"),
        ('encoding = "klingon"', "key 'encoding'"),
        ("lang = 5", "key 'lang'"),
        ('disable = ["no-such-thing"]', "no-such-thing"),
        ("force = true", "key 'force': is not a setting"),
        ("quotes = ", "is no TOML"),
    ],
)
def test_mistakes_name_file_and_key(clean, text, tmp_path, content, says):
    path = tmp_path / "cleantext.toml"
    path.write_text(content, "utf-8")
    result = clean(text)
    assert result.exit_code == 2
    assert str(path) in result.stderr
    assert says in result.stderr
    assert clean(text, "--no-config").exit_code == 0


def test_lists_add_up():
    config = Config(options={"rules": ("a",), "enable": ("caption", "byline"), "profile": "light"})
    options = merge_options(config, {"rules": ("b",), "disable": ("caption",)})
    assert options.rules == ("a", "b")
    assert options.enable == ("byline",)
    assert options.disable == ("caption",)
    assert options.profile == "light"
