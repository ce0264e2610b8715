"""Read validators and digests of responses; name the reason of a request that failed."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, cast

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.web.client import ResponseFailed, ResponseNeverReceived

from newsbot import __version__
from newsbot.downloader.exceptions import RefusedRequest
from newsbot.downloader.saved_pages import SAVED
from newsbot.exceptions import RenderError
from newsbot.items import ArchiveRecord, FetchedResponse

if TYPE_CHECKING:
    from scrapy import Request
    from twisted.python.failure import Failure

NOT_MODIFIED = 304
CONDITIONS = ("If-None-Match", "If-Modified-Since")  # headers of conditional requests
# Keys of a response's meta, if the crawl writes an archive: (name of the archive's file, offset of
# the record), and the id of the record of the response.
ARCHIVE, ARCHIVE_ID = "archive", "archive_id"
_SHA256 = "sha256="  # prefix of a flag of a response whose body was unpacked


def note_digest(response: Response) -> None:
    """Add the digest of a body, as it was received, to the response's flags."""
    response.flags.append(_SHA256 + sha256(response.body).hexdigest())


def digest_flags(response: Response) -> list[str]:
    """Return the flags of ``note_digest``; empty if there are none."""
    return [flag for flag in response.flags if flag.startswith(_SHA256)]


def fetched_response(response: Response, is_rendered: bool = False) -> FetchedResponse:
    """Return the status, digest and archive record of a response, for the article read from it.

    Args:
        response: The response.
        is_rendered: Whether a browser made the body.
    """
    digest: str | None = None
    is_saved = SAVED in response.flags  # a saved page has neither its status nor its first bytes
    if not is_rendered and not is_saved:
        flags = digest_flags(response)
        digest = flags[0].removeprefix(_SHA256) if flags else sha256(response.body).hexdigest()
    archive = response.meta.get(ARCHIVE) if response.request else None
    return FetchedResponse(
        status=None if is_saved else response.status,
        sha256=digest,
        archive=ArchiveRecord(*archive) if archive else None,
        newsbot_version=__version__,
    )


def validators_of(response: Response) -> tuple[str | None, str | None]:
    """Return (ETag, Last-Modified) of a response; None for a missing header."""
    values = (response.headers.get(name) for name in ("ETag", "Last-Modified"))
    etag, modified = (value.decode("latin-1") if value else None for value in values)
    return etag, modified


def conditions(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """Return the headers of a conditional request, by the validators of the last answer."""
    pairs = zip(CONDITIONS, (etag, last_modified), strict=True)
    return {name: value for name, value in pairs if value}


def copy_of(response: Response, class_: type[Response] | None = None, **changes: Any) -> Response:
    """Return a copy of a response with some attributes changed; both share the headers.

    Scrapy's ``replace`` copies the headers and guesses the charset of the body, which takes seconds
    for a large body.
    """
    attributes = {name: getattr(response, name) for name in Response.attributes}
    attributes |= {**changes, "headers": None}
    copy = (class_ or type(response))(**attributes)
    copy.headers = response.headers
    return copy


def request_of(failure: Failure) -> Request:
    """Return the request that failed; Scrapy sets it on the failure for an errback."""
    return cast("Request", failure.request)  # type: ignore[attr-defined]  # Twisted has no such


def failure_reason(error: BaseException | None) -> tuple[str, str | None]:
    """Return (reason, detail) for the error of a request; the detail is one line for people."""
    if isinstance(error, HttpError):
        return f"http_{error.response.status}", None
    if isinstance(error, IgnoreRequest):
        reason = error.reason if isinstance(error, RefusedRequest) else "not_fetched"
        return reason, str(error) or None
    if isinstance(error, RenderError):
        return "render_failed", str(error)
    text = str(error)
    if error and isinstance(error.__cause__, ResponseNeverReceived | ResponseFailed):
        # The text of the error itself is the repr of a list of Failures.
        text = "; ".join(reason.getErrorMessage() for reason in error.__cause__.reasons)
    return "download_error", f"{type(error).__name__}: {' '.join(text.split())}"


def is_permanent(reason: str) -> bool:
    """Return whether a reason (``failure_reason``) says that a retry is useless."""
    if reason in ("robots_txt", "bad_redirect"):
        return True
    return reason.startswith("http_4") and reason not in ("http_408", "http_425", "http_429")
