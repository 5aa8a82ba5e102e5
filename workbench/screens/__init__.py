"""Streamlit pages: widgets only, no rules, no SQL."""
