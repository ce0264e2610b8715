"""Find the connected components of a graph, and the communities within a large component.

Communities are found by their modularity (Blondel, Guillaume, Lambiotte and Lefebvre, 2008), in a
fixed order and with a limited number of rounds. Thus the same graph always gives the same
communities, and the cost is bounded.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAX_LEVELS = 3  # how often communities are merged into nodes
MAX_ROUNDS = 2  # how often all nodes of a level are moved

# Node → neighbour → weight of the edge. The weight of a node with itself is twice the weight of the
# edges that were merged into the node.
Weights: TypeAlias = list[dict[int, float]]


def components(size: int, edges: Iterable[tuple[int, int]]) -> list[int]:
    """Return for each node the least node of its component."""
    least = list(range(size))

    def root(node: int) -> int:
        while least[node] != node:
            least[node] = least[least[node]]
            node = least[node]
        return node

    for one, other in edges:
        low, high = sorted((root(one), root(other)))
        least[high] = low
    return [root(node) for node in range(size)]


def communities(size: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """Return for each node the number of its community; a node without an edge is alone."""
    weights: Weights = [{} for _ in range(size)]
    for one, other in edges:
        if one != other:
            weights[one][other] = weights[other][one] = weights[one].get(other, 0) + 1
    of_node = list(range(size))
    for _ in range(MAX_LEVELS):
        labels = _moved(weights)
        numbers = {label: at for at, label in enumerate(dict.fromkeys(labels))}
        of_node = [numbers[labels[community]] for community in of_node]
        if len(numbers) == len(weights):
            break
        weights = _merged(weights, [numbers[label] for label in labels], len(numbers))
    return of_node


def _moved(weights: Weights) -> list[int]:
    """Move nodes to communities of neighbours while modularity grows; return the communities."""
    degrees = [sum(neighbours.values()) for neighbours in weights]
    total = sum(degrees) or 1.0
    labels = list(range(len(weights)))
    within = dict(enumerate(degrees))
    for _ in range(MAX_ROUNDS):
        is_changed = False
        for node, neighbours in enumerate(weights):
            mine = labels[node]
            links: dict[int, float] = {}
            for other, weight in neighbours.items():
                if other != node:
                    label = labels[other]
                    links[label] = links.get(label, 0) + weight
            if not links:
                continue
            within[mine] -= degrees[node]
            share = degrees[node] / total
            best, most = mine, links.get(mine, 0) - within[mine] * share
            for label, weight in links.items():
                gain = weight - within[label] * share
                if gain > most + 1e-9:
                    best, most = label, gain
            within[best] += degrees[node]
            labels[node] = best
            is_changed |= best != mine
        if not is_changed:
            break
    return labels


def _merged(weights: Weights, labels: Sequence[int], size: int) -> Weights:
    """Return the graph whose nodes are the communities."""
    merged: list[defaultdict[int, float]] = [defaultdict(float) for _ in range(size)]
    for node, neighbours in enumerate(weights):
        for other, weight in neighbours.items():
            merged[labels[node]][labels[other]] += weight
    return [dict(counter) for counter in merged]
