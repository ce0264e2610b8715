"""The files that articles go to: exporters, tables, and the URIs of a run's feeds.

exporter.py is Scrapy's feed export with what a run owes, storage.py writes its files, formats.py
names the formats, each of which has a file of its own. The ledger hears from here which file a
run's articles are in.

Imported by addon.py, settings.py, extensions/ and commands/. Imports files/ and ledger/.
"""
