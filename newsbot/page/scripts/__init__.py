"""Data that the scripts of a page are given: JSON in the forms that frameworks write it in.

json_text.py mends text that is nearly JSON. script_json.py and script_data.py find the data,
script_blocks.py makes the text of a story of it.

Imported by declared/, body/ and structured_data/.
Imports html/.
"""
