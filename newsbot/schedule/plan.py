"""Read and check the schedules file: spiders, servers, intervals and arguments."""

from __future__ import annotations

import os
import re
import socket
import tomllib
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from newsbot.arguments import SCRAPYD_JOB, Arguments, whole
from newsbot.downloader.addresses import is_link_local
from newsbot.exceptions import ArgumentError, NewsbotError
from newsbot.schedule.server import Server, problem_with

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
MAX_DURATION = 366 * SECONDS["d"]
LATE_AFTER = 3  # intervals; the default of late_after
NAME = re.compile(r"[\w-]+")


class PlanError(NewsbotError):
    """The schedules file cannot be read, or has a wrong value."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """A spider that runs at an interval.

    Attributes:
        name: The name of the schedule.
        spider: The name of the spider.
        server: The name of the server.
        every: The interval in seconds.
        jitter: The largest random delay of a run after its slot, in seconds.
        late_after: The schedule is late if its last run ended more than this many seconds ago.
        arguments: The spider's arguments.
        settings: The settings of its runs.
    """

    name: str
    spider: str
    server: str
    every: int
    jitter: int
    late_after: int
    arguments: dict[str, str]
    settings: dict[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """The content of a schedules file: Scrapyd's project, its servers by name, the schedules."""

    project: str
    servers: dict[str, Server]
    schedules: list[Schedule]


def read_plan(file: Path, environment: Mapping[str, str] = os.environ) -> Plan:
    """Return the plan in a schedules file.

    Args:
        file: The file, in TOML.
        environment: The variables with URLs, user names and passwords of the servers.

    Raises:
        PlanError: The file cannot be read, or a value is wrong; the message says which one.
    """
    try:
        content = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        hint = "name the schedules file by --file or NEWSBOT_SCHEDULES"
        raise PlanError(f"{file}: there is no such file: {hint}") from None
    except (OSError, ValueError, RecursionError) as error:  # ValueError: of TOML, UTF-8, a number
        raise PlanError(f"{file}: {error}") from None
    try:
        _known(content, ("project", "servers", "schedules"), "the file")
        servers = {
            name: _server(name, _table(values, f"servers.{name}"), environment)
            for name, values in _table(content.get("servers"), "servers").items()
        }
        if len({server.url for server in servers.values()}) < len(servers):
            raise PlanError("two servers have one url: each is a Scrapyd of its own")
        schedules = [
            _schedule(name, _table(values, f"schedules.{name}"), servers)
            for name, values in _table(content.get("schedules"), "schedules").items()
        ]
        _one_server_a_site(schedules)
        return Plan(_text(content, "project", "the file", "newsbot"), servers, schedules)
    except PlanError as error:
        raise PlanError(f"{file}: {error}") from None


def duration(text: str) -> int:
    """Return the seconds of a duration: ``90s``, ``10m``, ``6h``, ``1d``, ``1h30m``.

    Raises:
        ValueError: The text is not a duration.
    """
    if not re.fullmatch(r"(?:[0-9]{1,6}[smhd]){1,4}", text):
        raise ValueError("must be a duration such as 10m, 6h or 1d")
    seconds = sum(int(count) * SECONDS[unit] for count, unit in re.findall(r"(\d+)([smhd])", text))
    if seconds > MAX_DURATION:
        raise ValueError("must be at most 366d")
    return seconds


def _server(name: str, values: dict[str, Any], environment: Mapping[str, str]) -> Server:
    """Return a server; its credentials are in ``<PREFIX>_USERNAME`` and ``<PREFIX>_PASSWORD``."""
    where = f"servers.{name}"
    _known(values, ("url", "credentials"), where)
    prefix = _text(values, "credentials", where, "SCRAPYD")
    url = _text(values, "url", where, environment.get(f"{prefix}_URL", "")).rstrip("/")
    if problem := problem_with(url):
        raise PlanError(f"{where}: url, or {prefix}_URL in the environment, {problem}")
    known = [environment.get(f"{prefix}_{ending}", "") for ending in ("USERNAME", "PASSWORD")]
    if not all(known):
        raise PlanError(f"{where}: set {prefix}_USERNAME and {prefix}_PASSWORD in the environment")
    return Server(name, url, *known)


def _schedule(name: str, values: dict[str, Any], servers: Mapping[str, Server]) -> Schedule:
    where = f"schedules.{name}"
    allowed = ("spider", "server", "every", "jitter", "late_after", "arguments", "settings")
    _known(values, allowed, where)
    server = _text(values, "server", where, next(iter(servers)) if len(servers) == 1 else "")
    if server not in servers:
        raise PlanError(f"{where}: server must be one of {', '.join(servers) or '(none)'}")
    every = _duration(values, "every", where, None)
    jitter = _duration(values, "jitter", where, 0)
    if every < 60:
        raise PlanError(f"{where}: every must be at least a minute")
    if jitter >= every:
        raise PlanError(f"{where}: jitter must be less than every")
    late_after = _duration(values, "late_after", where, LATE_AFTER * every)
    if late_after < every:
        raise PlanError(f"{where}: late_after must not be less than every: each run would be late")
    return Schedule(
        name=name,
        spider=_spider(_text(values, "spider", where, name), where),
        server=server,
        every=every,
        jitter=jitter,
        late_after=late_after,
        arguments=_arguments(_table(values.get("arguments", {}), f"{where}.arguments"), where),
        settings=_settings(_table(values.get("settings", {}), f"{where}.settings"), where),
    )


def _spider(name: str, where: str) -> str:
    if not NAME.fullmatch(name):
        raise PlanError(f"{where}: {name!r} is not the name of a spider")
    return name


def _arguments(values: dict[str, Any], where: str) -> dict[str, str]:
    given = {name: _value(value, f"{where}.arguments.{name}") for name, value in values.items()}
    if SCRAPYD_JOB in given:
        raise PlanError(f"{where}: Scrapyd sets the argument {SCRAPYD_JOB} itself")
    try:
        root = Arguments.parse(given).root
    except ArgumentError as error:
        raise PlanError(f"{where}: {error}") from None
    if root and _is_link_local(urlsplit(root).hostname or ""):
        raise PlanError(f"{where}: root must not be a link-local address: a mirror has none")
    return given


def _is_link_local(host: str) -> bool:
    """Return whether a host is a link-local address in any form: clouds serve secrets there.

    A name is not resolved here: the crawl itself refuses to connect to such an address.
    """
    host = host.rstrip(".")
    with suppress(OSError, ValueError):  # 0xa9fea9fe, 169.16689662 …
        host = socket.inet_ntoa(socket.inet_aton(host))
    return is_link_local(host)


def _settings(values: dict[str, Any], where: str) -> dict[str, str]:
    """Check and return settings. Only some are allowed: others can run code or end politeness."""
    chosen = {}
    for name, value in values.items():
        if name not in SETTINGS:
            raise PlanError(
                f"{where}: setting {name} is not allowed; allowed are {', '.join(SETTINGS)}"
            )
        text = _value(value, f"{where}.settings.{name}")
        try:
            SETTINGS[name](text)
        except ValueError as error:
            raise PlanError(f"{where}: setting {name}={text!r}: {error}") from None
        chosen[name] = text
    return chosen


def _delay(text: str) -> None:
    if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,3})?", text) or float(text) < 1:
        raise ValueError("must be at least 1 second: a schedule may only be more polite")


def _level(text: str) -> None:
    if text not in ("DEBUG", "INFO"):
        raise ValueError("must be DEBUG or INFO: newsbot-schedule reads the report from the log")


SETTINGS: dict[str, Callable[[str], object]] = {
    "CLOSESPIDER_TIMEOUT": whole(60),
    "DOWNLOAD_DELAY": _delay,
    "DOWNLOAD_TIMEOUT": whole(1),
    "LOG_LEVEL": _level,
    "NEWSBOT_LISTING_MAX_PAGES": whole(1),
}


def _one_server_a_site(schedules: list[Schedule]) -> None:
    """Raise PlanError if two servers have one spider: together they would be impolite."""
    servers: dict[str, str] = {}
    for schedule in schedules:
        other = servers.setdefault(schedule.spider, schedule.server)
        if other != schedule.server:
            raise PlanError(
                f"schedules.{schedule.name}: spider {schedule.spider} is on server {other} "
                "already; one site is always on one server"
            )


def _known(values: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    for name in values:
        if name not in known:
            raise PlanError(f"{where}: {name!r} is unknown; known are {', '.join(known)}")


def _table(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise PlanError(f"there is no table [{where}]")
    return value


def _text(values: Mapping[str, Any], name: str, where: str, default: str) -> str:
    value = values.get(name, default)
    if not isinstance(value, str):
        raise PlanError(f"{where}: {name} must be a text")
    return value


def _duration(values: Mapping[str, Any], name: str, where: str, default: int | None) -> int:
    if name not in values and default is not None:
        return default
    try:
        return duration(_text(values, name, where, ""))
    except ValueError as error:
        raise PlanError(f"{where}: {name} {error}") from None


def _value(value: Any, where: str) -> str:
    """Return the value of an argument or setting as text; in TOML it may have another type."""
    match value:
        case bool():
            return str(int(value))
        case str() | int() | float():
            return str(value)
        case date():  # also datetime, a subclass
            return value.isoformat()
        case list() if value and all(isinstance(part, str) for part in value):
            return ",".join(value)
    raise PlanError(f"{where}: must be a text, a number, true, false or a list of texts")
