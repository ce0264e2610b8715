"""Read groups of stats, whose names begin with the same name. Two groups are Scrapy's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

STATUSES = "downloader/response_status_count"  # /<status>
FEEDS_FAILED = "feedexport/failed_count"  # /<kind of storage>


def below(name: str, stats: Mapping[str, Any]) -> dict[str, Any]:
    """Return the stats ``<name>/<rest>`` as rest → value."""
    prefix = f"{name}/"
    return {key.removeprefix(prefix): stats[key] for key in stats if key.startswith(prefix)}
