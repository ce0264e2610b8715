"""Store articles in the ledger: their revisions, and the lines that are owed to feeds.

recording.py records an article. revisions.py compares it with its last revision, duplicate_index.py
and near_duplicates.py compare its text with other articles. stored_lines.py reads stored lines, and
owed_lines.py gives runs the owed ones. pictures.py recognises pictures that belong to no article,
such as a site's logo.

Imported by admin.py, recovery.py and crawl_state/, and by archive/, commands/, report_page/ and
search/.
Imports storage/, hindi/ and feed_lines.py.
"""
