"""The command as a process of its own: start-up, pipes, signals, help, completion."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cleantext import __version__, native
from tests.cli.texts import ARTICLE, CLEAN

ROOT = Path(__file__).parents[2]


def start(*args, cwd, **kwargs):
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii", **kwargs.pop("env", {})}
    return subprocess.Popen(
        [sys.executable, "-m", "cleantext", *map(str, args)],
        cwd=cwd, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **kwargs,
    )  # fmt: skip


def finish(process, stdin=b""):
    out, err = process.communicate(stdin, timeout=60)
    return process.returncode, out, err.decode("utf-8", "replace")


@pytest.mark.parametrize("wish", ["", "off"])
def test_version_names_the_engine_and_loads_nothing_heavy(wish):
    code = (
        "import sys\nfrom cleantext.cli import main\nsys.argv = ['clean', '--version']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = ('rich', 'ftfy', 'trafilatura', 'regex', 'charset_normalizer', 'cleantext.rules')\n"
        "print([m for m in heavy if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "CLEANTEXT_NATIVE": wish or os.environ.get("CLEANTEXT_NATIVE", ""),
        },
    )
    engine = "native core" if native.core and wish != "off" else "pure Python"
    assert run.stdout.splitlines() == [f"clean {__version__} ({engine})", "[]"]


def test_utf8_whatever_the_terminal_speaks(tmp_path, rules):
    code, out, err = finish(start("-", "--rules", rules, "--quotes", "keep", cwd=tmp_path), ARTICLE.encode())
    assert (code, err) == (0, "")
    assert "“two hundred people”" in out.decode("utf-8")


def test_names_and_views_on_a_stream_that_cannot_show_them(tmp_path, rules):
    (tmp_path / "ü.txt").write_text(ARTICLE, "utf-8")
    for view in ("--diff", "--explain", "--dry-run"):
        code, _, err = finish(start("ü.txt", view, "--rules", rules, cwd=tmp_path))
        assert (code, "Traceback" in err) == (0, False), err


@pytest.mark.skipif(os.name != "posix", reason="signals and pipes as POSIX has them")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("view", [[], ["--diff"]])
def test_a_reader_that_goes_away(tmp_path, rules, view, unbuffered):
    (tmp_path / "a.txt").write_text(("Share\n\n" if view else "") + CLEAN.replace('"', "”") * 5_000, "utf-8")
    process = start("a.txt", *view, "--rules", rules, cwd=tmp_path, env={"PYTHONUNBUFFERED": unbuffered})
    process.stdout.read(10)
    process.stdout.close()
    err = process.stderr.read().decode()
    process.stderr.close()
    process.stdin.close()
    assert (process.wait(60), err) == (141, "")


@pytest.mark.skipif(os.name != "posix", reason="signals and pipes as POSIX has them")
def test_ctrl_c_says_so_and_leaves_nothing_half_done(tmp_path, rules):
    (tmp_path / "a.txt").write_text(ARTICLE, "utf-8")
    os.mkfifo(tmp_path / "pipe")
    words = ["a.txt", "pipe", "-o", "out", "--removed", "r.jsonl", "--rules", rules]
    process = start(*words, cwd=tmp_path, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    with (tmp_path / "pipe").open("wb"):  # opens once the command reads there, the first file behind it
        process.send_signal(signal.SIGINT)
        code, out, err = finish(process)
    assert (code, out) == (130, b"")
    assert err.endswith("stopped\n")
    assert "1 file cleaned" in err
    assert "Traceback" not in err
    assert (tmp_path / "out" / "a.txt").read_text("utf-8") == CLEAN
    assert len((tmp_path / "r.jsonl").read_text("utf-8").splitlines()) == 2
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["a.txt", "a.txt", "out", "pipe", "r.jsonl"]


def test_help_is_grouped_and_names_the_verbs(clean):
    out = clean("--help", with_rules=False).stdout
    for heading in (
        "Where it goes:",
        "What is shown:",
        "What is removed:",
        "Repair and typography:",
        "Settings:",
    ):
        assert f"\n{heading}\n" in out
    for verb in ("rules", "restore", "completion"):
        assert f"\n  {verb} " in out
        assert "Usage: clean " + verb in clean(verb, "--help", with_rules=False).stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(clean, shell):
    result = clean("completion", shell, with_rules=False)
    assert result.exit_code == 0
    assert "_CLEAN_COMPLETE" in result.stdout


@pytest.mark.parametrize(
    ("words", "at", "expected"),
    [
        ("clean --pro", 1, "--profile"),
        ("clean --profile li", 2, "light"),
        ("clean ru", 1, "rules"),
        ("clean rules li", 2, "lint"),
        ("clean --disable sha", 2, "share"),
    ],
)
def test_what_completion_offers(tmp_path, words, at, expected):
    env = {"_CLEAN_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(at)}
    _, out, err = finish(start(cwd=tmp_path, env=env))
    assert f"plain,{expected}" in out.decode().split(), err


REGEX_RULES = r"""
schema = 1
extends = []

[pack]
id = "own.regex"
about = "What only the package regex reads."
category = "nav"

[[rule]]
id = "desk"
about = "Numbers of desks."
regex = ['desk \p{Lu}\d{1,3}']
needs = ["desk"]
drop = ["Desk Q12"]
keep = ["Desk 112"]
"""


@pytest.mark.parametrize("engine", ["off", "on"])
def test_a_rule_with_a_pattern_that_only_regex_reads(engine, tmp_path):
    if engine == "on" and native.core is None:
        pytest.skip("the native core is not built here")
    (tmp_path / "own.toml").write_text(REGEX_RULES, "utf-8")
    text = ARTICLE.replace("Share\n", "Desk É12\n")
    want = CLEAN + "\nLeave a Reply\n"
    env = {"CLEANTEXT_NATIVE": engine}

    proved = finish(start("rules", "test", "own.toml", cwd=tmp_path, env=env))
    assert proved[0] == 0, proved
    cleaned = finish(start("-", "--rules", "own.toml", cwd=tmp_path, env=env), text.encode())
    assert cleaned == (0, want.encode(), "")
    call = "import sys, cleantext; print(cleantext.clean(sys.stdin.read(), rules=['own.toml']), end='')"
    code = [sys.executable, "-X", "utf8", "-c", call]
    called = subprocess.run(
        code,
        input=text.encode(),
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
    )
    assert (called.returncode, called.stdout) == (0, want.encode()), called.stderr


@pytest.mark.skipif(os.name != "posix", reason="a shell as POSIX has it")
@pytest.mark.parametrize(
    ("words", "streams", "code"),
    [
        ("a.txt", ">&-", 1),
        ("a.txt --diff", ">&-", 1),
        ("a.jsonl", ">&-", 1),
        ("a.jsonl", ">&- <&-", 1),
        ("--help", ">&-", 1),
        ("a.jsonl -o b.jsonl --workers 2", ">&-", 0),
        ("a.jsonl -o b.jsonl --workers 2", "2>&-", 0),
        ("a.jsonl -o b.jsonl --workers 2", "<&- >&- 2>&-", 0),
        ("missing.txt", "2>&-", 1),
        ("missing.txt", ">&-", 1),
        ("missing.jsonl", ">&- 2>&-", 2),
    ],
)
def test_closed_streams_are_said_and_files_never_get_their_numbers(tmp_path, rules, words, streams, code):
    (tmp_path / "a.txt").write_text(ARTICLE, "utf-8")
    (tmp_path / "a.jsonl").write_text('{"text": "so  it is"}\n', "utf-8")
    command = f"exec {sys.executable} -m cleantext {words} --rules {rules} {streams}"
    run = subprocess.run(
        ["sh", "-c", command],
        cwd=tmp_path, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert run.returncode == code
    assert not run.stdout
    assert "Traceback" not in run.stderr
    if streams == ">&-" and code == 1 and words != "missing.txt":
        assert run.stderr.endswith("Error: standard output is closed\n")
    if "-o" in words:
        assert (tmp_path / "b.jsonl").read_text() == '{"text": "so it is"}\n'
