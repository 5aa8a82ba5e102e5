"""Minutes of a meeting as a Word file: the group's own, a rendering kept as a source, or a draft to fill in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from workbench.filing.composer import Composer
from workbench.filing.contents import write
from workbench.filing.exported import Exported
from workbench.filing.form import FormRules
from workbench.filing.meetings import add_head, chosen_meeting, meeting_document
from workbench.filing.plaintext import one_line
from workbench.filing.screening import FilingRefused, Screening
from workbench.filing.submittal_issues import issue_number, issue_title
from workbench.filing.submittal_schedule import add_next_steps
from workbench.filing.wording import american_text
from workbench.graph.snapshot import ItemView, Snapshot, code_order

_NOTICES = {
    "draft": "Draft minutes, not adopted",
    "circulated": "Minutes circulated, not adopted",
    "corrected": "Minutes corrected, not adopted",
}
_RENDERING = "Rendering, not the adopted minutes"
_RENDERINGS = "SRC-MIN-"


def write_minutes(
    snapshot: Snapshot,
    *,
    accepted: Collection[str] = (),
    meeting: str | None = None,
    today: date | None = None,
) -> Exported:
    """The minutes of a meeting.

    Args:
        accepted: codes or titles of what may be left out.
        meeting: code of the meeting; the last one held where it is None.
        today: day up to which the last meeting counts; the snapshot's own day where it is None.

    Raises:
        FilingRefused: with every reason as a sentence.
    """
    chosen = chosen_meeting(snapshot, meeting, today, past=True)
    screening = Screening(snapshot)
    texts = screening.printable(snapshot.sources(chosen, "minutes-of"))
    own = next((item for item in texts if item.kind == "minutes"), None)
    rendering = next(
        (item for item in texts if item.code.startswith(_RENDERINGS) and item.text.strip()), None
    )
    actions = screening.printable(snapshot.sources(chosen, "assigned-to"))
    issues = screening.printable(snapshot.sources(chosen, "scheduled-in"))
    refused = [*screening.refusals, *(omission.sentence for omission in screening.unaccepted(accepted))]
    if refused:
        raise FilingRefused(refused)
    sheet = FormRules.of(snapshot).styles()
    composer = Composer(sheet.page.text_width)
    add_head(composer, snapshot, "Minutes", chosen)
    notices, notes = _add_text(composer, own, rendering)
    notes += [omission.sentence for omission in screening.omissions]
    if own is None and rendering is None:
        _add_draft(composer, sorted(issues, key=lambda item: code_order(item.code)))
        notes.append(f"The record holds no minutes of {chosen.code}; the file is a draft to fill in.")
    if actions:
        composer.heading(1, "Actions")
        add_next_steps(composer, snapshot, sorted(actions, key=lambda item: code_order(item.code)))
    document = meeting_document(snapshot, composer, "Minutes", chosen, notices)
    return Exported("minutes", write(document, sheet), tuple(notes))


def _add_text(
    composer: Composer, own: ItemView | None, rendering: ItemView | None
) -> tuple[list[str], list[str]]:
    """Add the minutes themselves; returns the notices for every page and notes for the reader."""
    if own is not None:
        composer.markdown(own.text)
        taken_by = one_line(own.detail.get("taken_by") or "")
        if taken_by:
            composer.text(f"Minutes taken by {taken_by}.")
        notice = _NOTICES.get(own.status)
        return ([notice] if notice else []), ([] if notice is None else [f"{own.code} is not adopted yet."])
    if rendering is not None:
        composer.markdown(rendering.text)
        return [_RENDERING], [
            f"The text is that of the source {rendering.code}, and not the minutes as adopted."
        ]
    return [_NOTICES["draft"]], []


def _add_draft(composer: Composer, issues: list[ItemView]) -> None:
    composer.heading(1, "Attendance")
    composer.text("[Organisations that attended]")
    composer.heading(1, "Discussion")
    if not issues:
        composer.text("[What was discussed]")
    for item in issues:
        composer.heading(3, f"Issue {issue_number(item)}. {american_text(issue_title(item))}")
        composer.text("[What was said, and the sense of the room]")
