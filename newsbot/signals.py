"""Signals that newsbot sends, beside those of Scrapy (scrapy.signals)."""

# Sent by Deduplicate when the address of an article led to an article, or turned out to lead
# nowhere. Arguments: id_, is_article, found_on; see SourceFrontier.answered, which listens.
address_answered = object()
