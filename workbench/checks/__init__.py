"""Runnable proof: procedures, the runner, evidence."""
