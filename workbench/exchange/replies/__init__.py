"""Replies to calls, by mail or pasted: read into a preliminary position or a comment, never saved here.

A position is proposed only where it is plain. Whatever is unclear, contradicts itself, is conditional or
speaks of somebody else is a comment with the line that made the reader stop.
"""

from workbench.exchange.replies.proposal import ReplyProposal, read_pasted, read_reply

__all__ = ["ReplyProposal", "read_pasted", "read_reply"]
