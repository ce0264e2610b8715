"""A page of a news site and what it says of its article: extraction, without I/O and clock.

``ArticlePage`` (article.py, article_metadata.py) puts the fields together, as the site's layout
(declared/) says; ``parse_page`` (parsing.py) finds the layout of the day, and ``read_article``
takes the fields.
The page's own markup is read first (markup.py, by body/ and kinds/), then what the page says for
machines (structured_data/), then the lines near the headline (byline/, taxonomy/). readers.py keeps
that order. Each folder says in its ``__init__.py`` what its files do, and which others it imports.
other_values.py lists what a page says beside its article, for people who look.

Imported by spider.py, callbacks/, spiders/, declarations/, undeclared/, extraction/, archive/,
discovery/, downloader/, browser/, pipelines/, extensions/, doctor/ and commands/.
Imports dates/, hindi/ and the items, never what crawls.
"""

from newsbot.page.article import ArticlePage
from newsbot.page.declared.declaration import declaration_of
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
