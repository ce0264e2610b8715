"""The declaration of a site's pages: attributes, checked and compiled, and their places in a page.

layout.py holds the attributes of a declaration, declaration.py checks them once a class,
selectors.py compiles them, and places.py finds them in a page. body_types.py has the types
that the reader of a body takes and returns; neighbours.py groups elements that hold one text.

Imported by article_metadata.py, markup.py, body/, kinds/, structured_data/ and taxonomy/, and by
declarations/, doctor/, extensions/ and pipelines/.
Imports html/, scripts/, hindi/, the items and newsbot.exceptions.
"""
