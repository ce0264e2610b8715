"""Clean every text of the article; derive body, language and agency from the texts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from newsbot.downloader.worker import has_loop, in_worker
from newsbot.hindi import agency, clean, devanagari_share, is_initials, without_boilerplate
from newsbot.hindi.agencies import is_ordinary_word, is_reporters
from newsbot.hindi.datelines import read_dateline
from newsbot.hindi.language import is_in_another_language
from newsbot.items import Article, LiveUpdate, PhotoSection, Section
from newsbot.json_lines import printable, printable_url
from newsbot.pipelines import ArticlePipeline
from newsbot.reporting import stat_names

if TYPE_CHECKING:
    from collections.abc import Callable

# A text with at least HINDI_SHARE of Devanagari among its letters is Hindi; an ASCII text with at
# most ENGLISH_SHARE is English.
HINDI_SHARE = 0.5
ENGLISH_SHARE = 0.05
# Languages in Devanagari: their script does not tell them from Hindi.
DEVANAGARI_LANGUAGES = frozenset(
    "hi mr ne sa bho mai mag awa kok doi brx raj bgc hne gom new".split()
)
# Kinds of pages whose sections may be a heading alone. On other pages a last heading without text
# was the heading of a box that is not body.
WITHOUT_TEXT = ("photo", "webstory")
SOME_AGENCY = "एजेंसी"  # a dateline or footer that names no agency: "agency"
LONG_TEXT = 50_000  # characters; texts up to this length are cleaned in less than half a second
ENOUGH_TEXT = 600  # characters that are enough to tell the language


class CleanText(ArticlePipeline):
    """Cleans the texts of an article, and derives body, language and agency from them."""

    def process_item(self, item: Any) -> Any:
        """Return a cleaned article; for a long one, an awaitable: a thread cleans the article."""
        if type(item) is Article and has_loop() and _is_long(item):
            return in_worker(self.process_article, item)
        return super().process_item(item)

    def process_article(self, article: Article) -> Article:
        """Clean all texts in place, and remove boilerplate after its agency is read."""
        article.headline = clean(article.headline)
        for name in ("summary", "section", "dateline", "published_raw", "updated_raw"):
            setattr(article, name, clean(getattr(article, name) or "") or None)
        for name in ("authors", "tags", "breadcrumbs", "highlights"):
            setattr(article, name, _clean_all(getattr(article, name)))
        for image in article.images:
            image.url = printable_url(image.url)
            image.caption = clean(image.caption or "") or None
            image.credit = clean(image.credit or "") or None
        for video in article.videos:
            video.url, video.provider = printable_url(video.url), printable(video.provider)
            video.credit = clean(video.credit or "") or None
        if article.rights and (holder := article.rights.copyright_holder):
            holder.value = clean(holder.value)
        for link in article.related:
            link.headline = clean(link.headline)
        article.sections = [
            section for section in map(self._clean_section, article.sections) if section
        ]
        updates = map(self._clean_update, article.live_updates)
        article.live_updates = [update for update in updates if update.heading or update.text]
        self._derive(article)
        return article

    def _clean_section(self, section: Section) -> Section | None:
        heading = clean(section.heading or "") or None
        paragraphs = _clean_all(section.paragraphs, clean_lines)
        cleaned = replace(section, heading=heading, paragraphs=paragraphs)
        if isinstance(cleaned, PhotoSection) and cleaned.image:
            cleaned.image = printable_url(cleaned.image)
        return cleaned if heading or paragraphs else None

    def _clean_update(self, update: LiveUpdate) -> LiveUpdate:
        paragraphs = self._without_boilerplate(_clean_all(update.text.split("\n\n")))
        heading = clean(update.heading or "") or None
        return LiveUpdate(update.time, heading, "\n\n".join(paragraphs))

    def _without_boilerplate(self, paragraphs: list[str]) -> list[str]:
        kept = [text for paragraph in paragraphs if (text := without_boilerplate(paragraph))]
        if len(kept) < len(paragraphs):
            self.count(stat_names.BOILERPLATE_PARAGRAPHS, len(paragraphs) - len(kept))
        return kept

    def _derive(self, article: Article) -> None:
        for section in article.sections:
            for paragraph in section.paragraphs:
                article.agency = article.agency or agency(paragraph)
            *before, last = section.paragraphs or [""]
            section.paragraphs = self._without_boilerplate(section.paragraphs)
            if section.paragraphs == before and is_reporters("".join(before[-1:]), last):
                section.paragraphs.pop()
        if article.sections and article.sections[-1].paragraphs:
            *paragraphs, last = article.sections[-1].paragraphs
            rest = without_boilerplate(last, is_initials)
            article.sections[-1].paragraphs = [*paragraphs, *filter(None, [rest])]
        self._derive_agency(article)
        article.sections = [
            section for section in article.sections if section.heading or section.paragraphs
        ]
        if article.kind not in WITHOUT_TEXT:
            while article.sections and not article.sections[-1].paragraphs:
                article.sections.pop()
        texts = [
            text
            for section in article.sections
            for text in (section.heading, *section.paragraphs)
            if text is not None
        ]
        article.body = "\n\n".join(texts)
        text = article.body or "\n".join(update.text for update in article.live_updates)
        article.language = language(f"{article.headline}\n{text[:ENOUGH_TEXT]}", article.language)
        article.provenance["language"] = "derived"

    def _derive_agency(self, article: Article) -> None:
        """Take the agency of the dateline unless a footer names one; "एजेंसी" is not a name."""
        first = next((text for section in article.sections for text in section.paragraphs), "")
        dateline = read_dateline(first) if article.dateline else None
        if dateline and dateline.agency and article.agency in (None, SOME_AGENCY):
            article.agency = dateline.agency
            last = article.sections[-1].paragraphs
            if last and is_ordinary_word(last[-1]) and agency(f"({last[-1]})") == dateline.agency:
                last.pop()  # the last paragraph repeats the agency of the dateline
        if article.agency:
            article.provenance["agency"] = "derived"


def _is_long(article: Article) -> bool:
    paragraphs = (len(text) for section in article.sections for text in section.paragraphs)
    entries = (len(update.text) for update in article.live_updates)
    return len(article.headline) + sum(paragraphs) + sum(entries) > LONG_TEXT


def language(text: str, declared: str = "hi") -> str:
    """Return the language of a text, by the share of Devanagari among its letters and by its words.

    Args:
        text: The text.
        declared: The language of the site. It is assumed for a text in its script.

    Returns:
        ``declared``, ``hi``, ``en`` or ``und``.
    """
    if not any(map(str.isalpha, text)):
        return "und"
    share = devanagari_share(text)
    is_devanagari = declared.partition("-")[0] in DEVANAGARI_LANGUAGES
    if share >= HINDI_SHARE:
        stated = declared if is_devanagari else "hi"
        return "und" if stated == "hi" and is_in_another_language(text) else stated
    if share <= ENGLISH_SHARE and text.isascii():
        return "en"
    return "und" if is_devanagari or share > ENGLISH_SHARE else declared


def clean_lines(text: str) -> str:
    """Clean a paragraph line by line if it is an indented list, and keep the indents."""
    if "\n  " not in text:
        return clean(text)
    lines = ((line, clean(line)) for line in text.split("\n"))
    return "\n".join(_indent(line) + cleaned for line, cleaned in lines if cleaned)


def _indent(line: str) -> str:
    return " " * (len(line) - len(line.lstrip(" ")))


def _clean_all(texts: list[str], clean: Callable[[str], str] = clean) -> list[str]:
    return [cleaned for cleaned in map(clean, texts) if cleaned]
