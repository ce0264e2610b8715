"""docs/private-names.md lists all names that newsbot uses and nobody promised."""

from __future__ import annotations

import ast
import inspect
import re
from importlib import import_module
from pathlib import Path

import pytest

from tests.crawling import PROJECT

LIST = (PROJECT / "docs/private-names.md").read_text("utf-8")
ROWS = re.findall(r"^\| `(\S+)` \| `(\S+)` \| .+ \| `(\S+)` \|$", LIST, re.MULTILINE)
# lxml's types; a named tuple's method, which is documented.
NOT_PRIVATE = {"_Element", "_LogEntry", "_replace"}


def test_there_are_rows() -> None:
    assert len(ROWS) == LIST.count("\n| `")


@pytest.mark.parametrize(("name", "where", "test"), ROWS, ids=[row[0] for row in ROWS])
def test_a_name_is_there_and_has_a_test(name: str, where: str, test: str) -> None:
    module = name
    path: list[str] = []
    while True:
        try:
            owner = import_module(module)
            break
        except ModuleNotFoundError:
            module, _, last = module.rpartition(".")
            path.insert(0, last)
    for attribute in path[:-1]:
        owner = getattr(owner, attribute)
    # An attribute of objects stands in what its class is made of.
    assert hasattr(owner, path[-1]) or f"self.{path[-1]}" in inspect.getsource(owner)
    assert (PROJECT / where).is_file()
    file, _, function = test.partition("::")
    assert f"def {function}(" in (PROJECT / file).read_text("utf-8") or not function


def private_names(file: Path) -> set[str]:
    """Names that begin with an underscore and are neither a module's own nor of ``self``."""
    tree = ast.parse(file.read_text("utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=_):
                continue
            case ast.Attribute(attr=name):
                names.add(name)
            case ast.ImportFrom(module=str(module)) if not module.startswith("newsbot"):
                names.update(module.split("."))
                names.update(alias.name for alias in node.names)
    own = {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }
    own |= {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        if node.value.id in ("self", "cls")
    }
    private = {name for name in names if re.match(r"_[a-zA-Z]", name)}
    return private - own - NOT_PRIVATE


def test_no_other_private_name_is_used() -> None:
    listed = {part for row in ROWS for part in re.split(r"\.", row[0])} | {"_slot"}
    used = {
        name
        for file in (PROJECT / "newsbot").rglob("*.py")
        for name in private_names(file)
        if name not in listed
    }
    assert not used
