"""Publish the report of a run: in ``runs.jsonl``, in the log, and as an alert."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

from newsbot.json_lines import json_line
from newsbot.reporting import run_reports as runs
from newsbot.reporting.alerts import Alerts
from newsbot.reporting.outcomes import CUT_SHORT, Outcome
from newsbot.setting_values import alert_outcomes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from scrapy.settings import BaseSettings

T = TypeVar("T")
logger = logging.getLogger(runs.LOGGER)


def publish(settings: BaseSettings, run: dict[str, Any]) -> Outcome:
    """Append a run's report to ``runs.jsonl``, log it, and send an alert if the settings say so.

    Args:
        settings: The settings of the crawl.
        run: The report; its outcome changes if it cannot be written.

    Returns:
        The run's outcome; ``storage_error`` if the report cannot be written.
    """
    outcome, alert = record(settings, run)
    conclude(outcome, run, Alerts.of(settings).send(alert) if alert is not None else [])
    return outcome


def record(settings: BaseSettings, run: dict[str, Any]) -> tuple[Outcome, dict[str, Any] | None]:
    """Append a run's report and log it; return the outcome, and the alert to send, if any."""
    outcome = Outcome(run["outcome"], run["message"])
    file = Path(settings["NEWSBOT_DATA_DIR"], runs.FILE)
    empty = 0
    try:
        runs.append(file, run)
        empty = runs.empty_runs(file, run.get("site", run["spider"]))
    except OSError as error:
        outcome = Outcome("storage_error", f"{runs.FILE} cannot be written: {error}")
        run |= {"outcome": outcome.name, "status": outcome.status, "message": outcome.message}
    logger.info("%s%s", runs.MARK, json_line(run))
    why = reason_to_alert(settings, outcome, empty)
    return outcome, {"alert": why, **run} if why else None


def conclude(outcome: Outcome, run: Mapping[str, Any], problems: Sequence[str]) -> None:
    """Log the problems of an alert, and then the outcome, as the last line of the log."""
    for problem in problems:
        logger.error(problem)
    level = logging.ERROR if outcome.status else logging.INFO
    logger.log(level, "%s", in_words(outcome, run.get("feeds", ())))


async def in_thread(call: Callable[..., T], *arguments: Any) -> T:
    """Await a call in a daemon thread, which does not delay the end of the process.

    asyncio's own threads would delay it.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def work() -> None:
        result = call(*arguments)
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(future.set_result, result)

    Thread(target=work, daemon=True).start()
    return await future


def in_words(outcome: Outcome, feeds: Sequence[str]) -> str:
    """Return one line with the outcome of a run and its feeds."""
    stored = f"; stored in {', '.join(feeds)}" if feeds else ""
    message = outcome.message.removeprefix(f"{outcome.name}: ")
    return " ".join(f"{outcome.name}: {message}{stored}".split())


def reason_to_alert(settings: BaseSettings, outcome: Outcome, empty: int) -> str | None:
    """Return the reason to alert people, ``outcome`` or ``empty_runs``; None without a reason.

    Args:
        settings: The settings of the crawl.
        outcome: The outcome of the run; NEWSBOT_ALERT_OUTCOMES names the outcomes to alert of.
        empty: The number of last runs in a row without an article. Each multiple of
            NEWSBOT_ALERT_EMPTY_RUNS is a reason.
    """
    if outcome.name in alert_outcomes_of(settings):
        return "outcome"
    every = settings.getint("NEWSBOT_ALERT_EMPTY_RUNS")
    if outcome.name in CUT_SHORT or not every or not empty:
        return None
    return "empty_runs" if empty % every == 0 else None
