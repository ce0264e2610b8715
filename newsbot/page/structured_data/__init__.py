"""What a page says for machines: JSON-LD, OpenGraph and other meta tags, rights.

json_ld.py reads the article's fields of the objects that json_ld_objects.py finds;
json_ld_values.py makes Python's values of them. open_graph.py reads meta tags. rights.py and
usage_preferences.py read who may use the article. field_checks.py says whether a value is what its
field is for. Microdata, which is in the attributes of elements, is in html/.

Imported by article_metadata.py and readers.py, and by downloader/.
Imports body/, declared/, html/, pictures/, scripts/ and taxonomy/; hindi/ and the items.
"""
