"""The package: its metadata, and the wheel that pip builds and installs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from email.message import Message
from email.parser import Parser
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pytest

from newsbot import __version__
from tests.crawling import PROJECT, our_spiders
from tools.requirements import extra_requirements, requirements_files

SOURCES = ("pyproject.toml", "setup.py", "README.md", "LICENSE", "CHANGELOG.md", "MANIFEST.in")
EXTRAS = {
    "archive",
    "bench",
    "browser",
    "comparison",
    "dask",
    "dev",
    "maintenance",
    "parquet",
    "scrapyd",
    "sentry",
}
PAGE = """<h1>नहर में पानी छोड़ा गया</h1><article>
<p>सिंचाई विभाग ने सोमवार की सुबह नहर में पानी छोड़ दिया है।</p>
<p>किसानों को राहत मिली है और बुवाई फिर शुरू हो गई है।</p></article>"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel that is built from a copy of the project: a build writes beside its sources."""
    if find_spec("pip") is None or int(version("setuptools").split(".")[0]) < 77:
        pytest.skip("no pip, or setuptools before 77: pip install -r requirements-dev.txt")
    folder = tmp_path_factory.mktemp("wheel")
    project = folder / "project"
    shutil.copytree(PROJECT / "newsbot", project / "newsbot")
    for name in SOURCES:
        shutil.copy(PROJECT / name, project)
    pip("wheel", "--no-build-isolation", "--wheel-dir", folder, project)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    pip("install", "--target", folder, wheel)
    return folder


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    name = f"newsbot-{__version__}.dist-info/METADATA"
    return Parser().parsestr(zipfile.ZipFile(wheel).read(name).decode())


def pip(command: str, *arguments: str | Path) -> None:
    options = ("--quiet", "--disable-pip-version-check", "--no-deps", "--no-index")
    run([sys.executable, "-m", "pip", command, *options, *arguments])


def run(command: list[str | Path], cwd: Path | None = None, **environment: str) -> str:
    """Run a command that must end well; return what it prints."""
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def run_installed(installed: Path, *command: str | Path) -> str:
    """Run a command on the installed package, in a folder that holds no project."""
    settings = {"PYTHONPATH": str(installed), "SCRAPY_SETTINGS_MODULE": "newsbot.settings"}
    return run([sys.executable, *command], installed, **settings)


def test_the_wheel_has_every_file_of_the_package(wheel: Path) -> None:
    sources = {
        file.relative_to(PROJECT).as_posix()
        for file in PROJECT.glob("newsbot/**/*")
        if file.is_file() and file.parent.name != "__pycache__"
    }
    assert {"newsbot/py.typed", "newsbot/settings.py", "newsbot/data/dates.toml"} <= sources
    names = zipfile.ZipFile(wheel).namelist()
    info = f"newsbot-{__version__}.dist-info/"
    assert {name for name in names if not name.startswith(info)} == sources
    assert f"{info}licenses/LICENSE" in names


def test_a_source_distribution_has_no_part_of_the_tests(wheel: Path) -> None:
    """setuptools takes tests/test*.py alone, which nobody can run without the other files there."""
    project = wheel.parent / "project"
    shutil.copytree(PROJECT / "tests", project / "tests", ignore=shutil.ignore_patterns("[!t]*"))
    code = "from setuptools.build_meta import build_sdist as build; print(build('.'))"
    name = run([sys.executable, "-c", code], project).splitlines()[-1]
    with tarfile.open(project / name) as archive:
        folders = {Path(each).parts[1] for each in archive.getnames() if "/" in each}
    assert {"newsbot", "LICENSE", "pyproject.toml", "CHANGELOG.md"} <= folders
    assert "tests" not in folders


def test_the_metadata(wheel: Path, metadata: Message) -> None:
    assert wheel.name == f"newsbot-{__version__}-py3-none-any.whl"
    assert (metadata["Version"], metadata["License-Expression"]) == (__version__, "BSD-3-Clause")
    assert set(metadata.get_all("Provides-Extra", [])) == EXTRAS
    needed = [line for line in metadata.get_all("Requires-Dist", []) if "extra ==" not in line]
    assert not any("playwright" in line for line in needed)
    assert any(line.startswith("Scrapy==") for line in needed)


def test_the_version_stands_once() -> None:
    written = re.compile(rf"""["']{re.escape(__version__)}["']""")
    files = [PROJECT / name for name in SOURCES] + sorted(PROJECT.glob("newsbot/**/*.py"))
    found = [file.name for file in files if written.search(file.read_text("utf-8"))]
    assert found == ["__init__.py"]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_the_requirements_files_are_those_of_pyproject(name: str) -> None:
    assert (PROJECT / name).read_text("utf-8") == requirements_files()[name]


def test_an_extra_within_an_extra_is_replaced() -> None:
    lines = extra_requirements("bench")
    assert not any(line.startswith("newsbot") for line in lines)
    for extra in EXTRAS - {"comparison", "maintenance"}:
        assert set(extra_requirements(extra)) <= set(lines)


def test_the_installed_command(installed: Path) -> None:
    text = run_installed(installed, installed / "bin" / "newsbot-schedule", "--help")
    assert text.startswith("usage: newsbot-schedule")


def test_scrapy_finds_the_installed_spiders(installed: Path) -> None:
    assert run_installed(installed, "-m", "scrapy", "list").split() == list(our_spiders())


@pytest.mark.slow
def test_the_installed_template_makes_a_spider(installed: Path, tmp_path: Path) -> None:
    spiders = tmp_path / "mine" / "spiders"
    spiders.mkdir(parents=True)
    for folder in (spiders.parent, spiders):
        (folder / "__init__.py").touch()
    names = 'SPIDER_MODULES = ["mine.spiders"]\nNEWSPIDER_MODULE = "mine.spiders"\n'
    settings = spiders.parent / "settings.py"
    settings.write_text(f"from newsbot.settings import *\n{names}", "utf-8")
    environment = {
        "PYTHONPATH": f"{installed}{os.pathsep}{tmp_path}",
        "SCRAPY_SETTINGS_MODULE": "mine.settings",
    }
    scrapy: list[str | Path] = [sys.executable, "-m", "scrapy"]
    for template in ([], ["-t", "crawl"]):
        name = "plain" if template else "khabar"
        run([*scrapy, "genspider", *template, name, f"{name}.example"], tmp_path, **environment)
    assert "class KhabarSpider(NewsSpider)" in (spiders / "khabar.py").read_text("utf-8")
    assert "class PlainSpider(CrawlSpider)" in (spiders / "plain.py").read_text("utf-8")
    assert run([*scrapy, "list"], tmp_path, **environment).split() == ["khabar", "plain"]
    listed = run([*scrapy, "genspider", "-l"], tmp_path, **environment)
    assert {"basic", "crawl", "csvfeed", "xmlfeed", "news"} <= set(listed.split())


def test_no_spider_is_generated_among_the_installed_ones(installed: Path, tmp_path: Path) -> None:
    """The next installation would remove it."""
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "genspider", "khabar", "khabar.example"],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(installed),
            "SCRAPY_SETTINGS_MODULE": "newsbot.settings",
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("newsbot: NEWSPIDER_MODULE is newsbot.spiders")
    assert len(done.stderr.splitlines()) == 1
    assert not (installed / "newsbot" / "spiders" / "khabar.py").exists()


def test_the_installed_package_reads_its_data(installed: Path) -> None:
    """Every module is imported; those that read data do so on import or in these calls."""
    code = (
        "import pkgutil, importlib, newsbot\n"
        "for module in pkgutil.walk_packages(newsbot.__path__, 'newsbot.'):\n"
        "    if not module.name.endswith('__main__'): importlib.import_module(module.name)\n"
        "from newsbot.hindi import clean\n"
        "print(newsbot.__file__)\n"
        "print(ascii(clean('पानी आया .फिर गया')))"
    )
    file, text = run_installed(installed, "-c", code).splitlines()
    assert Path(file).is_relative_to(installed)
    assert text == ascii("पानी आया. फिर गया")


def test_the_installed_package_reads_a_page(installed: Path) -> None:
    (installed / "page.html").write_text(PAGE, "utf-8")
    url = "https://www.khabar.example/bihar/nahar-45120"
    shown = run_installed(installed, "-m", "newsbot", "extract", "page.html", "--url", url)
    assert "किसानों को राहत मिली है और बुवाई फिर शुरू हो गई है।" in shown.splitlines()
