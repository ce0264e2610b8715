"""Kill the process at a named place when a test asks for that: nothing may be lost.

``NEWSBOT_FAILPOINT=name`` or ``name:n`` kills it with SIGKILL when it comes there for the nth time.
Without the variable a failpoint does nothing.
"""

import os
import signal
from functools import cache
from itertools import count

_visits = count(1)


@cache
def _wanted() -> tuple[str, int]:
    """Return the name of the failpoint and the number of the visit that kills."""
    name, _, number = os.environ.get("NEWSBOT_FAILPOINT", "").partition(":")
    return name, int(number or 1)


def armed(name: str) -> bool:
    """Return whether the process is to be killed now; count the visit."""
    wanted, number = _wanted()
    return name == wanted and next(_visits) >= number


def failpoint(name: str) -> None:
    """Kill the process here if it was asked for."""
    if armed(name):
        die()


def die() -> None:
    """Kill the process with SIGKILL."""
    os.kill(os.getpid(), signal.SIGKILL)
