"""Names of files that are made of what a site or a user says. An id is not a path."""

from __future__ import annotations

import hashlib
import re

SAFE_NAME = re.compile(r"[A-Za-z0-9_-]{1,100}")


def file_name(text: str) -> str:
    """Return the text itself where it is a plain name, else a digest of it that is one.

    So no dot segment, slash, NUL or length of an id can lead to another file.
    """
    if SAFE_NAME.fullmatch(text):
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return f"_{digest[:32]}"
