"""Keep the delay between two requests to a host, in this process and beside others of the user.

A host has a small file in a folder that all crawls of the user share, whatever their data
directories. A process takes the next free instant and sleeps until then, so processes come in turn.
It then looks again when the last request was sent, for a process that wakes late sends late. The
file is locked (flock) while it is read and written, some microseconds. A process that dies holds no
lock; the instant that it had taken passes unused.
"""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import stat
import tempfile
import time
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsbot.downloader.engine import is_closing
from newsbot.downloader.exceptions import NOT_SENT, RefusedRequest
from newsbot.downloader.robots_txt import CRAWL_DELAY
from newsbot.urls import DEFAULT_PORTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scrapy import Request
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

POLL = 0.25  # seconds after which a request that waits looks whether the run ends
LOCK_POLL = 0.002  # seconds until a file that another process has is tried again
MAX_LOCKED = 2.0  # seconds; one that was stopped while it had the file does not stop the others
# Seconds added between requests of two processes, each of which may be a little late on the wire.
MARGIN = 0.03
MAX_STATE = 200  # bytes
# Seconds until the next free instant at most: of crawls that take turns, or the file is damaged.
MAX_AHEAD = 86_400
NEVER = float("-inf")
WAITING = "waits_for_host"  # in the meta of a request that waits here


def default_folder() -> str:
    """Return a folder in the user's runtime directory, else of the user's in the temporary one.

    Cron jobs and services have no ``XDG_RUNTIME_DIR``, while the same user who is logged in has.
    """
    user = os.getuid()
    for runtime in (os.environ.get("XDG_RUNTIME_DIR"), f"/run/user/{user}"):
        if runtime and os.access(runtime, os.W_OK | os.X_OK):
            return f"{runtime}/newsbot"
    return f"{tempfile.gettempdir()}/newsbot-{user}"


@dataclass(slots=True)
class Gate:
    """The state of the requests to a host. Instants are of time.monotonic(), the system's."""

    sent: float = NEVER  # the last request
    free: float = NEVER  # the next instant that no process has taken
    process: int = 0  # that sent the last request

    def take(self, now: float, delay: float) -> float:
        """Take the next free instant, and return it."""
        at = max(now, self.free)
        self.free = at + delay
        return at

    def send(self, now: float, delay: float) -> float:
        """Note that a request is sent now, and return NEVER; or return the earliest instant."""
        me = os.getpid()
        at = self.sent + delay + (0 if self.process in (0, me) else MARGIN)
        if at > now:
            return at
        self.sent, self.free, self.process = now, max(self.free, now + delay), me
        return NEVER

    def delay_from(self, sent: float, now: float, delay: float) -> None:
        """Count the delay from now, if the request of the instant ``sent`` is still the last."""
        if self.sent == sent:
            self.sent, self.free = now, max(self.free, now + delay)

    def to_bytes(self, now: float) -> bytes:
        """Return the content of the file, as ``read`` takes it."""
        return f"{self.sent!r} {self.free!r} {self.process} {now!r}\n".encode("ascii")

    @classmethod
    def read(cls, content: bytes, now: float) -> Gate:
        """Return a gate from its file; a fresh one for a file of before the system's start."""
        try:
            sent, free, process, written = content.split()
            gate = cls(float(sent), float(free), int(process))
            is_true = gate.sent <= float(written) <= now and gate.free <= now + MAX_AHEAD
        except ValueError:
            is_true = False
        return gate if is_true else cls()


class HostGates:
    """The gates of the hosts that a crawl asks; the download handler makes them.

    Args:
        folder: That of the files; empty: other processes are not minded.
    """

    def __init__(self, crawler: Crawler, folder: str) -> None:
        self._crawler = crawler
        self._folder = Path(folder) if folder else None
        self._gates: defaultdict[str, Gate] = defaultdict(Gate)  # as they were last written or read
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        # When the last request went out that waited for nothing, such as a robots.txt that asks
        # for a delay. It is in no file: most hosts without a delay never ask for one.
        self._undelayed: dict[str, float] = {}
        # When the first request to a host was sent; NEVER once it was answered.
        self._first: dict[str, float] = {}

    async def wait(self, request: Request, url: str) -> None:
        """Return when ``request`` may be sent.

        Args:
            request: It is in the downloader's slot of its host.
            url: The URL that is asked for; with ``root=``, on the root.

        Raises:
            RefusedRequest: The run ends before that.
        """
        if not self.delay(request):
            self._undelayed[host_of(url)] = time.monotonic()
            return
        request.meta[WAITING] = True
        try:
            await self._wait(request, url)
        finally:
            request.meta.pop(WAITING, None)

    async def _wait(self, request: Request, url: str) -> None:
        host = host_of(url)

        def take(gate: Gate) -> float:
            at = gate.take(time.monotonic(), self.delay(request))
            self._refuse_if_closing(at, url)  # then the instant is not taken
            return at

        def send(gate: Gate) -> float:
            gate.sent = max(gate.sent, self._undelayed.get(host, NEVER))
            at = gate.send(time.monotonic(), self.delay(request))
            if at == NEVER:
                self._first.setdefault(host, gate.sent)
            return at

        async with self._turns[host]:  # a process takes one instant at a time
            at = await self._change(host, take)
            while True:
                while (seconds := at - time.monotonic()) > 0:
                    self._refuse_if_closing(at, url)
                    await asyncio.sleep(min(seconds, POLL))
                at = await self._change(host, send)
                if at == NEVER:
                    return

    async def answered(self, request: Request, url: str) -> None:
        """Note the answer to a request, or its failure.

        The first request to a host may be late: its name is looked up, a connection is made.
        """
        host = host_of(url)
        if (sent := self._first.get(host, NEVER)) == NEVER:
            return
        self._first[host] = NEVER

        def count_from_now(gate: Gate) -> float:
            gate.delay_from(sent, time.monotonic(), self.delay(request))
            return NEVER

        await self._change(host, count_from_now)

    def delay(self, request: Request) -> float:
        """Return the seconds between two requests to the host of ``request``.

        They are Scrapy's, which AutoThrottle may change meanwhile, or those of the robots.txt.
        """
        slot = self._crawler.engine.downloader.slots[request.meta["download_slot"]]
        crawl_delay: float = request.meta.get(CRAWL_DELAY, 0)
        return max(slot.download_delay(), crawl_delay)

    def _refuse_if_closing(self, at: float, url: str) -> None:
        if at - time.monotonic() > POLL and is_closing(self._crawler):
            raise RefusedRequest(NOT_SENT, f"the run ended before {url} was asked for")

    async def _change(self, host: str, change: Callable[[Gate], float]) -> float:
        """Call ``change`` with the gate of a host while no other process changes it."""
        descriptor = await self._lock(host)
        if descriptor is None:
            return change(self._gates[host])
        try:
            gate = Gate.read(os.pread(descriptor, MAX_STATE, 0), time.monotonic())
            self._gates[host] = gate  # it holds if the file cannot be used any more
            at = change(gate)
            with self._giving_up():
                os.pwrite(descriptor, gate.to_bytes(time.monotonic()).ljust(MAX_STATE), 0)
            return at
        finally:
            os.close(descriptor)

    async def _lock(self, host: str) -> int | None:
        """Open and lock the file of a host; None where other processes are not minded."""
        until = time.monotonic() + MAX_LOCKED
        while self._folder is not None:
            with self._giving_up():
                descriptor = _open(self._folder, host)
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    return descriptor
                except OSError as error:
                    os.close(descriptor)
                    if not isinstance(error, BlockingIOError) or time.monotonic() > until:
                        raise
            await asyncio.sleep(LOCK_POLL)
        return None

    @contextmanager
    def _giving_up(self) -> Iterator[None]:
        """With an error of the files, mind this process alone from now on."""
        try:
            yield
        except OSError as error:
            logger.warning(
                "the delay between requests does not hold beside other crawls: the folder of host"
                " gates %s cannot be used: %s",
                self._folder,
                error,
            )
            self._folder = None


def host_of(url: str) -> str:
    """Return whose requests are counted together: a host, but with a port of its own a server."""
    parts = urlsplit(url)
    port = "" if parts.port in (None, *DEFAULT_PORTS.values()) else f":{parts.port}"
    return f"{parts.hostname}{port}"


def _open(folder: Path, host: str) -> int:
    """Open the file of a host in a folder that is made where there is none."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found, user = folder.stat(), os.getuid()
    is_own = found.st_uid == user == folder.lstat().st_uid  # a link is not followed for others
    if not is_own or stat.S_IMODE(found.st_mode) & 0o022:
        # In the temporary directory, anybody could have made it.
        raise PermissionError(f"others may write to it, or it is not user {user}'s")
    file = folder / blake2b(host.encode(), digest_size=16).hexdigest()
    return os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
