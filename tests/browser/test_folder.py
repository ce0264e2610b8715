"""A browser's temporary files, its environment and its store: nothing is left, told or filled."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsbot.browser.folder import BrowserFolder
from samplesite import serve
from tests import forked
from tests.browser.processes import descendants, left_of
from tests.browser.scripted import scripted
from tests.browser.test_processes import PATHS, SCRIPTED, browsers, crawling, showing, wait_for
from tests.browser.test_rules import PATH, page
from tests.crawling import SmallSite, serving

pytestmark = pytest.mark.slow

SECRETS = {"SCRAPYD_PASSWORD": "s3cret-1", "NEWSBOT_ALERT_WEBHOOK": "s3cret-2", "PW_X": "s3cret-3"}


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of temporary files; short, for a socket of Chromium's stands in it."""
    if forked.SHARED not in os.environ:
        forked.share()  # its socket is to stay
    folder = Path(tempfile.mkdtemp(prefix="nb", dir="/tmp"))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def place(temporary: Path) -> Path:
    return temporary / f"newsbot-browser-{os.getuid()}"


def test_a_folder_is_left_to_a_living_run_and_taken_from_a_dead_one(temporary: Path) -> None:
    code = (
        "import sys; from newsbot.browser.folder import BrowserFolder\n"
        "folder = BrowserFolder(); (folder.path / 'profile').mkdir()\n"
        "print(folder.path, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        theirs = Path(other.stdout.readline().strip())
        ours = BrowserFolder()
        assert {theirs, ours.path} == set(place(temporary).iterdir())
        other.kill()
        other.wait()
        again = BrowserFolder()
    assert {ours.path, again.path} == set(place(temporary).iterdir())
    for folder in (ours, again):
        assert folder.remove()
        folder.release()
    assert list(place(temporary).iterdir()) == []


def test_nothing_but_folders_of_ours_is_removed(temporary: Path) -> None:
    BrowserFolder().release()
    precious = temporary / "precious"
    precious.mkdir()
    (precious / "file").touch()
    (place(temporary) / "link").symlink_to(precious)
    (place(temporary) / "file").touch()
    BrowserFolder().release()
    assert (precious / "file").exists()
    assert {"link", "file"} < {each.name for each in place(temporary).iterdir()}


@pytest.mark.parametrize("fault", ["link", "open to all", "file"])
def test_a_place_of_somebody_elses_is_refused(temporary: Path, fault: str) -> None:
    theirs = temporary / "theirs"
    theirs.mkdir(0o755)
    if fault == "link":
        place(temporary).symlink_to(theirs)
    elif fault == "file":
        place(temporary).touch()
    else:
        place(temporary).mkdir()
        place(temporary).chmod(0o777)
    with pytest.raises(OSError, match="newsbot-browser"):
        BrowserFolder()
    assert list(theirs.iterdir()) == []


@pytest.mark.usefixtures("chromium")
@pytest.mark.parametrize("how", ["end", "SIGTERM", "SIGKILL", "the browser's", "the driver's"])
def test_no_file_is_left(tmp_path: Path, temporary: Path, how: str) -> None:
    with (
        serve(SCRIPTED) as server,
        crawling(tmp_path, server.url, "-s", "NEWSBOT_BROWSER_TIMEOUT=5") as process,
    ):
        wait_for(lambda: showing(process))
        family = descendants(process.pid)
        assert list(temporary.rglob("playwright*profile*"))
        if how == "the browser's":
            os.kill(browsers(process)[0], signal.SIGKILL)
        elif how == "the driver's":
            drivers = [pid for pid, line in family.items() if "run-driver" in line]
            os.kill(drivers[0], signal.SIGKILL)
        elif how != "end":
            process.send_signal(getattr(signal, how))
        process.wait(100)
        assert left_of(family) == {}
    if how == "SIGKILL":
        next_run = BrowserFolder()
        assert next_run.remove()
        next_run.release()
    left = {each.name for each in temporary.iterdir()} - {f"newsbot-{os.getuid()}"}  # host gates
    assert left == {place(temporary).name}
    assert list(place(temporary).iterdir()) == []


@pytest.mark.usefixtures("chromium")
def test_no_process_of_the_browser_knows_a_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, secret in SECRETS.items():
        monkeypatch.setenv(
            name, secret if "WEBHOOK" not in name else f"http://127.0.0.1:9/{secret}"
        )
    with serve(SCRIPTED) as server, crawling(tmp_path, server.url) as process:
        wait_for(lambda: showing(process))
        family = descendants(process.pid)
        environments = {}
        for pid, line in family.items():
            environments[line] = Path(f"/proc/{pid}/environ").read_bytes()
    assert any("run-driver" in line for line in environments)
    assert len(environments) > 3
    assert any(b"PATH=" in each for each in environments.values())
    assert not [line for line, each in environments.items() if b"s3cret" in each]


STORES = """
    const big = new Uint8Array(8 << 20), said = [];
    const count = async put => {
        let n = 0;
        try { while (n < 12) { await put(n); n++; } } catch (error) {}
        return n;
    };
    const folder = await navigator.storage.getDirectory();
    said.push(await count(async n => {
        const file = await (await folder.getFileHandle(`f${n}`, {create: true})).createWritable();
        await file.write(big); await file.close();
    }));
    const cache = await caches.open('a');
    said.push(await count(n => cache.put(`/c${n}`, new Response(big))));
    const opened = indexedDB.open('a');
    const done = (thing, name) => new Promise((yes, no) => {
        thing[name] = yes; thing.onerror = thing.onabort = no });
    opened.onupgradeneeded = () => opened.result.createObjectStore('s');
    await done(opened, 'onsuccess');
    said.push(await count(n => {
        const turn = opened.result.transaction('s', 'readwrite');
        turn.objectStore('s').put(big, n);
        return done(turn, 'oncomplete');
    }));
    const source = `onmessage = async () => {
        const folder = await navigator.storage.getDirectory();
        const file = await (await folder.getFileHandle('w', {create: true})).createSyncAccessHandle();
        const big = new Uint8Array(8 << 20);
        let n = 0;
        try { while (n < 12 && file.write(big, {at: n * big.length}) === big.length) n++ }
        catch (error) {}
        postMessage(n);
    }`;
    const worker = new Worker(URL.createObjectURL(new Blob([source])));
    worker.postMessage(1);
    said.push((await new Promise(yes => { worker.onmessage = yes })).data);
    write(`उत्तर: ${said.join(' ')}.`);
"""


@pytest.mark.alone  # it writes for seconds, and a page has only so many
@pytest.mark.usefixtures("chromium")
def test_a_page_stores_no_more_than_32_mb(tmp_path: Path, temporary: Path) -> None:
    """In memory, too: nothing of it goes to the disk."""
    with serving(SmallSite({PATH: page(STORES)})) as site:
        run = scripted(tmp_path, root=site.url, urls=PATH)
    assert run.articles, run.stderr
    stored = [int(each) for each in run.articles[0]["body"].removesuffix(".").split()[1:]]
    assert len(stored) == 4
    assert stored[0] >= 1  # a page that stores a little works
    assert sum(stored) * 8 <= 32


@pytest.mark.usefixtures("chromium")
def test_a_root_is_warned_once(tmp_path: Path) -> None:
    with serve(SCRIPTED) as server:
        pages = ("-s", "NEWSBOT_BROWSER_MAX_PAGES=1", "-L", "WARNING")
        run = scripted(
            tmp_path, *pages, root=server.url, urls=",".join(PATHS[:3]), related_depth="0"
        )
    assert run.stderr.count("runs as root") == (os.getuid() == 0)
