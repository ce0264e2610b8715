"""Full-text search over the latest revisions in a ledger.

query.py reads what a person asks for and finds it in texts; index.py knows which articles have a
word, in a file beside the ledger (index_file.py); find.py answers. The index can be lost or damaged
without harm: the next search makes it anew.

Imported by extensions/ and commands/. Imports files/, hindi/ and ledger/.
"""
