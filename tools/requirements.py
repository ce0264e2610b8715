"""Derive the requirements files from pyproject.toml; for `make lock` and tools/make-venv.

    python -m tools.requirements --write      # writes requirements.txt and requirements-dev.txt
    python -m tools.requirements scrapyd …    # prints the requirements of extras, one a line

It needs the standard library alone.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def extra_requirements(extra: str) -> list[str]:
    """Return an extra's requirements, those of the extras that it names (``newsbot[…]``) too."""
    requirements: list[str] = []
    for line in PROJECT["optional-dependencies"][extra]:
        if match := re.fullmatch(rf"{PROJECT['name']}\[(.+)\]", line):
            for name in match[1].split(","):
                requirements += extra_requirements(name.strip())
        else:
            requirements.append(line)
    return requirements


def requirements_files() -> dict[str, str]:
    """Return the text of each requirements file by its name."""
    crawl = [*PROJECT["dependencies"], *extra_requirements("browser")]
    dev = [line for line in extra_requirements("dev") if line not in crawl]
    made = "Made by `make lock`, from pyproject.toml."
    return {
        "requirements.txt": "\n".join((f"# `make crawl` installs these. {made}", *crawl, "")),
        "requirements-dev.txt": "\n".join(
            (
                f"# `make test` and `make lint` install these. {made}",
                "-r requirements.txt",
                *dev,
                "",
            )
        ),
    }


def main(arguments: list[str]) -> None:
    """Write the files (``--write``), or print the requirements of the extras that are named."""
    if arguments == ["--write"]:
        for name, text in requirements_files().items():
            (ROOT / name).write_text(text, "utf-8")
    else:
        print("\n".join(line for extra in arguments for line in extra_requirements(extra)))


if __name__ == "__main__":
    main(sys.argv[1:])
