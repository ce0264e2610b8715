"""A layout that declares nothing: all is metadata, microdata and a guessed body."""

from newsbot.page import ArticlePage


class UndeclaredPage(ArticlePage):
    pass
