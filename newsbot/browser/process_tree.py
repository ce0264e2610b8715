"""The processes of a browser, for the day when it does not end when told to."""

from __future__ import annotations

import os
import select
import signal
from collections import defaultdict
from collections.abc import Set
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")


class ProcessTree:
    """Processes that were started, and all that descend from them.

    They are held by handles, so that none is taken for a later process with the same number. Where
    the system has none (it is not Linux) nothing is held, and nothing killed.
    """

    def __init__(self) -> None:
        self._handles: dict[int, int] = {}

    def add_children(self, of: int, but: Set[int] = frozenset()) -> None:
        """Hold the child processes of ``of``, but for some."""
        for pid in children_of(of) - but - self._handles.keys():
            try:
                self._handles[pid] = os.pidfd_open(pid)
            except OSError:
                continue  # it has ended

    @property
    def is_whole(self) -> bool:
        """True while none of the processes held has ended."""
        return all(map(_lives, self._handles.values()))

    @property
    def pids(self) -> set[int]:
        """Those of the processes held that are still there."""
        return {pid for pid, handle in self._handles.items() if _lives(handle)}

    def kill(self) -> None:
        """End them and all that descend from them, whatever they are at."""
        tree = _tree()
        found = self.pids
        todo = list(found)
        while todo:
            below = tree.get(todo.pop(), set()) - found
            found |= below
            todo.extend(below)
        for pid in found:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)

    def release(self) -> None:
        """Let go of the handles."""
        for handle in self._handles.values():
            os.close(handle)
        self._handles.clear()


def children_of(pid: int) -> set[int]:
    """Return the child processes of a process; where there is no pidfd or /proc, none."""
    return set(_tree().get(pid, ()))


def _lives(handle: int) -> bool:
    poll = select.poll()
    poll.register(handle, select.POLLIN)  # readable once the process has ended
    return not poll.poll(0)


def _tree() -> dict[int, set[int]]:
    """Return process → its children."""
    tree: dict[int, set[int]] = defaultdict(set)
    if not PROC.is_dir() or not hasattr(os, "pidfd_open"):
        return tree
    for entry in PROC.iterdir():
        if not entry.name.isdigit():
            continue
        try:
            stat = (entry / "stat").read_text("utf-8", "replace")
        except OSError:
            continue  # it has ended
        # pid (name) state ppid …; the name may hold anything, a `)` among it
        tree[int(stat.rpartition(")")[2].split()[1])].add(int(entry.name))
    return tree
