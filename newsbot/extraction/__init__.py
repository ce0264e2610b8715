"""Read one article without a crawl: ``newsbot.extract``, ``python -m newsbot extract``.

``extract`` (extract.py) processes a page as a crawl does, without network and ledger: newsbot.page
reads the page, and the pipelines clean the article, parse its dates and validate it. sites.py finds
the declaration of a URL's site. command.py is the command. given_page.py reads the page that the
user names; fetching.py fetches it if the user gives a URL. show.py formats the article as lines.

Imported by archive/, commands/, doctor/, newsbot/__init__.py and __main__.py. May import everything
but commands/.
"""
