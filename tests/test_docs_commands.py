"""README and docs/: the commands, options, arguments and settings that they name exist."""

from __future__ import annotations

import argparse
import dataclasses
import importlib.util
import re
import shlex
import subprocess
import sys
from collections.abc import Container, Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from scrapy.cmdline import _get_commands_dict
from scrapy.commands import ScrapyCommand
from scrapy.settings import iter_default_settings
from scrapy.utils.project import get_project_settings

from newsbot.arguments import Arguments
from newsbot.commands.ledger import ACTIONS
from newsbot.exceptions import ArgumentError
from tests.crawling import PROJECT, our_spiders

PAGES = [*sorted(PROJECT.glob("*.md")), *sorted(PROJECT.glob("docs/*.md"))]
BLOCK = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
NAME = re.compile(r"(?<![\w$%{-])(?:[A-Z][A-Z0-9]*_)[A-Z0-9_]+\b(?!-)")
ARGUMENTS = {field.name for field in dataclasses.fields(Arguments)} - {"job"}
# Other things that are written so: attributes of HTML, `search=no` in robots.txt, folders of an
# export, pragmas of SQLite, options of other packages.
NOT_ARGUMENTS = {"detail", "month", "rel", "search", "site", "synchronous"}
# Names of other packages that the code need not name, and of docs/scheduling.md's server `second`.
OTHERS = {"PLAYWRIGHT_ABORT_REQUEST", "SCRAPY_SETTINGS_MODULE", "SENTRY_ENVIRONMENT"}
OTHERS |= {"SECOND_PASSWORD", "SECOND_URL", "SECOND_USERNAME"}
MODULES_WITH_HELP = {"newsbot", "samplesite", "newsbot.schedule"}
SHELL = {"|", "||", "&&", ";", "&", ">", ">>", "<", "2>"}


@cache
def scrapy_commands() -> dict[str, ScrapyCommand]:
    """Return the commands that Scrapy has in this project, by their names."""
    return _get_commands_dict(get_project_settings(), inproject=True)


@cache
def options_of_scrapy(name: str) -> set[str]:
    command = scrapy_commands()[name]
    command.settings = get_project_settings()
    parser = argparse.ArgumentParser(conflict_handler="resolve")
    command.add_options(parser)
    return option_strings(parser.format_help())


@cache
def options_of_module(*module: str) -> set[str]:
    """Return the options of ``python -m MODULE [SUBCOMMAND]``, as its help shows them."""
    command = [sys.executable, "-m", *module, "--help"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT)
    assert done.returncode == 0, f"{' '.join(module)}: {done.stderr}"
    return option_strings(done.stdout)


def option_strings(text: str) -> set[str]:
    return set(re.findall(r"(?<![\w-])--?[a-zA-Z][\w-]*", text))


@cache
def known_names() -> set[str]:
    """Return names in capitals: settings, and constants and variables of the project's code."""
    files = [
        *(file for folder in ("newsbot", "tools", "benchmarks", "deploy", "samplesite")
          for file in PROJECT.glob(f"{folder}/**/*")
          if file.is_file() and file.suffix not in {".gz", ".pyc"}),
        PROJECT / "Makefile",
    ]  # fmt: skip
    code = "\n".join(file.read_text("utf-8", errors="replace") for file in files)
    return {name for name, _ in iter_default_settings()} | set(NAME.findall(code))


def commands(text: str) -> Iterator[list[str]]:
    """Yield the words of each command that a Markdown text shows, in blocks and in prose."""
    for language, block in BLOCK.findall(text):
        lines = block.replace("\\\n", " ").splitlines()
        if language == "sh":
            yield from map(words, lines)
        elif not language:
            yield from (words(line[2:]) for line in lines if line.startswith("$ "))
    for _, code in INLINE.findall(BLOCK.sub("", text)):
        yield words(" ".join(code.split()))


def words(line: str) -> list[str]:
    """Return the words of a shell's line without its comment."""
    try:
        return shlex.split(line, comments=True)
    except ValueError:  # an inline code that is no command
        return line.split()


def faults(line: list[str], declared: Container[str] = ()) -> Iterator[str]:
    """Yield what does not exist of that which a command names.

    Args:
        line: The words of the command.
        declared: Names of spiders that the reader makes.
    """
    if line and line[0] in {"-a", "-s"}:
        yield from faults_of_values(line)
    for at, word in enumerate(line):
        program, rest = Path(word).name, until_operator(line[at + 1 :])
        if program == "scrapy" and rest:
            yield from faults_of_values(rest)
            yield from (each for each in faults_of_scrapy(*rest) if each not in declared)
        elif program == "make" and all("=" in each for each in line[:at]) and rest:
            yield from faults_of_make(*rest)
        elif program == "newsbot-schedule" and rest:
            yield from faults_of_module("newsbot.schedule", *rest)
        elif word == "-m" and at and line[at - 1].endswith("python") and rest:
            yield from faults_of_module(*rest)


def until_operator(line: list[str]) -> list[str]:
    end = next((at for at, word in enumerate(line) if word in SHELL), len(line))
    return line[:end]


def faults_of_values(line: list[str]) -> Iterator[str]:
    """Yield the arguments (``-a``) and settings (``-s``) that do not exist."""
    for option, value in pairwise(line):
        name = value.partition("=")[0]
        if option == "-a" and name not in ARGUMENTS | {"name"}:
            yield f"argument {name}="
        if option == "-s" and name not in {*get_project_settings(), "NAME"}:
            yield f"setting {name}"


def faults_of_scrapy(name: str, *rest: str) -> Iterator[str]:
    if name not in scrapy_commands():
        if re.fullmatch(r"[a-z]+", name):
            yield f"scrapy {name}"
        return
    given = [word.partition("=")[0] for word in rest if re.match(r"--?[a-zA-Z]", word)]
    yield from (f"scrapy {name} {each}" for each in given if each not in options_of_scrapy(name))
    target = rest[0] if rest and re.fullmatch(r"[a-z]+", rest[0]) else None
    if name == "crawl" and target and target not in our_spiders():
        yield f"spider {target}"
    if name == "crawl":
        yield from refused_arguments(rest)
    if name == "ledger" and target:
        if target not in ACTIONS:
            yield f"scrapy ledger {target}"
            return
        takes = {*ACTIONS[target].options, "s", "a", "L"}
        for each in given:
            option = {"-o": "output"}.get(each, each.lstrip("-"))
            if option not in takes:
                yield f"scrapy ledger {target} {each}"


def refused_arguments(line: Sequence[str]) -> Iterator[str]:
    """Yield the message of newsbot if it refuses the arguments of a crawl."""
    given = [value.partition("=") for option, value in pairwise(line) if option == "-a"]
    arguments = {name: value for name, _, value in given if name in ARGUMENTS}
    placeholders = r"[A-Z]+|.*[…<>$*].*" + "|"  # `urls=URL`, `-a limit=` without a value
    try:
        Arguments.parse({k: v for k, v in arguments.items() if not re.fullmatch(placeholders, v)})
    except ArgumentError as error:
        yield str(error)


def faults_of_make(*rest: str) -> Iterator[str]:
    makefile = (PROJECT / "Makefile").read_text("utf-8")
    for word in rest:
        name, is_variable, _ = word.partition("=")
        pattern = rf"\$\({name}\)" if is_variable else rf"^{re.escape(name)}:"
        if not re.search(pattern, makefile, re.MULTILINE):
            yield f"make {word}"


def faults_of_module(module: str, *rest: str) -> Iterator[str]:
    if not re.fullmatch(r"[\w.]+", module):  # `benchmarks.<name>`
        return
    if importlib.util.find_spec(module) is None:
        yield f"module {module}"
    if module in MODULES_WITH_HELP:
        path = [module, *[word for word in rest[:1] if re.fullmatch(r"[a-z]+", word)]]
        for word in rest:
            option = word.partition("=")[0]
            if re.match(r"--?[a-zA-Z]", option) and option not in options_of_module(*path):
                yield f"python -m {' '.join(path)} {option}"


def unknown_arguments(text: str) -> set[str]:
    """Return the names of a text's `name=` and `name=value` that are no arguments."""
    codes = (code for _, code in INLINE.findall(BLOCK.sub("", text)))
    names = {match[1] for code in codes if (match := re.fullmatch(r"([a-z_]+)=\S*", code))}
    return names - ARGUMENTS - NOT_ARGUMENTS


def unknown_names(text: str) -> set[str]:
    """Return the names in capitals that nothing has; not those that a text says are gone."""
    return set(NAME.findall(re.sub(r"\(was\s[^)]*\)", "", text))) - known_names() - OTHERS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_what_a_page_names_exists(page: Path) -> None:
    text = page.read_text("utf-8")
    declared = {f"spider {name}" for name in re.findall(r"scrapy genspider (\w+)", text)}
    found = [(fault, line) for line in commands(text) for fault in faults(line, declared)]
    assert (found, unknown_arguments(text), unknown_names(text)) == ([], set(), set())


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("`scrapy crawll x`", "scrapy crawll"),
        ("```sh\nscrapy crawl hindi -a link=x  # no\n```", "argument link="),
        ("`scrapy crawl\nindiadaily -s NEWSBOT_DATA=x`", "setting NEWSBOT_DATA"),
        ("```\n$ scrapy crawl khabar\n```", "spider khabar"),
        (
            "`scrapy crawl indiadaily -a limit=none`",
            "argument limit='none': must be a whole number, at least 1",
        ),
        ("`scrapy ledger list`", "scrapy ledger list"),
        ("`scrapy ledger stats --json`", "scrapy ledger stats --json"),
        ("`scrapy rejects --all`", "scrapy rejects --all"),
        ("`make nothing`", "make nothing"),
        ("`NEWSBOT_CONTACT=x make crawl SITE=x`", "make SITE=x"),
        ("1. An item:\n\n   ```sh\n   make none\n   ```", "make none"),
        ("`python -m newsbot extract --text`", "python -m newsbot extract --text"),
        ("`newsbot-schedule status --all`", "python -m newsbot.schedule status --all"),
        ("`python -m benchmarks.nothing`", "module benchmarks.nothing"),
    ],
)
def test_faults_are_found(text: str, fault: str) -> None:
    assert fault in [each for line in commands(text) for each in faults(line)]


def test_unknown_names_are_found() -> None:
    text = "`links=` `limit=5` `rel=x` NEWSBOT_DATA_DIR `NEWSBOT_NOTHING` (was `NEWSBOT_OLD`)"
    assert unknown_arguments(text) == {"links"}
    assert unknown_names(text) == {"NEWSBOT_NOTHING"}
