"""Write constraints.txt and tools/locks/, the exact versions and their hashes: ``make lock``.

uv finds the versions, for every platform and Python that ``[tool.uv]`` in pyproject.toml names, and
reads from the package index the hashes of all files of a version. It asks PyPI, or the index that
``UV_DEFAULT_INDEX`` names; no address is written into a file.

A set of requirements is a file. Each of SETS has the lines that those before it lack, and names
them; the others are for virtual environments of their own.
"""

from __future__ import annotations

import re
import subprocess
import sysconfig
import tomllib
from pathlib import Path

from tools.requirements import PROJECT, ROOT, extra_requirements

LOCKS = ROOT / "tools" / "locks"
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
# Each contains the ones before it.
SETS = {
    "crawl": [*PROJECT["dependencies"], *extra_requirements("browser")],
    "scrapyd": extra_requirements("scrapyd"),
    "dev": extra_requirements("dev"),
    "bench": extra_requirements("bench"),
}
ALONE = {
    "build": PYPROJECT["build-system"]["requires"],
    "maintenance": extra_requirements("maintenance"),
}
# newsbot and the extractors that it is compared with. Not of constraints.txt: they need older
# versions of what newsbot needs too.
COMPARISON = [*PROJECT["dependencies"], *extra_requirements("comparison")]
# Has no wheel: goose3 needs it. pip builds it with the setuptools of ``build``.
SOURCE_ONLY = "langdetect"
PYTHON = re.compile("python_full_version ")
NEWEST = "python_full_version < '3.15'"  # as `[tool.uv]` has it
# pip reads these options from the file.
OPTIONS = "# Made by `make lock`, from pyproject.toml.\n--require-hashes\n--only-binary :all:\n"


def main() -> None:
    """Write all files anew, with the newest versions that pyproject.toml allows."""
    every = [line for lines in (*SETS.values(), *ALONE.values()) for line in lines]
    locked = packages(resolve(every, "--generate-hashes"))
    pins = "\n".join(block.partition(" \\")[0] for block in locked.values())
    text = f"# Exact versions of all that is installed; made by `make lock`.\n{pins}\n"
    (ROOT / "constraints.txt").write_text(text, "utf-8")
    LOCKS.mkdir(exist_ok=True)
    for name, requirements in ALONE.items():
        _write(name, "", [locked[each] for each in _names(requirements)])
    compared = packages(resolve(COMPARISON, "--generate-hashes"))
    _write("comparison", f"--no-binary {SOURCE_ONLY}\n", list(compared.values()))
    requirements, written, before = [], set[str](), ""
    for name, more in SETS.items():
        requirements += more
        names = _names(requirements)
        _write(name, before, [locked[each] for each in names if each not in written])
        written.update(names)
        before = f"-r {name}.txt\n"


def resolve(requirements: list[str], *options: str) -> str:
    """Return what uv makes of requirements: a line, or with hashes a block, for each package."""
    uv = Path(sysconfig.get_path("scripts")) / "uv"
    command = [uv, "pip", "compile", "--quiet", "--universal", "--fork-strategy", "fewest"]
    command += ["--python-version", PROJECT["requires-python"].removeprefix(">=")]
    command += ["--only-binary", ":all:", "--no-binary", SOURCE_ONLY]
    command += ["--no-annotate", "--no-header", "--strip-extras"]
    text = "\n".join(requirements)
    done = subprocess.run(
        [*command, *options, "-"], cwd=ROOT, input=text, stdout=subprocess.PIPE, text=True
    )
    done.check_returncode()
    return done.stdout


def packages(text: str) -> dict[str, str]:
    """Return a lock's blocks by the packages' names; their markers name versions of Python alone.

    The rest of a marker says which platforms ``[tool.uv]`` names, in each block anew.
    """
    found = {}
    for block in re.split(r"\n(?=\w)", text.strip()):
        line, end, hashes = block.partition(" \\\n")
        pin, _, marker = line.partition(" ; ")
        clauses = re.sub(r"\(.*\)", "", marker).split(" and ")
        left = " and ".join(each for each in clauses if PYTHON.match(each) and each != NEWEST)
        found[pin.partition("==")[0]] = pin + (f" ; {left}" if left else "") + end + hashes
    return found


def _names(requirements: list[str]) -> list[str]:
    return list(packages(resolve(requirements, "--constraints", "constraints.txt")))


def _write(name: str, more_options: str, blocks: list[str]) -> None:
    text = OPTIONS + more_options + "\n".join((*blocks, ""))
    (LOCKS / f"{name}.txt").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
