"""Place the nodes of a cluster in a picture by forces (Fruchterman and Reingold, 1991).

The nodes begin on a spiral around the most linked node, and move for a limited number of rounds.
Thus the cost is bounded, and the same cluster always gives the same picture.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT = 320.0, 240.0
MARGIN = 16.0
MAX_ROUNDS = 60
MAX_MOVES = 30_000  # computed pairs of nodes in all rounds
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


def positions(size: int, edges: Sequence[tuple[int, int]]) -> list[tuple[float, float]]:
    """Return (x, y) of each node in a picture of WIDTH by HEIGHT.

    Args:
        size: The number of nodes.
        edges: The pairs of nodes that are joined.
    """
    at = [
        complex(math.cos(n * GOLDEN_ANGLE), math.sin(n * GOLDEN_ANGLE)) * math.sqrt(n)
        for n in range(size)
    ]
    pairs = max(1, size * (size - 1) // 2)
    rounds = min(MAX_ROUNDS, MAX_MOVES // pairs)
    for number in range(rounds):
        _move(at, edges, step=1.0 - number / rounds)
    return _fitted(at)


def _move(at: list[complex], edges: Sequence[tuple[int, int]], step: float) -> None:
    """Move each node once, by at most ``step``: all pairs repel, and joined pairs attract."""
    forces = [0j] * len(at)
    for one, here in enumerate(at):
        for other in range(one):
            apart = here - at[other]
            square = apart.real * apart.real + apart.imag * apart.imag or 1e-6
            push = apart / square
            forces[one] += push
            forces[other] -= push
    for one, other in edges:
        apart = at[one] - at[other]
        pull = apart * abs(apart)
        forces[one] -= pull
        forces[other] += pull
    for node, force in enumerate(forces):
        strength = abs(force)
        if strength:
            at[node] += force / strength * min(strength, step)


def _fitted(at: Sequence[complex]) -> list[tuple[float, float]]:
    """Return the positions, scaled to fill the picture."""
    if not at:
        return []
    left, top = min(point.real for point in at), min(point.imag for point in at)
    across = max(point.real for point in at) - left
    down = max(point.imag for point in at) - top
    return [
        (
            round(_scaled(point.real - left, across, WIDTH), 1),
            round(_scaled(point.imag - top, down, HEIGHT), 1),
        )
        for point in at
    ]


def _scaled(value: float, extent: float, length: float) -> float:
    if extent < 1e-9:
        return length / 2
    return MARGIN + value / extent * (length - 2 * MARGIN)
