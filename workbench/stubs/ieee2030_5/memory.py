"""All that a utility knows, in one piece: it can be kept, and known again after a restart."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from workbench.stubs.ieee2030_5.programs import Program
from workbench.stubs.ieee2030_5.received import Answer, Mirror
from workbench.stubs.ieee2030_5.registry import Registry

KEPT_RESPONSES = 5_000


@dataclass(kw_only=True)
class Memory:
    """All that a utility knows.

    Args:
        mrids: of every control that was ever issued.
        answered: how many responses ever came.
        brought: the moment up to which states follow from the clock.
    """

    registry: Registry = field(default_factory=Registry)
    programs: dict[int, Program] = field(default_factory=dict)
    answers: deque[Answer] = field(default_factory=lambda: deque(maxlen=KEPT_RESPONSES))
    mirrors: dict[int, Mirror] = field(default_factory=dict)
    mrids: set[str] = field(default_factory=set)
    answered: int = 0
    brought: int = 0
    changed_at: int = 0
