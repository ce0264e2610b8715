"""The files that articles go to: exporters, tables, and the URIs of a run's feeds.

exporter.py is Scrapy's feed export, made fit for lines that are owed; storage.py writes its files.
formats.py names the formats, and each format has a file of its own. The exporter tells the ledger
which file holds the articles of a run. Feeds that a site publishes (RSS) are in discovery/sources/.

Imported by addon.py, settings.py, extensions/ and commands/. Imports files/ and ledger/.
"""
