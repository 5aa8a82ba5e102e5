"""Minutes from draft to adopted: what saving the draft writes, and each step after it.

Minutes that are adopted are what the group says happened; they are not edited here any more. What is on
record already, such as an action of an earlier save, is not written a second time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from workbench.graph.proposed import ItemEdit, NewItem, ProposedChange
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.process.after_call import DRAFT_LINE, DraftMinutes, minutes_change, minutes_code


@dataclass(frozen=True)
class Step:
    """One step of minutes.

    Args:
        status: the status that they get.
        label: what a button says.
        means: what it means for the group, as a sentence.
    """

    status: str
    label: str
    means: str


CIRCULATED = Step(
    "circulated", "They were circulated", "They went out to the group, which can ask for corrections."
)
CORRECTED = Step(
    "corrected", "They were corrected", "The text was changed after the group saw it, as the group asked."
)
ADOPTED = Step("adopted", "They were adopted", "The group accepted them; the text is not edited after that.")
MEANINGS = {
    "draft": "Made from the notes; nobody but the facilitator has seen them.",
    **{step.status: step.means for step in (CIRCULATED, CORRECTED, ADOPTED)},
}
"""What each status of minutes means, as a sentence."""
_NEXT = {
    "draft": (CIRCULATED,),
    "circulated": (CORRECTED, ADOPTED),
    "corrected": (CIRCULATED, ADOPTED),
}


def steps_of(minutes: ItemView) -> tuple[Step, ...]:
    """The steps that minutes can take now; none for those that are adopted or withdrawn."""
    return _NEXT.get(minutes.status, ())


def step_change(minutes: ItemView, step: Step) -> ProposedChange:
    """What taking a step would write; the line that calls the text a draft goes with the draft.

    Raises:
        ValueError: when the minutes cannot take the step.
    """
    if step not in steps_of(minutes):
        raise ValueError(f"{minutes.code} is {minutes.status}; it cannot become {step.status} now.")
    fields = {"status": step.status}
    text = without_draft_line(minutes.text)
    if text != minutes.text:
        fields["text"] = text
    why = f"{minutes.code}: {step.means}"
    return ProposedChange(edits=(ItemEdit(minutes.code, fields, minutes.revision),), why=why)


def without_draft_line(text: str) -> str:
    """The text without the line that calls it a draft."""
    return text.replace(f"{DRAFT_LINE}\n\n", "").replace(DRAFT_LINE, "")


def minutes_of(snapshot: Snapshot, meeting: str) -> ItemView | None:
    """The minutes of a meeting as they are on record, or None."""
    return snapshot.item(minutes_code(meeting))


def actions_on_record(draft: DraftMinutes, snapshot: Snapshot) -> dict[str, str]:
    """Labels of the draft's actions that stand in the record already, with the code of each."""
    meeting = snapshot.item(draft.meeting)
    if meeting is None:
        return {}
    known = [item for item in snapshot.sources(meeting, "assigned-to") if item.kind == "action"]
    codes = {item.title: item.code for item in known}
    return {a.label: codes[str(a.fields["title"])] for a in draft.actions if a.fields["title"] in codes}


def minutes_to_save(
    draft: DraftMinutes, snapshot: Snapshot, markdown: str, revision: int | None = None
) -> ProposedChange:
    """What saving the minutes of a call would write.

    Args:
        markdown: the text as it was edited.
        revision: the revision of the minutes that was edited, where they are on record.

    Raises:
        ValueError: when the minutes are adopted.
    """
    existing = minutes_of(snapshot, draft.meeting)
    known = actions_on_record(draft, snapshot)
    actions: list[NewItem] = [action for action in draft.actions if action.label not in known]
    if existing is None:
        return minutes_change(replace(draft, markdown=markdown, actions=actions), snapshot)
    if existing.status in ("adopted", "withdrawn"):
        raise ValueError(f"{existing.code} is {existing.status}; its text is not edited any more.")
    edits: tuple[ItemEdit, ...] = ()
    if markdown != existing.text:
        fields = {"text": markdown}
        if existing.status == "circulated":
            fields["status"] = CORRECTED.status
        edits = (ItemEdit(existing.code, fields, revision or existing.revision),)
    return ProposedChange(tuple(actions), edits, why=f"Minutes of {draft.meeting}")
