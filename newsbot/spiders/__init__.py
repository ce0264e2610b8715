"""The sites: one file each, and a site is a declaration."""
