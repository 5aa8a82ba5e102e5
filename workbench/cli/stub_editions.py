"""Which list of DNP3 points an end speaks, as the command line names it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.stub_serving import only_with

if TYPE_CHECKING:
    from workbench.stubs.dnp3.editions import Protocol

USUAL = "1815.2"
DEVICES_EDITION = "--devices-edition"
BETWEEN_EDITION = "--between-edition"

EditionOption = Annotated[
    str | None,
    typer.Option(
        "--edition",
        metavar="EDITION",
        help=f"DNP3 points of 1815.2 or an2018, at every end that speaks DNP3; else {USUAL}.",
        show_default=False,
    ),
]
DevicesEditionOption = Annotated[
    str | None,
    typer.Option(
        DEVICES_EDITION,
        metavar="EDITION",
        help="DNP3 points of the devices, where they are not those of --edition.",
        show_default=False,
    ),
]
BetweenEditionOption = Annotated[
    str | None,
    typer.Option(
        BETWEEN_EDITION,
        metavar="EDITION",
        help="DNP3 points between the two gateways, where they are not those of --edition.",
        show_default=False,
    ),
]


@dataclass(frozen=True)
class Editions:
    """What was typed about the editions of a stub with two ends, or with one.

    Args:
        edition: of both ends.
        second: of the second end alone; it has that of both where nothing was typed.
        option: by which the second end's is typed.
    """

    edition: str | None = None
    second: str | None = None
    option: str = DEVICES_EDITION

    def of_first(self) -> Protocol:
        """Return the edition of the end that serves.

        Raises:
            BadParameter: there is none of that name.
        """
        return edition_named(self.edition, "--edition")

    def of_second(self) -> Protocol:
        """Return the edition of the other end.

        Raises:
            BadParameter: there is none of that name.
        """
        return edition_named(self.second, self.option) if self.second else self.of_first()

    def called(self) -> dict[str, str]:
        """Return in words what the second end speaks, by the protocols for which that is to be said."""
        return dict.fromkeys(("dnp3", "dnp3-tls"), self.of_second().words)

    def check(self, first: Iterable[str] = (), second: Iterable[str] = ()) -> None:
        """Refuse what was typed for an end that does not speak DNP3.

        Args:
            first, second: protocols of that end.

        Raises:
            BadParameter: naming the option, or an edition that there is not.
        """
        self.of_first()
        self.of_second()
        of_first, of_second = (any(one.startswith("dnp3") for one in end) for end in (first, second))
        if not of_second:
            only_with("DNP3 at the end that it is for", ((self.option, self.second),))
        if not of_first and (self.second or not of_second):
            left = (
                f"DNP3 at another end than that of {self.option}"
                if self.second
                else "an end that speaks DNP3"
            )
            only_with(left, (("--edition", self.edition),))


def edition_named(typed: str | None, option: str = "--edition") -> Protocol:
    """Return an edition as it was typed; the usual one where nothing was.

    Raises:
        BadParameter: there is none of that name.
    """
    from workbench.stubs.dnp3.editions import NAMED

    found = NAMED.get(USUAL if typed is None else typed)
    if found is None:
        raise typer.BadParameter(f"'{typed}' is no edition. Allowed: {', '.join(NAMED)}.", param_hint=option)
    return found
