"""Make the HTML page of a run, and the page with the last runs of all sites.

record.py finds a run, and articles.py reads its articles from the ledger. edits.py, stories.py,
communities.py, drawing.py, figures.py and text.py compute the content of the page, without I/O.
page.py and rows.py render it. files.py writes it and removes old pages. The templates are in
newsbot/templates/report/.

Imported by extensions/ and commands/. Imports files/, hindi/ and ledger/.
"""
