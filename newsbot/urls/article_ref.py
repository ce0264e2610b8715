"""Define ArticleRef, the article that a URL means."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


@dataclass(frozen=True, slots=True)
class ArticleRef:
    """The article that a URL means.

    Attributes:
        url: The URL to fetch, and the URL of the article unless its page names another form. It is
            on the site's own origin, with trailing slash and extension as found. Parts that never
            tell which article it is are removed: fragment, query, session, marks of AMP.
        id: ``<site>:<number>`` or ``<site>:<digest>``, the same for all forms of the article's URL.
        section: The section in the URL (``states/uttar-pradesh`` for a nested one); None if
            ``article_url`` has no such group.
        amp_url: The URL as it was found, if it is the URL of an AMP page of the article.
        other_urls: Further forms that were found; one may answer if ``url`` does not.
        is_numbered: Whether the id contains the site's own number, not a digest of the URL.
    """

    url: str
    id: str
    section: str | None
    amp_url: str | None = field(default=None, compare=False)
    other_urls: tuple[str, ...] = field(default=(), compare=False)
    is_numbered: bool = field(default=True, compare=False)


def one_of(refs: Sequence[ArticleRef]) -> ArticleRef:
    """Merge the forms of one article's URL.

    Args:
        refs: The forms, in the order in which they were found; not empty.

    Returns:
        The first form that is not an AMP page, with the first AMP page and all other URLs.
    """
    found = next((ref for ref in refs if ref.amp_url is None), refs[0])
    amp_url = next((ref.amp_url for ref in refs if ref.amp_url), None)
    forms = dict.fromkeys(
        url for ref in refs if ref.amp_url is None for url in (ref.url, *ref.other_urls)
    )
    others = tuple(url for url in forms if url != found.url)
    if amp_url or others != found.other_urls:
        return replace(found, amp_url=amp_url, other_urls=others)
    return found


def is_in_section(path: str, sections: Collection[str]) -> bool:
    """Return whether ``sections`` is empty or contains a section or sub-section of ``path``.

    One step of a nested section is enough, or several consecutive steps: ``states``,
    ``uttar-pradesh`` and ``states/uttar-pradesh`` all accept ``states/uttar-pradesh``.
    """
    return not sections or any(f"/{section}/" in f"/{path}/" for section in sections)


def digest(text: str) -> str:
    """Return a short digest of a text: 16 hexadecimal digits of BLAKE2b."""
    return hashlib.blake2b(text.encode("utf-8", "backslashreplace"), digest_size=8).hexdigest()
