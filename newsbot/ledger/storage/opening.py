"""Open the ledger for a run, beside runs of other sites; migrate or repair it first if needed."""

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

# Seconds for which a run that starts waits while another process has locked the data directory.
MAX_WAIT = 5.0
POLL = (0.01, 0.05)  # seconds between tries, chosen at random


def open_for_run(
    folder: Path, site: str, put_in_order: Callable[[], None]
) -> tuple[Database, tuple[FileLock, ...]]:
    """Return a data directory's ledger for a run, and the locks that the run holds.

    Args:
        folder: The data directory; it is made if it does not exist.
        site: The spider's name.
        put_in_order: Makes, migrates or rebuilds the ledger. It is called while this process holds
            the exclusive lock.

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
    """Return the ledger, holding the shared lock of the data directory; repair it before if needed.

    All runs share the lock. A process that repairs the ledger needs the lock exclusively, and thus
    waits until no run is under way.
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
        why = f", and the ledger {why}: a crawl repairs it when no other run uses it"
    raise AlreadyRunningError(at_work(folder) + why)
