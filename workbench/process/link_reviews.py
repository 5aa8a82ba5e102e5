"""The note that links to a text which has moved still hold: one without more ado, many at once for a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from workbench.graph.plain_text import fault
from workbench.graph.proposed import Problem, ProposedChange, Review
from workbench.process.actor import Actor
from workbench.process.changes import Saved, save
from workbench.process.planning.preview import Preview, Refused
from workbench.record.database import Database

HOLDS: Final = "Reviewed, still holds"
"""The reason that stands where one link is reviewed and nothing else is said."""
LONGEST_REASON: Final = 300
"""Characters of the reason."""
Ends = tuple[str, str, str]
"""Source, relation and target of a link, by code."""
NOT_SHOWN: Final[Mapping[str, str]] = MappingProxyType({})
"""No text was shown beside the links."""


def review_links(
    database: Database,
    actor: Actor,
    links: Iterable[Ends],
    why: str = "",
    *,
    seen: Mapping[str, str] = NOT_SHOWN,
) -> Saved:
    """Note that links still hold, whatever has changed in what they cite.

    Args:
        links: their ends; links between the same items by the same relation are reviewed together.
        why: the reason; may be empty for one link only, because nobody looks at many one by one.
        seen: by the code of a target the fingerprint of its text that was shown.

    Raises:
        NotPermitted: when the actor may not review.
        Refused: with every reason why not, such as a target that was changed since it was shown.
    """
    actor.require("review")
    return save(database, actor, proposed_reviews(links, why, seen), verb="review")


def proposed_reviews(links: Iterable[Ends], why: str, seen: Mapping[str, str] = NOT_SHOWN) -> ProposedChange:
    """The change that ``review_links`` saves, to look at it first.

    Raises:
        Refused: when the reason is missing or none that is kept.
    """
    ends = list(dict.fromkeys(links))
    why = why.strip()
    problems = []
    if not why and len(ends) > 1:
        problems.append(Problem(f"say why these {len(ends):,} links still hold; it stays in the history"))
    elif why and fault(why, longest=LONGEST_REASON):
        problems.append(Problem(f"a reason is plain text of at most {LONGEST_REASON} characters"))
    if problems:
        raise Refused(Preview(problems=tuple(problems)))
    reviews = tuple(Review(*one, why or HOLDS, seen.get(one[2], "")) for one in ends)
    return ProposedChange(reviews=reviews, why=why or HOLDS)
