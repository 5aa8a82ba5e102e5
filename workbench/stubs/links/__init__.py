"""What lies between two stubs: a relay that passes bytes on, records them, and delays them as a medium would."""

from workbench.stubs.links.capture import Capture, Conversation, split_by_direction
from workbench.stubs.links.relay import Relay

__all__ = ["Capture", "Conversation", "Relay", "split_by_direction"]
