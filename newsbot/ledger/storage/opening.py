"""Open a data directory's ledger: beside runs of other sites, or alone to put it in order."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

from newsbot.exceptions import AlreadyRunningError, LedgerError
from newsbot.ledger.storage.database import FILE, Database, NotReadyError, open_ready
from newsbot.ledger.storage.lock import DataLock, FileLock, SiteLock, at_work

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# Seconds for which a run that starts waits for whoever has the data directory alone.
MAX_WAIT = 5.0
POLL = (0.01, 0.05)


def open_for_run(
    folder: Path, site: str, put_in_order: Callable[[], None]
) -> tuple[Database, tuple[FileLock, ...]]:
    """Return a data directory's ledger for a run, and the locks that the run holds.

    Args:
        folder: The data directory; it is made where there is none.
        site: The spider's name.
        put_in_order: Makes the directory's ledger while nobody else uses it, brings an older
            one up to date, or rebuilds a damaged or lost one.

    Raises:
        AlreadyRunningError: See Ledger.open.
        LedgerError: The ledger cannot be used.
    """
    locks: list[FileLock] = []
    try:
        locks.append(SiteLock(folder, site))
        lock = DataLock(folder)
        locks.append(lock)
        return _open_shared(folder, lock, site, put_in_order), tuple(locks)
    except BaseException as error:
        for held in locks:
            held.release()
        if isinstance(error, OSError):
            raise LedgerError(f"the data directory {folder} cannot be used: {error}") from None
        raise


def _open_shared(
    folder: Path, lock: DataLock, site: str, put_in_order: Callable[[], None]
) -> Database:
    """Return the ledger with the data directory's lock shared, put in order before if need be.

    The lock is shared by all runs, so nobody puts the ledger in order while one is at work.
    """
    until = time.monotonic() + MAX_WAIT
    why = ""
    while time.monotonic() < until:
        if lock.take(shared=True):
            try:
                return open_ready(folder / FILE, site)
            except NotReadyError as error:
                why = str(error)
            lock.give_back()
            if lock.take():
                put_in_order()
                lock.give_back()
                until = time.monotonic() + MAX_WAIT
        time.sleep(random.uniform(*POLL))  # noqa: S311  # no secret
    if why:
        why = f", and the ledger {why}: it is put in order when nobody is at work"
    raise AlreadyRunningError(at_work(folder) + why)
