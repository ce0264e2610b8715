"""Define the items of the feeds: the Article, which becomes one JSON line, and the Reject.

article.py has both. ``make schema`` makes the schemas in ``schema/`` and the table in docs/feed.md
from it. parts.py has the parts of an article, rights.py the statements about rights, described.py
the metadata of fields. field_types.py computes the types of all fields from the classes.

Imported by newsbot/__init__.py; its classes by all. Imports nothing of newsbot.
"""

from newsbot.items.article import (
    CONTENT,
    SCHEMA_VERSION,
    Article,
    FoundVia,
    Kind,
    Precision,
    Provenance,
    Reject,
    SerializedItem,
    has_content,
    new_article,
    page_id_of,
    text_length,
)
from newsbot.items.parts import (
    ArchiveRecord,
    Changes,
    FetchedResponse,
    Image,
    LiveUpdate,
    PhotoSection,
    RelatedLink,
    Section,
    Video,
)
from newsbot.items.rights import Rights

__all__ = [
    "CONTENT",
    "SCHEMA_VERSION",
    "ArchiveRecord",
    "Article",
    "Changes",
    "FetchedResponse",
    "FoundVia",
    "Image",
    "Kind",
    "LiveUpdate",
    "PhotoSection",
    "Precision",
    "Provenance",
    "Reject",
    "RelatedLink",
    "Rights",
    "Section",
    "SerializedItem",
    "Video",
    "has_content",
    "new_article",
    "page_id_of",
    "text_length",
]
