"""Reads one program of a server whole: its controls, its default, and the curves that they link to."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import cast

from workbench.stubs.ieee2030_5.connection import Connection, NotDone
from workbench.stubs.ieee2030_5.following import ProgramRead
from workbench.stubs.ieee2030_5.resources.base import Link
from workbench.stubs.ieee2030_5.resources.programs import (
    DefaultDERControl,
    DERControl,
    DERControlList,
    DERCurve,
    DERProgram,
)


async def read_program(connection: Connection, program: DERProgram) -> ProgramRead:
    """Read what a program lists: controls, the default, and the curves that they link to.

    Raises:
        ServerUnreachable, NotDone: what could not be read. A curve or a default that is not there is left out.
    """
    subscribable: list[str] = []
    controls: list[DERControl] = []
    if program.DERControlListLink is not None:
        page, listed = await connection.all(
            DERControlList, program.DERControlListLink, lambda page: list(page.DERControl)
        )
        subscribable += [program.DERControlListLink.href] if page.subscribable else []
        controls = [cast(DERControl, one) for one in listed]
    default: DefaultDERControl | None = None
    if program.DefaultDERControlLink is not None:
        with _absent():
            default = await connection.get(DefaultDERControl, program.DefaultDERControlLink.href)
            subscribable += [program.DefaultDERControlLink.href] if default.subscribable else []
    bases = [one.DERControlBase for one in controls] + ([default.DERControlBase] if default else [])
    curves: dict[str, DERCurve] = {}
    for base in bases:
        for name in base.__dataclass_fields__:
            link = getattr(base, name)
            if isinstance(link, Link) and link.href not in curves:
                with _absent():
                    curves[link.href] = await connection.get(DERCurve, link.href)
    return ProgramRead(program, controls, default, curves, tuple(subscribable))


@contextlib.contextmanager
def _absent() -> Iterator[None]:
    """Pass over a resource that is not there; its absence is judged where it is needed."""
    try:
        yield
    except NotDone as refusal:
        if refusal.status != 404:
            raise
