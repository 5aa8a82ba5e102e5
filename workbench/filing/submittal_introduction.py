"""The submittal's opening: pursuant to which order, and where each thing that was ordered is answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbench.filing.blocks import Paragraph, Text, words
from workbench.filing.composer import Composer, page_of, reference, section_bookmark
from workbench.filing.parties import Parties
from workbench.filing.plaintext import one_line
from workbench.filing.screening import Screening
from workbench.filing.wording import american, american_text, day, listed, lower_first, when
from workbench.graph.snapshot import ItemView, Snapshot

_ANSWERS = {
    "schedule": ("schedule", "timeline", "calendar", "dates"),
    "issues": ("issue", "description", "topic", "question"),
    "agreements": ("agreement", "consensus"),
    "scope": ("scope", "interface", "architecture"),
    "next-steps": ("next step", "action"),
}
"""Words of what an order asks, by the section that answers it."""


def answered_orders(snapshot: Snapshot, screening: Screening) -> list[ItemView]:
    """The orders in force that ask for something, oldest first."""
    orders = [
        item for item in snapshot.of_kind("order") if item.status != "superseded" and item.detail.get("asks")
    ]
    return sorted(
        screening.printable(orders), key=lambda item: (str(item.detail.get("date") or ""), item.code)
    )


def sections_for(ask: str) -> list[str]:
    """Keys of the sections that answer what is asked; empty where none is known to."""
    text = ask.casefold()
    return [key for key, stems in _ANSWERS.items() if any(stem in text for stem in stems)]


def add_introduction(
    composer: Composer,
    snapshot: Snapshot,
    parties: Parties,
    orders: Sequence[ItemView],
    where: Mapping[str, str],
) -> None:
    """Add the opening.

    Args:
        where: words for each section by its key, such as ``Section III``.
    """
    group = one_line(snapshot.title).split(",")[0] or "working group"
    who = parties.filing.full if parties.filing else "[the filing party]"
    if parties.joined:
        who += f", joined by {listed(joined.party.full for joined in parties.joined)},"
    pursuant = listed(lower_first(_citation(order)) for order in orders)
    lead = f"Pursuant to the {pursuant}, {who}" if pursuant else who[0].upper() + who[1:]
    composer.text(f"{lead} respectfully submits this issue list and proposed schedule of the {group}.")
    composer.text(
        f"The {group} is a forum of those who take part in it. It is not itself a party, and it takes no"
        " position; this document reports its discussions, and binds nobody who has not joined in it."
    )
    rows = []
    for order in orders:
        for ask in order.detail.get("asks") or []:
            keys = sections_for(str(ask))
            rows.append(((words("TableText", american_text(str(ask))),), _places(keys, where)))
    if rows:
        due = listed(
            dict.fromkeys(lower_first(when(o.detail.get("due"))) for o in orders if o.detail.get("due"))
        )
        if due:
            composer.text(f"What was ordered is due {due}. The table says where each part of it is answered.")
        composer.table(
            "What was ordered, and where it is answered",
            ("What was ordered", "Where it is answered"),
            rows,
            (290, 178),
        )
    for order in orders:
        exact = order.detail.get("exact_words")
        if exact:
            paragraph = one_line(order.detail.get("paragraph") or "")
            composer.text(f"The words of the order{f' (paragraph {paragraph})' if paragraph else ''} are:")
            composer.add(words("Quote", str(exact)))


def _citation(order: ItemView) -> str:
    citation = american_text(one_line(order.detail.get("citation") or ""))
    if citation:
        return citation.rstrip(".")
    dated = day(order.detail.get("date"))
    title = american_text(one_line(order.title)).rstrip(".")
    return title if not dated or str(dated.year) in title else f"{title} of {american(dated)}"


def _places(keys: Sequence[str], where: Mapping[str, str]) -> tuple[Paragraph, ...]:
    if not keys:
        return (words("TableText", "Not answered in this document"),)
    return tuple(
        Paragraph(
            "TableText",
            (reference(where[key], section_bookmark(key)), Text(", page "), page_of(section_bookmark(key))),
        )
        for key in keys
    )
