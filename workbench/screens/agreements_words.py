"""An agreement as HTML: what is chosen, who says so and for whom, and what is open about it."""

from __future__ import annotations

import html
from collections.abc import Sequence

from workbench.graph.agreement_words import (
    assertion_words,
    destination_words,
    permitted_words,
)
from workbench.graph.ballots import BallotRow
from workbench.graph.layers import SIDES, layer_name
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.screens.addresses import item_address
from workbench.screens.grammar import status_html


def card_html(snapshot: Snapshot, item: ItemView, calls: Sequence[BallotRow], *, side: bool = True) -> str:
    """One agreement for ``st.html``.

    Args:
        calls: consensus calls about it.
        side: whether the side is named on the card.
    """
    where = SIDES.get(str(item.detail.get("side") or ""), "no side named")
    over = (
        f"{html.escape(where)} · {html.escape(layer_name(item))}" if side else html.escape(layer_name(item))
    )
    return (
        f'<article class="wb-agreement"><p class="over">{over}</p>'
        f'<h4><a href="{html.escape(item_address(item.code))}">{html.escape(item.title)}</a> '
        f'<span class="wb-code">{html.escape(item.code)}</span></h4>'
        f"{_choices(item)}"
        f'<p class="said">{status_html(item.status)} {html.escape(assertion_words(item, calls))}</p>'
        f"<dl>{_open(item)}{_destination(snapshot, item)}{_bears_on(snapshot, item)}</dl></article>"
    )


def _choices(item: ItemView) -> str:
    choices = item.detail.get("choices") or []
    if not choices:
        return '<p class="wb-remark">No choice is on record.</p>'
    chips = "".join(f"<li>{html.escape(str(choice))}</li>" for choice in choices)
    return f'<ul class="wb-choices">{chips}</ul><p class="wb-remark">{html.escape(permitted_words(item))}</p>'


def _row(label: str, words: str, mark: str = "") -> str:
    return f"<div><dt>{html.escape(label)}</dt><dd>{mark}{words}</dd></div>"


def _open(item: ItemView) -> str:
    rows = ""
    if item.detail.get("questioned"):
        rows += _row("Questioned", html.escape(str(item.detail["questioned"])), "△ ")
    if item.detail.get("disputed"):
        rows += _row("Disputed", html.escape(str(item.detail["disputed"])), "△ ")
    return rows


def _destination(snapshot: Snapshot, item: ItemView) -> str:
    found = destination_words(item, snapshot.vocabulary.destinations)
    words = "; ".join(("" if settled else "△ ") + html.escape(name) for name, settled in found)
    return _row("Destination", words)


def _bears_on(snapshot: Snapshot, item: ItemView) -> str:
    links = [
        f'<a href="{html.escape(item_address(issue.code))}">{html.escape(issue.title)}</a> '
        f'<span class="wb-code">{html.escape(issue.code)}</span>'
        for issue in snapshot.targets(item, "settles")
        if not issue.withdrawn
    ]
    return _row("Bears on", "<br>".join(links)) if links else ""
