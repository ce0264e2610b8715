from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from newsbot.report_page.articles import story_of
from newsbot.report_page.communities import communities, components
from newsbot.report_page.drawing import HEIGHT, WIDTH, positions
from newsbot.report_page.stories import MAX_CLUSTERS, MAX_NODES, Graph, story_graph
from tests.clock import cpu_seconds
from tests.report_page.parts import line, url_of

EDGES = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=40)


def graph(links: dict[int, list[int]]) -> Graph:
    return story_graph([story_of(line(number, *others)) for number, others in links.items()])


def numbers(found: Graph) -> list[list[int]]:
    return [
        [int(node.url.rpartition("-")[2]) for node in cluster.nodes] for cluster in found.clusters
    ]


def test_articles_that_link_to_each_other_are_one_story() -> None:
    found = graph({1: [2], 2: [3], 3: [], 4: [5], 5: [4, 1000], 6: [6], 7: []})
    assert [sorted(each) for each in numbers(found)] == [[1, 2, 3], [4, 5]]
    assert (found.joined, found.alone, found.more) == (5, 2, 0)


def test_a_story_is_named_by_its_most_linked_article() -> None:
    found = graph({1: [3], 2: [3], 3: [4], 4: [1]})
    (cluster,) = found.clusters
    assert cluster.nodes[0].headline == line(3)["headline"]
    assert cluster.nodes[0].links == 2


def test_a_link_both_ways_is_one_line() -> None:
    (cluster,) = graph({1: [2, 2], 2: [1]}).clusters
    assert cluster.edges == [(0, 1)]


def test_an_article_that_the_run_did_not_bring() -> None:
    (cluster,) = graph({1: [90, 91], 2: [90]}).clusters
    assert [(node.url, node.is_of_run) for node in cluster.nodes] == [
        (url_of(90), False),
        (url_of(1), True),
        (url_of(2), True),
    ]
    assert cluster.nodes[0].headline == "किस्त 90"


def test_two_revisions_of_an_article_are_one_dot() -> None:
    lines = [line(1, 2), line(1, 2, revision=2), line(2)]
    (cluster,) = story_graph([story_of(each) for each in lines]).clusters
    assert cluster.size == 2


def test_a_chain_is_one_story_and_a_large_one_is_split() -> None:
    chain = {number: [number + 1] for number in range(MAX_NODES)}
    assert len(graph(chain).clusters) == 1
    # Two crowds that one link joins.
    crowds = {n: [50 * (n // 50) + (n + k) % 50 for k in (1, 2, 3, 5, 8, 13)] for n in range(100)}
    found = graph({**crowds, 0: [*crowds[0], 99]})
    sides = [{each // 50 for each in cluster} for cluster in numbers(found)]
    assert len(sides) > 1
    assert all(len(side) == 1 for side in sides)


def test_five_thousand_articles_cost_little() -> None:
    chance = random.Random(4)
    links = {number: chance.sample(range(5000), 6) for number in range(5000)}

    def draw() -> None:
        graphs.append(graph(links))
        for cluster in graphs[-1].clusters:
            positions(len(cluster.nodes), cluster.edges)

    graphs: list[Graph] = []
    assert cpu_seconds(draw, 4) <= 4
    found = graphs[0]
    assert len(found.clusters) == MAX_CLUSTERS
    assert all(len(cluster.nodes) <= MAX_NODES for cluster in found.clusters)
    assert numbers(found) == numbers(graph(links))


@given(EDGES)
def test_communities_lie_within_components(edges: list[tuple[int, int]]) -> None:
    of_component, of_community = components(12, edges), communities(12, edges)
    assert len(of_component) == len(of_community) == 12
    for one in range(12):
        for other in range(12):
            if of_community[one] == of_community[other]:
                assert of_component[one] == of_component[other]
    for one, other in edges:
        assert of_component[one] == of_component[other]


@given(st.integers(0, 12), EDGES)
def test_all_dots_are_in_the_picture(size: int, edges: list[tuple[int, int]]) -> None:
    inside = [(one, other) for one, other in edges if max(one, other) < size]
    places = positions(size, inside)
    assert len(places) == size
    assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in places)
