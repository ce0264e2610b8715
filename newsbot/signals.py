"""Signals that newsbot sends, beside those of Scrapy (scrapy.signals)."""

# Sent by Deduplicate and the callbacks when the address of an article led to an article, turned out
# to lead nowhere, or could not be had. Arguments: id_, is_article, and some that may be left out:
# found_on, is_failing, is_other_page (a page is there, and is none of an article). SourceFrontier,
# AddressBudget and NotFoundRetries listen.
address_answered = object()
# Sent by WholeBodyMiddleware when a body was cut, before it is asked for again. Argument: request;
# FailedSourceMiddleware listens.
body_cut = object()
