"""Read the rules of a robots.txt for newsbot, and its declarations about AI."""

from __future__ import annotations

from typing import TYPE_CHECKING

from protego import Protego

from newsbot.discovery.sources import Robots
from newsbot.doctor.findings import RobotsFound
from newsbot.downloader.robots_txt import MAX_CRAWL_DELAY, agents_in, for_agent, rules_of
from newsbot.downloader.site_signals import USER_AGENT, AgentFile, robots_lines
from newsbot.items.rights import strictest_signals

if TYPE_CHECKING:
    from scrapy.http import Response

    from newsbot.urls import SiteUrls

SHOWN = ("allow", "disallow", "crawl-delay")
MAX_RULES = 200


def read_robots(response: Response, urls: SiteUrls, agent: str) -> RobotsFound:
    """Return the findings of a robots.txt.

    Args:
        response: The answer to the request for robots.txt.
        urls: The URLs of the site.
        agent: newsbot's name in ``User-agent`` lines.
    """
    text = rules_of(response).decode("utf-8-sig", "replace")
    found = RobotsFound(response.url, response.status)
    found.is_html = text.lstrip()[:200].lower().startswith(("<!doctype html", "<html"))
    found.rules = _rules(text, agent)
    parser = _parser(response, agent)
    delay = parser.crawl_delay(agent) or 0
    found.delay = min(float(delay), MAX_CRAWL_DELAY) if delay > 0 else 0.0
    found.forbids_home = not parser.can_fetch(f"{urls.origin}/", agent)
    if response.status < 300:
        found.sitemaps = [url for url, _ in Robots().read(response, urls).pages]
    found.ai = strictest_signals(AgentFile.read(text, "robots.txt").signals("/")) or []
    return found


def forbidden(response: Response, urls: list[str], agent: str) -> list[str]:
    """Return the URLs that a robots.txt forbids."""
    parser = _parser(response, agent)
    return [url for url in urls if not parser.can_fetch(url, agent)]


def _parser(response: Response, agent: str) -> Protego:
    return Protego.parse(for_agent(rules_of(response), agent).decode())


def _rules(text: str, agent: str) -> list[str]:
    """Return the rules of the group for an agent, else of the group for everyone."""
    groups: dict[str, list[str]] = {}
    named: set[str] = set()
    is_after_rule = True
    for name, value in robots_lines(text):
        if name in USER_AGENT:
            named = set() if is_after_rule else named
            named.update({agent.lower(), "*"}.intersection(agents_in(value)))
            is_after_rule = False
        elif name in SHOWN:
            is_after_rule = True
            for group in named:
                rules = groups.setdefault(group, [])
                if len(rules) < MAX_RULES:
                    rules.append(f"{name.capitalize()}: {value}")
    return groups.get(agent.lower(), groups.get("*", []))
