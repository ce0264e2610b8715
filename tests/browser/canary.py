"""A canary: an address that nothing may reach."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Canary:
    """``hits``: what came, by TCP and by UDP, whatever it was."""

    port: int
    open: bool = True
    hits: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def canary() -> Iterator[Canary]:
    """Listen on one port for connections and packets while the context lasts."""
    stream, packets = _pair()
    bird = Canary(stream.getsockname()[1])

    def listen() -> None:
        while True:
            try:
                connection, _ = stream.accept()
            except OSError:
                return
            if not bird.open:
                return
            connection.settimeout(0.5)
            try:
                bird.hits.append(connection.recv(200))
            except OSError:
                bird.hits.append(b"")
            connection.close()

    def receive() -> None:
        while True:
            try:
                packet = packets.recv(200)
            except OSError:
                return
            if not bird.open:
                return  # that was the end, and no packet
            bird.hits.append(packet)

    threads = [threading.Thread(target=each, daemon=True) for each in (listen, receive)]
    for thread in threads:
        thread.start()
    try:
        yield bird
    finally:
        bird.open = False
        for each in (stream, packets):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        for thread in threads:
            thread.join(2)


def _pair() -> tuple[socket.socket, socket.socket]:
    """A TCP and a UDP socket on the same port."""
    while True:
        stream = socket.create_server(("127.0.0.1", 0))
        packets = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            packets.bind(stream.getsockname())
        except OSError:
            stream.close()
            packets.close()
            continue
        return stream, packets
