"""The processes of a crawl."""

from __future__ import annotations

import time
from pathlib import Path


def descendants(pid: int) -> dict[int, str]:
    """pid → command line of all processes that descend from one."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text("utf-8", "replace")
            except OSError:
                continue
            parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    found: dict[int, str] = {}
    todo = [pid]
    while todo:
        parent = todo.pop()
        for child, its in parents.items():
            if its == parent and child not in found:
                found[child] = command(child)
                todo.append(child)
    return found


def command(pid: int) -> str:
    """The command line of a process; empty for one that has ended, a zombie among them."""
    try:
        return (
            Path(f"/proc/{pid}/cmdline")
            .read_bytes()
            .replace(b"\0", b" ")
            .decode("utf-8", "replace")
        )
    except OSError:
        return ""


def left_of(family: dict[int, str], seconds: float = 10) -> dict[int, str]:
    """Those of a family that do not end within some seconds."""
    until = time.monotonic() + seconds
    while True:
        left = {pid: line for pid, line in family.items() if line and command(pid) == line}
        if not left or time.monotonic() > until:
            return left
        time.sleep(0.1)
