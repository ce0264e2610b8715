"""Read newsbot/data/: words, phrases and tables."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any


def read_table(name: str) -> dict[str, Any]:
    """Return a TOML file of newsbot/data/ by its name, also from within a zipped egg."""
    return tomllib.loads((files("newsbot") / "data" / name).read_text(encoding="utf-8"))
