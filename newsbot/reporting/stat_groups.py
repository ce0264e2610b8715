"""Groups of stats: those whose names begin with the same name. Two are Scrapy's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

STATUSES = "downloader/response_status_count"  # /<status>
FEEDS_FAILED = "feedexport/failed_count"  # /<kind of storage>


def below(name: str, stats: Mapping[str, Any]) -> dict[str, Any]:
    """Return the stats that build on a name, without it: of ``<name>/<reason>``, the reasons."""
    prefix = f"{name}/"
    return {key.removeprefix(prefix): stats[key] for key in stats if key.startswith(prefix)}
