"""A working group's issue tracker and requirements workbench.

Rooms, and what must not be in them, are described in each package's own docstring and in
``docs/decisions/0001-rooms.md``. Dependencies run one way; the import contract in
``pyproject.toml`` keeps it so.
"""

__version__ = "0.1.0"
