"""Extensions: open and close a run's ledger, watch the run, and report on it.

Imported by addon.py by name, and by commands/crawl.py, which publishes a report where no crawl ran.
"""
