"""The days that a page lets one choose.

Streamlit's own limits are ten years around today, and a day outside of them is dropped without a word:
too narrow for a record of 2014.
"""

from __future__ import annotations

from datetime import date

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2199, 12, 31)
