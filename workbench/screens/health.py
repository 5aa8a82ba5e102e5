"""What is out of date, with the review that settles it; and what is not sound, with what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from workbench.graph.ballots import BallotRow, PositionRow
from workbench.graph.dates import listed
from workbench.graph.filings_overtaken import FilingOvertaken, filings_words
from workbench.graph.finding import Finding, by_check
from workbench.graph.link_states import STATES
from workbench.graph.runs import RunRow
from workbench.graph.snapshot import Snapshot
from workbench.graph.soundness import SUSPECT, findings
from workbench.graph.suspects import (
    Citation,
    Moved,
    evidence_overtaken,
    moved,
    positions_overtaken,
    seen_at,
)
from workbench.process.link_reviews import LONGEST_REASON, review_links
from workbench.screens import coverage, health_filings, health_overtaken, item_choice, visitor, writing
from workbench.screens.addresses import item_address, page_address
from workbench.screens.ballots_seen import ballots_seen
from workbench.screens.cited_text import difference_between
from workbench.screens.confidential import hidden_codes
from workbench.screens.connection import database
from workbench.screens.filings_seen import overtaken_seen
from workbench.screens.grammar import empty, heading, item_link, plain
from workbench.screens.runs_seen import runs_seen

KEY = "health"
PURPOSE = "What is out of date until somebody has looked again, what is not sound, and what nothing verifies."
VIEWS = {"health": "Out of date and unsound", "coverage": "Coverage"}
MOST_FINDINGS, MOST_OPENED = 5, 200
"""Of one check's findings those that stand open, and those that its fold shows."""
MOST_LINES, MOST_CHOSEN = 20, 100
"""Citations of one text that stand open, and those of which a field holds the choice."""
HEADINGS = {
    "error": "Errors: the record contradicts itself",
    "warning": "Still owed",
    "note": "Worth knowing",
}


def page() -> None:
    """Draw the page."""
    snapshot = visitor.snapshot()
    heading("Health", PURPOSE)
    view = st.segmented_control(
        "View", list(VIEWS), default="health", format_func=VIEWS.__getitem__, key="health_view",
        bind="query-params", required=True, label_visibility="collapsed",
    )  # fmt: skip
    if view == "coverage":
        coverage.draw(snapshot)
    else:
        _health(snapshot)


def _health(snapshot: Snapshot) -> None:
    hidden = hidden_codes()
    found = [group for group in moved(snapshot) if group.item.code not in hidden]
    positions = positions_overtaken(ballots_seen())
    evidence = evidence_overtaken(runs_seen())
    filed = overtaken_seen()
    known = snapshot.once("findings", None, lambda: findings(snapshot))
    unsound = [finding for finding in known if finding.check != SUSPECT]
    writing.refusals(KEY)
    if not (found or positions or evidence or filed or unsound):
        empty(
            "Everything that cites a text cites it as it stands. When a text is changed, what was said about the "
            "earlier one is listed here, with what has changed."
        )
        return
    if found or positions or evidence or filed:
        st.markdown(f"**{plain(_sentence(found, positions, evidence, filed))}**")
    _unsound([finding for finding in unsound if finding.level == "error"])
    if found:
        st.subheader("Links", anchor=False)
        st.caption(STATES["suspect"].says)
        for group in found:
            _group(snapshot, group, alone=len(found) == 1)
        if len(found) > 1 and visitor.may_edit():
            _several(found)
    health_overtaken.draw_positions(snapshot, positions)
    health_overtaken.draw_evidence(snapshot, evidence)
    health_filings.draw(filed, KEY)
    _unsound([finding for finding in unsound if finding.level != "error"])
    _states()


def _unsound(found: Sequence[Finding]) -> None:
    """Errors, or warnings and notes, check by check, each with what to do and where to begin."""
    for level, here in by_check(found).items():
        st.subheader(HEADINGS[level], anchor=False)
        for check, group in here.items():
            for finding in group[:MOST_FINDINGS]:
                st.markdown(_finding(finding))
            rest = group[MOST_FINDINGS:]
            if rest:
                box = st.expander(
                    f"{len(rest)} more of this sort: {check}", key=f"{KEY}_more_{check}", on_change="rerun"
                )
                if box.open:
                    with box:
                        st.markdown("\n".join(f"- {_finding(finding)}" for finding in rest[:MOST_OPENED]))
                        if len(rest) > MOST_OPENED:
                            st.caption(
                                rf"And {len(rest) - MOST_OPENED} more, which workbench health \-\-all prints."
                            )


def _finding(finding: Finding) -> str:
    first = f" [{finding.codes[0]}]({item_address(finding.codes[0])})" if finding.codes else ""
    return f"{plain(finding.sentence)}  \n:gray[{plain(finding.fix)}]{first}"


def _states() -> None:
    """What a link can be, folded away."""
    with st.expander("What a link can be"):
        st.markdown("\n".join(f"- **{words.name}**: {words.says}" for words in STATES.values()))


def _sentence(
    found: Sequence[Moved],
    positions: Sequence[tuple[BallotRow, tuple[PositionRow, ...]]],
    evidence: Sequence[RunRow],
    filed: Sequence[FilingOvertaken],
) -> str:
    links, taken = sum(len(group.citations) for group in found), sum(len(held) for _, held in positions)
    parts = []
    if links:
        texts = "one text that has" if len(found) == 1 else f"{len(found)} texts that have"
        parts.append(f"{links:,} link{' cites' if links == 1 else 's cite'} {texts} changed since")
    if taken:
        parts.append(f"{taken} position{' is' if taken == 1 else 's are'} on an earlier text")
    if evidence:
        parts.append(f"the last run of {len(evidence)} procedure{'' if len(evidence) == 1 else 's'} is")
        parts[-1] += " evidence for an earlier text"
    if filed:
        parts.append(filings_words(filed))
    words = listed(parts)
    return f"{words[:1].upper()}{words[1:]}."


def _group(snapshot: Snapshot, group: Moved, *, alone: bool) -> None:
    number = len(group.citations)
    box = st.expander(
        f"**{plain(group.item.title)}** · {group.item.code} · {number:,} link{'' if number == 1 else 's'}",
        key=f"{KEY}_{group.item.code}",
        expanded=alone,
        on_change="rerun",
    )
    if not box.open:
        return
    with box:
        st.markdown(f"{item_link(group.item)} :gray[· revision {group.item.revision} now]")
        for revision, citations in group.revisions.items():
            seen = seen_at(citations[0].link)
            if seen == f"revision {revision}":
                st.caption(f"Looked at on {seen}. What has changed since:")
                st.html(difference_between(group.item.code, revision, group.item.revision, headed=False))
            else:
                st.caption(f"Looked at on {seen}; only the present one can be shown.")
            _lines(snapshot, group, citations)
        if visitor.may_edit():
            _review(group)


def _lines(snapshot: Snapshot, group: Moved, citations: Sequence[Citation]) -> None:
    """Who cites the text: the first few in sight, some more behind a fold, and of many where they are all listed."""
    st.markdown("\n".join(_line(snapshot, citation) for citation in citations[:MOST_LINES]))
    folded = citations[MOST_LINES:]
    if not folded:
        return
    box = st.expander(
        f"{len(folded):,} more links",
        key=f"{KEY}_lines_{group.item.code}_{citations[0].link.revision}",
        on_change="rerun",
    )
    if box.open:
        with box:
            st.markdown("\n".join(_line(snapshot, citation) for citation in folded[:MOST_OPENED]))
            if len(folded) > MOST_OPENED:
                where = page_address("find", find_where=f"linked={group.item.code} suspect=yes")
                st.caption(f"And {len(folded) - MOST_OPENED:,} more: [all of them]({where}), page by page.")


def _line(snapshot: Snapshot, citation: Citation) -> str:
    relation = snapshot.vocabulary.relation(citation.link.relation)
    says = relation.says if relation else citation.link.relation
    return f"- {item_link(citation.source)} :gray[{plain(says)} it]"


def _review(group: Moved) -> None:
    """Choose which of the citations still hold; all of them, until somebody says otherwise."""
    chosen = _still_hold(group) if len(group.citations) > 1 else group.citations
    _note(group.item.code, [(group, chosen)])


def _still_hold(group: Moved) -> Sequence[Citation]:
    """The citations chosen for review: of many those that fit a search, and of few any."""
    code, citations = group.item.code, group.citations
    text, fits = "", citations
    if len(citations) > MOST_CHOSEN:
        text = st.text_input(
            "Which of them still hold?", key=f"{KEY}_find_{code}", type="search", live="300ms",
            placeholder=f"All {len(citations):,}; a word of code or title takes only those",
        )  # fmt: skip
        fits = tuple(c for c in citations if item_choice.fits(text, c.source.code, c.source.title))
    if len(fits) > MOST_CHOSEN:
        return fits
    known = {citation.link.uuid: citation for citation in fits}
    # Another search offers others, and all of them are chosen again.
    key = f"{KEY}_which_{code}_{text}" if text else f"{KEY}_which_{code}"
    chosen = st.multiselect(
        "Of these" if text else "Which of them still hold?", list(known), default=list(known), key=key,
        format_func=lambda uuid: f"{known[uuid].source.title} ({known[uuid].source.code})",
    )  # fmt: skip
    return [known[uuid] for uuid in chosen]


def _several(found: Sequence[Moved]) -> None:
    """Choose several texts of which all links still hold, for one reason."""
    by_code = {group.item.code: group for group in found[:MOST_CHOSEN]}
    with st.expander("Several texts at once", key=f"{KEY}_several", on_change="rerun") as box:
        if not box.open:
            return
        chosen = st.multiselect(
            "Of which texts do all links still hold?", list(by_code), key=f"{KEY}_texts", placeholder="Choose texts",
            format_func=lambda code: f"{by_code[code].item.title} ({code}), {len(by_code[code].citations):,} links",
        )  # fmt: skip
        if len(found) > MOST_CHOSEN:
            st.caption(
                f"The first {MOST_CHOSEN} of {len(found):,} texts are offered; the others follow as these are reviewed."
            )
        _note("several", [(by_code[code], by_code[code].citations) for code in chosen])


def _note(name: str, chosen: Sequence[tuple[Moved, Sequence[Citation]]]) -> None:
    """Draw the reason and the button; the reason of one link may be left out.

    Args:
        chosen: texts, each with the citations that still hold.
    """
    number = sum(len(citations) for _, citations in chosen)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "Why (optional)" if number == 1 else "Why they still hold",
            key=f"{KEY}_why_{name}", max_chars=LONGEST_REASON, on_change="ignore",
            placeholder="such as: only words were mended",
        )  # fmt: skip
        st.button(
            "Reviewed, still holds" if number == 1 else f"Reviewed, {number:,} still hold",
            key=f"{KEY}_review_{name}", type="primary", icon=":material/check:", disabled=not number,
            on_click=_write, args=(name, chosen),
        )  # fmt: skip


def _write(name: str, chosen: Sequence[tuple[Moved, Sequence[Citation]]]) -> None:
    why = str(st.session_state.get(f"{KEY}_why_{name}") or "")
    links = [
        (c.source.code, c.link.relation, group.item.code) for group, citations in chosen for c in citations
    ]
    number = len(set(links))
    seen = {group.item.code: group.item.fingerprint for group, _ in chosen}
    verb = partial(review_links, database(), visitor.signed_in(), links, why, seen=seen)
    writing.attempt(KEY, verb, "Noted: it still holds." if number == 1 else f"Noted: {number:,} still hold.")
