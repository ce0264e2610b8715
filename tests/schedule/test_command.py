"""newsbot-schedule in a process of its own, where it need not ask a server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from tests.crawling import PROJECT

PLAN = """
[servers.main]
url = "http://127.0.0.1:9"
[schedules.first]
spider = "indiadaily"
every = "1h"
[schedules.second]
spider = "indiadaily"
every = "1h"
[schedules.third]
spider = "indiadaily"
every = "1h"
"""
NAMES = ("first", "second", "third")


def due(folder: Path, alert_command: str) -> subprocess.CompletedProcess[str]:
    (folder / "schedules.toml").write_text(PLAN, "utf-8")
    command = [sys.executable, "-m", "newsbot.schedule", "--timeout", "2"]
    return subprocess.run(
        [*command, "--file", folder / "schedules.toml", "--state", folder, "due"],
        cwd=PROJECT,
        env={
            **os.environ,
            "SCRAPYD_USERNAME": "newsbot",
            "SCRAPYD_PASSWORD": "p",
            "NEWSBOT_ALERT_COMMAND": alert_command,
            "NEWSBOT_ALERT_WEBHOOK": "",
        },
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_alerts_that_take_too_long_each_go_out_once(tmp_path: Path) -> None:
    """A call has time for one of them; the next call goes on with the one after it."""
    now = int(time.time())
    late = {"since": now - 86_400, "slot": now + 1800, "due_at": now + 1800}
    (tmp_path / "state.json").write_text(json.dumps({"schedules": dict.fromkeys(NAMES, late)}))
    told, pids = tmp_path / "told", tmp_path / "pids"
    script = f"echo $$ >> {pids}; cat >> {told}; echo >> {told}; sleep 60"
    calls = [due(tmp_path, f"sh -c '{script}'") for _ in range(4)]
    assert [done.returncode for done in calls] == [69, 69, 69, 0]
    assert "took too long" in calls[0].stderr
    assert calls[3].stdout == ""
    alerts = [json.loads(line) for line in told.read_text("utf-8").splitlines()]
    assert [(each["alert"], each["schedule"]) for each in alerts] == [
        ("late", name) for name in NAMES
    ]
    assert not any(Path("/proc", pid).exists() for pid in pids.read_text().split())
