"""Check what a spider declares, before anything is asked of its site.

``check_declaration`` is given the spider's class; what its page class declares is checked and
compiled by newsbot.page.declared.declaration.

Imported by spider.py. Imports browser/, discovery/, page/ and urls/, never the spider.
"""

from newsbot.declarations.spiders import check_declaration

__all__ = ["check_declaration"]
