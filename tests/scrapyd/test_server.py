"""Scrapyd as `make scrapyd` starts it, and what `make deploy` puts on it."""

from __future__ import annotations

import configparser
import json
import os
import re
import signal
import stat
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from packaging.version import Version

from newsbot.schedule.server import RefusedError, Server
from tests.browser.canary import canary
from tests.crawling import PROJECT, our_spiders
from tests.scrapyd.server import PROJECT_NAME, USERNAME, RealScrapyd, deploy, log_of, running

pytestmark = pytest.mark.slow

START = [sys.executable, "-m", "tools.scrapyd_server"]


@pytest.mark.parametrize(
    ("username", "password", "said"),
    [
        ("", "", "SCRAPYD_USERNAME and SCRAPYD_PASSWORD"),
        ("newsbot", "", "SCRAPYD_USERNAME and SCRAPYD_PASSWORD"),
        ("", "geheim", "SCRAPYD_USERNAME and SCRAPYD_PASSWORD"),
        ("news:bot", "geheim", "colon"),
        ("newsbot", "पासवर्ड", "ASCII"),
    ],
)
def test_it_does_not_start_without_credentials(
    tmp_path: Path, username: str, password: str, said: str
) -> None:
    environment = {
        "SCRAPYD_USERNAME": username,
        "SCRAPYD_PASSWORD": password,
        "NEWSBOT_DATA_DIR": str(tmp_path),
        "PYTHONUTF8": "1",
    }
    done = subprocess.run(START, cwd=PROJECT, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_it_does_not_start_where_newsbot_is_installed(tmp_path: Path) -> None:
    """Scrapyd would run that one in place of what is deployed, and say nothing."""
    (tmp_path / "scrapyd" / "newsbot").mkdir(parents=True)
    (tmp_path / "scrapyd" / "newsbot" / "__init__.py").touch()
    environment = {
        "SCRAPYD_USERNAME": "u",
        "SCRAPYD_PASSWORD": "p",
        "NEWSBOT_DATA_DIR": str(tmp_path),
    }
    done = subprocess.run(START, cwd=PROJECT, env=environment, capture_output=True, text=True)
    assert done.returncode == 2
    assert "newsbot is installed" in done.stderr


def test_as_systemd_starts_it(tmp_path: Path) -> None:
    """``--exec``: the process that was started is Scrapyd, and one signal ends it."""
    with running(tmp_path / "data", "--exec") as server:
        command = Path(f"/proc/{server.process.pid}/cmdline").read_text().split("\0")
        assert command[1:3] == ["-m", "scrapyd"]
        assert server.stop() in (0, -signal.SIGTERM)  # both are clean to systemd


def test_all_that_it_makes_is_the_users_and_the_groups(tmp_path: Path) -> None:
    """The data directory too: a crawl leaves one that is there as it is."""
    before = os.umask(0)
    try:
        with running(tmp_path / "data") as server:
            made = {
                str(path.relative_to(tmp_path)): stat.S_IMODE(path.stat().st_mode)
                for path in (server.data, *server.data.rglob("*"))
                if not path.is_symlink()
            }
    finally:
        os.umask(before)
    assert made["data/scrapyd/dbs/jobs.db"] == 0o640, log_of(server)
    assert set(made.values()) == {0o640, 0o750}


def test_a_deploy_asks_no_proxy(tmp_path: Path) -> None:
    """What is uploaded, and the password with it, goes to the server itself."""
    names = ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
    with canary() as server, canary() as proxy, subprocess.Popen(["true"]) as process:
        variables = {**dict.fromkeys(names, proxy.url), "no_proxy": "", "NO_PROXY": ""}
        done = deploy(RealScrapyd(tmp_path, server.port, process), **variables)
        assert proxy.hits == []
    assert server.hits[0].startswith(b"POST /addversion.json "), done.stderr
    assert done.returncode == 1


def test_401_without_credentials(deployed: RealScrapyd) -> None:
    for path in ("/", "/daemonstatus.json", "/logs/", "/listjobs.json?project=newsbot"):
        with pytest.raises(HTTPError) as caught:
            urlopen(deployed.api.url + path)  # noqa: S310  # of our own server
        assert caught.value.code == 401
        caught.value.close()
    with pytest.raises(RefusedError, match="wrong user or password"):
        Server("real", deployed.api.url, USERNAME, "wrong").jobs(PROJECT_NAME)


def test_the_configuration_keeps_what_is_ours() -> None:
    conf = configparser.ConfigParser()
    conf.read(PROJECT / "deploy" / "scrapyd.conf")
    values = conf["scrapyd"]
    assert values["bind_address"] == "127.0.0.1"
    assert (values["username"], values["password"]) == ("", "")
    assert (values["items_dir"], values["jobs_dir"]) == ("", "")
    assert values.getint("jobs_to_keep") >= 1000


def test_it_listens_on_loopback_alone(deployed: RealScrapyd) -> None:
    listening = [
        line.split()[1]
        for table in ("tcp", "tcp6")
        for line in Path("/proc/net", table).read_text().splitlines()[1:]
        if line.split()[3] == "0A" and line.split()[1].endswith(f":{deployed.port:04X}")
    ]
    assert listening == [f"0100007F:{deployed.port:04X}"]


def test_what_is_deployed(deployed: RealScrapyd) -> None:
    (version,) = deployed.api.versions(PROJECT_NAME)
    assert str(Version(version)) == version
    assert sorted(deployed.api.spiders(PROJECT_NAME)) == list(our_spiders())
    assert json.loads(deployed.ask("/listprojects.json")[0])["projects"] == [PROJECT_NAME]


def test_the_egg_has_all_modules_and_data(deployed: RealScrapyd) -> None:
    names = set(zipfile.ZipFile(egg_of(deployed)).namelist())
    listed = subprocess.run(
        ["git", "ls-files", "newsbot"], cwd=PROJECT, capture_output=True, text=True
    )
    if listed.returncode:
        pytest.skip("not a git checkout: it is git that knows which files are the project's")
    missing = [
        name for name in listed.stdout.split() if (PROJECT / name).exists() and name not in names
    ]
    assert not missing
    assert any(name.endswith(".toml") for name in names)


def test_the_zipped_egg_runs_by_itself(deployed: RealScrapyd, tmp_path: Path) -> None:
    egg = egg_of(deployed)
    assert egg.is_file()
    code = (
        f"import sys; sys.path.insert(0, {str(egg)!r})\n"
        "import newsbot.hindi\n"
        "assert newsbot.hindi.__file__.startswith(sys.path[0]), newsbot.hindi.__file__\n"
        "print(newsbot.hindi.clean('पानी आया .फिर गया'), newsbot.hindi.boilerplate('यह भी पढ़ें'))"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("पानी आया. फिर गया")


def test_the_console_script_needs_the_standard_library_alone(
    deployed: RealScrapyd, tmp_path: Path
) -> None:
    egg = egg_of(deployed)
    scripts = zipfile.ZipFile(egg).read("EGG-INFO/entry_points.txt").decode()
    match = re.search(r"newsbot-schedule = (.+):(\w+)", scripts)
    assert match
    code = (
        f"import sys; sys.path.insert(0, {str(egg)!r}); from {match[1]} import {match[2]} as main\n"
        "status = main(['--file', 'none.toml', 'check'])\n"
        "print(status, *(name for name in ('scrapy', 'twisted', 'lxml') if name in sys.modules))"
    )
    # -S: no site-packages at all.
    done = subprocess.run(
        [sys.executable, "-S", "-I", "-c", code], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.stdout == "2\n", done.stderr
    assert "none.toml" in done.stderr


def test_a_deploy_that_fails_says_so(deployed: RealScrapyd) -> None:
    before = deployed.api.versions(PROJECT_NAME)
    done = deploy(deployed, SCRAPYD_PASSWORD="")
    assert (done.returncode, done.stdout) == (2, "")
    assert "set SCRAPYD_PASSWORD" in done.stderr
    done = deploy(deployed, SCRAPYD_PASSWORD="wrong")
    assert done.returncode not in (0, None)
    assert deployed.api.versions(PROJECT_NAME) == before


def test_deploys_from_one_folder_at_once_wait_for_each_other(deployed: RealScrapyd) -> None:
    with ThreadPoolExecutor() as pool:
        done = list(pool.map(deploy, [deployed] * 3))
    assert [each.returncode for each in done] == [0, 0, 0], [each.stderr for each in done]


def egg_of(server: RealScrapyd) -> Path:
    return max((server.data / "scrapyd" / "eggs" / PROJECT_NAME).glob("*.egg"))
