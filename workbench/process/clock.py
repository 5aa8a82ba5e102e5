"""The group's day and the server's moment, as the verbs use them."""

from workbench.graph.clock import PACIFIC, group_today, now

__all__ = ["PACIFIC", "group_today", "now"]
