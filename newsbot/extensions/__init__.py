"""Extensions: what watches a run from its side.

Imported by addon.py by name, and by commands/crawl.py, which publishes a report where no crawl ran.
"""
