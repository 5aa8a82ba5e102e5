"""Every page keeps its own address for everybody who may see it, also where it is somebody's home page."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from workbench.process.actor import READERS
from workbench.screens.navigation import ENTRIES


def _script(role: str) -> None:
    import streamlit as st

    from workbench.process.actor import Actor
    from workbench.screens.navigation import pages

    found = [page for group in pages(Actor(None, "Somebody", frozenset({role}))).values() for page in group]
    st.session_state["found"] = [(page.title, page.url_path, page.visibility) for page in found]


def pages_of(role: str) -> list[tuple[str, str, Any]]:
    """Title, address and visibility of every page that a role has; the home page stands at the empty address."""
    run = AppTest.from_function(_script, args=(role,)).run()
    assert not run.exception
    return list(run.session_state["found"])


@pytest.mark.parametrize("role", sorted(READERS))
def test_the_home_page_answers_at_its_own_address_too(role: str) -> None:
    found = pages_of(role)
    addresses = [address for _, address, _ in found]
    assert addresses.count("") == 1
    assert len(addresses) == len(set(addresses))
    [home] = [title for title, address, _ in found if address == ""]
    [entry] = [entry for entry in ENTRIES if entry.title == home]
    if entry.address:
        assert [(title, shown) for title, address, shown in found if address == entry.address] == [
            (home, "hidden")
        ]
    titles = [title for title, _, shown in found if shown == "visible"]
    assert len(titles) == len(set(titles))
