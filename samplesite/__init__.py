"""A small site in The India Daily's markup that knows what its pages say (its gold).

It is an independent witness for newsbot: nothing of newsbot is imported here.
"""

from samplesite.server import ServerHandle, serve
from samplesite.site import Site

__all__ = ["ServerHandle", "Site", "serve"]
