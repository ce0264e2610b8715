"""Files and folders that newsbot makes: who may read them, and how they are named.

Imported by addon.py, archive/, ledger/, search/, feeds/, downloader/, extensions/, reporting/,
report_page/, commands/, schedule/ and setting_values. Imports nothing but the standard library.
"""
