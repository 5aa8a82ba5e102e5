"""Who looks at a page in these tests, and what stands on it."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from workbench.process.actor import Actor

OBSERVER = Actor(person=None, name="Olive Observer", roles=frozenset({"observer"}))


def shown(page: AppTest) -> str:
    """Everything that a page says in Markdown and HTML."""
    said = [str(element.proto.body) for element in page.get("html")]
    return "\n".join([*said, *(element.value for element in page.markdown)])
