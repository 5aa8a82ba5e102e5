"""Migrations of the record's tables for SQLite and PostgreSQL, run at every start."""
