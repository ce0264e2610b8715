"""The ledger's SQLite file: opened, locked, written to in transactions, repaired.

database.py has the transactions and schema.py the tables. checkpoint.py copies the write-ahead log,
and write_turn.py lets processes take turns. lock.py says who is at work; opening.py opens the file
for a run and access.py for people. compression.py packs lines. failpoints.py is for tests.

Imported by admin.py, past_runs.py, runs.py, articles/ and crawl_state/, and by archive/,
callbacks/, commands/, extensions/, feeds/, pipelines/, report_page/ and search/.
Imports files/ and feed_lines.py.
"""
