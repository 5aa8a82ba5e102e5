"""What the group does: one verb a function, each checked against the actor's role, each one transaction.

The only room that changes the record. Must not hold: widgets, parsing of files, Word.
"""
