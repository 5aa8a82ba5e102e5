"""The web app with a clock that a test can set: the offset in seconds stands in a file.

Started in place of ``python -m workbench serve`` by ``served.serving(..., clock=FILE)``; everything else is the
real server.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path


def main() -> None:
    """Put the clock in its place, then serve as a person would."""
    from workbench.graph import clock

    offset = Path(os.environ["WORKBENCH_TEST_CLOCK"])
    clock.SERVER_CLOCK = lambda: datetime.now(UTC) + timedelta(seconds=float(offset.read_text() or 0))
    from streamlit.web import cli

    sys.argv = ["streamlit", "run", "app.py", *sys.argv[1:]]
    cli.main()


if __name__ == "__main__":
    main()
