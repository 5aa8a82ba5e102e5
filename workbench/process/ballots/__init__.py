"""Ballots (in the open: consensus calls, polls, calls for statements): what the group does with them.

One verb a function, each in the module of its noun. Whether a ballot is open is asked of the clock
in the same transaction in which it is written to.
"""
