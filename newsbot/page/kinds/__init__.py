"""Pages that are not ordinary articles: live blogs, photo stories, web stories.

web_story.py and photo_story.py read pages with a declared layout; gallery.py and live.py read pages
without a declaration. article.py decides on the kind, and markup.py reads declared live entries.

Imported by article_metadata.py, markup.py and readers.py.
Imports body/, byline/, declared/, html/ and pictures/; dates/, hindi/ and the items.
"""
