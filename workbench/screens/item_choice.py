"""Choosing among many items: what is searched for is offered, and not the record.

A browser gets every option of a choice in full, at every run; of some hundreds that is a convenience, of ten thousand
half a megabyte for each field. Above so many a search stands over the choice, and only what fits is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st

MOST_OFFERED = 1_000
"""Items up to which a choice offers every one."""
MOST_FITTING = 100
"""Of what fits a search so many are offered; one more letter finds the others."""


def options(label: str, names: Mapping[str, str], key: str, held: Iterable[str] = ()) -> list[str]:
    """The codes that a choice offers; draws the search over it where there are too many to offer all.

    Args:
        label: of the choice.
        names: how each item is named in the choice, by code; searched besides the code.
        key: of the choice's widget.
        held: what is chosen, and is offered whatever is searched for.
    """
    kept = [code for code in held if code]
    if len(names) <= MOST_OFFERED:
        return list(dict.fromkeys([*names, *kept]))
    text = st.text_input(
        f"Search for {label[:1].lower()}{label[1:]}", key=f"{key}_search", type="search", live="300ms",
        placeholder=f"A word of the code or title finds it among {len(names):,}", on_change="rerun",
    )  # fmt: skip
    found = fitting(text or "", names)
    if len(found) > MOST_FITTING:
        st.caption(f"The first {MOST_FITTING} of {len(found):,} are offered; search for the others.")
    return list(dict.fromkeys([*kept, *found[:MOST_FITTING]]))


def fitting(text: str, names: Mapping[str, str]) -> list[str]:
    """The codes of the items that a text finds: the code itself first, then those that begin so, then the rest."""
    found = [code for code, name in names.items() if fits(text, code, name)]
    wanted = text.strip().casefold()
    return sorted(found, key=lambda code: _nearness(wanted, code.casefold())) if wanted else found


def fits(text: str, code: str, name: str) -> bool:
    """Whether every word of a text stands in the code or the name, in whatever case; nothing is in everything."""
    words = text.casefold().split()
    if not words:
        return True
    whole = f"{code} {name}".casefold()
    return all(word in whole for word in words)


def _nearness(wanted: str, code: str) -> int:
    return 0 if code == wanted else 1 if code.startswith(wanted) else 2
