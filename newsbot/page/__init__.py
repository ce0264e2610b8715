"""A page of a news site and what it says of its article: extraction, without I/O and clock.

``ArticlePage`` (article.py, article_metadata.py) puts the fields together, as the site's layout
(layout.py) declares it; ``parse_page`` (parsing.py) finds the layout of the day, and
``read_article`` takes the fields.
The page's own markup is read first (markup.py, photo_story.py, web_story.py; the body in reading
order, declared_body.py, body.py and flow.py; one that nobody declared, body_heuristics.py,
gallery.py, live.py and script_body.py), then what the page says for machines (json_ld.py,
open_graph.py), then the lines near the headline (byline.py). readers.py keeps that order. Of a
page that nobody declared, text_counts.py, around_article.py and measure.py tell the text from what
stands beside it.
declaration.py checks what a site declares, selectors.py compiles it, and places.py finds the
places in a page. other_values.py lists what a page says beside its article, for people who look.

Imported by spider.py, callbacks/, spiders/, declarations/, undeclared/, extraction/, archive/,
discovery/, downloader/, browser/, pipelines/, extensions/, doctor/ and commands/.
Imports dates/, hindi/ and the items, never what crawls.
"""

from newsbot.page.article import ArticlePage
from newsbot.page.declaration import declaration_of
from newsbot.page.other_values import discarded_values, texts_of
from newsbot.page.parsing import EXTRACTION_ERROR, layouts, parse_page, read_article
from newsbot.page.readers import DiscardedValue

__all__ = [
    "EXTRACTION_ERROR",
    "ArticlePage",
    "DiscardedValue",
    "declaration_of",
    "discarded_values",
    "layouts",
    "parse_page",
    "read_article",
    "texts_of",
]
