"""What stands at one address for one client, before it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from workbench.stubs.ieee2030_5.programs import Program
from workbench.stubs.ieee2030_5.received import Mirror
from workbench.stubs.ieee2030_5.registry import Device
from workbench.stubs.ieee2030_5.resources.base import List, Resource, SubscribableList

READ = ("GET", "HEAD")


@dataclass(frozen=True, slots=True)
class Members:
    """A list before it is cut into pages.

    Args:
        kind: class of the list.
        name: of the field that holds the members.
        members: in order, each with the moment by which ``a`` (after) picks.
    """

    kind: type[List] | type[SubscribableList]
    name: str
    members: Sequence[tuple[int, Resource]]
    others: Mapping[str, object] = field(default_factory=dict)


Served = Resource | Members


@dataclass(frozen=True, slots=True)
class Node:
    """One address for one client.

    Args:
        kind: what stands there; the intake goes by it.
        methods: what may be done.
        serve: what a GET answers.
        subscribable: whether a client can be told of changes.
        device, program, mirror: which it belongs to.
        number: of the member that is meant.
    """

    kind: str
    methods: tuple[str, ...]
    serve: Callable[[], Served]
    subscribable: bool = False
    device: Device | None = None
    program: Program | None = None
    mirror: Mirror | None = None
    number: str = ""

    @property
    def plain(self) -> bool:
        """Whether it is one resource, not a list."""
        return self.kind in ("device", "assignment", "program", "control", "default", "written", "log")
