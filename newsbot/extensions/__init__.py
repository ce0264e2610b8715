"""Extensions: open and close a run's ledger, watch the run, and report on it.

Each extension has a file: delivery.py opens the ledger and tells it what a feed holds,
run_report.py says how the run went.

Imported by addon.py by name, and by commands/, which publish a report where no crawl ran. May
import all but commands/ and spiders/.
"""
