"""Make the HTML page of a run, and the page of all sites' last runs.

record.py finds a run, articles.py reads what it brought from the ledger; edits.py, stories.py,
communities.py, drawing.py, figures.py and text.py are pure and compute what the page shows; page.py
and rows.py render it, files.py writes it and removes old pages. The templates are in
newsbot/templates/report/.

Imported by extensions/ and commands/. Imports files/, hindi/ and ledger/.
"""
