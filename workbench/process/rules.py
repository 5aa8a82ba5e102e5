"""Rules of the group's procedure that a save must keep, item by item."""

from __future__ import annotations

from sqlmodel import Session, col, select

from workbench.graph.closing import why_not_closed
from workbench.graph.proposed import Place, Problem
from workbench.process.planning.links import LinkPlan
from workbench.process.planning.outcome import snapshot_after
from workbench.process.planning.preview import Draft
from workbench.record.ballots import Ballot, BallotStep
from workbench.record.items import ItemRevision
from workbench.record.kinds import KINDS

AGREED = ("consensus", "consensus with recorded dissent")


def broken_rules(session: Session, drafts: list[Draft], links: LinkPlan) -> list[Problem]:
    """Every rule that the planned change would break, each as a problem in a sentence."""
    problems: list[Problem] = []
    for draft in drafts:
        if draft.kind == "agreement":
            problems += _agreed_only_after_a_call(session, draft)
    resolving = [d for d in drafts if d.kind == "issue" and _becomes(d, "resolved")]
    if resolving:
        after = snapshot_after(session, drafts, links)
        for draft in resolving:
            problems += [
                Problem(f"it cannot be resolved yet. {reason}", Place(column="status"), code=draft.code)
                for reason in why_not_closed(after, after.items[draft.uuid])
            ]
    return problems


def _becomes(draft: Draft, status: str) -> bool:
    return draft.after["status"] == status and (draft.created or draft.before["status"] != status)


def _agreed_only_after_a_call(session: Session, draft: Draft) -> list[Problem]:
    """The tool never says *agreed* where no consensus call was recorded on this very text.

    A void call settles nothing, nor does one whose later round came to an outcome of its own.
    """
    if not _becomes(draft, "agreed"):
        return []
    text = KINDS[draft.kind].fingerprint(draft.after["title"], draft.after["text"], draft.after["detail"])
    calls = session.exec(
        select(Ballot).where(Ballot.item == draft.uuid, col(Ballot.voided_in).is_(None))
    ).all()
    asked_again = {call.previous for call in calls if call.outcome}
    if any(
        call.outcome in AGREED and call.uuid not in asked_again and _text_agreed_to(session, call) == text
        for call in calls
    ):
        return []
    return [
        Problem(
            "an agreement is 'agreed' only after a recorded consensus call on its present text; "
            "until then it is reported, questioned, proposed or disputed",
            Place(column="status"),
            "agreed",
            "reported, questioned, proposed, disputed",
            draft.code,
        )
    ]


def _text_agreed_to(session: Session, ballot: Ballot) -> str:
    """The fingerprint of the text that stood when the outcome was recorded; it may be later than the opening's."""
    recorded = session.exec(
        select(BallotStep).where(BallotStep.ballot == ballot.uuid, BallotStep.kind == "recorded")
    ).first()
    revision = recorded.detail.get("revision") if recorded is not None else None
    text = session.get(ItemRevision, (ballot.item, revision)) if revision else None
    return ballot.fingerprint if text is None else text.fingerprint
