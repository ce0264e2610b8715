"""Make files and folders: their modes and locks (private.py), their names (names.py).

zstandard.py names the module that compresses.

Imported by archive/, ledger/, search/, feeds/, downloader/, extensions/, reporting/,
report_page/, commands/, schedule/ and setting_values. Imports nothing of newsbot.
"""
