"""The filter language: one parser for the command line, screens and saved views.

Must not hold: anything about how a list is shown. The language is described in
``docs/guide/query.md``.
"""

from workbench.graph.query.checking import QueryError
from workbench.graph.query.language import parse
from workbench.graph.query.query import Query
from workbench.graph.query.selection import select

__all__ = ["Query", "QueryError", "parse", "select"]
