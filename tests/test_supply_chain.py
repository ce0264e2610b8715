"""``make`` installs nothing but wheels whose hashes the project lists."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.crawling import PROJECT
from tools.audit import NO_SERVICE, UNAVAILABLE, VULNERABLE, summary
from tools.lock import ALONE, COMPARISON, LOCKS, SETS, SOURCE_ONLY, packages

PIN = re.compile(r"[a-z0-9.-]+==\S+( ; [^\\]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+")
ALL = {**SETS, **ALONE}
INSTALLED = {**ALL, "comparison": COMPARISON}
TEXTS = {".md", ".py", ".toml", ".j2"}


def blocks(name: str) -> dict[str, str]:
    """The packages of a set, those of the sets that its file names too."""
    text = (LOCKS / f"{name}.txt").read_text("utf-8")
    source_only = f"--no-binary {SOURCE_ONLY}\n" if name == "comparison" else ""
    options = f"--require-hashes\n--only-binary :all:\n{source_only}"
    head = re.match(rf"# .+\n{options}(?:-r (\w+)\.txt\n)?", text)
    assert head
    found = blocks(head[1]) if head[1] else {}
    return found | packages(text[head.end() :])


@pytest.mark.parametrize("name", INSTALLED)
def test_every_package_has_a_version_and_hashes(name: str) -> None:
    assert {file.stem for file in LOCKS.iterdir()} == set(INSTALLED)
    for block in blocks(name).values():
        assert PIN.fullmatch(block), block


@pytest.mark.parametrize("name", INSTALLED)
def test_every_requirement_of_pyproject_is_locked_as_it_says(name: str) -> None:
    from packaging.requirements import Requirement

    locked = blocks(name)
    for line in INSTALLED[name]:
        needed = Requirement(line)
        pin = locked[re.sub(r"[-_.]+", "-", needed.name).lower()].split()[0]
        assert needed.specifier.contains(pin.partition("==")[2]), line


def test_the_constraints_are_the_locked_versions() -> None:
    pins = {block.partition(" \\")[0] for name in ALL for block in blocks(name).values()}
    lines = (PROJECT / "constraints.txt").read_text("utf-8").splitlines()
    assert set(lines[1:]) == pins


@pytest.mark.parametrize("folder", ["newsbot", "docs", "samplesite", "tools", ""])
def test_nobody_is_told_to_install_newsbot_from_an_index(folder: str) -> None:
    """The index has another project's package of this name."""
    pattern = "**/*" if folder else "*.md"
    files = [file for file in (PROJECT / folder).glob(pattern) if file.suffix in TEXTS]
    assert files
    told = re.compile(r"pip install [^\n`]*?(?<![\w./-])newsbot(?![\w./-])")
    assert [file.name for file in files if told.search(file.read_text("utf-8"))] == []


def test_what_make_installs_is_locked() -> None:
    """pip is called for a file of tools/locks, or without a network."""
    files = [
        PROJECT / "Makefile",
        *(each for each in (PROJECT / "tools").iterdir() if each.is_file()),
    ]
    calls = []
    for file in files:
        text = file.read_text("utf-8").replace("\\\n", " ")
        calls += re.findall(r"pip install.*", text)
    assert len(calls) == 2
    assert all("tools/locks/" in call or "--no-index" in call for call in calls)
    assert not re.search(
        r"https?://", "".join(map(str.strip, map(Path.read_text, LOCKS.iterdir())))
    )


@pytest.mark.parametrize("fault", [None, "another file", "no hash", "sdist"])
def test_pip_takes_the_listed_file_only(tmp_path: Path, fault: str | None) -> None:
    pytest.importorskip("pip")
    from hashlib import sha256

    folder, lock = tmp_path / "files", tmp_path / "locks.txt"
    folder.mkdir()
    file = folder / "a_page-1.0-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as wheel:
        info = "a_page-1.0.dist-info/"
        wheel.writestr(f"{info}METADATA", "Metadata-Version: 2.1\nName: a-page\nVersion: 1.0\n")
        wheel.writestr(
            f"{info}WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}RECORD", "")
    digest = sha256(file.read_bytes()).hexdigest()
    if fault == "another file":
        with zipfile.ZipFile(file, "a") as wheel:
            wheel.writestr("a_page.py", "print('another one')")
    elif fault == "sdist":
        file.rename(folder / "a_page-1.0.zip")
    line = "a-page==1.0" + ("" if fault == "no hash" else f" --hash=sha256:{digest}")
    head = (LOCKS / "build.txt").read_text("utf-8").partition("setuptools")[0]
    lock.write_text(f"{head}{line}\n", "utf-8")
    command = [sys.executable, "-m", "pip", "install", "--no-index", "--find-links", folder]
    command += ["--no-deps", "--target", tmp_path / "to", "-r", lock, "--disable-pip-version-check"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode == 0) is (fault is None), done.stderr


AUDITED = {"name": "a", "version": "1", "vulns": []}
FLAW = {"id": "PYSEC-2026-1", "fix_versions": ["2"], "aliases": [], "description": "x"}
SKIPPED = {"name": "b", "skip_reason": "Dependency not found"}


@pytest.mark.parametrize(
    ("found", "status", "said"),
    [
        ([AUDITED], 0, "no known vulnerability in the packages that were audited"),
        ([{**AUDITED, "vulns": [FLAW]}], VULNERABLE, "a 1: PYSEC-2026-1, mended in 2"),
        ([SKIPPED], UNAVAILABLE, NO_SERVICE.format("it knows none of the packages")),
        ([AUDITED, SKIPPED], UNAVAILABLE, "not audited, for the service does not know them: b"),
    ],
)
def test_what_the_audit_says(found: list[object], status: int, said: str) -> None:
    got, lines = summary(json.dumps({"dependencies": found, "fixes": []}), "")
    assert got == status
    assert said in lines


@pytest.mark.parametrize("output", ["", "{", "[]", "null"])
def test_an_audit_without_a_service_says_that(output: str) -> None:
    errors = "Traceback …\nrequests.exceptions.ConnectionError: no name"
    why = "requests.exceptions.ConnectionError: no name"
    assert summary(output, errors) == (UNAVAILABLE, [NO_SERVICE.format(why)])
