"""Where one's own organisation stands in a call: what it said, on which text, in what state of authority."""

from __future__ import annotations

import uuid as uuids
from collections.abc import Sequence
from datetime import datetime
from functools import partial

import streamlit as st

from workbench.filing import filing_name
from workbench.graph.ballots import BallotRow, EditorialRow, JointRow, PositionRow
from workbench.graph.ballots.mine import may_contest
from workbench.graph.ballots.tally import authority, capacity_words, said
from workbench.graph.ballots.texts import cited_words
from workbench.graph.ballots.words import PRELIMINARY
from workbench.graph.dates import display_date, display_moment, listed
from workbench.process.actor import AUTHORISER, SPEAKERS, Actor
from workbench.process.ballots.authorising import LONGEST_FILING, authorise, filings_named
from workbench.process.ballots.editorial import LONGEST_REASON, object_to_editorial
from workbench.process.ballots.joint import confirm_joint
from workbench.screens import call_form, cited_text, position_original, visitor, writing
from workbench.screens.ballots_seen import moment_looked_at, seen
from workbench.screens.call_words import position_lines
from workbench.screens.connection import database
from workbench.screens.grammar import plain

REFUSED = "call_standing"


def draw(actor: Actor, ballot: BallotRow, organisation: str) -> None:
    """Draw the standing and what can be done about it: look again, contest, confirm, authorise.

    Args:
        ballot: with the positions of the organisation as they are now.
    """
    moment, code = moment_looked_at(), ballot.code
    latest = ballot.latest().get(organisation)
    writing.refusals(f"{REFUSED}_{code}", "Nothing was recorded")
    if latest is not None:
        if ballot.state(moment) != "open" or not call_form.receipt_says_it(ballot, organisation):
            _said(ballot, latest)
        position_original.draw(actor, latest, key=REFUSED)
    elif ballot.state(moment) != "open":
        st.markdown("No position was taken. Silence is not a position.")
    if not ballot.was_asked(organisation) and (latest is not None or ballot.state(moment) == "open"):
        st.caption(
            "Your organisation was not asked. What it says is shown with its name and enters no count"
            f"{'; an objection is recorded as dissent' if ballot.kind == 'consensus-call' else ''}."
        )
    for editorial in ballot.editorials:
        if organisation in editorial.organisations:
            _editorial(ballot, editorial, organisation, moment, latest)
    if ballot.state(moment) == "open" and visitor.is_now() and actor.roles_for(organisation) & SPEAKERS:
        for joint in ballot.joints:
            _joint(ballot, joint, organisation)


def draw_beneath(actor: Actor, ballot: BallotRow, organisation: str) -> None:
    """Draw what belongs to the latest position, wherever that stands: its authorising, and what was said before."""
    _authority(actor, ballot, ballot.latest().get(organisation), organisation)
    earlier = ballot.of(organisation)[:-1]
    if earlier:
        _before(actor, ballot, earlier, key=f"call_before_{ballot.code}_{organisation}")


def _before(actor: Actor, ballot: BallotRow, earlier: Sequence[PositionRow], key: str) -> None:
    """What was said earlier, drawn once somebody opens it."""
    box = st.expander(f"What was said before ({len(earlier)})", key=key, on_change="rerun")
    if box.open:
        with box:
            for position in reversed(earlier):
                st.markdown(_line(ballot, position))
                position_original.draw(actor, position, key=REFUSED)


def _said(ballot: BallotRow, latest: PositionRow) -> None:
    """What was said last and in what state of authority it is, in one piece: it is drawn again at every press."""
    standing = _authority_words(latest) if ballot.kind == "consensus-call" else ""
    st.markdown(f"{_line(ballot, latest)}\n\n{standing}")
    if latest.overtaken and latest.editorial_until is None:
        st.warning(
            f"**Taken on an earlier text{_revision_words(ballot, latest)}.** It no longer counts. Look at what was "
            "changed, and send a position on the present text.",
            icon=":material/history:",
        )
        for _, _, changed in cited_text.changed_under(ballot, latest):
            st.html(changed)
    if latest.carried_over_at is not None:
        st.caption(
            f"Carried over on {display_moment(latest.carried_over_at)}: the text was changed editorially, "
            "and nobody objected."
        )


def _revision_words(ballot: BallotRow, position: PositionRow) -> str:
    """On which revision it was taken; of several alternatives the differences name it."""
    return "" if ballot.choices else f" (revision {position.revision})"


def _line(ballot: BallotRow, position: PositionRow) -> str:
    when = display_moment(position.recorded_at) if position.recorded_at else display_date(position.taken_on)
    by = f"{position.person_name or 'somebody'}, {capacity_words(position)}"
    taken = ", ".join(filter(None, (plain(by), when, cited_words(ballot, position))))
    words = f"**{plain(said(position))}** :gray[{taken}]"
    return f"{words}  \n{plain(position.reason)}" if position.reason else words


def _editorial(
    ballot: BallotRow,
    editorial: EditorialRow,
    organisation: str,
    moment: datetime,
    latest: PositionRow | None,
) -> None:
    standing = editorial.standing(moment)
    if standing == "contested":
        # Who contested it is a position of theirs: not told to whom these are not shown.
        by = "" if seen(ballot).selected else f" by {listed([name for _, name, _ in editorial.objections])}"
        st.caption(
            f"The change to revision {editorial.to_revision} was proposed as editorial and was contested{plain(by)}: "
            "it is substantive."
        )
    if not may_contest(ballot, editorial, organisation, moment):
        return
    until = display_moment(editorial.ends_at)
    if latest is None:
        what = f"It can be contested until {until}."
    elif latest.overtaken and latest.editorial_until is None:
        what = f"It can be contested until {until}. Your position has to be renewed anyway: more has changed."
    else:
        what = (
            f"Your position carries over unless an organisation contests it until {until}. Silence is enough."
        )
    with st.container(border=True, key=f"call_editorial_{editorial.uuid}"):
        st.markdown(f"**A change is proposed as editorial:** {plain(editorial.why)}  \n{what}")
        st.html(cited_text.difference_between(editorial.item, editorial.from_revision, editorial.to_revision))
        if not visitor.is_now():
            return
        with st.popover("It changes the meaning: contest it …", icon=":material/flag:"):
            st.text_area("What does it alter?", key=f"call_object_{editorial.uuid}", max_chars=LONGEST_REASON)
            st.button(
                "Contest the change",
                key=f"call_object_send_{editorial.uuid}",
                type="primary",
                on_click=_object,
                args=(ballot.code, editorial.uuid, organisation),
            )


def _object(code: str, editorial: str, organisation: str) -> None:
    reason = str(st.session_state.get(f"call_object_{editorial}") or "")
    verb = partial(object_to_editorial, database(), visitor.signed_in(), editorial, organisation, reason)
    writing.attempt(
        f"{REFUSED}_{code}", verb, "The change is contested: positions on the earlier text do not count."
    )
    st.rerun()


def _joint(ballot: BallotRow, joint: JointRow, organisation: str) -> None:
    code, names = ballot.code, dict(joint.members)
    if organisation not in names or organisation in joint.confirmed or joint.overtaken:
        return
    with st.container(border=True, key=f"call_joint_{joint.uuid}"):
        st.markdown(
            f"**{plain(names.get(joint.lead, joint.lead))} names you in a joint position:**\n\n"
            + "\n".join(f"* {plain(words)}" for words in position_lines(ballot, joint))
        )
        st.button(
            f"Confirm it for {names[organisation]}",
            key=f"call_joint_confirm_{joint.uuid}",
            icon=":material/group:",
            on_click=_confirm,
            args=(code, joint.uuid, organisation, str(uuids.uuid5(uuids.UUID(joint.uuid), organisation))),
        )
        st.caption("Or take another position below.")


def _confirm(code: str, joint: str, organisation: str, form: str) -> None:
    verb = partial(confirm_joint, database(), visitor.signed_in(), joint, organisation, form=form)
    writing.attempt(f"{REFUSED}_{code}", verb, "The joint position is confirmed.")
    st.rerun()


def _authority_words(latest: PositionRow) -> str:
    """Whether the position is preliminary or authorised, by whom; empty for one on an earlier text."""
    if latest.overtaken:
        return ""
    if latest.authorised:
        by = latest.authorised_by or "the organisation's authoriser"
        on = display_date(latest.authorised_on) if latest.authorised_on else ""
        return f"● **{plain(_upper(authority(latest)))}**, by {plain(by)}, {on}."
    return f"○ **{_upper(PRELIMINARY)}**, until an authoriser confirms it for a filing."


def _authority(actor: Actor, ballot: BallotRow, latest: PositionRow | None, organisation: str) -> None:
    if latest is None or ballot.kind != "consensus-call":
        return
    if latest.authorised and latest.overtaken:
        st.caption("It was authorised on the earlier text; a position on the present text needs it anew.")
    if AUTHORISER not in actor.roles_for(organisation) or latest.overtaken or ballot.voided:
        return
    if not visitor.is_now():
        return
    with st.popover(
        "Authorise for another filing …" if latest.authorised else "Authorise it …",
        icon=":material/verified:",
    ):
        cited = cited_words(ballot, latest)
        st.markdown(
            f"You confirm: **{plain(said(latest))}**{f', {cited}' if cited else ''}. For the filing that you name, "
            "it may then be printed with your organisation's name."
        )
        place, named = f"call_filing_{ballot.code}_{organisation}", filing_name(visitor.snapshot())
        if not latest.authorised_for(named):
            st.session_state.setdefault(place, named)
        known = [name for name in filings_named(database()) if not latest.authorised_for(name)]
        st.text_input(
            "For which filing?",
            key=place,
            max_chars=LONGEST_FILING,
            placeholder=known[0] if known else "Its name, such as Report of July",
        )
        st.button(
            "Authorise the position",
            key=f"call_authorise_{ballot.code}_{organisation}",
            type="primary",
            on_click=_authorise,
            args=(ballot.code, organisation, latest.uuid),
        )


def _authorise(code: str, organisation: str, position: str) -> None:
    filing = str(st.session_state.get(f"call_filing_{code}_{organisation}") or "")
    verb = partial(authorise, database(), visitor.signed_in(), code, organisation, filing, position=position)
    writing.attempt(f"{REFUSED}_{code}", verb, "The position is authorised.")
    st.rerun()


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]
