"""``make scrapyd``: Scrapyd with deploy/scrapyd.conf, all under NEWSBOT_DATA_DIR, with a password.

Without ``--exec`` it minds Scrapyd's processes: Scrapyd itself leaves its crawls behind when it
stops. A signal (or Scrapyd's own death) ends the crawls in order, and what does not end is killed.
Under systemd ``--exec`` makes this process Scrapyd, for the unit does the minding.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from newsbot.files.private import make_folder

PROJECT = Path(__file__).parents[1]
CREDENTIALS = ("SCRAPYD_USERNAME", "SCRAPYD_PASSWORD")
BAD_ARGUMENTS = 2
UMASK = 0o027  # of Scrapyd's queue, logs and eggs: for the user and the group, as in the units
GRACE = 80.0  # seconds for crawls to end in order: an answer may take DOWNLOAD_TIMEOUT, 20 s
STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
PR_SET_CHILD_SUBREAPER = 36  # prctl(2): the children of a child that died become ours
# --pidfile= : a file that a kill left would keep the next Scrapyd from starting.
SCRAPYD = [sys.executable, "-m", "scrapyd", "--pidfile="]


def main(argv: list[str] | None = None) -> int:
    """Run Scrapyd until a signal; the exit status is Scrapyd's, 2 where it may not start."""
    parser = argparse.ArgumentParser(prog="make scrapyd", description=__doc__)
    parser.add_argument("--conf", type=Path, default=PROJECT / "deploy" / "scrapyd.conf")
    parser.add_argument("--exec", action="store_true", help="become Scrapyd, for systemd")
    options = parser.parse_args(argv)
    data = Path(os.environ.get("NEWSBOT_DATA_DIR") or "data").absolute()
    if problem := problem_with(os.environ.get(CREDENTIALS[0]), os.environ.get(CREDENTIALS[1])):
        return _refuse(problem)
    os.umask(UMASK)
    try:
        folder = working_directory(data, options.conf)
    except OSError as error:
        return _refuse(f"{data / 'scrapyd'} cannot be used: {error}")
    environment = {
        **os.environ,
        "NEWSBOT_DATA_DIR": str(data),  # absolute: a crawl's working directory is Scrapyd's
        "PYTHONUTF8": "1",  # what crawls print is UTF-8 whatever the locale
        "PYTHONUNBUFFERED": "1",
        # Scrapyd imports it, and each of its jobs would say that it should not.
        "PYTHONWARNINGS": "ignore:pkg_resources is deprecated",
        # For scrapyd_webroot; what it named before would run in place of what is deployed.
        "PYTHONPATH": str(options.conf.absolute().parent),
    }
    if _finds_newsbot(folder, environment):
        return _refuse(
            f"newsbot is installed for {sys.executable} and would run in place of what is "
            "deployed: uninstall it there"
        )
    if options.exec:
        os.chdir(folder)
        os.execve(sys.executable, SCRAPYD, environment)  # noqa: S606  # our own interpreter
    return mind(folder, environment)


def problem_with(username: str | None, password: str | None) -> str | None:
    """Why Scrapyd may not start with these credentials; None where it may."""
    if not username or not password:
        return f"set {' and '.join(CREDENTIALS)}: who reaches Scrapyd runs code on this machine"
    if ":" in username:
        return f"{CREDENTIALS[0]} must not have a colon (RFC 7617)"
    if not (username + password).isascii():
        return f"{' and '.join(CREDENTIALS)} must be ASCII: clients differ on all else"
    return None


def working_directory(data: Path, conf: Path) -> Path:
    """Scrapyd's folder, with its configuration in it.

    Scrapyd takes no file as an argument, and it and its crawls each look for one. The closest
    ``scrapy.cfg`` is read last, so it overrules what /etc or a home may hold, and it hides that of
    a checkout above, which would be a second project beside what is deployed.
    """
    folder = data / "scrapyd"
    make_folder(folder)
    link, new = folder / "scrapy.cfg", folder / f"scrapy.cfg.{os.getpid()}"
    conf.stat()
    new.symlink_to(conf.absolute())
    new.replace(link)
    return folder


def _finds_newsbot(folder: Path, environment: dict[str, str]) -> bool:
    """True where Scrapyd's Python finds a newsbot: an egg is only looked at after all else."""
    look = "import importlib.util, sys; sys.exit(importlib.util.find_spec('newsbot') is not None)"
    command = [sys.executable, "-c", look]
    return bool(subprocess.run(command, cwd=folder, env=environment, check=False).returncode)


def mind(folder: Path, environment: dict[str, str]) -> int:
    """Scrapyd's exit status, once it and all that it started are gone."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    scrapyd = subprocess.Popen(
        SCRAPYD,
        cwd=folder,
        env=environment,
        start_new_session=True,  # its own group; a terminal's Ctrl-C reaches this process alone
        preexec_fn=_unblock,  # there are no threads here
    )
    asked = False
    while not asked and scrapyd.poll() is None:
        asked = signal.sigtimedwait(STOPPING, 0.5) is not None
    _end_group(scrapyd)
    return 0 if asked else scrapyd.returncode or 1


def _unblock() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)


def _end_group(scrapyd: subprocess.Popen[bytes]) -> None:
    """End all processes of Scrapyd's group: one signal, time to end in order, then SIGKILL.

    One signal only: a second one makes Scrapy drop what is under way.
    """
    _signal_group(scrapyd.pid, signal.SIGTERM)
    end = time.monotonic() + GRACE
    while scrapyd.poll() is None or _signal_group(scrapyd.pid, 0):
        if scrapyd.returncode is not None:
            _reap()
        if time.monotonic() > end:
            _signal_group(scrapyd.pid, signal.SIGKILL)
        time.sleep(0.05)


def _signal_group(group: int, number: int) -> bool:
    """False where the group has no process any more."""
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    return True


def _reap() -> None:
    """Take note of the crawls that ended; until then they count as processes."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass


def _refuse(message: str) -> int:
    print(f"newsbot: {message}", file=sys.stderr)
    return BAD_ARGUMENTS


if __name__ == "__main__":
    sys.exit(main())
