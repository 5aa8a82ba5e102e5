"""Migrations of the record's tables for SQLite and PostgreSQL, run at every start."""

HEAD = "0003"
"""The revision of the tables of this version, which a test holds to be that of the last migration.

Known without Alembic: every process that opens a database asks for it, and hardly one has to migrate.
"""
