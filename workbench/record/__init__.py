"""What is stored: items at revisions, links, change-sets, people, ballots, runs, baselines, the event chain.

Holds tables, the kinds of items and their vocabularies, fingerprints, and how a database is
opened. Must not hold: rules of the group's procedure (``process``), questions about the graph
(``graph``), or anything of the web or the command line. Imports nothing else of the project.
"""
