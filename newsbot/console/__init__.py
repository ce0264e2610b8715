"""The terminal: messages, refusals in one line, and tables that people read.

Imported by commands/ and schedule/. ``refuse`` ends a command with its exit status; ``Table``
fits the width of the terminal.
"""
