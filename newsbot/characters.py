"""Define characters that control a display or that UTF-8 cannot encode, for regular expressions.

Imported by hindi/, console/, reporting/, report_page/ and json_lines.py. Imports nothing.
"""

import re

# Embeddings, overrides and isolates, which change the direction of writing.
DIRECTIONS = "\u202a-\u202e\u2066-\u2069"
SURROGATES = "\ud800-\udfff"  # UTF-8 cannot encode a lone one
# Commands to a terminal (ECMA-48): CSI, OSC and others. The whole sequence is matched: without its
# ESC, the rest would be shown as text.
ESCAPE_SEQUENCE = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[#%(-+./-][0-~]"
    r"|[]P^_X][^\x07\x1b\x9c\n]{0,500}(?:\x07|\x9c|\x1b\\))"
)
