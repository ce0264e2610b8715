"""What a page in the browser asks for is not at an address of the network that the crawl runs in."""

from __future__ import annotations

import pytest

from tests.browser.canary import canary
from tests.browser.scripted import count
from tests.browser.test_rules import PATH, page
from tests.crawling import SmallSite, serving
from tests.resolving.elsewhere import SCRAPYS, UNRULED, Elsewhere

pytestmark = pytest.mark.slow


@pytest.mark.usefixtures("chromium")
@pytest.mark.parametrize("options", [(), UNRULED, SCRAPYS], ids=["robots", "page", "without"])
def test_what_a_page_in_the_browser_asks_for(
    elsewhere: Elsewhere, options: tuple[str, ...]
) -> None:
    """The page is the root's; what its script asks for is another name of the site's domain."""
    names = {
        "intern.theindiadaily.com": ["127.0.0.1"],
        "both.theindiadaily.com": ["::1", "10.0.0.1"],
    }
    with canary() as bird:
        script = f"""
            const said = [];
            for (const host of ['intern', 'both']) {{
                const url = `http://${{host}}.theindiadaily.com:{bird.port}/x`;
                said.push(await fetch(url, {{mode: 'no-cors'}}).then(() => 'हाँ', () => 'नहीं'));
            }}
            write(`उत्तर: ${{said.join(' ')}}.`);
        """
        with serving(SmallSite({PATH: page(script)})) as site:
            run = elsewhere.crawl(
                # At another port than the site's own, nothing would be asked for at all.
                f"http://www.theindiadaily.com:{bird.port}",
                *options,
                names=names,
                needs_browser="when_empty",
                urls=PATH,
                root=site.url,
            )
        assert run.articles[0]["body"] == "उत्तर: नहीं नहीं.", run.stderr
        assert bool(bird.hits) is (options == SCRAPYS)
    if options != SCRAPYS:
        assert count(run, "browser/requests/refused") == 2
