"""Start due spiders on Scrapyd: the program newsbot-schedule, which cron calls each minute.

It needs only the standard library and Scrapyd's HTTP API (server.py), not Scrapy. plan.py reads the
schedules file, due.py starts the due jobs, state.py stores their state, and status.py shows it.
by_hand.py finds runs that other programs or people started.

Imported by nobody: ``newsbot-schedule`` is a separate program. Imports console/, downloader/,
files/, arguments and urls, and no package but the standard library.
"""
