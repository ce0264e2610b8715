"""Write articles to files: exporters, tables, and the URIs of a run's feeds.

exporter.py extends Scrapy's feed export for lines that are owed, and storage.py writes its files.
formats.py names the formats; each other file has one format. The exporter tells the ledger which
file gets the articles of a run. Feeds that a site publishes (RSS) are in discovery/sources/.

Imported by addon.py, settings.py, extensions/ and commands/. Imports files/ and ledger/.
"""
