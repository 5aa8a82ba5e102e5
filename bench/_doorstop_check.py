"""Doorstop by its own API, run by the interpreter of an environment that has it: ``settle`` or ``check`` a tree.

``settle`` marks every item as reviewed and every link as looked at. ``check`` loads the tree, edits one text in
memory, and prints as JSON the seconds of the processor of each check of all links, and what is suspect.
"""

from __future__ import annotations

import json
import os
import sys
import time

from doorstop import build, settings
from doorstop.core.item import Item


def settle() -> None:
    """Mark every link as looked at, and every item as reviewed; git need not hear of each."""
    settings.ADDREMOVE_FILES = False
    tree = build()
    for item in (item for document in tree for item in document):
        item.auto = False
        item.clear()
        item.review()
        item.save()


def check(edited: str, turns: int) -> None:
    """Check the links with all else that Doorstop checks switched off, each time after another edit."""
    settings.REFORMAT = settings.CHECK_LEVELS = settings.CHECK_REF = False
    settings.CHECK_CHILD_LINKS = settings.CHECK_REVIEW_STATUS = False
    Item.auto = False
    tree = build()
    tree.load()
    for document in tree:
        for item in document:
            item.auto = False
    seconds = []
    for turn in range(turns):
        tree.find_item(edited).text = f"Moved in memory {turn}."
        start = time.process_time()
        issues = list(tree.get_issues())
        seconds.append(time.process_time() - start)
    suspect = [str(issue).split(":")[1].strip() for issue in issues if "suspect link" in str(issue)]
    print(json.dumps({"seconds": seconds, "suspect": suspect}))


if __name__ == "__main__":
    os.chdir(sys.argv[2])
    settle() if sys.argv[1] == "settle" else check(sys.argv[3], int(sys.argv[4]))
