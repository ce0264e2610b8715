"""The terminal: messages, refusals in one line, and tables that people read.

command.py is the base of newsbot's own Scrapy commands; terminal.py runs a command and turns its
errors into messages and exit statuses; tables.py aligns columns, and writes times as people read
them; summary.py says in some lines how a run went.

Imported by archive/, commands/, doctor/, extraction/, progress/, __main__.py, and schedule/, which
takes tables.py alone: it does without packages. Imports no other folder.
"""
