"""Publish the report of a run: in ``runs.jsonl``, in the log, by an alert."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from newsbot.json_lines import json_line
from newsbot.reporting import run_reports as runs
from newsbot.reporting.alerts import Alerts
from newsbot.reporting.outcomes import CUT_SHORT, Outcome
from newsbot.setting_values import alert_outcomes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from scrapy.settings import BaseSettings

logger = logging.getLogger(runs.LOGGER)


def publish(settings: BaseSettings, run: dict[str, Any]) -> Outcome:
    """Append a run's report to ``runs.jsonl``, log it, alert where something is wrong.

    Args:
        settings: Of the crawl.
        run: The report.

    Returns:
        The run's outcome: a report that cannot be written makes it a storage error.
    """
    outcome, alert = record(settings, run)
    conclude(outcome, run, Alerts.of(settings).send(alert) if alert is not None else [])
    return outcome


def record(settings: BaseSettings, run: dict[str, Any]) -> tuple[Outcome, dict[str, Any] | None]:
    """Append a run's report and log it; return the outcome, and the alert that is to be sent."""
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
    """Log what an alert could not do; the last line of the log is the one for people."""
    for problem in problems:
        logger.error(problem)
    level = logging.ERROR if outcome.status else logging.INFO
    logger.log(level, "%s", in_words(outcome, run.get("feeds", ())))


async def in_thread(call: Callable[..., list[str]], *arguments: Any) -> list[str]:
    """Await a call in a thread that nobody waits for at the end of the process.

    The threads of asyncio are waited for.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[list[str]] = loop.create_future()

    def work() -> None:
        result = call(*arguments)
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(future.set_result, result)

    Thread(target=work, daemon=True).start()
    return await future


def in_words(outcome: Outcome, feeds: Sequence[str]) -> str:
    """Return one line that says how a run went, and where that is which it brought."""
    stored = f"; stored in {', '.join(feeds)}" if feeds else ""
    message = outcome.message.removeprefix(f"{outcome.name}: ")
    return " ".join(f"{outcome.name}: {message}{stored}".split())


def reason_to_alert(settings: BaseSettings, outcome: Outcome, empty: int) -> str | None:
    """Return ``outcome`` or ``empty_runs``, the reason for which people are alerted; None for none.

    Args:
        settings: Of the crawl.
        outcome: Of the run; NEWSBOT_ALERT_OUTCOMES names those to alert of.
        empty: How many runs in a row brought nothing; each NEWSBOT_ALERT_EMPTY_RUNS are a reason.
    """
    if outcome.name in alert_outcomes_of(settings):
        return "outcome"
    every = settings.getint("NEWSBOT_ALERT_EMPTY_RUNS")
    if outcome.name in CUT_SHORT or not every or not empty:
        return None
    return "empty_runs" if empty % every == 0 else None
