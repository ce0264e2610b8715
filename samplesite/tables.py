"""Tables that stand in some bodies: rows of cells, the first of them the head."""

from __future__ import annotations

from samplesite.drawer import Drawer
from samplesite.grammar import COUNTRIES, PLACES, Story

CELL = " | "  # between the cells of a row, in the gold
_HEADS = {
    "india": ("जिला", "शिकायतें", "लंबित"),
    "international": ("देश", "प्रतिनिधि", "विशेषज्ञ"),
    "entertainment": ("शहर", "शो", "सीटें"),
    "sports": ("टीम", "मैच", "जीत", "अंक"),
    "astro": ("शहर", "शुभ समय"),
    "utility": ("शहर", "केंद्र", "आवेदन"),
}
_SMALLER_FIRST = ("entertainment", "utility")


def table_lines(drawer: Drawer, section: str) -> list[str]:
    """A line a row."""
    story = drawer.story
    names = [row[0] for row in (COUNTRIES if section == "international" else PLACES)]
    first = int(story.rng.random() * len(names))
    count = 3 + int(story.rng.random() * 3)
    rows: list[tuple[str, ...]] = [_HEADS[section]]
    for at in range(count):
        name = names[(first + at * 7) % len(names)]
        rows.append((name, *_cells(section, story)))
    return [drawer.style.apply(CELL.join(row)) for row in rows]


def _cells(section: str, story: Story) -> list[str]:
    random = story.rng.random
    if section == "astro":
        hour, start, end = 5 + int(random() * 5), int(random() * 60), int(random() * 60)
        return [f"सुबह {hour}:{start:02} से {hour + 1}:{end:02}"]
    if section == "sports":
        wins = int(random() * 7)
        return [str(7), str(wins), str(wins * 2)]
    most = 120 + int(random() * 700)
    some = int(most * (0.05 + random() * 0.15))
    counts = (some, most) if section in _SMALLER_FIRST else (most, some)
    return [str(value) for value in counts]
