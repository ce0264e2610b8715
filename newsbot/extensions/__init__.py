"""Open and close the ledger of a run, watch the run, and report on it, as Scrapy extensions.

Each extension has a file. delivery.py opens the ledger, and notes delivered lines. save_pages.py
and archive.py store pages. run_report.py makes the report of the run, and report_publishing.py
publishes it. metrics.py, sentry.py and progress.py inform other programs and people.
layout_alarm.py compares the fields with the last healthy run. start_items.py works around a fault
of Scrapy, and garbage.py sets up Python's garbage collector.

Imported by addon.py by name, and by commands/, which publish a report where no crawl ran. May
import all but commands/ and spiders/.
"""
