"""Join the parts of an output, without duplicates, to one file or a folder by site and month."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsbot.archive.parts import KEY_BYTES, KEYS, MANIFEST, REJECTS, ROWS
from newsbot.archive.rows import ENDINGS, copy_file, copy_lines, writing
from newsbot.files.private import make_folder, own_opener

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass
class Summary:
    """The figures of an output; ``reasons``: reason of a reject → number of rejects."""

    pages: int = 0
    articles: int = 0
    duplicates: int = 0
    reasons: dict[str, int] = field(default_factory=dict)


class _Seen:
    """The keys of the rows in the output, on the disk, because there may be millions."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("CREATE TABLE rows (key BLOB PRIMARY KEY) WITHOUT ROWID")

    def add(self, keys: Path) -> list[bool]:
        """Add the keys in a file; return for each whether it is new."""
        new = []
        self._db.execute("BEGIN")
        with keys.open("rb") as stream:
            while key := stream.read(KEY_BYTES):
                found = self._db.execute("INSERT OR IGNORE INTO rows VALUES (?)", (key,))
                new.append(bool(found.rowcount))
        self._db.execute("COMMIT")
        return new

    def has_article(self, half: bytes) -> bool:
        """Return whether an article is in the output; ``half``: the first half of its keys."""
        last = half + b"\xff" * (KEY_BYTES - len(half))
        query = "SELECT 1 FROM rows WHERE key BETWEEN ? AND ? LIMIT 1"
        return self._db.execute(query, (half, last)).fetchone() is not None


def merge(parts: Sequence[Path], output: Path, format_: str, part_format: str) -> Summary:
    """Write an output under a temporary name, and rename it when it is whole.

    Args:
        parts: The folders of the parts, in order.
        output: The path of a file; or of a folder, if the parts have the format of the output.
        format_: The format of the output.
        part_format: The format of the parts.
    """
    summary, seen = Summary(), _Seen()
    new = output.with_name(f".{output.name}.{os.getpid()}.tmp")
    rejects = new.with_suffix(".rejects")
    try:
        if part_format == format_ and output.suffix == "":
            make_folder(new)
            for number, (part, keys, rows) in enumerate(_files(parts)):
                place = new / keys.parent.relative_to(part)
                target = place / f"{number:06}{ENDINGS[format_]}"
                _move(rows, seen.add(keys), target, format_, summary)
        else:
            with writing(new, format_) as out:
                for _, keys, rows in _files(parts):
                    keep = seen.add(keys)
                    _count(summary, keep)
                    copy_lines(rows, part_format, keep, out)
            with new.open("rb") as stream:
                os.fsync(stream.fileno())
        _write_rejects(parts, rejects, seen, summary)
        for part in parts:
            counts = json.loads((part / MANIFEST).read_bytes())["counts"]
            summary.pages += counts["pages"]
            summary.duplicates += counts["duplicates"]
        new.rename(output)
        if summary.reasons:
            rejects.replace(rejects_of(output))
        else:  # remove the rejects of an earlier output with this name
            rejects_of(output).unlink(missing_ok=True)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True) if new.is_dir() else new.unlink(missing_ok=True)
        raise
    finally:
        rejects.unlink(missing_ok=True)
    return summary


def rejects_of(output: Path) -> Path:
    """Return the path of an output's rejects, which is in the same folder."""
    return output.with_name(f"{_stem(output)}.rejects.jsonl")


def owner_of_rejects(output: Path) -> Path | None:
    """Return another output to which the file of ``rejects_of(output)`` belongs; None if none."""
    if not rejects_of(output).exists():
        return None
    names = (_stem(output) + ending for ending in ("", *ENDINGS.values()))
    return next(filter(Path.exists, map(output.with_name, names)), None)


def _stem(output: Path) -> str:
    ends = (ending for ending in ENDINGS.values() if output.name.endswith(ending))
    return output.name.removesuffix(next(ends, ""))


def _files(parts: Sequence[Path]) -> Iterator[tuple[Path, Path, Path]]:
    """Yield (part, file of keys, file of rows) for all files of the parts, in order."""
    for part in parts:
        for keys in sorted(part.rglob(f"{KEYS}-*")):
            number = keys.name.partition("-")[2]
            yield part, keys, next(keys.parent.glob(f"{ROWS}-{number}.*"))


def _count(summary: Summary, keep: list[bool]) -> None:
    summary.articles += sum(keep)
    summary.duplicates += len(keep) - sum(keep)


def _move(source: Path, keep: list[bool], target: Path, format_: str, summary: Summary) -> None:
    """Link or copy the kept rows of a part to the output."""
    _count(summary, keep)
    if all(keep):
        make_folder(target.parent)
        os.link(source, target)  # a link, because the part is needed until the output is whole
    elif any(keep):
        copy_file(source, format_, keep, target)


def _write_rejects(parts: Sequence[Path], file: Path, seen: _Seen, summary: Summary) -> None:
    """Write the rejects of articles that are not in the output."""
    with open(file, "wb", opener=own_opener) as out:
        for part in parts:
            with (part / REJECTS).open("rb") as lines:
                for line in lines:
                    half, _, reject = line.partition(b"\t")
                    if seen.has_article(bytes.fromhex(half.decode())):
                        continue
                    reason: Any = json.loads(reject)["reason"]
                    summary.reasons[reason] = summary.reasons.get(reason, 0) + 1
                    out.write(reject)
