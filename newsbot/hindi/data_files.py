"""Read newsbot/data/: words, phrases and tables."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache  # several modules read one file
def read_table(name: str) -> dict[str, Any]:
    """Return a TOML file of newsbot/data/ by its name, also from within a zipped egg."""
    return tomllib.loads((files("newsbot") / "data" / name).read_text(encoding="utf-8"))
