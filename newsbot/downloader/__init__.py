"""Fetch pages: from which origin and IP addresses, when, and with what result.

handlers.py fetches, with ``root=`` from another origin. resolver.py allows connections to public
addresses (addresses.py) only. backoff.py obeys Retry-After (retry_after.py reads the header) and
pauses for overloaded hosts (overload.py). host_gates.py keeps the delay between requests to a host,
also between processes. robots_txt.py interprets a robots.txt; sitemap_hosts.py names the other
hosts that its sitemaps are on; signal_files.py and site_signals.py read a host's declarations about
AI. truncation.py and decompression.py detect incomplete bodies, block_pages.py recognises
challenges, responses.py names the reason of a failure, saved_pages.py saves pages that could not be
read; wire.py records requests and responses, traffic.py counts them; worker.py does long work in a
thread.

Imported by spider.py, callbacks/, middlewares/, discovery/, pipelines/, extensions/, browser/,
extraction/, archive/, progress/, doctor/, undeclared/ and commands/; addresses.py by schedule/.
Imports files/, hindi/, ledger/ and page/.
"""
