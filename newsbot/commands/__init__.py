"""Define the project's Scrapy commands, and their parts.

Imported by Scrapy only (``COMMANDS_MODULE``). May import everything.
"""
