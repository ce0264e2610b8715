"""Show the progress of a run: on the display of a terminal, else as plain lines.

figures.py reads the figures of a crawl, words.py puts them into words, and cells.py fits texts into
columns. terminal.py decides whether there is a display, and display.py draws it. Only display.py
and cells.py import rich, which a crawl without a display thus does not load.

Imported by extensions/, commands/ and doctor/. Imports console/ and downloader/.
"""
