"""What aiohttp says of requests that are no HTTP, as lines of an exchange log instead of traces of its own."""

from __future__ import annotations

import logging

from workbench.stubs.exchanges import ExchangeLog


class _Noted(logging.Handler):
    def __init__(self, exchanges: ExchangeLog | None, protocol: str) -> None:
        super().__init__(logging.WARNING)
        self._exchanges = exchanges
        self._protocol = protocol

    def emit(self, record: logging.LogRecord) -> None:
        """Note one."""
        if self._exchanges is None:
            return
        problem = record.exc_info[1] if record.exc_info else None
        words = " ".join(str(problem or record.getMessage()).split())[:300]
        told = f"A request that is not understood: {words}"
        self._exchanges.add("", self._protocol, "in", told, refused=True)


def noting(exchanges: ExchangeLog | None, protocol: str) -> logging.Logger:
    """Return a logger for ``aiohttp.web.Server`` that adds to an exchange log, one line each.

    Args:
        exchanges: None to say nothing.
    """
    logger = logging.Logger("aiohttp")
    logger.addHandler(_Noted(exchanges, protocol))
    return logger
