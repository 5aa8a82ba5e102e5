"""Start the web server again and again out of one process that has imported what takes long.

It reads a port from each line of its input and answers with the number of the process that serves there: a
child in a group of its own, which runs what ``streamlit run app.py`` runs. When the child is gone, however it
went, the next line is ``gone``.
"""

from __future__ import annotations

import importlib
import os
import sys

SLOW = (
    "streamlit.web.cli",
    "streamlit.web.server.starlette.starlette_server",
    "streamlit.testing.v1",
    "pandas",
    "docx",
    "lxml.etree",
    "networkx",
    "openpyxl",
    "reportlab.pdfgen.canvas",
    "rapidfuzz",
    "icalendar",
    "holidays",
    "lark",
    "workbench.starting",
    "workbench.process.verification",
    "workbench.graph.ballots",
)
"""What the pages import, up to where Streamlit wants to be running."""


def serve(port: str) -> None:
    """Become the server; return never."""
    os.setsid()
    options = {"server.address": "127.0.0.1", "server.port": port, "server.headless": "true"}
    flags = [part for name, value in options.items() for part in (f"--{name}", value)]
    sys.argv = ["streamlit", "run", "app.py", *flags]
    importlib.import_module("streamlit.web.cli").main()
    os._exit(0)


def main() -> None:
    """Serve once for every line, one server at a time."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    # What the servers print belongs to the log.
    os.dup2(2, 1)
    for name in SLOW:
        importlib.import_module(name)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            serve(line.strip())
        print(child, file=answers)
        os.waitpid(child, 0)
        print("gone", file=answers)


if __name__ == "__main__":
    main()
