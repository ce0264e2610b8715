"""Write requirements.txt and requirements-dev.txt from pyproject.toml: ``make lock``.

It needs the standard library alone.
"""

from __future__ import annotations

import re
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


def main() -> None:
    """Write the files."""
    for name, text in requirements_files().items():
        (ROOT / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
