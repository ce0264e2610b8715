"""The files that articles go to: exporters, tables, and the URIs of a run's feeds.

Imported by addon.py, settings.py, extensions/delivery.py and commands/. The ledger hears from here
which file a run's articles are in.
"""
