"""Between an aggregator and its facilities: the same payloads by HTTP or XMPP, kept until the other end has them.

``http_side`` and ``xmpp_side`` are imported by themselves: whoever needs one does not load the other's library.
"""

from workbench.stubs.aggregation.mailbox import TooLarge, TooMuchWaiting, UnknownPeer
from workbench.stubs.aggregation.transport import Message, Transport

__all__ = ["Message", "TooLarge", "TooMuchWaiting", "Transport", "UnknownPeer"]
