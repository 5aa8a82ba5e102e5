"""What aiohttp says of requests that are no HTTP, as lines of an exchange log instead of traces of its own."""

from __future__ import annotations

import logging

from workbench.stubs.exchanges import ExchangeLog


class _Noted(logging.Handler):
    def __init__(self, exchanges: ExchangeLog | None, protocol: str) -> None:
        super().__init__()
        self._exchanges = exchanges
        self._protocol = protocol

    def emit(self, record: logging.LogRecord) -> None:
        """Note one."""
        # Of a first request whose method is none, aiohttp tells at the level of debugging.
        if self._exchanges is None or (record.levelno < logging.WARNING and not record.exc_info):
            return
        problem = record.exc_info[1] if record.exc_info else None
        words = " ".join(str(problem or record.getMessage()).split())[:300]
        told = f"A request that is not understood: {words}"
        peer = str(record.args[0]) if isinstance(record.args, tuple) and record.args else ""
        self._exchanges.add(peer, self._protocol, "in", told, refused=True)


def noting(exchanges: ExchangeLog | None, protocol: str) -> logging.Logger:
    """Return a logger for ``aiohttp.web.Server`` that adds to an exchange log, one line each.

    Args:
        exchanges: None to say nothing.
    """
    logger = logging.Logger("aiohttp")
    logger.addHandler(_Noted(exchanges, protocol))
    return logger
