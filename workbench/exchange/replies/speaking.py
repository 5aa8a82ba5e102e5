"""In whose name a reply speaks: the names to look for in it, and which of the sender's organisations it names."""

from __future__ import annotations

from dataclasses import replace

from workbench.exchange.mail import MailReading
from workbench.exchange.replies.calls import CODE, names_it
from workbench.exchange.replies.naming import Names
from workbench.exchange.replies.sender import Speaker, collective_of, names_of
from workbench.exchange.replies.stance import read_stance
from workbench.exchange.replies.units import units_of
from workbench.graph.ballots import BallotRow
from workbench.graph.snapshot import Snapshot


def names_for(ballot: BallotRow, speaker: Speaker, snapshot: Snapshot) -> Names:
    """What the sender's organisation, the others and the call are called in a reply."""
    everybody = snapshot.of_kind("organisation")
    own = snapshot.item(speaker.organisation) if speaker.organisation else None
    mine = names_of(own, everybody) if own is not None else ()
    others = tuple(
        name
        for other in everybody
        if own is None or other.code != own.code
        for name in (*names_of(other, everybody), collective_of(other, everybody))
        if name
    )
    number = int(match[1]) if (match := CODE.fullmatch(ballot.code)) else 0
    about = (
        ballot.code,
        f"BAL-{number}",
        f"BAL {number:02d}",
        f"BAL {number}",
        ballot.item,
        ballot.item_title,
    )
    return Names(
        mine,
        tuple(n for n in others if n not in mine),
        tuple(dict.fromkeys(filter(None, about))),
        collective_of(own, everybody) if own is not None else "",
        tuple(
            names_of(each, everybody)
            for code in (() if own is not None else speaker.choice)
            if (each := snapshot.item(code)) is not None
        ),
    )


def speaker_by_name(
    speaker: Speaker,
    reading: MailReading,
    lines: list[tuple[int, str]],
    ballot: BallotRow,
    snapshot: Snapshot,
) -> Speaker:
    """The speaker for the one of several organisations that takes the position by its name.

    Only where the reply, signature and subject with it, names no other one of them.
    """
    everybody = snapshot.of_kind("organisation")
    said = f"{reading.subject}\n{reading.text}"
    named = [
        code
        for code in speaker.choice
        if (own := snapshot.item(code)) is not None
        and any(names_it(said, name) for name in names_of(own, everybody))
    ]
    if len(named) != 1 or ballot.choices:
        return speaker
    alone = replace(speaker, organisation=named[0], doubts=(), choice=())
    names = names_for(ballot, alone, snapshot)
    read = read_stance(units_of(lines), names)
    if not read.position or not any(names_it(read.said, name) for name in names.own):
        return speaker
    return alone
