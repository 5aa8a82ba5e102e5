"""Migrations of the record's tables for SQLite and PostgreSQL, run at every start."""

from pathlib import Path

HEAD = max(path.name.partition("_")[0] for path in Path(__file__).with_name("versions").glob("[0-9]*_*.py"))
"""The revision of the tables of this version, by the number that the last migration's file begins with.

Known without Alembic: every process that opens a database asks for it, and hardly one has to migrate.
"""
