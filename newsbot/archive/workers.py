"""Run work in processes, and give the results in the order of the work."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")
A = TypeVar("A")


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Workers:
    """Processes that do work; they end with this process, however that ends.

    Args:
        jobs: The number of processes; 0: a thread of this process does the work.
        lock: The descriptor of a file that this process has locked, for a command without threads
            and without a ledger. The processes are then forked, which saves each a second of
            imports, and close the descriptor.
    """

    def __init__(self, jobs: int, lock: int | None = None) -> None:
        self._jobs = jobs
        self._lock = lock
        self._pool = self._new_pool()
        if lock is not None and jobs:
            self._pool.submit(os.getpid).result()  # fork all processes before threads are started

    def _new_pool(self) -> ProcessPoolExecutor | ThreadPoolExecutor:
        if not self._jobs:
            return ThreadPoolExecutor(1, "newsbot-archive")
        context: multiprocessing.context.BaseContext = multiprocessing.get_context("fork")
        if self._lock is None:
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(["newsbot.archive.extracting"])
        return ProcessPoolExecutor(self._jobs, context, initializer=_begin, initargs=(self._lock,))

    def submit(self, work: Callable[[A], T], argument: A) -> Future[T]:
        """Give work to a process; return the future of its result."""
        try:
            return self._pool.submit(work, argument)
        except BrokenProcessPool:
            self._renew()
            return self._pool.submit(work, argument)

    def map(self, work: Callable[[A], T], arguments: Iterable[A]) -> Iterator[tuple[A, Future[T]]]:
        """Yield each argument with the future of its result, in order; read few in advance."""
        ahead = 2 * max(self._jobs, 1) + 1
        under_way: deque[tuple[A, Future[T]]] = deque()
        for argument in arguments:
            under_way.append((argument, self.submit(work, argument)))
            if len(under_way) >= ahead:
                yield under_way.popleft()
        yield from under_way

    def _renew(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = self._new_pool()

    def close(self) -> None:
        """End the processes; unfinished work is lost."""
        processes: dict[int, Any] = dict(getattr(self._pool, "_processes", None) or {})
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in processes.values():
            process.terminate()


def _begin(lock: int | None) -> None:
    """Set up a process: its parent handles signals, and it ends when the parent does."""
    if lock is not None:
        os.close(lock)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGKILL)
