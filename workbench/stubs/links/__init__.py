"""What lies between two stubs: a relay that passes bytes on, records them, and delays them as a medium would."""

from workbench.stubs.links.capture import Capture, Conversation, split_by_direction
from workbench.stubs.links.media import MediaFault, Medium, media, medium
from workbench.stubs.links.relay import Relay
from workbench.stubs.links.shape import Link, Outage

__all__ = [
    "Capture",
    "Conversation",
    "Link",
    "MediaFault",
    "Medium",
    "Outage",
    "Relay",
    "media",
    "medium",
    "split_by_direction",
]
