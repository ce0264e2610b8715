"""Extensions: open and close a run's ledger, watch the run, and report on it.

Each extension has a file. delivery.py opens the ledger and tells it what a feed holds;
save_pages.py and archive.py keep pages. run_report.py says how the run went, and
report_publishing.py publishes that; metrics.py, sentry.py and progress.py tell other programs and
people. layout_alarm.py compares the fields with the last run. start_items.py and garbage.py mend
Scrapy and Python.

Imported by addon.py by name, and by commands/, which publish a report where no crawl ran. May
import all but commands/ and spiders/.
"""
