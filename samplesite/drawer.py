"""Draws the sentences of one article from the frames that fit it."""

from __future__ import annotations

from random import Random

from samplesite.grammar import Frames, Story, Topic, common, render, sections
from samplesite.mixing import mix
from samplesite.style import Style


class Drawer:
    """Draws frames without putting them back while there are others."""

    def __init__(self, story: Story, style: Style, section: int, topic: Topic) -> None:
        self.story = story
        self.style = style
        self.section = section
        self.topic = topic
        self.pools = [topic.body, topic.body, sections()[section].pool, common()]
        self.left: dict[int, list[int]] = {}

    def draw(self, frames: Frames) -> str:
        left = self.left.get(id(frames))
        if not left:
            left = self.left[id(frames)] = list(range(len(frames)))
        at = int(self.story.rng.random() * len(left))
        left[at], left[-1] = left[-1], left[at]
        return render(frames[left.pop()], self.story)

    def title(self, frames: Frames) -> str:
        """A line that no full stop ends: a sub-head, a caption."""
        return self.style.apply(self.draw(frames))

    def sentences(self, count: int) -> str:
        """A paragraph of `count` sentences, each from a pool drawn anew."""
        random = self.story.rng.random
        pools = self.pools
        drawn = []
        for _ in range(count):
            pool = pools[int(random() * len(pools))]
            if self.left.get(id(pool)) == []:
                pool = next((other for other in pools if self.left.get(id(other)) != []), pool)
            drawn.append(self.style.sentence(self.draw(pool)))
        return " ".join(drawn)

    def fact(self) -> str:
        """A sentence of the topic's own."""
        return self.style.sentence(self.draw(self.topic.body))

    def some(self, low: int, high: int) -> str:
        """A paragraph of `low` to `high` sentences."""
        return self.sentences(low + int(self.story.rng.random() * (high - low + 1)))

    def edited(self, n: int, epoch: int) -> Drawer:
        """One for what an edit adds: of the same story, whatever was drawn before."""
        story = Story(Random(mix("edit text", n, epoch)))
        story.memo |= self.story.memo
        return Drawer(story, self.style, self.section, self.topic)
