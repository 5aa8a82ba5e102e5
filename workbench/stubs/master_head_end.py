"""The utility's head-end where devices serve and it calls: a DNP3 master, or a client of Modbus."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from workbench.stubs.console import Console
from workbench.stubs.gateway.console import ConsoleNorth
from workbench.stubs.gateway.desk import MasterDesk
from workbench.stubs.gateway.ends import South
from workbench.stubs.gateway.gateway import Gateway, Pace


class MasterHeadEnd(Gateway):
    """A head-end that writes to devices itself and reads what they measure; its operator commands by ``operator``.

    Args:
        south: the devices.
        console_port: of the console, which listens on this machine only; 0 takes a free one. Default: no console.
        state: file that keeps over a restart what is commanded and what the devices were told; who finds one there
            goes on holding it, and releases what ended meanwhile.
    """

    takes_over = False  # its operator looks at what is in force, and decides

    def __init__(
        self,
        south: South,
        *,
        console_port: int | None = None,
        name: str = "",
        pace: Pace | None = None,
        state: Path | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.operator = ConsoleNorth(clock)
        super().__init__(
            self.operator, south, kind="head-end", name=name, pace=pace, state=state, clock=clock
        )
        self._console: Console | None = None
        if console_port is not None:
            desk = MasterDesk(self.operator, self.observe, self._keep)
            self._console = Console(desk, self.exchanges, port=console_port)

    def calls(self) -> tuple[str, ...]:
        """Return where its devices are."""
        return super().calls()[1:]

    async def start(self) -> None:
        """Start calling the devices, and the console.

        Raises:
            OSError: the console's address cannot be used.
            StateUnreadable: the file of the state is none of such a head-end.
        """
        await super().start()
        if self._console is None:
            return
        try:
            await self._console.start()
        except BaseException:
            await self.stop()
            raise
        self.endpoints = (*self.endpoints, self._console.endpoint)

    async def stop(self) -> None:
        """Stop the console and let go of the devices."""
        if self._console is not None:
            await self._console.stop()
        await super().stop()
