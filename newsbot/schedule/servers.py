"""Ask the servers of a plan for their jobs, and define the exit statuses of their errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbot.reporting.outcomes import STATUSES
from newsbot.schedule.server import Jobs, RefusedError, Server, ServerError

if TYPE_CHECKING:
    from newsbot.schedule.plan import Plan

# Exit statuses other than 0, the gravest first.
REFUSED = STATUSES["error"]  # Scrapyd refused a request
UNREACHABLE = STATUSES["unreachable"]  # a server did not answer
BUSY = STATUSES["already_running"]  # a spider that is due is pending or running
GRAVITY = (REFUSED, UNREACHABLE, BUSY, 0)


def gravest(statuses: set[int]) -> int:
    """Return the gravest of some exit statuses; 0 without a problem."""
    return next((status for status in GRAVITY if status in statuses), 0)


class Servers:
    """The servers of a plan; each is asked for its jobs once, and not again after an error."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._jobs: dict[str, Jobs | ServerError] = {}

    def __getitem__(self, name: str) -> Server:
        return self._plan.servers[name]

    def jobs(self, name: str) -> Jobs:
        """Return a server's jobs; raise its first ServerError at each call."""
        if name not in self._jobs:
            try:
                self._jobs[name] = self[name].jobs(self._plan.project)
            except ServerError as error:
                self._jobs[name] = error
        known = self._jobs[name]
        if isinstance(known, ServerError):
            raise known
        return known

    def failed(self, name: str, error: ServerError) -> None:
        """Note that a server failed, so that it is not asked again."""
        self._jobs[name] = error

    @property
    def errors(self) -> dict[str, ServerError]:
        """The errors of the servers that failed, by name."""
        return {
            name: answer for name, answer in self._jobs.items() if isinstance(answer, ServerError)
        }

    @property
    def statuses(self) -> set[int]:
        """The exit statuses of these errors."""
        refused = (isinstance(error, RefusedError) for error in self.errors.values())
        return {REFUSED if is_refused else UNREACHABLE for is_refused in refused}
