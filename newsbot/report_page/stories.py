"""Cluster the articles of a run by the related links of their pages.

Most news sites link to the same few articles everywhere, so that nearly all articles are connected.
A component that is too large for a picture is split into communities, see communities.py.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsbot.report_page.communities import communities, components

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newsbot.report_page.articles import Story

MAX_CLUSTERS = 12  # clusters that are drawn
MAX_NODES = 40  # nodes of a cluster that are drawn
# An article of another run is shown if at least this many articles of this run link to it.
MIN_OFFERS = 2


@dataclass(frozen=True, slots=True)
class Node:
    """An article in a cluster.

    Attributes:
        links: The number of articles of the cluster that link to it.
        is_of_run: Whether it was new or edited in this run; others are known from links alone.
    """

    url: str
    headline: str
    language: str
    links: int
    is_of_run: bool


@dataclass(frozen=True, slots=True)
class Cluster:
    """Articles that are joined by related links.

    Attributes:
        nodes: The articles, most linked first; the first headline names the cluster.
        edges: Pairs of indexes in ``nodes``.
        more: The number of further articles, which are not drawn.
    """

    nodes: list[Node]
    edges: list[tuple[int, int]]
    more: int

    @property
    def size(self) -> int:
        """The number of its articles."""
        return len(self.nodes) + self.more


@dataclass(frozen=True, slots=True)
class Graph:
    """The clusters of a run.

    Attributes:
        clusters: The clusters that are drawn, largest first.
        more: The number of further clusters.
        joined: The number of the run's articles in a cluster.
        alone: The number of the run's other articles.
    """

    clusters: list[Cluster]
    more: int
    joined: int
    alone: int


def story_graph(stories: Sequence[Story]) -> Graph:
    """Return the clusters of the articles of a run."""
    nodes, edges = _nodes_and_edges(stories)
    groups = [group for group in _groups(len(nodes), edges) if len(group) > 1]
    groups.sort(key=lambda group: (-len(group), group[0]))
    joined = sum(1 for group in groups for node in group if nodes[node][3])
    inner: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    of_node = {node: at for at, group in enumerate(groups) for node in group}
    for edge in edges:
        if edge[0] in of_node and of_node[edge[0]] == of_node.get(edge[1]):
            inner[of_node[edge[0]]].append(edge)
    clusters = [_cluster(group, inner[at], nodes) for at, group in enumerate(groups[:MAX_CLUSTERS])]
    total = sum(1 for node in nodes if node[3])
    return Graph(clusters, max(0, len(groups) - MAX_CLUSTERS), joined, total - joined)


_Described = tuple[str, str, str, bool]  # URL, headline, language, whether it is of the run


def _nodes_and_edges(
    stories: Iterable[Story],
) -> tuple[list[_Described], list[tuple[int, int]]]:
    """Return the articles, and (from, to) of the links between them."""
    latest = {story.id: story for story in stories}  # an article may have two revisions
    nodes: list[_Described] = [
        (story.url, story.headline, story.language, True) for story in latest.values()
    ]
    places = {node[0]: at for at, node in enumerate(nodes) if node[0]}
    offers = Counter(
        url
        for story in latest.values()
        for url in {url for url, _ in story.related}
        if url and url not in places
    )
    edges: list[tuple[int, int]] = []
    for source, story in enumerate(latest.values()):
        seen = {source}
        for url, headline in story.related:
            if offers[url] >= MIN_OFFERS and url not in places:
                places[url] = len(nodes)
                nodes.append((url, headline or url, story.language, False))
            target = places.get(url)
            if target is not None and target not in seen:
                seen.add(target)
                edges.append((source, target))
    return nodes, edges


def _groups(size: int, edges: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Return the components of the graph; one that is too large to draw is split."""
    component = components(size, edges)
    nodes_in = Counter(component)
    inner = [edge for edge in edges if nodes_in[component[edge[0]]] > MAX_NODES]
    community = communities(size, inner)
    groups: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for node in range(size):
        groups[component[node], community[node]].append(node)
    whole: defaultdict[int, list[int]] = defaultdict(list)
    split: list[list[int]] = []
    for (of_component, _), group in groups.items():
        if nodes_in[of_component] > MAX_NODES:
            split.append(group)
        else:
            whole[of_component] += group
    return [*whole.values(), *split]


def _cluster(
    group: list[int], edges: list[tuple[int, int]], nodes: Sequence[_Described]
) -> Cluster:
    offered = Counter(target for _, target in edges)
    offering = Counter(source for source, _ in edges)
    order = sorted(group, key=lambda node: (-offered[node], -offering[node], node))
    drawn = {node: at for at, node in enumerate(order[:MAX_NODES])}
    return Cluster(
        nodes=[
            Node(url, headline, language, offered[node], is_of_run)
            for node in drawn
            for url, headline, language, is_of_run in (nodes[node],)
        ],
        edges=sorted(
            {
                (min(drawn[one], drawn[other]), max(drawn[one], drawn[other]))
                for one, other in edges
                if one in drawn and other in drawn
            }
        ),
        more=len(order) - len(drawn),
    )
