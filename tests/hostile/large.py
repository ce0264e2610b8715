"""Bodies of any size that are made to take long: by what they are filled with, a unit again and again."""

from __future__ import annotations

MIB = 1 << 20
START = (
    "<html lang=hi><head><title>ख</title></head><body><div class=x-body-title><h1>शीर्षक</h1></div>"
    "<div class=x-auth-profile><label class=x-auth-date>1 Jan 2026, 10:00 AM IST</label></div>"
)
BODY = START + "<div class=x-editior-content>"
LD = '<script type="application/ld+json">'
ARTICLE_LD = '{"@context":"https://schema.org","@type":"NewsArticle","headline":"शीर्षक",'
# What a text is filled with, in one paragraph.
TEXTS = {
    "marks": "\u0301\u0323",
    "a letter and marks": "क" + "\u0301\u0323" * 400,
    "nuktas": "क\u093c\u093c",
    "vowel signs": "\u093e\u0947",
    "nasals": "क\u0901\u093e\u0902",
    "less than": "&lt;",
    "dots": ".",
    "spaced dots": " .",
    "marks of sentences": "?!.",
    "quotes": '"',
    "curly quotes": "“",
    "curly quotes that meet": "“ ”",
    "apostrophes": "'",
    "digits": "7",
    "numbers": "1 ,25,000 ",
    "commas": ",",
    "URLs": "https://a.example/b?c=1&d=%20 ",
    "one URL": "https://a.example/b/",
    "words": "खबर ",
    "one word": "ख",
    "one Latin word": "a",
    "dandas": "।",
    "spaced dandas": "। ",
    "double dandas": "।। ख ",
    "frames": "॥४-७॥",
    "pipes": "|",
    "spaced pipes": " | ",
    "brackets": "(",
    "closing brackets": "ख)",
    "white space": " \t\n",
    "no-break spaces": "\u00a0",
    "zero width": "\u200b",
    "joiners": "क\u094d\u200d",
    "emoji": "👩\u200d",
    "tags": "\U000e0061",
    "flags": "\U0001f3f4\U000e0067",
    "selectors": "\ufe0f",
    "escapes": "\x1b[31m",
    "half escapes": "\x1b]0;",
    "controls": "\x85",
    "entities": "&amp;amp;lt;",
    "half entities": "&amp;am",
    "misread UTF-8": "à¤–",
    "half misread": "à¤",
    "cp1252": "é",
    "mentions": "@",
    "addresses": "a@b.",
    "colons": "ख:",
    "dashes": " - ",
    "dates": "1 Jan 2026 ",
    "sentences": "सिंचाई विभाग ने नहर की मरम्मत का काम शुरू कर दिया है और किसानों को 12 गांवों में पानी मिलेगा. ",
    "stops": "डॉ.रवि.",
    "ellipses": "...",
    "photo": "फोटो: ANI ",
    "also read": "ये भी पढ़ें: ",
    "U+FFFD": "\ufffd",
}
# (before, unit, after); `#` in a unit is its number.
PAGES: dict[str, tuple[str, str, str]] = {
    **{f"text of {name}": (BODY + "<p>", unit, "</p></div>") for name, unit in TEXTS.items()},
    "raw less than": (BODY + "<p>", "<", ""),
    "raw tags": (BODY + "<p>", "< a", ""),
    "headline": ("<h1>", "ख ", "</h1>"),
    "attributes with slashes": (BODY + "<p ", "a/", ">ख</p>"),
    "attributes behind a mark": (BODY + "<p x='<' ", "a# ", ">ख</p>"),
    "glued attributes": (BODY + "<p ", "a#=''", ">ख</p>"),
    "attributes of many marks": (BODY + "<p ", "a#='<' ", ">ख</p>"),
    "attributes in an end tag": (BODY + "<p>ख</p ", "a# ", ">"),
    "attributes without an end": (BODY + "<p ", "a# ", ""),
    "attributes of <": (BODY + "<p ", "<#/", ">ख"),
    "attributes of quotes": (BODY + "<p ", "\"'#=", ">ख"),
    "attributes in lines": (BODY + "<p\n", "a#\n", ">ख"),
    "attributes in tags": (BODY, "<p " + " ".join(f"a{n}" for n in range(400)) + ">", ""),
    "short attributes": (BODY, "<p a b c d e f g h i j k l m n o p q r s t u v>", ""),
    "one attribute": (BODY + "<p class='", "x ", "'>ख</p>"),
    "one class name": (BODY + "<p class='", "x", "'>ख</p>"),
    "one href": (BODY + "<a href='/", "x/", "'>ख</a>"),
    "one style": (BODY + "<p style='", "a: b ;", "'>ख</p>"),
    "data URLs": (BODY, "<img src='data:image/png;base64," + "A" * 5000 + "'>", "<p>ख</p>"),
    "one data URL": (BODY + "<img src='data:image/png;base64,", "A", "'><p>ख</p>"),
    "an srcset": (BODY + "<img srcset='", "/a.jpg 1x,", "'><p>ख</p>"),
    "nested divs": (BODY, "<div>", "ख"),
    "nested bold": (BODY, "<b>", "ख"),
    "unclosed comments": (BODY, "<!--", ""),
    "comments": (BODY, "<!-- ख -->", ""),
    "one comment": (BODY + "<!--", "-", ""),
    "half comments": (BODY, "<!-", ""),
    "instructions": (BODY, "<?x ", ""),
    "doctypes": ("", "<!DOCTYPE html>", ""),
    "CDATA": (BODY, "<![CDATA[", ""),
    "paragraphs": (BODY, "<p>ख</p>", ""),
    "unclosed paragraphs": (BODY, "<p>", ""),
    "end tags": (BODY, "</p>", ""),
    "end tags of others": (BODY, "</b></i>", ""),
    "breaks": (BODY + "<p>", "ख<br>", ""),
    "misnested": (BODY, "<b><p></b>", ""),
    "tables": (BODY, "<table><tr><td>ख", ""),
    "forms": (BODY, "<form><select><option>", ""),
    "scripts": (BODY, "<script>a</script>", ""),
    "one script": (BODY + "<script>", "a<b; ", "</script>"),
    "script without an end": (BODY + "<script>", "<!--<script>", ""),
    "blocks of JSON-LD": (BODY, LD + '{"@type":"A"}</script>', ""),
    "JSON-LD": (START + LD + ARTICLE_LD + '"articleBody":"', "ख ", '"}</script>'),
    "deep JSON-LD": (START + LD, "[", "</script>"),
    "things of JSON-LD": (START + LD + "[", '{"@type":"NewsArticle","a":1},', '{}]</script>'),
    "escapes of JSON-LD": (START + LD + '{"a":"', "\\u0915", '"}</script>'),
    "images of JSON-LD": (START + LD + ARTICLE_LD + '"image":[', '"/a#.jpg",', '"/a"]}</script>'),
    "authors of JSON-LD": (START + LD + ARTICLE_LD + '"author":[', '{"@id":"#a"},', '""]}</script>'),
    "entries of JSON-LD": (
        START + LD + '{"@type":"LiveBlogPosting","liveBlogUpdate":[',
        '{"headline":"ख #","articleBody":"बर #","datePublished":"2026-01-01"},', "{}]}</script>"),
    "blocks of a state": (BODY + "<script>window.x = {", '"a":"<p>ख</p>",', "}</script>"),
    "entities": (BODY + "<p>", "&nbsp;&#x915;", ""),
    "half entities": (BODY + "<p>", "&am", ""),
    "unknown tags": (BODY, "<ख>", ""),
    "custom tags": (BODY, "<x-#>", ""),
    "pictures": (BODY, "<img src=/a#.jpg>", ""),
    "links": (BODY, "<a href=/india/x-news-#>खबर</a>", ""),
    "related": (BODY + "ख</div><div class=x-rel-slider>", "<a href=/india/x-news-#>खबर</a>", ""),
    "related boxes": (BODY + "ख</div>", "<div class=x-rel-slider><a href=/india/x-news-#>खबर</a></div>", ""),
    "meta tags": ("<head>", "<meta property=article:tag content='ख #'>", "</head>" + BODY + "ख"),
    "link tags": ("<head>", "<link rel=alternate href=/#>", "</head>" + BODY + "ख"),
    "base tags": ("<head>", "<base>", "</head>" + BODY + "ख"),
    "entries": (BODY, "<div class=x-livedetails-content><h4>ख #</h4><p>बर #</p></div>", ""),
    "tags of the page": (START + "<div class=x-tagsbox>", "<a href=/t>ख #</a>", "</div>"),
    "highlights": (START + "<div class=x-hilights>", "<li>ख #</li>", "</div>"),
    "one byline": (START + "<div class=x-auth-profile>", "By रवि, ", "</div>"),
    "one date": ("<h1>ख</h1><div class=x-auth-date>", "Updated: 1 Jan 2026 ", "</div>"),
    "one caption": (BODY + "<img src=/a.jpg><div class=x-cap-follow>", "फोटो: ANI - ", "</div>"),
    "undeclared": ("<html><body><h1>शीर्षक</h1>", "<div>यह एक लंबा वाक्य है जो किसी अनुच्छेद में नहीं है.</div>", ""),
    "web story": ("<amp-story>", "<amp-story-page><h2>ख #</h2></amp-story-page>", ""),
    "behind the end": ("<html><body>ख</body></html>", "<div class=x-tagsbox><a>ख</a></div>", ""),
    "NULs": (BODY + "<p>", "\0ख", ""),
    "spaces": ("", " ", ""),
    "text without markup": ("", "खबर ", ""),
}  # fmt: skip
# Bytes that are no UTF-8.
RAW_PAGES: dict[str, tuple[bytes, bytes]] = {
    "latin-1": (b"<p>", "é".encode("latin-1")),
    "broken letters": (b"<p>", b"\xe0\xa4"),
    "leads": (b"<p>", b"\xe0"),
    "every byte": (b"<p>", bytes(range(1, 256))),
    "one bad byte in ten": (b"<p>", "खबर".encode() + b"\xff"),
    "escapes": (b"<p>", b"\x1b$B"),
    "UTF-16": (b"\xff\xfe", "<p>ख".encode("utf-16-le")),
    "half UTF-16": (b"<\0", b"\xd8\0"),
}


def filled(before: str, unit: str, after: str, size: int) -> bytes:
    """Return a unit again and again, between two texts, in UTF-8: as many bytes as wanted."""
    room = size - len(before.encode()) - len(after.encode())
    count = room // len(unit.replace("#", "123456").encode())
    if "#" in unit:
        middle = "".join([unit.replace("#", str(number)) for number in range(count)])
    else:
        middle = unit * count
    return (before + middle + after).encode()


def page_of(name: str, size: int) -> bytes:
    if name in RAW_PAGES:
        before, unit = RAW_PAGES[name]
        return before + unit * ((size - len(before)) // len(unit))
    return filled(*PAGES[name], size)


NAMES = [*PAGES, *RAW_PAGES]
LINK = "https://www.theindiadaily.com/india/khabar-news-"
SITEMAP_START = '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
SOURCES: dict[str, tuple[str, str, str]] = {
    "sitemap": (
        SITEMAP_START, f"<url><loc>{LINK}#</loc><lastmod>2026-01-01</lastmod></url>\n", "</urlset>"),
    "sitemap with entities": (
        SITEMAP_START, f"<url><loc>{LINK}#?a=1&b=2&nbsp;</loc></url>", "</urlset>"),
    "broken sitemap": (SITEMAP_START, f"<url><loc>{LINK}#</loc>", ""),
    "cut sitemap": (SITEMAP_START, f"<url><loc>{LINK}#</loc></url>", "<url><loc>http"),
    "sitemap of other pages": (SITEMAP_START, "<url><loc>https://www.theindiadaily.com/topic/#</loc></url>", "</urlset>"),
    "sitemap of other sites": (SITEMAP_START, "<url><loc>https://other.example/topic/#</loc></url>", "</urlset>"),
    "sitemaps side by side": ("", SITEMAP_START + "</urlset>", ""),
    "index": (
        "<sitemapindex>", "<sitemap><loc>https://www.theindiadaily.com/s-#.xml</loc></sitemap>", "</sitemapindex>"),
    "plain sitemap": ("", f"{LINK}#\n", ""),
    "deep sitemap": ("<urlset>", "<url>", ""),
    "sitemap of ampersands": ("<urlset>", "&", "</urlset>"),
    "sitemap of comments": ("<urlset>", "<!--", ""),
    "feed": ("<rss><channel>", f"<item><link>{LINK}#</link><guid>#</guid><pubDate>1 Jan 2026</pubDate></item>", "</channel></rss>"),
    "atom": ('<feed xmlns="http://www.w3.org/2005/Atom">', f'<entry><link href="{LINK}#"/><id>#</id></entry>', "</feed>"),
    "one item": (f"<rss><channel><item><link>{LINK}1</link><description>", "ख &lt;b&gt;", "</description></item></channel></rss>"),
    "links of one item": ("<rss><channel><item>", f"<link>{LINK}#</link>", "</item></channel></rss>"),
    "listing": ("<html><body>", "<a href=/india/khabar-news-#>ख</a>", "</body></html>"),
    "listing of others": ("<html><body>", "<a href=/topic/#>ख</a>", "</body></html>"),
    "listing of one": ("<html><body>", "<a href=/india/khabar-news-1>ख</a>", "</body></html>"),
    "listing of forms": ("<html><body>", "<a href=/india/khabar-#-news-1>ख</a>", "</body></html>"),
    "listing of pagers": (f"<html><body><a href={LINK}1>ख</a>", "<a rel=next href=?page=#>2</a>", ""),
    "listing of numbers": (f"<html><body><a href={LINK}1>ख</a><ul class=pagination>", "<li><a href=?page=#>#</a></li>", ""),
    "listing of feeds": ("<html><head>", "<link rel=alternate type=application/rss+xml href=/f#.xml>", ""),
    "menu": ("<html><body>", "<nav class=x-menu><a href=/s-#>ख</a>", ""),
    "answer": ('{"a":[', '"/india/khabar-news-#",', '""]}'),
    "answer of HTML": ('{"a":[', '"<a href=/india/khabar-news-#>ख</a>",', '""]}'),
    "deep answer": ("", "[", ""),
    "robots": ("User-agent: *\n", "Disallow: /x-#\n", ""),
    "robots of patterns": ("User-agent: *\n", "Allow:*#$\n", ""),
    "robots of sitemaps": ("User-agent: *\nDisallow:\n", "Sitemap: /s-#.xml\n", ""),
}  # fmt: skip


def source_of(name: str, size: int) -> bytes:
    return filled(*SOURCES[name], size)


def empty_blocks(size: int) -> bytes:
    """Return deflate that unpacks to nothing: blocks that hold a table of their letters alone."""
    lengths = {2: 1, 17: 1}  # of the codes of 18, a run of zeros, and of 1
    fields = [(0, 1), (2, 2), (0, 5), (0, 5), (14, 4), *((lengths.get(n, 0), 3) for n in range(18))]
    # Letters 0 and 256, the end, and one distance have a code; then comes the end.
    fields += [(0, 1), (1, 1), (127, 7), (1, 1), (106, 7), (0, 1), (0, 1), (1, 1)]
    block = sum(width for _, width in fields)
    bits, at = 0, 0
    for value, width in fields * 8:  # together they end with a byte
        bits |= value << at
        at += width
    last = b"\x03\0"
    return bits.to_bytes(block, "little") * ((size - len(last)) // block) + last


def live_blog(entries: int) -> str:
    """The page of a live blog whose entries are as long as real ones."""
    text = TEXTS["sentences"] * 4
    items = "".join(
        f"<div class=x-livedetails-content><span class=x-livedetails-time>{n // 60 % 24:02}:{n % 60:02} PM</span>"
        f"<h4>अपडेट {n}</h4><p>{n}. {text}</p></div>" for n in range(entries)
    )  # fmt: skip
    return f"{START}<div class=x-editior-content><p>{text}</p></div>{items}</body></html>"
