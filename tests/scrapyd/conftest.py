"""One Scrapyd with newsbot on it, for the tests that leave it as it is."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from tests.scrapyd.server import RealScrapyd, deploy, running

NEEDED = ("scrapyd", "scrapyd_client", "pkg_resources")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        reason = f"no {', '.join(missing)}: pip install -r requirements-dev.txt"
        for item in items:
            if "scrapyd" in item.path.parts[-2:]:
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealScrapyd]:
    """A server to which `make deploy` has put newsbot; its data directory is used by one test a
    time, each with a sample site of its own.
    """
    with running(tmp_path_factory.mktemp("scrapyd") / "data") as server:
        done = deploy(server)
        assert done.returncode == 0, done.stderr
        yield server
