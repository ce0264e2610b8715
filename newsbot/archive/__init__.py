"""Archives (WARC files): a crawl writes them, and reads them in place of the network.

reading.py reads the records of a file, payload.py makes a response of one. finding.py finds the
captures of articles in a file. extracting.py makes the article of a capture, as newsbot.extract
does; workers.py runs both in processes. A crawl (crawl.py) knows the captures of all files
(captures.py) before it reads the first, so that revisions come in the order of time; ledgers.py is
the ledger of several sites. Without a ledger, command.py extracts the articles of each file to a
part of the output (parts.py, rows.py), on one machine or several (cluster.py), and merging.py puts
the parts together.

writing.py writes the files of a crawl (extensions/archive.py), wire_records.py makes their records,
and payload_index.py knows which payloads are there.

Imported by spiders/, extensions/ and __main__.py. May import all but commands/, extensions/ and
spiders/.
"""
