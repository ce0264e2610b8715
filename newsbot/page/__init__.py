"""Extract the fields of an article from its page, without I/O and clock.

``ArticlePage`` decides on each field: article.py on the kind and the content (body, pictures,
players, related stories, live updates), article_metadata.py on all other fields. Both ask markup.py
(what the layout declares, see declared/), then structured_data/ (JSON-LD, OpenGraph); readers.py
keeps this order of trust. On a page without a declaration, body/, kinds/, pictures/, byline/ and
taxonomy/ then find the field.

``parse_page`` (parsing.py) chooses the layout that the site had on the day of the download.
``read_article`` returns the fields, or a Reject with the reason. compare.py chooses between two
bodies, not_found.py recognises pages of the kind "not found", and other_values.py lists the values
of a page that its article does not have.

Imported by spider.py, callbacks/, spiders/, declarations/, undeclared/, extraction/, archive/,
discovery/, downloader/, browser/, pipelines/, extensions/, doctor/ and commands/.
Imports dates/, hindi/ and the items, never a module that crawls.
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
