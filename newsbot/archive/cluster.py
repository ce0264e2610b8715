"""Extract archives on a Dask cluster, one task for each file.

All machines must reach the folders of the archives and of the output by the same paths.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Self

from newsbot.archive.parts import Job, make_part
from newsbot.exceptions import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CONNECT_SECONDS = 10
RETRIES = 3  # retries of a task that fails; Dask itself restarts the tasks of a worker that died


class Cluster:
    """The connection to a Dask scheduler."""

    def __init__(self, address: str) -> None:
        """Connect to the scheduler.

        Raises:
            ArgumentError: The scheduler does not answer, or the extra `dask` is not installed.
        """
        try:  # the import takes a second
            self._dask: Any = import_module("distributed")
        except ImportError:
            raise ArgumentError("--dask needs distributed: pip install distributed") from None
        try:
            self._client = self._dask.Client(address, timeout=CONNECT_SECONDS)
        except (OSError, ValueError, TimeoutError) as error:
            raise ArgumentError(f"--dask {address}: no scheduler answers: {error}") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def make(self, jobs: Sequence[Job], advance: Callable[[], None]) -> None:
        """Let the workers make parts; call ``advance`` after each.

        Raises:
            OSError: A part could not be made; the other parts are kept.
        """
        if not jobs:
            return
        tasks = self._client.map(
            make_part, jobs, key=[job.part.name for job in jobs], pure=False, retries=RETRIES
        )
        problems = []
        for task in self._dask.as_completed(tasks):
            if (error := task.exception()) is not None:
                problems.append(error)
            else:
                advance()
        if problems:
            raise OSError(f"{len(problems)} files were not read: {problems[0]!r}; run it again")
