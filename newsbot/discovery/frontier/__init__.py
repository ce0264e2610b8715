"""Decide which articles and sources a run requests, each once (the crawl frontier).

``Frontier`` (frontier.py) decides on articles. They come from sources and from other articles
(found_articles.py, related_stories.py) and from earlier runs (due_requests.py); article_requests.py
makes the requests. found_articles.py and due_requests.py apply ``related_depth=``.
``SourceFrontier`` (source_frontier.py) decides on sources; both set priorities. changes.py decides
whether a known article is requested again because a source reports a change.

Imported by sections.py, spider.py, callbacks/ and undeclared/.
Imports budgets/, sources/ and the files beside them; browser/, dates/, downloader/ and ledger/.
"""
