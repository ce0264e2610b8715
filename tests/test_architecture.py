"""newsbot's modules: which imports which, without a circle. docs/architecture.md describes them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from newsbot.reporting import stat_names
from tests.crawling import PROJECT

NEWSBOT = PROJECT / "newsbot"
FOLDERS = sorted(each.parent for each in NEWSBOT.glob("*/**/__init__.py"))
# What the inner rooms may import of newsbot, besides themselves.
INNER = {
    "hindi": {"newsbot.characters"},
    "dates": {"newsbot.hindi"},
    "page": {
        "newsbot.dates",
        "newsbot.exceptions",
        "newsbot.hindi",
        "newsbot.items",
        "newsbot.urls",
    },
}
MAX_ROOT_FILES = 13
# What all may import: no folder needs to name them.
FOR_ALL = {"items", "reporting", "urls"}


def name_of(file: Path) -> str:
    """The module's name."""
    parts = file.relative_to(PROJECT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(file): file for file in sorted(NEWSBOT.rglob("*.py"))}


@cache
def imports_of(module: str) -> set[str]:
    """The modules of newsbot that a module imports, wherever in it, for types too."""
    found = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{each.name}" for each in node.names}
            found |= {each if each in MODULES else node.module for each in names}
    return {each for each in found if each in MODULES and each != module}


def folder_of(module: str) -> str:
    """The folder of a module; a module in the root is its own."""
    return ".".join(module.split(".")[:2])


def inner_folder_of(module: str) -> str:
    """The innermost folder of a module; a module that is beside folders is its own."""
    folder = module if MODULES[module].name == "__init__.py" else module.rpartition(".")[0]
    return folder if folder.count(".") > 1 else module


def is_inside(module: str, folder: str) -> bool:
    return f"{module}.".startswith(f"{folder}.")


def named_in(folder: str, module: str) -> str:
    """How a folder's first lines name a module outside it: what holds both is left out."""
    beside = folder.rpartition(".")[0]
    return module.removeprefix(f"{beside if is_inside(module, beside) else 'newsbot'}.").split(".")[
        0
    ]


def arrows(modules: set[str] | None = None) -> Iterator[tuple[str, str]]:
    for module in modules or set(MODULES):
        for other in imports_of(module):
            yield module, other


def assert_no_circle(graph: dict[str, set[str]]) -> None:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_no_module_is_in_an_import_circle() -> None:
    # The package itself loads what it names for users only when they use it.
    assert_no_circle({module: imports_of(module) for module in MODULES if module != "newsbot"})


def test_no_folder_is_in_an_import_circle() -> None:
    graph: dict[str, set[str]] = {}
    for module, other in arrows():
        if folder_of(module) != folder_of(other) and module != "newsbot":
            graph.setdefault(folder_of(module), set()).add(folder_of(other))
    assert_no_circle(graph)


def test_no_folder_in_a_folder_is_in_an_import_circle() -> None:
    graph: dict[str, set[str]] = {}
    for module, other in arrows():
        if inner_folder_of(module) != inner_folder_of(other) and module != "newsbot":
            graph.setdefault(inner_folder_of(module), set()).add(inner_folder_of(other))
    assert_no_circle(graph)


@pytest.mark.parametrize("folder", INNER)
def test_inner_rooms_import_nothing_from_above(folder: str) -> None:
    inside = {module for module in MODULES if folder_of(module) == f"newsbot.{folder}"}
    assert inside
    others = {folder_of(other) for _, other in arrows(inside)} - {f"newsbot.{folder}", "newsbot"}
    assert others <= INNER[folder]


def test_the_root_holds_few_files() -> None:
    assert len(list(NEWSBOT.glob("*.py"))) <= MAX_ROOT_FILES


def sentence(said: str, word: str) -> str:
    """The sentence of a folder's first lines that begins with a word; "" for none."""
    found = re.search(rf"^{word} .*?\.$|(?<=\. ){word} .*?\.(?= |$)", said)
    return found[0] if found else ""


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(NEWSBOT)))
def test_a_folder_says_what_lives_there(folder: Path) -> None:
    said = ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8")))
    assert said
    said = " ".join(said.split())
    this = name_of(folder / "__init__.py")
    pairs = [pair for pair in arrows() if is_inside(pair[0], this) != is_inside(pair[1], this)]
    importers = {named_in(this, one) for one, other in pairs if is_inside(other, this)}
    imported = {named_in(this, other) for one, other in pairs if is_inside(one, this)}
    by = sentence(said, "Imported")
    assert by
    assert " by all." in by or not importers - {"newsbot"} - set(re.findall(r"\w+", by))
    assert set(re.findall(r"(\w+)/", by)) - {"newsbot"} <= importers
    allowed, imports = sentence(said, "May import"), sentence(said, "Imports")
    assert allowed or imports
    if allowed:
        assert not set(re.findall(r"(\w+)/", allowed)) & imported
    else:
        folders = {each.name for each in FOLDERS if each.parent in {NEWSBOT, folder.parent}}
        assert set(re.findall(r"(\w+)/", imports)) - FOR_ALL == (imported & folders) - FOR_ALL


def test_pipelines_touch_the_item_and_not_the_frontier() -> None:
    for module in (each for each in MODULES if folder_of(each) == "newsbot.pipelines"):
        assert ".frontier" not in MODULES[module].read_text("utf-8"), module


def test_names_of_stats_are_spelt_in_one_module() -> None:
    spelt = {name for name, file in MODULES.items() if '"newsbot/{' in file.read_text("utf-8")}
    spelt |= {name for name, file in MODULES.items() if '_value("' in file.read_text("utf-8")}
    # The user agent; a stat of Scrapy's; those of Scrapy's middleware whose place ours takes.
    assert spelt == {"newsbot.settings", "newsbot.feeds.exporter", "newsbot.middlewares.robots"}
    names = [value for key, value in vars(stat_names).items() if key.isupper() and key != "PREFIX"]
    assert len(names) == len(set(names))
    assert all(name.startswith(stat_names.PREFIX) for name in names)
