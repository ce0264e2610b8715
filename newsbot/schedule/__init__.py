"""newsbot-schedule: starts on Scrapyd what is due. Cron or a timer calls it each minute.

It needs the standard library and Scrapyd's HTTP API alone, and imports no Scrapy.

Imported by nobody: ``newsbot-schedule`` is a program of its own. Imports reporting/, console/,
files/, arguments and urls, and no package but the standard library.
"""
