"""Check the declaration of a spider before its site is requested.

``check_declaration`` checks the attributes of the spider's class. The attributes of its page class
are checked and compiled by newsbot.page.declared.declaration.

Imported by spider.py. Imports browser/, discovery/, page/ and urls/, never the spider.
"""

from newsbot.declarations.spiders import check_declaration

__all__ = ["check_declaration"]
