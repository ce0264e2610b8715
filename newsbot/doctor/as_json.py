"""Make the report of a visit for ``--json``."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from newsbot.doctor.article_urls import shapes_of
from newsbot.doctor.draft import commands_of, pattern_of
from newsbot.doctor.findings import FIELDS
from newsbot.doctor.summaries import selectors_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsbot.doctor.findings import Findings
    from newsbot.doctor.no_answer import Judgement

EXAMPLES = 3  # example addresses of a shape


def report_of(
    findings: Findings, judgement: Judgement, draft: str | None, places: Mapping[str, str]
) -> dict[str, Any]:
    """Return the findings of a visit and their judgement, as JSON values and datetimes."""
    stated = asdict(findings)
    addresses = stated.pop("addresses")
    for page in stated["pages"]:
        page["selectors"] = [
            {"attribute": name, "selectors": text, "found": found}
            for (name, text), found in page["selectors"].items()
        ]
        del page["places"]
    fields = {
        name: {
            "filled": findings.filled(name),
            "of": len(findings.articles),
            "sources": dict(findings.sources_of(name)),
        }
        for name in FIELDS
    }
    return {
        "status": judgement.status,
        "verdict": judgement.verdict,
        "problems": [asdict(problem) for problem in judgement.problems],
        "notes": judgement.notes,
        **stated,
        "addresses": len(addresses),
        "shapes": _shapes(addresses),
        "found_article_url": pattern_of(findings),
        "found_selectors": dict(places),
        "fields": fields,
        "selectors": _selectors(findings),
        "draft": draft,
        "commands": commands_of(findings),
    }


def _selectors(findings: Findings) -> list[dict[str, Any]]:
    return [
        {"attribute": name, "selectors": text, "found": found, "of": of_all}
        for (name, text), (found, of_all) in selectors_of(findings).items()
    ]


def _shapes(addresses: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "shape": shape,
            "addresses": count,
            "examples": [url for url, url_shape in addresses.items() if url_shape == shape][
                :EXAMPLES
            ],
        }
        for shape, count in shapes_of(addresses).most_common()
    ]
