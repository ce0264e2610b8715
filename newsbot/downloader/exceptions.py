"""Requests that newsbot itself refuses."""

from scrapy.exceptions import IgnoreRequest

NOT_WANTED = "not_wanted"  # a reason: by the request's turn it was known that nothing is there
NOT_SENT = "not_sent"  # a reason: the run ended before the request's turn came


class RefusedRequest(IgnoreRequest):
    """One of our middlewares, or the resolver, does not let a request pass.

    ``reason`` is a reject's.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
