"""Kill the process at a named place, for tests that no crash loses an article.

``NEWSBOT_FAILPOINT=name`` or ``name:n`` kills the process with SIGKILL when it reaches that place
for the first or nth time. Without the variable a failpoint does nothing.
"""

import os
import signal
from functools import cache
from itertools import count

_visits = count(1)


@cache
def _wanted() -> tuple[str, int]:
    """Return the name of the failpoint, and the number of the visit at which to kill."""
    name, _, number = os.environ.get("NEWSBOT_FAILPOINT", "").partition(":")
    return name, int(number or 1)


def armed(name: str) -> bool:
    """Count a visit of a failpoint; return whether the process is to be killed now."""
    wanted, number = _wanted()
    return name == wanted and next(_visits) >= number


def failpoint(name: str) -> None:
    """Kill the process here if NEWSBOT_FAILPOINT says so."""
    if armed(name):
        die()


def die() -> None:
    """Kill the process with SIGKILL."""
    os.kill(os.getpid(), signal.SIGKILL)
