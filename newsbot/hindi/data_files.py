"""Read the tables of words and phrases in newsbot/data/."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache  # several modules read the same file
def read_table(name: str) -> dict[str, Any]:
    """Return the content of a TOML file in newsbot/data/, also from a zipped egg."""
    return tomllib.loads((files("newsbot") / "data" / name).read_text(encoding="utf-8"))
