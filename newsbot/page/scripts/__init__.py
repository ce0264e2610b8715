"""Data in the scripts of a page: JSON in the forms that frameworks write it in.

json_text.py repairs text that is nearly JSON, of JSON-LD too. script_json.py reads the data that a
declaration names, script_data.py finds all data; script_blocks.py makes the text of a story of it.

Imported by declared/, body/ and structured_data/.
Imports html/.
"""
