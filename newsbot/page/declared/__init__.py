"""The declaration of a site's pages: its attributes, and the elements that they select in a page.

layout.py lists the attributes of a declaration. declaration.py checks them once per class,
selectors.py compiles them, and places.py finds their elements in a page. body_types.py has the
types that the reader of a body takes and returns; neighbours.py groups elements that hold one text.

Imported by article_metadata.py, markup.py, body/, kinds/, structured_data/ and taxonomy/, and by
declarations/, doctor/, extensions/ and pipelines/.
Imports html/, scripts/, hindi/, the items and newsbot.exceptions.
"""
