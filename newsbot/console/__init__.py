"""Write messages, one-line errors and tables for people on a terminal.

command.py is the base of newsbot's own Scrapy commands; terminal.py runs a command and turns its
errors into messages and exit statuses; tables.py aligns columns and formats times; summary.py
describes a run in a few lines.

Imported by archive/, commands/, doctor/, extraction/, progress/, __main__.py, and schedule/, which
imports tables.py only, because it uses no packages. Imports no other folder.
"""
