"""List the known vulnerabilities of all packages in tools/locks/: ``make audit``.

pip-audit asks the vulnerability service; its variables (``PIP_AUDIT_VULNERABILITY_SERVICE=osv`` …)
name another one. A package that the service does not know was not audited, and counts as a failure.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tools.requirements import ROOT

# `bench` contains all sets that come before it.
SETS = ("bench", "build", "comparison", "maintenance")
FILES = [ROOT / "tools" / "locks" / f"{name}.txt" for name in SETS]
VULNERABLE, UNAVAILABLE = 1, 69
NO_SERVICE = (
    "no package was audited: the vulnerability service does not answer ({}). Run `make audit` "
    "where the network has one, or name another: PIP_AUDIT_VULNERABILITY_SERVICE=osv make audit"
)


def main() -> int:
    """Print the vulnerabilities; return 0 without any, 1 with some, 69 where they cannot be had."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--progress-spinner", "off"]
    for file in FILES:
        command += ["-r", str(file)]
    done = subprocess.run([*command, "-f", "json"], capture_output=True, text=True)
    status, lines = summary(done.stdout, done.stderr)
    print(*lines, sep="\n", file=sys.stderr if status else sys.stdout)
    return status


def summary(output: str, errors: str) -> tuple[int, list[str]]:
    """Return the exit status and lines for a person.

    Args:
        output: pip-audit's JSON; anything else where it failed.
        errors: Its standard error.
    """
    try:
        packages: list[dict[str, Any]] = json.loads(output)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return UNAVAILABLE, [NO_SERVICE.format((errors.strip().splitlines() or ["no answer"])[-1])]
    unknown = sorted({each["name"] for each in packages if "skip_reason" in each})
    if len(unknown) == len({each["name"] for each in packages}):
        return UNAVAILABLE, [NO_SERVICE.format("it knows none of the packages")]
    found = {
        f"{each['name']} {each['version']}: {flaw['id']}, "
        f"mended in {', '.join(flaw['fix_versions']) or 'no version yet'}"
        for each in packages
        for flaw in each.get("vulns", ())
    }
    lines = sorted(found) or ["no known vulnerability in the packages that were audited"]
    if unknown:
        lines.append(f"not audited, for the service does not know them: {', '.join(unknown)}")
    return VULNERABLE if found else UNAVAILABLE if unknown else 0, lines


if __name__ == "__main__":
    sys.exit(main())
