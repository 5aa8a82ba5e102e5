"""The minutes reader: from a text or Word file to proposals, and from those to a proposed change.

Lives here: outline, dates, people, cues, and the rules that make proposals of lines. Must not hold:
anything that saves, anything that knows one group or one document.
"""

from workbench.exchange.minutes.change import to_change
from workbench.exchange.minutes.outline import Line
from workbench.exchange.minutes.proposals import MinutesProposal, MinutesReading, summary_line
from workbench.exchange.minutes.reading import read_minutes

__all__ = ["Line", "MinutesProposal", "MinutesReading", "read_minutes", "summary_line", "to_change"]
