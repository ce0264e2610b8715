"""With ``reparse=1``, answer requests from saved pages on the disk, and send none."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from newsbot.components import CrawlComponent
from newsbot.downloader.exceptions import RefusedRequest
from newsbot.downloader.saved_pages import SAVED, SavedPage, file_of, folder_of
from newsbot.reporting import stat_names

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response


logger = logging.getLogger(__name__)


class SavedPagesMiddleware(CrawlComponent):
    """Answers requests with meta ``saved`` from the disk; it is the first of all middlewares."""

    def process_request(self, request: Request) -> Response | None:
        """With ``reparse=1``, return the saved page, or refuse the request if there is none."""
        spider = self.spider
        if not spider.arguments.reparse:
            return None
        if not request.meta.get(SAVED):
            raise RefusedRequest("not_saved", "reparse=1 fetches nothing")
        place = folder_of(self.crawler.settings["NEWSBOT_DATA_DIR"], spider.site)
        file = file_of(place, request.cb_kwargs["ref"].id)
        if not file.exists():
            raise RefusedRequest("not_saved", f"{file} does not exist")
        try:
            page = SavedPage.read(file)
        except ValueError as error:
            logger.warning("%s", error)
            raise RefusedRequest("not_saved", str(error)) from None
        self.crawler.stats.inc_value(stat_names.SAVED_PAGES_ANSWERED)
        request.meta["fetched_at"] = page.fetched_at
        return page.response().replace(url=request.url, flags=[SAVED], request=request)
