"""Scrapy commands of the project.

Imported by Scrapy alone (``COMMANDS_MODULE``). May import everything.
"""
