"""Keep track of a browser's processes, to kill them if the browser does not end."""

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
    """Processes that were started, with all their descendants.

    Each process is held by a handle (pidfd), so that it is not confused with a later process with
    the same id. On systems without handles (all but Linux), nothing is held and nothing is killed.
    """

    def __init__(self) -> None:
        self._handles: dict[int, int] = {}

    def add_children(self, of: int, but: Set[int] = frozenset()) -> None:
        """Hold the child processes of the process ``of``, except those in ``but``."""
        for pid in children_of(of) - but - self._handles.keys():
            try:
                self._handles[pid] = os.pidfd_open(pid)
            except OSError:
                continue  # the process has ended

    @property
    def is_whole(self) -> bool:
        """Whether all processes that are held still run."""
        return all(map(_lives, self._handles.values()))

    @property
    def pids(self) -> set[int]:
        """The ids of the processes that are held and still run."""
        return {pid for pid, handle in self._handles.items() if _lives(handle)}

    def kill(self) -> None:
        """Kill the processes and all their descendants (SIGKILL)."""
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
        """Close the handles."""
        for handle in self._handles.values():
            os.close(handle)
        self._handles.clear()


def children_of(pid: int) -> set[int]:
    """Return the ids of a process's children; empty on a system without pidfd or /proc."""
    return set(_tree().get(pid, ()))


def _lives(handle: int) -> bool:
    poll = select.poll()
    poll.register(handle, select.POLLIN)  # the handle is readable when the process has ended
    return not poll.poll(0)


def _tree() -> dict[int, set[int]]:
    """Return process id → ids of its children, for all processes of the system."""
    tree: dict[int, set[int]] = defaultdict(set)
    if not PROC.is_dir() or not hasattr(os, "pidfd_open"):
        return tree
    for entry in PROC.iterdir():
        if not entry.name.isdigit():
            continue
        try:
            stat = (entry / "stat").read_text("utf-8", "replace")
        except OSError:
            continue  # the process has ended
        # pid (name) state ppid …; the name may have a `)` too
        tree[int(stat.rpartition(")")[2].split()[1])].add(int(entry.name))
    return tree
