"""What Scrapyd's web root takes and what it refuses."""

from __future__ import annotations

import importlib.util
import json
import warnings
from types import ModuleType, SimpleNamespace
from urllib.error import HTTPError

import pytest
from twisted.web.http_headers import Headers

from newsbot.schedule.server import RefusedError
from tests.crawling import PROJECT
from tests.scrapyd.server import PROJECT_NAME, RealScrapyd

OWN = "127.0.0.1:6800"


@pytest.fixture(scope="module")
def webroot() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "scrapyd_webroot", PROJECT / "deploy" / "scrapyd_webroot.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Scrapyd imports pkg_resources
        spec.loader.exec_module(module)
    return module


def request(method: str = "POST", **headers: str | list[str]) -> SimpleNamespace:
    given = Headers()
    for name, values in headers.items():
        for value in [values] if isinstance(values, str) else values:
            given.addRawHeader(name.replace("_", "-").encode(), value.encode("latin-1"))
    return SimpleNamespace(method=method.encode(), requestHeaders=given)


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": OWN},  # curl, newsbot-schedule
        {"Host": OWN, "Origin": f"http://{OWN}", "Sec_Fetch_Site": "same-origin"},  # its own pages
        {"Host": "localhost:6800"},
        {"Host": "[::1]:6800"},
        {"Host": "10.1.2.3:6800"},
        {"Host": "crawls.example", "Origin": "https://crawls.example"},  # a proxy before it
        {"Host": "other.example"},
    ],
)
def test_taken(webroot: ModuleType, headers: dict[str, str]) -> None:
    hosts = webroot.known_hosts(
        {"SCRAPYD_URL": "https://crawls.example", "SCRAPYD_HOSTS": "a.example, Other.example"}
    )
    assert webroot.problem_with(request(**headers), hosts) is None


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Host": "evil.example"},
        {"Host": "evil.example:6800", "Origin": "http://evil.example:6800"},
        {"Host": "localhost.evil.example"},
        {"Host": "["},
        {"Host": "\xe9"},
        {"Host": OWN, "Origin": "\xe9"},
        {"Host": OWN, "Origin": "https://evil.example"},
        {"Host": OWN, "Origin": "null"},
        {"Host": OWN, "Origin": "http://["},  # no URL
        {"Host": OWN, "Origin": f"http://x@{OWN}"},
        {"Host": f"{OWN}/@crawls.example"},
        {"Host": OWN, "Origin": ""},
        {"Host": OWN, "Origin": "http://127.0.0.1:6801"},
        {"Host": OWN, "Sec_Fetch_Site": "cross-site"},
        {"Host": OWN, "Sec_Fetch_Site": "same-site"},
    ],
)
def test_refused(webroot: ModuleType, headers: dict[str, str]) -> None:
    assert webroot.problem_with(request(**headers), webroot.known_hosts({}))


@pytest.mark.parametrize("good", [OWN, f"http://{OWN}", "same-origin"])
def test_a_header_that_stands_twice_is_refused(webroot: ModuleType, good: str) -> None:
    """Another program that reads the request may go by the other one of them."""
    name = {OWN: "Host", "same-origin": "Sec-Fetch-Site"}.get(good, "Origin")
    for values in ([good, "evil.example"], ["evil.example", good], [good, good]):
        twice = request(**{"Host": OWN, name.replace("-", "_"): values})
        assert webroot.problem_with(twice, webroot.known_hosts({}))


def test_a_link_from_elsewhere_opens_a_page(webroot: ModuleType) -> None:
    link = request("GET", Host=OWN, Sec_Fetch_Site="cross-site")
    assert webroot.problem_with(link, webroot.known_hosts({})) is None
    bound = request("GET", Host="evil.example")
    assert webroot.problem_with(bound, webroot.known_hosts({}))


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Host": "evil.example"},
    ],
)
@pytest.mark.slow
def test_a_real_server_refuses(deployed: RealScrapyd, headers: dict[str, str]) -> None:
    before = deployed.jobs
    with pytest.raises(HTTPError) as raised:
        deployed.ask("/schedule.json", b"project=newsbot&spider=indiadaily", **headers)
    assert raised.value.code == 403
    assert json.loads(raised.value.read())["status"] == "error"
    assert deployed.jobs == before


@pytest.mark.slow
@pytest.mark.parametrize("job", ["x" * 300, "../" * 4 + "tmp/x", "a/b", "", "a.b", "क"])
def test_a_job_id_that_is_no_name_takes_no_slot(deployed: RealScrapyd, job: str) -> None:
    with pytest.raises(RefusedError, match="jobid"):
        deployed.api.schedule(PROJECT_NAME, "indiadaily", job, {}, {})
    assert not deployed.jobs.active
