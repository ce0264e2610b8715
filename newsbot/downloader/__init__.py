"""Fetch pages: from which origin and IP addresses, when, and how an answer is understood.

handlers.py fetches (``root=``). resolver.py admits public addresses (addresses.py) alone.
backoff.py obeys Retry-After (retry_after.py reads the header) and leaves overloaded hosts
(overload.py) alone. host_gates.py keeps the delay of a host beside other processes. robots_txt.py
says what a robots.txt means, sitemap_hosts.py on which other hosts its sitemaps lie;
signal_files.py and site_signals.py read what a host says about AI. truncation.py and
decompression.py tell whole bodies from others, block_pages.py recognises challenges, responses.py
says why a page did not come, saved_pages.py saves pages that could not be read; wire.py sees what
is sent and received, traffic.py counts it; worker.py does long work in a thread.

Imported by spider.py, callbacks/, middlewares/, discovery/, pipelines/, extensions/, browser/,
extraction/, archive/, progress/, doctor/, undeclared/ and commands/; addresses.py by schedule/.
Imports files/, hindi/, ledger/ and page/.
"""
