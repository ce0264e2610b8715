"""Define the error of requests that newsbot itself refuses, and its reasons."""

from scrapy.exceptions import IgnoreRequest

# Reasons.
NOT_WANTED = "not_wanted"  # before the request was sent, the run learned that it is useless
NOT_SENT = "not_sent"  # the run ended before the request was sent


class RefusedRequest(IgnoreRequest):
    """Raised when a middleware of newsbot, or the resolver, refuses a request.

    ``reason`` becomes the reason of the reject.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
