"""Extract archives on a cluster of Dask: a file a task; the machines share the files' folders."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Self

from newsbot.archive.parts import Job, make_part
from newsbot.exceptions import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CONNECT_SECONDS = 10
RETRIES = 3  # of a task that fails; one whose worker died is begun anew by Dask itself


class Cluster:
    """The cluster of a scheduler."""

    def __init__(self, address: str) -> None:
        """Connect to the scheduler.

        Raises:
            ArgumentError: It is not there, or the extra is missing.
        """
        try:  # it takes a second to import
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
        """Have the workers make parts.

        Raises:
            OSError: A part could not be made; the others are kept.
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
