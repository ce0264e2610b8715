"""Parse and check the settings of a crawl before anything is fetched.

``-s`` and the environment give texts. A wrong value ends a crawl with one line for people. Commands
such as ``scrapy list`` do not check settings.
"""

from __future__ import annotations

import json
import logging
import shlex
from contextlib import suppress
from functools import partial
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from scrapy.exceptions import NotConfigured
from scrapy.settings import BaseSettings, iter_default_settings
from scrapy.utils.misc import load_object
from twisted.internet.asyncioreactor import AsyncioSelectorReactor

from newsbot.arguments import BROWSER_CHOICES, read_archive, whole
from newsbot.exceptions import SettingError
from newsbot.files.names import is_own_file
from newsbot.files.private import opener
from newsbot.reporting.outcomes import FORMER_NAMES, STATUSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")
Revisits = tuple[tuple[int, int], ...]
OFF, PLAIN, AUTO = "off", "plain", "auto"
# Value of NEWSBOT_PROGRESS → its meaning.
PROGRESS = {"1": AUTO, "true": AUTO, "0": OFF, "false": OFF, OFF: OFF, PLAIN: PLAIN, AUTO: AUTO}
# Settings that are dictionaries: class → order, or name → class.
COMPONENTS = "ADDONS DOWNLOADER_MIDDLEWARES EXTENSIONS ITEM_PIPELINES SPIDER_MIDDLEWARES".split()
CLASSES = ("DOWNLOAD_HANDLERS", "FEED_EXPORTERS", "FEED_STORAGES")


def revisits_of(settings: BaseSettings) -> Revisits:
    """Return ``NEWSBOT_REVISIT``: (age, interval) pairs, both in seconds."""
    return _read(settings, "NEWSBOT_REVISIT", _revisits)


def alert_outcomes_of(settings: BaseSettings) -> tuple[str, ...]:
    """Return ``NEWSBOT_ALERT_OUTCOMES``: outcomes, from a sequence, JSON or text with commas."""
    return _read(settings, "NEWSBOT_ALERT_OUTCOMES", _outcomes)


def progress_of(settings: BaseSettings) -> str:
    """Return ``NEWSBOT_PROGRESS``: OFF, PLAIN or AUTO."""
    return _read(settings, "NEWSBOT_PROGRESS", _progress)


def check_texts(assignments: Iterable[str]) -> None:
    """Raise SettingError for the first ``-s NAME=VALUE`` that must be a JSON object and is not.

    Scrapy parses these values before newsbot can, and its message does not name the setting.
    """
    defaults = dict(iter_default_settings())
    for assignment in assignments:
        name, _, text = assignment.partition("=")
        if isinstance(defaults.get(name), dict):
            try:
                is_dictionary = isinstance(json.loads(text), dict)
            except (ValueError, RecursionError):
                is_dictionary = False
            if not is_dictionary:
                raise SettingError(f"setting {name}={text!r}: must be a JSON object")


def check_settings(settings: BaseSettings) -> None:
    """Raise SettingError for the first setting whose value a crawl cannot use."""
    for name, read in READERS.items():
        _read(settings, name, read)
    for name, default in iter_default_settings():
        value = settings[name]
        if isinstance(value, str) and (reader := _reader_of(settings, name, default)):
            _read(settings, name, reader)
    for name, check in SECRETS.items():
        try:
            check(str(settings[name] or ""))
        except ValueError as error:
            raise SettingError(f"setting {name}: {error}") from None
    for name in ("LOG_FILE", "NEWSBOT_METRICS_FILE", "NEWSBOT_ARCHIVE"):
        _read(settings, name, partial(_check_output, Path(settings["NEWSBOT_DATA_DIR"])))
    _read(settings, "LOG_FILE", _check_log_file)
    for uri, options in settings.getdict("FEEDS").items():
        if not hasattr(options, "keys"):
            raise SettingError(
                f'setting FEEDS: {uri!r} needs options, such as {{"{uri}": {{"format": "jsonl"}}}}'
            )
    for name in COMPONENTS:
        for path, order in settings.getdict(name).items():
            _check_component(name, path, order)
    for name in CLASSES:
        for path in settings.getdict(name).values():
            if path is not None:
                with suppress(NotConfigured):  # Scrapy does without it
                    _check_class(name, path)


def _read(settings: BaseSettings, name: str, read: Callable[[Any], T]) -> T:
    value = settings[name]
    try:
        return read(value)
    except (ValueError, TypeError, RecursionError) as error:
        why = "must be JSON" if isinstance(error, json.JSONDecodeError) else str(error)
        raise SettingError(f"setting {name}={value!r}: {why}") from None


def _check_output(data: Path, value: Any) -> None:
    """Raise ValueError for a file that newsbot itself writes, except a log of Scrapyd's jobs.

    ``data``: the data directory.
    """
    if not value or Path(value).resolve().is_relative_to(data.resolve() / "scrapyd" / "logs"):
        return
    if is_own_file(Path(value), data, feeds=True):
        raise ValueError("is newsbot's own")


def _check_log_file(value: Any) -> None:
    """Make the log file with newsbot's mode; raise ValueError if it cannot be written.

    Scrapy would leave the mode to the umask, and would show a traceback.
    """
    if not value or Path(value).is_fifo():
        return
    try:
        with open(value, "ab", opener=opener):
            pass
    except OSError as error:
        raise ValueError(f"cannot be written: {error.strerror}") from None


def _reader_of(settings: BaseSettings, name: str, default: Any) -> Callable[[Any], Any] | None:
    """Return the parser of a text for one of Scrapy's settings, by the type of its default."""
    if name == "LOG_LEVEL":
        return _level
    if isinstance(default, bool):
        return lambda _: settings.getbool(name)
    if isinstance(default, int | float):
        return _number
    if name.endswith("_CODES"):
        return _codes
    is_class = isinstance(default, str) and default.startswith(("scrapy.", "twisted."))
    if is_class and settings[name] != default and name != "REFERRER_POLICY":  # may be a word
        return _class
    return None


def _check_component(setting: str, path: Any, order: Any) -> None:
    if not isinstance(order, Real | None):
        raise SettingError(f"setting {setting}: {path} needs a number or null, not {order!r}")
    _check_class(setting, path)


def _check_class(setting: str, path: Any) -> None:
    try:
        _class(path)
    except ValueError as error:
        raise SettingError(f"setting {setting}: {path} {error}") from None


def _class(path: Any) -> Any:
    try:
        return load_object(path)
    except (ImportError, NameError, TypeError, ValueError) as error:
        raise ValueError(f"cannot be loaded: {error}") from None


def _reactor(path: Any) -> None:
    """Raise ValueError for a reactor without asyncio, with which a crawl cannot run."""
    if not (path and issubclass(_class(path), AsyncioSelectorReactor)):
        raise ValueError("must be twisted.internet.asyncioreactor.AsyncioSelectorReactor")


def _codes(value: str) -> None:
    if not all(code.strip().isdecimal() for code in value.split(",") if value):
        raise ValueError("must be numbers, with commas between them: 500,502")


def _webhook(value: str) -> None:
    parts = urlsplit(value)
    if value and not (parts.scheme in ("http", "https") and parts.hostname):
        raise ValueError("must be the URL of an http or https server")


def _revisits(value: Any) -> Revisits:
    pairs = json.loads(value) if isinstance(value, str) else value or ()
    try:
        read = tuple((int(age), int(every)) for age, every in pairs)
    except (TypeError, ValueError):
        read = ((0, 0),)
    if any(age < 1 or every < 1 for age, every in read):
        raise ValueError("must be pairs of seconds, an age and an interval: [[3600, 600]]")
    return read


def _outcomes(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        is_json = value.lstrip().startswith("[")
        value = json.loads(value) if is_json else filter(None, map(str.strip, value.split(",")))
    names = tuple(FORMER_NAMES.get(name, name) for name in value or ())
    for name in names:
        if name not in STATUSES:
            raise ValueError(f"{name!r} is not an outcome; outcomes are {', '.join(STATUSES)}")
    return names


def _whole(minimum: int) -> Callable[[Any], int]:
    read = whole(minimum)
    return lambda value: read(str(value).strip())


def _number(value: Any) -> float:
    try:
        number = float(value)
    except (ValueError, TypeError):
        raise ValueError("must be a number") from None
    if number < 0:
        raise ValueError("must not be negative")
    return number


def _boolean(value: Any) -> bool:
    return BaseSettings({"value": value}).getbool("value")


def _one_of(*choices: str) -> Callable[[Any], None]:
    def check(value: Any) -> None:
        if value not in choices:
            raise ValueError(f"must be {' or '.join(choices)}")

    return check


def _progress(value: Any) -> str:
    found = PROGRESS.get(str(value).strip().lower())
    if found is None:
        raise ValueError(f"must be {AUTO}, 0 or {PLAIN}")
    return found


def _level(value: str) -> None:
    names = logging.getLevelNamesMapping()
    if value not in names and not value.isdecimal():
        raise ValueError(f"must be one of {', '.join(names)}")


def _path(value: Any) -> None:
    if not value:
        raise ValueError("must name a folder")


def _path_or_none(value: Any) -> None:
    if not isinstance(value, str | None):
        raise ValueError("must be a path, or be empty")


def _archive(value: Any) -> None:
    if value:
        read_archive(str(value))


READERS: dict[str, Callable[[Any], Any]] = {
    "TWISTED_REACTOR": _reactor,
    "NEWSBOT_DATA_DIR": _path,
    "NEWSBOT_LISTING_MAX_PAGES": _whole(1),
    "NEWSBOT_MAX_FRUITLESS_PAGES": _whole(1),
    "NEWSBOT_MAX_WAITING_ARTICLES": _whole(0),
    "NEWSBOT_MAX_TEXT_LENGTH": _whole(1),
    "NEWSBOT_REVISIT": _revisits,
    "NEWSBOT_RETRY_AFTER_MAX_WAIT": _number,
    "NEWSBOT_RESERVED": _one_of("record", "skip"),
    "NEWSBOT_RIGHTS_FILES": _boolean,
    "NEWSBOT_HOST_GATES": _path_or_none,
    "NEWSBOT_MAX_SAVED_PAGES": _whole(0),
    "NEWSBOT_RUN_REPORT": _boolean,
    "NEWSBOT_MAX_RUN_REPORTS": _whole(1),
    "NEWSBOT_ALERT_OUTCOMES": _outcomes,
    "NEWSBOT_ALERT_EMPTY_RUNS": _whole(0),
    "NEWSBOT_ARCHIVE": _archive,
    "NEWSBOT_METRICS_FILE": _path_or_none,
    "NEWSBOT_PROGRESS": _progress,
    "NEWSBOT_BROWSER": _one_of(*BROWSER_CHOICES),
    "NEWSBOT_BROWSER_TIMEOUT": _number,
    "NEWSBOT_BROWSER_MAX_PAGES": _whole(1),
}
# Settings whose values are not shown: they may hold passwords.
SECRETS: dict[str, Callable[[str], Any]] = {
    "NEWSBOT_ALERT_COMMAND": shlex.split,
    "NEWSBOT_ALERT_WEBHOOK": _webhook,
}
