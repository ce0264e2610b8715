"""The real pages and gold that lie beside the project; read in place, never copied."""

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"


def shared(path: str) -> Path:
    """A file of the folder with real pages and gold; the test is skipped where it is absent."""
    file = SHARED / path
    if not file.exists():
        pytest.skip(f"no {path}: the folder shared/ with real pages lies beside the project's")
    return file
