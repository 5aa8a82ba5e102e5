"""Lists in pages: which part of a list a query asks for."""

from __future__ import annotations

from urllib.parse import parse_qs

from workbench.stubs.ieee2030_5.nodes import Members, Served
from workbench.stubs.ieee2030_5.refusals import Refused
from workbench.stubs.ieee2030_5.resources.base import Resource

LARGEST_PAGE = 255


def part_of(served: Served, query: str, page: int) -> tuple[Resource, str]:
    """Return a resource, or the part of a list that a query asks for, with what it is in words.

    Args:
        query: ``s`` how many to pass over, ``l`` how many at most, ``a`` only those after a moment.
        page: how many where the query does not say.

    Raises:
        Refused: a value that is none.
    """
    if not isinstance(served, Members):
        return served, type(served).__name__
    asked = parse_qs(query, keep_blank_values=True)
    start, most, after = (_number(asked, name, least) for name, least in (("s", 0), ("l", page), ("a", None)))
    members = [one for moment, one in served.members if after is None or moment > after]
    part = members[start or 0 :][: min(LARGEST_PAGE, page if most is None else most)]
    fields: dict[str, object] = {
        **served.others,
        served.name: part,
        "all": len(members),
        "results": len(part),
    }
    return served.kind(**fields), f"{served.kind.__name__}: {len(part)} of {len(members)}"  # type: ignore[arg-type]


def _number(asked: dict[str, list[str]], name: str, otherwise: int | None) -> int | None:
    if name not in asked:
        return otherwise
    text = asked[name][-1]
    if not text.isascii() or not text.isdigit() or len(text) > 10:
        raise Refused(400, f"The query's {name} is a whole number of 0 or more, not {text[:40]!r}.")
    return int(text)
