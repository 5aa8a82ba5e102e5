"""How a schedule is worked out: stages, meetings, dependencies, places and the reasons for each.

``process.schedule`` is the door to it. Must not hold: anything that writes to the record.
"""
