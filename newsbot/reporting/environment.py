"""Make the environment of programs that newsbot starts, without passwords."""

from __future__ import annotations

import os

# Variables that programs look for; others, such as SCRAPYD_PASSWORD, are not theirs to read. A
# program's environment is in /proc/<pid>/environ, and all that the program starts inherits it.
PASSED_ON = frozenset(
    "HOME LANG LANGUAGE LOGNAME PATH SHELL TERM TMPDIR TZ USER XDG_RUNTIME_DIR "
    "SSL_CERT_DIR SSL_CERT_FILE FONTCONFIG_FILE FONTCONFIG_PATH LD_LIBRARY_PATH "
    "PLAYWRIGHT_BROWSERS_PATH "
    "LC_ALL LC_COLLATE LC_CTYPE LC_MESSAGES LC_MONETARY LC_NUMERIC LC_TIME".split()
)


def minimal_environment() -> dict[str, str]:
    """Return the variables of this process's environment that are in PASSED_ON."""
    return {name: value for name, value in os.environ.items() if name in PASSED_ON}
