"""Show how a run goes while it goes: a display on a terminal, else one plain line now and then.

figures.py reads the figures of a crawl, words.py puts them into words, cells.py fits texts into
columns; terminal.py decides what is shown and holds the process's one display, display.py draws
it. Only display.py and cells.py import rich; only a process with a display, and the commands
that show an article or a site, need it.

Imported by extensions/, commands/ and doctor/. Imports console/ and downloader/.
"""
