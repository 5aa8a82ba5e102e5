"""The documents that can be written, by the names that the command line and the screens use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workbench.filing.agenda import write_agenda
from workbench.filing.exported import Exported
from workbench.filing.minutes import write_minutes
from workbench.filing.screening import FilingRefused
from workbench.filing.submittal import write_submittal
from workbench.filing.traceability import write_traceability
from workbench.graph.snapshot import Snapshot

DOCUMENTS: dict[str, Callable[..., Exported]] = {
    "submittal": write_submittal,
    "agenda": write_agenda,
    "minutes": write_minutes,
    "traceability": write_traceability,
}
"""Each document's writer by name."""


def export(name: str, snapshot: Snapshot, **options: Any) -> Exported:
    """Write a document.

    Args:
        options: ``accepted`` for every document; ``picture`` and ``positions`` for the submittal; ``meeting`` and
            ``today`` for agenda and minutes; ``runs`` and ``wanted`` for the traceability matrix.

    Raises:
        FilingRefused: with every reason as a sentence, an unknown name among them.
    """
    writer = DOCUMENTS.get(name)
    if writer is None:
        raise FilingRefused([f"'{name}' is no document. Allowed: {', '.join(DOCUMENTS)}."])
    return writer(snapshot, **options)
