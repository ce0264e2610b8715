"""Make files and folders: their modes and locks (private.py), their names (names.py).

Imported by archive/, ledger/, search/, feeds/, downloader/, extensions/, reporting/,
report_page/, commands/, schedule/ and setting_values. Imports nothing but the standard library.
"""
