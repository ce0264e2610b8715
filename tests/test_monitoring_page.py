"""docs/monitoring.md: its metrics are those that a run writes, its rules are YAML."""

from __future__ import annotations

import re

import pytest

from newsbot.reporting.metrics import METRICS
from tests.crawling import PROJECT

PAGE = (PROJECT / "docs/monitoring.md").read_text("utf-8")
yaml = pytest.importorskip("yaml")


def test_the_table_has_all_metrics() -> None:
    rows = re.findall(r"^\| `(newsbot_\w+)` \| (\w+) \|", PAGE, re.MULTILINE)
    assert rows == [(name, kind) for name, (kind, _) in METRICS.items()]


def test_three_rules() -> None:
    [text] = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    [group] = yaml.safe_load(text)["groups"]
    assert len(group["rules"]) == 3
    for rule in group["rules"]:
        assert rule.keys() - {"for"} == {"alert", "expr", "labels", "annotations"}
        assert set(re.findall(r"newsbot_\w+", rule["expr"])) <= METRICS.keys()
        assert rule["expr"].count("(") == rule["expr"].count(")")


def test_all_names_of_metrics_in_the_text() -> None:
    assert set(re.findall(r"newsbot_[a-z_]+", PAGE)) <= METRICS.keys()
