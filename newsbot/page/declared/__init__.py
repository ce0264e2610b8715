"""What a site declares of its pages, checked and compiled, and its places in one page.

layout.py holds the attributes of a declaration, declaration.py checks them once a class,
selectors.py compiles them, and places.py finds them in a page. body_types.py is what the reading of
a body takes and gives; neighbours.py tells which excluded elements stand side by side.

Imported by article_metadata.py, markup.py, body/, kinds/, structured_data/ and taxonomy/, and by
declarations/, doctor/, extensions/ and pipelines/.
Imports html/, scripts/, hindi/, the items and newsbot.exceptions.
"""
