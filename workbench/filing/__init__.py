"""What goes to the Commission: documents, their styles, fields, captions and tables, and the check before filing.

Works on snapshots of the graph. Must not hold: database sessions or rules of procedure.
"""
