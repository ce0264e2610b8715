"""The crawl frontier: which articles and sources a run requests, each once.

``Frontier`` (frontier.py) decides on articles. They come from sources and from other articles
(found_articles.py, related_stories.py) and from earlier runs (due_requests.py); article_requests.py
makes the requests. ``SourceFrontier`` (source_frontier.py) decides on sources, and changes.py says
which changes that they tell of are followed.

Imported by sections.py, spider.py and callbacks/.
Imports budgets/, sources/ and the files beside them; browser/, dates/, downloader/ and ledger/.
"""
