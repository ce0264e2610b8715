"""Open, lock, write and repair the SQLite file of the ledger.

database.py has the transactions and schema.py the tables. checkpoint.py copies the write-ahead log
into the file. write_turn.py lets processes write in turn. lock.py has the locks of runs. opening.py
opens the file for a run, and access.py for people. compression.py compresses lines. failpoints.py
is for tests.

Imported by admin.py, past_runs.py, runs.py, articles/ and crawl_state/, and by archive/,
callbacks/, commands/, extensions/, feeds/, pipelines/, report_page/ and search/.
Imports files/ and feed_lines.py.
"""
