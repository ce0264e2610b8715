"""Make feeds for feed readers: Atom (RFC 4287) and JSON Feed 1.1, with the full text of articles.

Texts come from strangers: they are escaped, and characters that XML cannot contain are removed.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from newsbot import IST, __version__
from newsbot.feeds.xml_elements import NO_XML

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Fields = dict[str, Any]

ATOM = "http://www.w3.org/2005/Atom"
JSON_FEED = "https://jsonfeed.org/version/1.1"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
RIGHTS = "The texts belong to their publishers."
# A tag URI (RFC 4151) contains a host and a date on which the host had its name. The date is a
# constant, because an id must never change.
TAG_DATE = "2026"
NO_HOST = "newsbot.invalid"  # for an article whose URL has no valid host name
_TAG_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")


def atom(articles: Sequence[Fields], title: str) -> bytes:
    """Return an Atom feed of one or more articles with today's fields, in the given order."""
    feed = etree.Element(f"{{{ATOM}}}feed", {XML_LANG: "hi"}, nsmap={None: ATOM})
    _add(feed, "generator", "newsbot", version=__version__)
    _add(feed, "id", uuid5(NAMESPACE_URL, f"newsbot feed {_clean(title)}").urn)
    _add(feed, "title", title)
    _add(feed, "updated", max(map(modified_at, articles)).isoformat())
    _add(feed, "rights", RIGHTS)
    for fields in articles:
        _add_entry(feed, fields)
    return etree.tostring(feed, encoding="UTF-8", xml_declaration=True) + b"\n"


def _add_entry(feed: etree._Element, fields: Fields) -> None:
    entry = etree.SubElement(feed, f"{{{ATOM}}}entry")
    language = fields["language"]
    if language != "hi":
        entry.set(XML_LANG, language)
    _add(entry, "id", tag_uri(fields))
    _add(entry, "title", fields["headline"])
    if fields["url"]:
        _add(entry, "link", rel="alternate", type="text/html", href=_iri(fields["url"]))
    _add(entry, "updated", modified_at(fields).isoformat())
    if published := _instant(fields["published_at"]):
        _add(entry, "published", published.isoformat())
    for name in _authors(fields):
        etree.SubElement(entry, f"{{{ATOM}}}author").append(_element("name", name))
    for name in _categories(fields):
        _add(entry, "category", term=name)
    if fields["summary"]:
        _add(entry, "summary", fields["summary"])
    _add(entry, "content", content_html(fields), type="html")


def _add(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> None:
    parent.append(_element(name, text, **attributes))


def _element(name: str, text: str | None = None, **attributes: str) -> etree._Element:
    element = etree.Element(f"{{{ATOM}}}{name}", {k: _clean(v) for k, v in attributes.items()})
    element.text = None if text is None else _clean(text)
    return element


def json_feed(articles: Sequence[Fields], title: str) -> bytes:
    """Return a JSON Feed of one or more articles with today's fields, in the given order."""
    feed = {
        "version": JSON_FEED,
        "title": _clean(title),
        "description": RIGHTS,
        "language": "hi",
        "_newsbot": {"version": __version__},
        "items": [_item(fields) for fields in articles],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode() + b"\n"


def _item(fields: Fields) -> Fields:
    published = _instant(fields["published_at"])
    item = {
        "id": tag_uri(fields),
        "url": _iri(fields["url"]) or None,
        "title": _clean(fields["headline"]),
        "content_html": content_html(fields),
        "summary": fields["summary"] and _clean(fields["summary"]),
        "image": next((_iri(image["url"]) for image in fields["images"] if image["url"]), None),
        "date_published": published and published.isoformat(),
        "date_modified": modified_at(fields).isoformat(),
        "authors": [{"name": _clean(name)} for name in _authors(fields)],
        "tags": [_clean(name) for name in _categories(fields)],
        "language": None if fields["language"] == "und" else fields["language"],
    }
    return {name: value for name, value in item.items() if value not in (None, [])}


# Values of both formats ---------------------------------------------------------------------------


def tag_uri(fields: Fields) -> str:
    """Return the id of an article in feeds: a tag URI of its id, the same for all revisions."""
    return f"tag:{_host(fields['url'])},{TAG_DATE}:newsbot/{quote(_clean(fields['id']), safe=':')}"


def modified_at(fields: Fields) -> datetime:
    """Return an article's latest date in India's time, else when it was fetched."""
    dates = [_instant(fields[name]) for name in ("published_at", "updated_at")]
    known = [date for date in dates if date]
    at = max(known) if known else _instant(fields["fetched_at"])
    return at or datetime.fromtimestamp(0, IST)


def content_html(fields: Fields) -> str:
    """Return the text of an article as HTML: sub-heads, paragraphs, the entries of a live blog."""
    return "\n".join(_blocks(fields))


def _blocks(fields: Fields) -> Iterator[str]:
    body = {"heading": None, "paragraphs": (fields["body"] or "").split("\n\n")}
    for section in fields["sections"] or [body]:
        yield from _block("h2", section["heading"])
        for paragraph in section["paragraphs"]:
            yield from _block("p", paragraph)
    for update in fields["live_updates"]:
        at = _instant(update["time"])
        time = f"{at.day} {at:%b %Y, %H:%M}" if at else None
        yield from _block("h3", " ".join(filter(None, (time, update["heading"]))))
        for paragraph in (update["text"] or "").split("\n\n"):
            yield from _block("p", paragraph)


def _block(name: str, text: str | None) -> Iterator[str]:
    if text and (text := text.strip()):
        lines = "<br>\n".join(escape(line) for line in _clean(text).splitlines())
        yield f"<{name}>{lines}</{name}>"


def _authors(fields: Fields) -> list[str]:
    """Return the authors, else the host or site, because Atom requires an author."""
    host = _host(fields["url"])
    return [*filter(None, fields["authors"])] or [host if host != NO_HOST else fields["site"]]


def _categories(fields: Fields) -> list[str]:
    return list(dict.fromkeys(filter(None, (fields["section"], *fields["tags"]))))


def _instant(text: str | None) -> datetime | None:
    """Return an instant in India's time."""
    return datetime.fromisoformat(text).astimezone(IST) if text else None


def _host(url: str) -> str:
    try:
        host = (urlsplit(url).hostname or "").encode("idna").decode().lower()
    except ValueError:
        host = ""
    return host if _TAG_HOST.fullmatch(host) else NO_HOST


def _iri(url: str) -> str:
    """Return a URL in which characters that a URL cannot contain are percent-encoded."""
    return quote(_clean(url), safe="%/:?#[]@!$&'()*+,;=~-._")


def _clean(text: str) -> str:
    return NO_XML.sub("", text)
