"""What an operator could do by mistake, or a file of the system could leave open."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from newsbot.files.names import is_own_file
from newsbot.schedule.plan import PlanError, read_plan
from tests import forked
from tests.crawling import PROJECT, SmallSite, crawl, listing, serving, story
from tools import deploy
from tools.deploy import plain_text_warning, without_proxies

ENVIRONMENT = {"SCRAPYD_URL": "http://x", "SCRAPYD_USERNAME": "u", "SCRAPYD_PASSWORD": "p"}


@pytest.mark.parametrize("unit", ["newsbot-scrapyd", "newsbot-schedule"])
def test_the_units_are_hardened(unit: str) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("no systemd-analyze: apt-get install systemd")
    file = PROJECT / "deploy" / f"{unit}.service"
    command = [analyze, "security", "--offline=yes", "--no-pager", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    figure = re.search(r"Overall exposure level for .*: ([\d.]+)", done.stdout)
    if figure is None:
        pytest.skip(f"systemd-analyze cannot: {done.stderr}")
    assert float(figure[1]) <= 3.0, done.stdout


def test_the_cron_line_sets_the_umask() -> None:
    assert " umask 027 && " in (PROJECT / "deploy" / "newsbot.cron").read_text("utf-8")


@pytest.mark.parametrize(
    "host",
    [
        "169.254.169.254",
        "[fe80::1]",
        "[::ffff:169.254.1.1]",
        "0xa9fea9fe",
        "2852039166",
        "169.254.1",
        "0251.0376.0251.0376",
        "169.254.169.254.",
        "１６９．２５４．169.254",
        "169。254。169。254",
        "[fe80::1%25eth0]",
        "[2002:a9fe:a9fe::1]",
        "[64:ff9b::a9fe:a9fe]",
        "[64:ff9b:1::a9fe:a9fe]",
        "[::ffff:0:a9fe:a9fe]",
    ],
)
def test_a_schedule_names_no_link_local_root(tmp_path: Path, host: str) -> None:
    file = tmp_path / "schedules.toml"
    text = '[servers.main]\n[schedules.indiadaily]\nevery = "10m"\narguments = {root = "%s"}\n'
    file.write_text(text % f"http://{host}:80")
    with pytest.raises(PlanError, match="link-local"):
        read_plan(file, ENVIRONMENT)
    file.write_text(text % "http://127.0.0.1:8000")
    assert read_plan(file, ENVIRONMENT).schedules


def test_the_password_goes_through_no_proxy() -> None:
    given = {"http_proxy": "x", "HTTPS_PROXY": "x", "all_proxy": "x", "NO_PROXY": "y", "PATH": "z"}
    assert without_proxies(given) == {"NO_PROXY": "y", "PATH": "z"}


@pytest.mark.parametrize("url", ["http://bob:geheim@crawls.example:6800", "http://[::1", "x"])
def test_nothing_is_deployed_to_a_url_that_is_none(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {"URL": url, "USERNAME": "u", "PASSWORD": "p"}.items():
        monkeypatch.setenv(f"SCRAPYD_{name}", value)
    assert deploy.main() == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("newsbot: SCRAPYD_URL must ")


@pytest.mark.parametrize(
    ("url", "warns"),
    [
        ("http://10.0.0.1:6800", True),
        ("HTTP://crawls.example", True),
        ("https://crawls.example", False),
        ("http://127.0.0.1:6800", False),
        ("http://localhost:6800", False),
    ],
)
def test_a_password_in_the_clear_is_warned_of(url: str, warns: bool) -> None:
    assert bool(plain_text_warning(url)) is warns


def test_a_deploy_has_no_proxy_and_warns(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environments = []

    def run(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        environments.append(options["env"])
        return subprocess.CompletedProcess(command, 5)  # nothing more is done

    for name, value in {**ENVIRONMENT, "http_proxy": "http://p", "HTTPS_PROXY": "http://p"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(subprocess, "run", run)
    assert deploy.main() == 5
    [environment] = environments
    assert {"http_proxy", "HTTPS_PROXY"} & environment.keys() == set()
    assert "plain http" in capsys.readouterr().err


OWN = [
    "ledger.sqlite",
    "ledger.sqlite-wal",
    "runs.jsonl",
    "newsbot.lock",
    "locks/x.lock",
    "schedule/state.json",
]


@pytest.mark.parametrize("name", OWN)
def test_newsbots_own_files_are_known(tmp_path: Path, name: str) -> None:
    assert is_own_file(tmp_path / name, tmp_path)
    assert is_own_file(tmp_path / "feeds" / ".." / name, tmp_path)
    (tmp_path / "link").symlink_to(tmp_path / name)
    assert is_own_file(tmp_path / "link", tmp_path)
    if "/" not in name:
        (tmp_path / name).touch()
        (tmp_path.parent / "hard").hardlink_to(tmp_path / name)
        assert is_own_file(tmp_path.parent / "hard", tmp_path)
        (tmp_path.parent / "hard").unlink()
    assert not is_own_file(tmp_path / "feeds" / name.replace("/", "_"), tmp_path)
    assert not is_own_file(tmp_path.parent / name, tmp_path)


def test_no_output_goes_onto_newsbots_own_files(tmp_path: Path) -> None:
    pages = {"/": listing(1), "/india/khabar-news-1": story(1)}
    with serving(SmallSite(pages)) as site:
        assert crawl(tmp_path, root=site.url).status == 0
        before = (tmp_path / "ledger.sqlite").read_bytes()
        run = crawl(tmp_path, "-O", f"{tmp_path}/ledger.sqlite:jsonl", root=site.url)
    assert run.status == 74
    assert "newsbot's own" in run.stderr
    assert (tmp_path / "ledger.sqlite").read_bytes()[:16] == before[:16]
    command = ["ledger", "export", "-o", f"{tmp_path}/runs.jsonl", "--overwrite"]
    reports = (tmp_path / "runs.jsonl").read_bytes()
    done = forked.run(command, {"NEWSBOT_DATA_DIR": str(tmp_path)})
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert (tmp_path / "runs.jsonl").read_bytes() == reports


@pytest.mark.parametrize(
    "name", ["ledger.sqlite", "runs.jsonl", "schedule/state.json", "feeds/indiadaily/a.jsonl"]
)
def test_no_setting_names_a_file_of_newsbots_own(tmp_path: Path, name: str) -> None:
    own = tmp_path / name
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_bytes(b"own")
    for setting in ("LOG_FILE", "NEWSBOT_METRICS_FILE", "NEWSBOT_ARCHIVE"):
        path = own.parent if setting == "NEWSBOT_ARCHIVE" and "/" in name else own
        run = crawl(tmp_path, "-s", f"{setting}={path}", root="http://127.0.0.1:9")
        assert run.status == 2
        [line] = run.stderr.splitlines()
        assert f"setting {setting}=" in line
    done = forked.run(["report", "--trend", "-o", str(own)], {"NEWSBOT_DATA_DIR": str(tmp_path)})
    assert (done.returncode, own.read_bytes()) == (2, b"own")
    assert not (tmp_path / "locks").exists()  # no run began


def test_an_archive_is_not_among_newsbots_own_files(tmp_path: Path) -> None:
    pytest.importorskip("warcio")
    run = crawl(tmp_path, root="http://127.0.0.1:9", archive=f"{tmp_path}/pages/warc")
    assert (run.status, run.report["outcome"]) == (74, "storage_error")
    assert "newsbot's own" in run.report["message"]
    assert not (tmp_path / "pages").exists()


@pytest.mark.parametrize("log", ["missing/run.log", "."])
def test_a_log_that_cannot_be_written_is_one_line(tmp_path: Path, log: str) -> None:
    run = crawl(tmp_path, "-s", f"LOG_FILE={tmp_path / log}", root="http://127.0.0.1:9")
    assert (run.status, len(run.stderr.splitlines())) == (2, 1)
    assert "setting LOG_FILE=" in run.stderr
