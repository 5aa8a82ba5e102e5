"""Whom a server of IEEE 2030.5 lets in, as the command line names them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from workbench.stubs.ieee2030_5.registration import Registration

DEVICE = "DEVICE=PIN[@VIA][:GROUP,…]"
LET_IN = (
    "Let a device in, by LFDI or its certificate's name in --pki, via an aggregator, in groups; repeatable."
)

PollRateOption = Annotated[
    int,
    typer.Option(
        "--poll-rate",
        metavar="S",
        min=1,
        help="Seconds between two looks that clients of IEEE 2030.5 are asked to keep.",
    ),
]


def registrations(typed: list[str] | None, pki: Path) -> list[Registration]:
    """Return the devices that were typed.

    Args:
        pki: folder of certificates, whose names may stand for LFDIs.

    Raises:
        BadParameter: one that cannot be read.
    """
    from workbench.stubs.ieee2030_5.registration import RegistrationUnreadable, registration_typed

    try:
        return [registration_typed(one, pki) for one in typed or ()]
    except RegistrationUnreadable as problem:
        raise typer.BadParameter(str(problem), param_hint="--register") from None
