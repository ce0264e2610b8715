"""Is what a spider declares a declaration? Checked when it is made, not when it meets a page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsbot.browser.requests import NEEDS
from newsbot.exceptions import DeclarationError
from newsbot.page import layouts

if TYPE_CHECKING:
    from newsbot.spider import NewsSpider


def check_declaration(spider: NewsSpider) -> None:
    """Raises DeclarationError for what has no meaning, or contradicts something else."""
    layouts(spider.page)
    if spider.needs_browser not in NEEDS:
        known = " or ".join(NEEDS)
        raise DeclarationError(f"spider {spider.name}: needs_browser must be {known}")
    host = urlsplit(spider.urls.origin).hostname or ""  # domains have no port
    if not any(host == name or host.endswith("." + name) for name in spider.allowed_domains):
        raise DeclarationError(f"spider {spider.name}: {host} is not in allowed_domains")
