"""Minutes read in a process of their own, so that a long text holds up nobody else.

The other process runs this module: it takes one question on standard input and gives one answer on
standard output, both of this program's own making.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Sequence
from datetime import date

from workbench.exchange.archive import RefusedFile
from workbench.exchange.minutes import MinutesReading, read_minutes

LONGEST_SECONDS = 90


def read_minutes_apart(
    data: bytes,
    name: str,
    *,
    known: Sequence[str] = (),
    meeting: date | None = None,
    seconds: float = LONGEST_SECONDS,
) -> MinutesReading:
    """Read minutes as ``read_minutes`` does, in another process.

    Args:
        seconds: how long the reading may take.

    Raises:
        RefusedFile: what ``read_minutes`` refuses, and what takes too long or ends the other process.
    """
    question = pickle.dumps((data, name, tuple(known), meeting))
    command = [sys.executable, "-m", __name__]
    try:
        done = subprocess.run(command, input=question, capture_output=True, timeout=seconds, check=True)
    except subprocess.TimeoutExpired:
        raise RefusedFile(
            f"'{name}' was not read after {seconds:g} seconds; give its parts one by one."
        ) from None
    except (OSError, subprocess.CalledProcessError):
        raise RefusedFile(f"'{name}' cannot be read; save it as plain text and give that.") from None
    answer = pickle.loads(done.stdout)
    if isinstance(answer, MinutesReading):
        return answer
    raise RefusedFile(str(answer))


def _answer() -> None:
    data, name, known, meeting = pickle.loads(sys.stdin.buffer.read())
    answer: MinutesReading | str
    try:
        answer = read_minutes(data, name, known=known, meeting=meeting)
    except RefusedFile as refused:
        answer = str(refused)
    sys.stdout.buffer.write(pickle.dumps(answer))


if __name__ == "__main__":
    _answer()
