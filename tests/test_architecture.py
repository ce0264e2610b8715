"""newsbot's modules: which imports which, without a circle. docs/architecture.md describes them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from scrapy.utils.misc import load_object

from newsbot import addon
from newsbot.reporting import stat_names
from newsbot.settings import ITEM_PIPELINES
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
def nodes_of(module: str) -> list[ast.AST]:
    """All nodes of a module's code."""
    return list(ast.walk(ast.parse(MODULES[module].read_text("utf-8"))))


@cache
def imports_of(module: str) -> set[str]:
    """The modules of newsbot that a module imports, wherever in it, for types too."""
    found = set()
    for node in nodes_of(module):
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


PATHS = [
    path.relative_to(PROJECT).as_posix()
    for top in ("", *"newsbot samplesite tests tools docs benchmarks deploy".split())
    for path in (PROJECT / top).glob("**/*" if top else "*")
]
FILE_NAME = re.compile(r"(?<![\w<>*%./-])[\w./-]*\w\.(?:py|toml)\b")
MODULE_NAME = re.compile(r"\bnewsbot(?:\.\w+)+")
# "see" and a name of the code: with a dot, an underscore, or capitals within it.
SEE = re.compile(r"\b[Ss]ee ((?:\w+\.)*\w*(?:\.|_|[a-z][A-Z])\w+)")
EXAMPLES = {"newsbot/spiders/samachar.py"}  # files that a user makes
DOCS = [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *sorted(PROJECT.glob("docs/*.md"))]


def prose_of(module: str) -> Iterator[str]:
    """The comments and docstrings of a module, each on one line."""
    yield from re.findall(r"#.*", MODULES[module].read_text("utf-8"))
    for node in nodes_of(module):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield " ".join((ast.get_docstring(node) or "").split())


@cache
def words_of(module: str) -> frozenset[str]:
    """The words of a module's code and prose."""
    return frozenset(re.findall(r"\w+", MODULES[module].read_text("utf-8")))


def missing_files(text: str) -> set[str]:
    """The files that a text names and the project does not have; folders may be left out."""
    named = set(FILE_NAME.findall(text))
    return {name for name in named if not any(f"/{path}".endswith(f"/{name}") for path in PATHS)}


def missing_names(text: str) -> set[str]:
    """The dotted names of newsbot's modules, and of what is in them, that the code does not have."""
    missing = set()
    for name in MODULE_NAME.findall(text):
        owner = name
        while owner not in MODULES:
            owner = owner.rpartition(".")[0]
        inside = name.removeprefix(owner).split(".")[1:]
        if not words_of(owner).issuperset(inside):
            missing.add(name)
    return missing


def test_what_docstrings_and_comments_refer_to_is_there() -> None:
    known = {name.rpartition(".")[2] for name in (*MODULES, *PATHS)}
    known |= {
        getattr(node, attribute, None)
        for module in MODULES
        for node in nodes_of(module)
        for attribute in ("name", "id", "arg", "attr")
    }
    missing = set()
    for module in MODULES:
        for text in prose_of(module):
            seen = {name for name in SEE.findall(text) if not name.startswith("newsbot.")}
            names = {name for name in seen if not known.issuperset(name.split("."))}
            missing |= {
                (module, name) for name in names | missing_files(text) | missing_names(text)
            }
    assert missing == set()


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_files_that_docs_name_are_there(page: Path) -> None:
    code = re.findall(r"`([^`\n]+)`", page.read_text("utf-8"))
    assert set().union(*map(missing_files, code)) <= EXAMPLES


def file_of(name: str) -> Path:
    """A file that docs name from the project's root or from newsbot/."""
    return PROJECT / name if (PROJECT / name).exists() else NEWSBOT / name


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_names_that_docs_place_in_a_file_are_there(page: Path) -> None:
    text = " ".join(page.read_text("utf-8").split())
    placed = re.findall(r"`(\w+)` in `([\w/]+\.py)`", text)
    assert [
        (name, file) for name, file in placed if name not in file_of(file).read_text("utf-8")
    ] == []


ARCHITECTURE = (PROJECT / "docs" / "architecture.md").read_text("utf-8")


def steps_of(walk: str) -> list[str]:
    """The numbered steps of a section of docs/architecture.md."""
    section = ARCHITECTURE.partition(f"\n## {walk}\n")[2].partition("\n## ")[0]
    return re.split(r"\n\d+\. ", section)[1:]


def test_the_way_of_an_article_names_the_pipelines_in_their_order() -> None:
    files = [path.split(".")[2] for path in sorted(ITEM_PIPELINES, key=ITEM_PIPELINES.__getitem__)]
    assert " → ".join(files) in ARCHITECTURE
    assert re.findall(r"`pipelines/(\w+)\.py`", " ".join(steps_of("One article"))) == files


@pytest.mark.parametrize(
    ("method", "at", "is_backwards"),
    [("process_request", "On its way out", False), ("process_response", "On its way back", True)],
)
def test_the_way_of_a_request_names_the_middlewares_in_their_order(
    method: str, at: str, is_backwards: bool
) -> None:
    ours = {**addon.DOWNLOADER_MIDDLEWARES, **addon.PROXY}
    paths = [path for path in ours if path.startswith("newsbot.") and ours[path] is not None]
    paths.sort(key=ours.__getitem__, reverse=is_backwards)
    files = [path.split(".")[2] for path in paths if hasattr(load_object(path), method)]
    (step,) = (step for step in steps_of("One request") if step.startswith(at))
    named = [
        name for name in re.findall(r"`(\w+)`", step) if f"newsbot.middlewares.{name}" in MODULES
    ]
    assert named == list(dict.fromkeys(files))
