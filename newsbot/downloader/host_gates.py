"""Keep the delay between two requests to a host, in this process and with the user's other crawls.

Each host has a small file in a folder that all crawls of the user share, whatever their data
directories are. A process reserves the next free instant in the file and sleeps until then, so
processes take turns. Then it checks when the last request was sent, because a process that woke
late has sent late. The file is locked (flock) for some microseconds, while it is read and written.
A process that dies releases the lock; the instant that it reserved passes unused.
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

POLL = 0.25  # seconds after which a waiting request checks whether the run ends
LOCK_POLL = 0.002  # seconds after which a file locked by another process is tried again
# Seconds after which a lock is given up: its process may be suspended.
MAX_LOCKED = 2.0
# Seconds added between requests of two processes, because each may be a little late on the wire.
MARGIN = 0.03
MAX_STATE = 200  # bytes of a host's file
MAX_AHEAD = 86_400  # seconds until the next free instant; with more, the file is damaged
NEVER = float("-inf")
WAITING = "waits_for_host"  # key of a request's meta, while the request waits here


def default_folder() -> str:
    """Return the folder of host gates: in the user's runtime directory, else in the temporary one.

    ``/run/user`` is tried without ``XDG_RUNTIME_DIR`` too: a login of the user has the variable,
    but the user's cron jobs and services have not.
    """
    user = os.getuid()
    for runtime in (os.environ.get("XDG_RUNTIME_DIR"), f"/run/user/{user}"):
        if runtime and os.access(runtime, os.W_OK | os.X_OK):
            return f"{runtime}/newsbot"
    return f"{tempfile.gettempdir()}/newsbot-{user}"


@dataclass(slots=True)
class Gate:
    """The instants of requests to a host, by time.monotonic(), which all processes share."""

    sent: float = NEVER  # when the last request was sent
    free: float = NEVER  # the next instant that no process has reserved
    process: int = 0  # the id of the process that sent the last request

    def take(self, now: float, delay: float) -> float:
        """Reserve the next free instant, and return it."""
        at = max(now, self.free)
        self.free = at + delay
        return at

    def send(self, now: float, delay: float) -> float:
        """Note that a request is sent now and return NEVER, or return when it may be sent."""
        me = os.getpid()
        at = self.sent + delay + (0 if self.process in (0, me) else MARGIN)
        if at > now:
            return at
        self.sent, self.free, self.process = now, max(self.free, now + delay), me
        return NEVER

    def delay_from(self, sent: float, now: float, delay: float) -> None:
        """Count the delay from now if the request sent at ``sent`` is still the last."""
        if self.sent == sent:
            self.sent, self.free = now, max(self.free, now + delay)

    def to_bytes(self, now: float) -> bytes:
        """Return the content of the host's file, for ``read``."""
        return f"{self.sent!r} {self.free!r} {self.process} {now!r}\n".encode("ascii")

    @classmethod
    def read(cls, content: bytes, now: float) -> Gate:
        """Parse a host's file; return a new gate if it is damaged or from before a reboot."""
        try:
            sent, free, process, written = content.split()
            gate = cls(float(sent), float(free), int(process))
            is_true = gate.sent <= float(written) <= now and gate.free <= now + MAX_AHEAD
        except ValueError:
            is_true = False
        return gate if is_true else cls()


class HostGates:
    """Lets each request of a crawl wait until its host's delay is over (DownloadHandler).

    Args:
        crawler: The crawl.
        folder: The folder of the hosts' files. If it is empty, the delay holds in this process
            only.
    """

    def __init__(self, crawler: Crawler, folder: str) -> None:
        self._crawler = crawler
        self._folder = Path(folder) if folder else None
        # host → gate as it was last read or written
        self._gates: defaultdict[str, Gate] = defaultdict(Gate)
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        # host → when the last request without a delay was sent. Such a request may fetch the
        # robots.txt that asks for a delay. It is not in the file: most hosts never ask for one.
        self._undelayed: dict[str, float] = {}
        # host → when the first request was sent; NEVER after it was answered.
        self._first: dict[str, float] = {}

    async def wait(self, request: Request, url: str) -> None:
        """Wait until a request may be sent.

        Args:
            request: The request, which is in the downloader's slot of its host.
            url: The URL that is fetched; with ``root=``, the URL on the root.

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
            self._refuse_if_closing(at, url)  # if it raises, the file is not written
            return at

        def send(gate: Gate) -> float:
            gate.sent = max(gate.sent, self._undelayed.get(host, NEVER))
            at = gate.send(time.monotonic(), self.delay(request))
            if at == NEVER:
                self._first.setdefault(host, gate.sent)
            return at

        async with self._turns[host]:  # a process reserves one instant at a time
            at = await self._change(host, take)
            while True:
                while (seconds := at - time.monotonic()) > 0:
                    self._refuse_if_closing(at, url)
                    await asyncio.sleep(min(seconds, POLL))
                at = await self._change(host, send)
                if at == NEVER:
                    return

    async def answered(self, request: Request, url: str) -> None:
        """Note that a request was answered or failed.

        The delay after the first request to a host counts from its answer: the request is late on
        the wire, because the name is resolved and a connection is made.
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
        """Return the seconds between two requests to the host of a request.

        This is the longer of Scrapy's delay, which AutoThrottle may change at any time, and the
        ``Crawl-delay`` of robots.txt.
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
            self._gates[host] = gate  # for the case that the file cannot be used any more
            at = change(gate)
            with self._giving_up():
                os.pwrite(descriptor, gate.to_bytes(time.monotonic()).ljust(MAX_STATE), 0)
            return at
        finally:
            os.close(descriptor)

    async def _lock(self, host: str) -> int | None:
        """Open and lock the file of a host; return None if files are not used."""
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
        """Stop using files after an OSError: the delay then holds in this process only."""
        try:
            yield
        except OSError as error:
            logger.warning(
                "the delay between requests does not include other crawls of this user: the folder"
                " of host gates %s cannot be used: %s",
                self._folder,
                error,
            )
            self._folder = None


def host_of(url: str) -> str:
    """Return the host of a URL, with its port unless it is a default port of http or https.

    Requests are counted for each of these names.
    """
    parts = urlsplit(url)
    port = "" if parts.port in (None, *DEFAULT_PORTS.values()) else f":{parts.port}"
    return f"{parts.hostname}{port}"


def _open(folder: Path, host: str) -> int:
    """Open the file of a host; make the folder and the file if they do not exist.

    Raises:
        OSError: The folder cannot be used, or other users can write to it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found, user = folder.stat(), os.getuid()
    is_own = found.st_uid == user == folder.lstat().st_uid  # lstat: a link of another user
    if not is_own or stat.S_IMODE(found.st_mode) & 0o022:
        # In the temporary directory, another user may have made the folder.
        raise PermissionError(f"others may write to it, or it is not user {user}'s")
    file = folder / blake2b(host.encode(), digest_size=16).hexdigest()
    return os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
