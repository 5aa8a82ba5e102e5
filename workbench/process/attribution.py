"""Who said something, for whom and when, where that is not simply the person who writes it down.

A person speaks for an organisation of one's own and for no other. The facilitator may write down what
somebody else said, and it is kept who wrote it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session, select

from workbench.graph.plain_text import fault, tidied
from workbench.graph.proposed import Problem
from workbench.process.actor import FACILITATOR, PARTY_ROLES, Actor
from workbench.record.items import Item

LONGEST_NAME = 200
LONGEST_CITATION = 1_000


@dataclass(frozen=True)
class Attribution:
    """What is known of who said it; what is left out follows from the actor.

    Args:
        organisation: code of the organisation for which it was said.
        person: uuid of the person who said it, when that is not the actor.
        person_name: the name of whoever said it, when that is not the actor.
        on: the day on which it was said; today when it is left out.
        cited: what shows that it was said, such as "Mail of 26 October 2026".
        origin: sender, date and subject of the mail it came in.
    """

    organisation: str | None = None
    person: str | None = None
    person_name: str = ""
    on: date | None = None
    cited: str = ""
    origin: Mapping[str, Any] = field(default_factory=dict)


ONESELF = Attribution()
"""The actor says it, today, for the organisation that the actor speaks for."""


@dataclass(frozen=True)
class Speaker:
    """Who said it, as rows keep it.

    Args:
        organisation: uuid of the organisation, or None.
        on_behalf: somebody else than the actor said it.
    """

    organisation: str | None
    person: str | None
    person_name: str
    on_behalf: bool = False


def spoken_for(actor: Actor) -> tuple[str, ...]:
    """Codes of the organisations for which an actor may say something; not those that are only observed for."""
    if not actor.memberships:
        return actor.organisations
    return tuple(code for code in actor.organisations if actor.roles_for(code) & PARTY_ROLES)


def speaker_of(
    session: Session,
    actor: Actor,
    attribution: Attribution,
    problems: list[Problem],
    *,
    verb: str = "comment",
) -> Speaker:
    """Who says something, with every reason why the actor may not say it so.

    Args:
        problems: reasons are added here; the speaker counts only when there are none.
        verb: what is done, for the sentences.
    """
    name, cited = tidied(attribution.person_name).strip(), tidied(attribution.cited).strip()
    if wrong := fault(name, longest=LONGEST_NAME, one_line=True):
        problems.append(Problem(f"the name of who said it {wrong}"))
    if wrong := fault(cited, longest=LONGEST_CITATION):
        problems.append(Problem(f"the citation {wrong}"))
    organisation = _organisation(session, actor, attribution.organisation, problems, verb)
    if FACILITATOR not in actor.roles:
        if name and name != actor.name:
            problems.append(Problem(f"{actor.name} may {verb} in no other name", found=name))
        return Speaker(organisation.uuid if organisation else None, actor.person, actor.name)
    if name:
        on_behalf = attribution.person is None or attribution.person != actor.person
        return Speaker(organisation.uuid if organisation else None, attribution.person, name, on_behalf)
    if organisation is not None and organisation.code not in spoken_for(actor):
        # What the facilitator writes down for an organisation is the organisation's, and nobody's in it.
        return Speaker(organisation.uuid, None, organisation.title, True)
    return Speaker(organisation.uuid if organisation else None, actor.person, actor.name)


def _organisation(
    session: Session, actor: Actor, code: str | None, problems: list[Problem], verb: str
) -> Item | None:
    """The organisation that is spoken for: the one named, or the only one of the actor's."""
    mine = spoken_for(actor)
    own = ", ".join(mine)
    facilitates = FACILITATOR in actor.roles
    if not code:
        if facilitates or not mine:
            return None
        if len(mine) > 1:
            problems.append(
                Problem(f"{actor.name} speaks for several organisations; say for which one", allowed=own)
            )
            return None
        code = mine[0]
    found = session.exec(select(Item).where(Item.code == code, Item.kind == "organisation")).first()
    if found is None:
        problems.append(Problem(f"there is no organisation {code}", allowed=own))
    elif not facilitates and code not in mine:
        problems.append(
            Problem(
                f"{actor.name} does not speak for {found.title} and may not {verb} for it",
                allowed=own or "to speak for oneself, without an organisation",
            )
        )
    return found
