"""newsbot-schedule: starts on Scrapyd what is due. Cron or a timer calls it each minute.

It needs the standard library and Scrapyd's HTTP API (server.py) alone, and imports no Scrapy.
plan.py reads what runs when, due.py starts it, state.py remembers it, status.py shows it;
by_hand.py knows the runs that others started.

Imported by nobody: ``newsbot-schedule`` is a program of its own. Imports console/, downloader/,
files/, arguments and urls, and no package but the standard library.
"""
