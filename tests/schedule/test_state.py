"""A state file that is malformed: one line says so, and nothing of it is lost."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.schedule.__main__ import STATE_FAILED, main
from newsbot.schedule.state import Entry, State, StateError
from newsbot.schedule.status import row_of

ENTRY = {"since": 1, "slot": 2, "due_at": 3}
PLAN = """
[servers.main]
url = "http://127.0.0.1:9"
[schedules.hourly]
spider = "indiadaily"
every = "1h"
"""
WRONG = [
    ("since", "1"),
    ("since", None),
    ("slot", 1.5),
    ("slot", -1),
    ("due_at", True),
    ("due_at", 10**40),
    ("job", 5),
    ("job", ["a"]),
    ("posted_at", "now"),
    ("ran_at", [1]),
    ("accepted", 1),
    ("ended", None),
    ("died", "no"),
    ("late_told", 0),
    ("last", []),
    ("last", {"articles": "many"}),
    ("last", {"outcome": 3}),
]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "[]",
            "null",
            "{",
            "{}",
            "[" * 100_000,
            '{"schedules": []}',
            '{"schedules": {"a": 5}}',
        ),
        *(json.dumps({"schedules": {"hourly": ENTRY | {name: value}}}) for name, value in WRONG),
        *(
            json.dumps({"schedules": {"b\x1b[2J\n": dict(list(ENTRY.items())[:n])}})
            for n in range(3)
        ),
    ],
)
@pytest.mark.parametrize("command", ["due", "status"])
def test_a_malformed_state_is_one_line(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    command: str,
) -> None:
    monkeypatch.setenv("SCRAPYD_USERNAME", "u")
    monkeypatch.setenv("SCRAPYD_PASSWORD", "p")
    plan, file = tmp_path / "plan.toml", tmp_path / "state.json"
    plan.write_text(PLAN, "utf-8")
    file.write_text(text, "utf-8")
    assert main(["--file", str(plan), "--state", str(tmp_path), command]) == STATE_FAILED
    [line] = capsys.readouterr().err.splitlines()
    assert str(file) in line
    assert "move it away" in line
    assert "\x1b" not in line
    assert len(line) < 400 + len(str(file))
    assert file.read_text("utf-8") == text


def test_the_field_is_named(tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text(
        json.dumps({"schedules": {"hourly": ENTRY | {"slot": "x"}}})
    )
    with pytest.raises(StateError, match='schedule hourly: slot is "x"'):
        State(tmp_path)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "state.json").write_bytes(b'{"schedules": {}}\xff')
    with pytest.raises(StateError, match="move it away"):
        State(tmp_path)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)


@given(st.fixed_dictionaries({}, optional={each.name: VALUES for each in fields(Entry)}))
def test_an_entry_of_any_kind_is_refused_or_makes_a_row(change: dict[str, Any]) -> None:
    try:
        entry = Entry.of({**ENTRY, **change})
    except ValueError:
        return

    class Schedule:
        name = spider = server = "x"

    assert len(row_of(Schedule, entry, "-", [], 1)) == 9
