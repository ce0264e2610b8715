from __future__ import annotations

from pathlib import Path

import pytest

from newsbot.schedule.plan import SETTINGS, Plan, PlanError, duration, read_plan

ENVIRONMENT = {
    "SCRAPYD_URL": "http://127.0.0.1:6800",
    "SCRAPYD_USERNAME": "newsbot",
    "SCRAPYD_PASSWORD": "p",
    "OTHER_URL": "https://scrapyd.example/",
    "OTHER_USERNAME": "o",
    "OTHER_PASSWORD": "q",
}
MAIN = "[servers.main]\n"


def plan(tmp_path: Path, text: str, **changes: str) -> Plan:
    file = tmp_path / "schedules.toml"
    file.write_text(text, "utf-8")
    return read_plan(file, ENVIRONMENT | changes)


def schedule(more: str = "", every: str = "10m") -> str:
    return f'{MAIN}[schedules.indiadaily]\nevery = "{every}"\n{more}'


def test_what_a_short_file_means(tmp_path: Path) -> None:
    read = plan(tmp_path, schedule())
    assert (read.project, list(read.servers)) == ("newsbot", ["main"])
    (only,) = read.schedules
    assert (only.spider, only.server) == ("indiadaily", "main")
    assert (only.every, only.jitter, only.late_after) == (600, 0, 1800)
    assert (only.arguments, only.settings) == ({}, {})


def test_all_that_can_be_said(tmp_path: Path) -> None:
    text = """
project = "other"
[servers.near]
url = "http://127.0.0.1:6801/"
[servers.far]
credentials = "OTHER"
[schedules.night]
spider = "indiadaily"
server = "far"
every = "1d"
jitter = "1h30m"
late_after = "2d"
arguments = { sections = ["india", "sports"], full = true, limit = 5, since = 2026-02-01 }
settings = { DOWNLOAD_DELAY = 2.5, LOG_LEVEL = "DEBUG" }
"""
    read = plan(tmp_path, text)
    near, far = read.servers.values()
    assert (near.url, near.username) == ("http://127.0.0.1:6801", "newsbot")
    assert (far.url, far.username, far.password) == ("https://scrapyd.example", "o", "q")
    assert "q" not in repr(far).partition("username")[2].replace("'o'", "")
    (night,) = read.schedules
    assert (night.every, night.jitter, night.late_after) == (86_400, 5400, 172_800)
    assert night.arguments == {
        "sections": "india,sports",
        "full": "1",
        "limit": "5",
        "since": "2026-02-01",
    }
    assert night.settings == {"DOWNLOAD_DELAY": "2.5", "LOG_LEVEL": "DEBUG"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("schedules = 3", "[servers]"),
        (MAIN, "[schedules]"),
        ("[servers.main]\nport = 3\n[schedules]", "'port' is unknown"),
        ("[servers.main]\nurl = 'ftp://x'\n[schedules]", "http://host:port"),
        ("[servers.main]\nurl = 'http://u:p@x'\n[schedules]", "belong in the environment"),
        ("[servers.main]\ncredentials = 'NONE'\nurl='http://x'\n[schedules]", "NONE_USERNAME"),
        ("[servers.a]\n[servers.b]\n[schedules]", "two servers have one url"),
        (schedule("server = 'nowhere'"), "must be one of main"),
        (schedule(every="5"), "duration"),
        (schedule(every=""), "duration"),
        (schedule(every="30s"), "at least a minute"),
        (schedule("jitter = '10m'"), "less than every"),
        (schedule("late_after = '9m'"), "late_after must not be less than every"),
        (schedule("late_after = '599s'"), "late_after must not be less than every"),
        (schedule("spider = 'a b'"), "not the name of a spider"),
        (schedule("every_ = '1h'"), "'every_' is unknown"),
        (schedule("arguments = { root = 'gibtesnicht' }"), "root"),
        (schedule("arguments = { urls = '' }"), "is empty"),
        (schedule("arguments = { limit = [1] }"), "must be a text, a number"),
        (schedule("settings = { ITEM_PIPELINES = '{}' }"), "ITEM_PIPELINES is not allowed"),
        (schedule("settings = { LOG_LEVEL = 'ERROR' }"), "DEBUG or INFO"),
        (schedule("settings = { CLOSESPIDER_TIMEOUT = 3 }"), "at least 60"),
        ("[servers.main", "schedules.toml"),
        ("a = " + "[" * 20_000, "recursion"),
        (schedule(f"settings = {{ CLOSESPIDER_TIMEOUT = {'9' * 5000} }}"), "digits"),
        (schedule(every="367d"), "at most 366d"),
        (schedule(every="9d" * 1000), "duration"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(PlanError) as caught:
        plan(tmp_path, text)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_named_once_with_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "schedules.toml"
    with pytest.raises(PlanError) as caught:
        read_plan(file)
    words = "there is no such file: name the schedules file by --file or NEWSBOT_SCHEDULES"
    assert str(caught.value) == f"{file}: {words}"


@pytest.mark.parametrize(
    "url",
    [
        "http://[::1",
        "http://a[b]c:1",
        "http://127.0.0.1:99999",
        "http://127.0.0.1:port",
        "http://127.0.0.1:1/a b",
        "http://127.0.0.1:1\\n/x",
        "http://क्रॉल.example:6800",
        "http://127.0.0.1:6800/क्रॉल",
        f"http://{'a' * 64}.example",
        "http://../",
        "http://:6800",
        "//127.0.0.1:6800",
    ],
)
def test_a_server_that_no_request_could_reach_is_refused(tmp_path: Path, url: str) -> None:
    for text, environment in (
        (f'[servers.main]\nurl = "{url}"\n[schedules]', {}),
        ("[servers.main]\n[schedules]", {"SCRAPYD_URL": url}),
    ):
        with pytest.raises(PlanError, match="http://host:port"):
            plan(tmp_path, text, **environment)


@pytest.mark.parametrize(
    "host",
    [
        *("169.254.169.254", "169.254.169.254.", "0xa9fea9fe", "[fe80::1]"),
        *("[::ffff:169.254.169.254]", "[::a9fe:a9fe]", "[64:ff9b::a9fe:a9fe]"),
    ],
)
def test_no_root_is_where_clouds_tell_secrets(tmp_path: Path, host: str) -> None:
    with pytest.raises(PlanError, match="link-local"):
        plan(tmp_path, schedule(f"arguments = {{ root = 'http://{host}/' }}"))


def test_credentials_are_needed(tmp_path: Path) -> None:
    for name in ("SCRAPYD_URL", "SCRAPYD_USERNAME", "SCRAPYD_PASSWORD"):
        with pytest.raises(PlanError, match=name):
            plan(tmp_path, schedule(), **{name: ""})


def test_a_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"none\.toml"):
        read_plan(tmp_path / "none.toml", ENVIRONMENT)


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("10m", 600), ("1h30m", 5400), ("2d", 172_800)]
)
def test_durations(text: str, seconds: int) -> None:
    assert duration(text) == seconds


@pytest.mark.parametrize("text", ["", "m", "1", "1.5h", "-1m", "1w", "1 h", "१m"])
def test_no_durations(text: str) -> None:
    with pytest.raises(ValueError, match="duration"):
        duration(text)


def test_no_setting_that_may_be_set_makes_a_crawl_ruder_or_runs_code() -> None:
    for name in SETTINGS:
        assert not name.endswith(("MIDDLEWARES", "PIPELINES", "EXTENSIONS", "MODULE", "OBEY"))
