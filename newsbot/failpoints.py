"""Places where a test can have the process killed, to see what is lost: nothing may be.

``NEWSBOT_FAILPOINT=name`` or ``name:n`` kills it with SIGKILL when it comes there for the nth time.
Without the variable a failpoint does nothing.
"""

import os
import signal

_NAME, _, _COUNT = os.environ.get("NEWSBOT_FAILPOINT", "").partition(":")
_left = int(_COUNT or 1)


def armed(name: str) -> bool:
    """True where the process is to be killed now; counts the visit."""
    global _left
    if name != _NAME:
        return False
    _left -= 1
    return _left <= 0


def failpoint(name: str) -> None:
    """Kill the process here if it was asked for."""
    if armed(name):
        die()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
