"""``make deploy``: build the egg, upload it to Scrapyd, and see that it is there and has spiders.

``scrapyd-deploy`` does the first two; Scrapyd's errors come with HTTP status 200, which it takes
for success.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from newsbot.reporting.outcomes import BAD_ARGUMENTS, STATUSES
from newsbot.schedule.server import Server, ServerError, problem_with
from newsbot.urls import is_loopback

PROJECT = Path(__file__).parents[1]
NAME = "newsbot"
NEEDED = ("SCRAPYD_URL", "SCRAPYD_USERNAME", "SCRAPYD_PASSWORD")
FAILED = STATUSES["unreachable"]


def main() -> int:
    """Deploy; 0, 2 where the environment does not say where to, 69 where it did not work."""
    missing = [name for name in NEEDED if not os.environ.get(name)]
    if missing:
        print(f"newsbot: set {', '.join(missing)}; see docs/scheduling.md", file=sys.stderr)
        return BAD_ARGUMENTS
    url, username, password = (os.environ[name] for name in NEEDED)
    if problem := problem_with(url):
        print(f"newsbot: SCRAPYD_URL {problem}", file=sys.stderr)
        return BAD_ARGUMENTS
    # A whole number, as scrapyd-deploy takes by itself: PEP 440's simplest version. Scrapyd makes
    # 1.10 the file 1_10.egg, which it sorts as text, before 1_9.
    version = str(int(time.time()))
    deploy = [sys.executable, "-m", "scrapyd_client.deploy", "--version", version]
    if warning := plain_text_warning(url):
        print(f"newsbot: {warning}", file=sys.stderr)
    environment = without_proxies(os.environ)
    with alone():
        status = subprocess.run(deploy, cwd=PROJECT, env=environment, check=False).returncode
    if status:
        return status
    server = Server("deploy", url.rstrip("/"), username, password)
    try:
        versions, spiders = server.versions(NAME), server.spiders(NAME)
    except ServerError as error:
        print(f"newsbot: {error}", file=sys.stderr)
        return FAILED
    if version not in versions or not spiders:
        print(f"newsbot: version {version} is not there, or has no spiders", file=sys.stderr)
        return FAILED
    print(f"{NAME} {version} on {url}: {', '.join(spiders)}")
    return 0


@contextmanager
def alone() -> Iterator[None]:
    """Hold the project's folder: eggs that are built at once write to the same build/."""
    folder = os.open(PROJECT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def without_proxies(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which no proxy is named: it would see the server's password."""
    return {
        name: value
        for name, value in environment.items()
        if not name.lower().endswith("_proxy") or name.lower() == "no_proxy"
    }


def plain_text_warning(url: str) -> str | None:
    """Return what to say of a server to which the password goes in the clear; None for another."""
    if not url.lower().startswith("http:") or is_loopback(url):
        return None
    return f"{url} is plain http: anyone on the way reads the password; put TLS before Scrapyd"


if __name__ == "__main__":
    sys.exit(main())
