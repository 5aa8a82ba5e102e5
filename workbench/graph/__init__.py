"""What follows from the record: snapshots as of a date, links both ways, suspects, history, what needs attention.

Reads only. Must not hold: anything that writes, or anything of the web.
"""
