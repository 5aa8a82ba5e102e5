"""Editorial changes as bridges from one text to the next: which texts a position reaches over them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class Bridges:
    """Changes of texts by item; one text may have led to several, after an undo or a way back."""

    _from: dict[tuple[str, str], list[tuple[str, datetime]]] = field(default_factory=dict)

    def add(self, item: str, before: str, after: str, ends_at: datetime) -> None:
        """Add a change of an item's text.

        Args:
            before: fingerprint of the text before it; ``after`` of the one after it.
            ends_at: until when it can be contested.
        """
        self._from.setdefault((item, before), []).append((after, ends_at))

    def reach(self, item: str, start: str, end: str) -> tuple[bool, datetime | None]:
        """Whether one text leads to another, and the moment at which the last change on the way ends.

        Of several ways the one that ends first counts. The same text reaches itself at no moment.
        """
        reached: dict[str, datetime | None] = {start: None}
        waiting = [start]
        while waiting:
            at = waiting.pop(0)
            so_far = reached[at]
            for after, ends_at in self._from.get((item, at), ()):
                when = ends_at if so_far is None else max(so_far, ends_at)
                known = reached.get(after)
                if after not in reached or (known is not None and when < known):
                    reached[after] = when
                    waiting.append(after)
        return end in reached, reached.get(end)
