"""Search the latest revisions in a ledger for words.

query.py parses a query and matches it with texts. index.py finds the articles with a word, in a
file beside the ledger (index_file.py). find.py returns the hits. Losing or damaging the index does
no harm: the next search rebuilds it.

Imported by extensions/ and commands/. Imports files/, hindi/ and ledger/.
"""
