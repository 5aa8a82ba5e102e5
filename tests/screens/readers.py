"""Who looks at a page in these tests, and what stands on it."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from workbench.process.actor import Actor

OBSERVER = Actor(person=None, name="Olive Observer", roles=frozenset({"observer"}))


def shown(page: AppTest) -> str:
    """Everything that a page says: Markdown, HTML, captions, and its boxes of notices and refusals."""
    said = [str(element.proto.body) for element in page.get("html")]
    boxes = (page.markdown, page.caption, page.info, page.warning, page.error, page.success)
    return "\n".join([*said, *(str(element.value) for family in boxes for element in family)])
