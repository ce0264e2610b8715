"""Write the sentences of a run's message about pages that its budgets left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbot.reporting import stat_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

_SENTENCES = {
    stat_names.ADDRESSES_LEFT: (
        "{} addresses of articles wait for later runs, because others of the same pages led nowhere"
    ),
    stat_names.PAGES_TEXTLESS_LEFT: (
        "{} pages wait for later runs, because others of the same folders show no text"
    ),
    stat_names.SECTIONS_LEFT: (
        "{} sections wait for later runs, because similar ones name no article with a text"
    ),
    stat_names.SOURCES_LEFT_OUT: (
        "{} pages of sources are left out, because others named no new article"
    ),
}


def left_out_notices(stats: Mapping[str, Any]) -> Iterator[str]:
    """Yield a sentence for each kind of page that was left out, with the URLs of most of them."""
    for name, sentence in _SENTENCES.items():
        if left_out := stats.get(name):
            where = stats.get(f"{name}/where", {})
            named = sorted(where.items(), key=lambda item: -item[1])[:3]
            places = ", ".join(f"{url} ({count})" for url, count in named)
            yield f"{sentence.format(left_out)}: {places}"
