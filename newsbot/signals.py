"""Define the signals that newsbot sends in addition to Scrapy's (scrapy.signals)."""

# Deduplicate and the callbacks send it when they know what the URL of an article led to: an
# article, another page, or no page. SourceFrontier, AddressBudget and NotFoundRetries listen.
# Arguments:
#   id_: The article's id.
#   is_article: The URL led to an article.
#   found_on: The URL of the page that named the article; optional.
#   is_failing: The request failed, and a later one may succeed; optional.
#   is_other_page: The URL led to a page that does not show an article; optional.
address_answered = object()
# WholeBodyMiddleware sends it when a body was truncated, before it requests the page again.
# FailedSourceMiddleware listens. Argument: request.
body_cut = object()
