"""Read one article without a crawl: ``newsbot.extract``, ``python -m newsbot extract``.

``extract`` (extract.py) goes the way of an article in a crawl, without network and ledger:
newsbot.page reads, the pipelines clean, parse dates and validate. sites.py finds the declaration
of a URL's site. command.py is the command; given_page.py reads the page that a person names, which
fetching.py fetches where it is named by its URL, and show.py puts its article into lines.

Imported by archive/, commands/, doctor/, newsbot/__init__.py and __main__.py. May import everything
but commands/.
"""
