"""What the ledger knows of articles: their revisions, and the lines that feeds are owed.

recording.py records an article: revisions.py says whether it is news, duplicate_index.py and
near_duplicates.py whether its text is another's. stored_lines.py and owed_lines.py hold its lines.
pictures.py knows the pictures that are of no article.

Imported by admin.py, recovery.py and crawl_state/, and by archive/, commands/, report_page/ and
search/.
Imports storage/, hindi/ and feed_lines.py.
"""
