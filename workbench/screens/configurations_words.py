"""A configuration drawn with words and arrows: boxes of who is passed, and between them what runs there."""

from __future__ import annotations

import html

from workbench.graph.configurations import Reading, translations_words
from workbench.graph.snapshot import ItemView
from workbench.graph.ways import NOT_SETTLED, Hop, Way
from workbench.screens.addresses import item_address
from workbench.screens.grammar import status_html


def summary_html(one: Reading, *, titled: bool = True) -> str:
    """Title, status, and what tells it apart at a glance.

    Args:
        titled: whether the title belongs to it; it may stand over it already.
    """
    item = one.item
    hops = len(one.way.hops)
    open_ones = len(one.open_issues)
    facts = [
        f"{hops} hop{'' if hops == 1 else 's'}",
        f"translations: {translations_words(one.way)}",
        f"{open_ones} open issue{'' if open_ones == 1 else 's'}",
        _evidence(one),
    ]
    address, code = html.escape(item_address(item.code)), html.escape(item.code)
    title = f'<h3><a href="{address}">{html.escape(item.title)}</a> <span class="wb-code">{code}</span></h3>'
    return (
        f'<div class="wb-way-head">{title if titled else ""}'
        f'<p>{status_html(item.status)} <span class="facts">{html.escape(" · ".join(facts))}</span></p></div>'
    )


def _evidence(one: Reading) -> str:
    if not one.evidence:
        return "no run over it"
    states = [evidence.state for evidence in one.evidence]
    return ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(states))


def path_html(path: Way) -> str:
    """The path as a list that reads downwards on a narrow screen and across on a wide one."""
    if not path.hops:
        return '<p class="wb-remark">It goes over no interface yet.</p>'
    parts, last = [_actor(path.hops[0].start)], 0
    for hop in path.hops:
        if not hop.joins:
            why = "does not join" if hop.number == last + 1 else "a hop that is not shown"
            parts.append(f'<li class="apart">{why}</li>{_actor(hop.start)}')
        parts += [_hop(hop), _actor(hop.end)]
        last = hop.number
    return f'<ol class="wb-path" aria-label="The path, hop by hop">{"".join(parts)}</ol>'


def _actor(actor: ItemView | None) -> str:
    name = html.escape(actor.title) if actor is not None else "nobody"
    return f'<li class="who">{name}</li>'


def _hop(hop: Hop) -> str:
    spoken = " or ".join(one.protocol.title for one in hop.protocols) or f"protocol {NOT_SETTLED}"
    translated = '<span class="translated">translated here</span> ' if hop.translates else ""
    kind = " inferred" if hop.inferred else " red" if hop.red else ""
    said = "no source draws it" if hop.inferred else "red interface" if hop.red else ""
    remark = f'<span class="wb-remark">{said}</span>' if said else ""
    return (
        f'<li class="hop{kind}"><b>{hop.number}</b> <span class="arrow" aria-label="then">↓</span> '
        f"<span>{translated}{html.escape(spoken)} {remark}</span></li>"
    )
