"""The style sheet says how each thing looks in one place."""

from __future__ import annotations

import re
from collections import Counter
from importlib.resources import files


def rules() -> list[str]:
    """The selectors of the style sheet that stand outside of any condition, without white space at their ends."""
    sheet = files("workbench.screens").joinpath("style.css").read_text("utf-8")
    sheet = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    found, depth, begun = [], 0, 0
    for place, letter in enumerate(sheet):
        if letter == "{":
            if depth == 0:
                found.append(" ".join(sheet[begun:place].split()))
            depth += 1
        elif letter == "}":
            depth -= 1
            begun = place + 1
    return [selector for selector in found if not selector.startswith("@")]


def test_no_class_is_given_its_look_twice() -> None:
    # The later rule wins everywhere, also where the earlier one was meant: reasons were hidden that way.
    counted = Counter(selector.strip() for rule in rules() for selector in rule.split(","))
    alone = {selector: times for selector, times in counted.items() if re.fullmatch(r"\.[\w-]+", selector)}
    assert "wb-said" in {selector[1:] for selector in alone}
    assert {selector for selector, times in alone.items() if times > 1} == set()
