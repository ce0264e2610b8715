"""Signals that newsbot sends, beside those of Scrapy (scrapy.signals)."""

# Sent by Deduplicate and the callbacks when the address of an article led to an article, turned out
# to lead nowhere, or could not be had. Arguments: id_, is_article, found_on, is_failing (the last
# two may be left out); SourceFrontier and AddressBudget listen.
address_answered = object()
