"""Articles in the ledger: their revisions, and the lines that are owed to feeds.

recording.py records an article. revisions.py compares it with its last revision, duplicate_index.py
and near_duplicates.py compare its text with other articles. stored_lines.py reads its lines, and
owed_lines.py hands out those that are owed. pictures.py recognises a site's logo and other pictures
that belong to no article.

Imported by admin.py, recovery.py and crawl_state/, and by archive/, commands/, report_page/ and
search/.
Imports storage/, hindi/ and feed_lines.py.
"""
