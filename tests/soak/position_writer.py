"""Takes positions in a loop and prints each receipt, until it is killed; started by the test beside it.

Usage: python tests/soak/position_writer.py DATABASE BALLOT
"""

from __future__ import annotations

import itertools
import sys

from workbench.process.ballots.positions import NewPosition, take_position
from workbench.process.keeping import Database
from workbench.process.sign_in import actor_by_code

WORDS = ("support", "abstain", "reserve")


def main(address: str, ballot: str) -> None:
    """Write until the end of the process."""
    database = Database(address)
    ann = actor_by_code(database, "PER-ANN")
    print("ready", flush=True)
    for number in itertools.count():
        receipt = take_position(
            database, ann, NewPosition(ballot, "ORG-AMBER", WORDS[number % len(WORDS)], f"Number {number}.")
        )
        print(receipt.receipt, receipt.uuid, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
