"""Read and write archives (WARC files).

Reading: reading.py reads the records of a file (record_head.py), payload.py makes a response of a
record, and finding.py finds the captures of articles in a file. extracting.py makes the article of
a capture, as newsbot.extract does. workers.py runs all this in processes.

A crawl that reads archives (crawl.py) lists the captures of all files (captures.py) before it reads
the first, so that revisions come in the order of time; ledgers.py is its ledger, for several sites.
Without a ledger, command.py extracts the articles of each file to a part of the output (parts.py,
rows.py), on one machine or several (cluster.py), and merging.py joins the parts. files.py finds the
files that a user names.

Writing: writing.py writes the files of a crawl (extensions/archive.py), wire_records.py makes their
records, and payload_index.py finds payloads that the archive has already.

Imported by spiders/, extensions/ and __main__.py. May import all but commands/, extensions/ and
spiders/.
"""
