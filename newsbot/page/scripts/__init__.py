"""Data in the scripts of a page: JSON in the forms that web frameworks write.

json_text.py repairs text that is nearly JSON, also for JSON-LD. script_json.py reads the data that
a declaration names, script_data.py finds all data; script_blocks.py turns blocks into a text.

Imported by declared/, body/ and structured_data/.
Imports html/.
"""
