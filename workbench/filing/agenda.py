"""The agenda of a meeting as a Word file."""

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
from workbench.filing.submittal_schedule import add_next_steps, dated_items, open_actions
from workbench.filing.wording import STANDINGS, american_text, marked, order_of, spelled, standing, when
from workbench.graph.snapshot import ItemView, Snapshot, code_order

_ORDER = {"high": 0, "medium": 1, "low": 2}
_DUE_SHOWN = 8


def write_agenda(
    snapshot: Snapshot,
    *,
    accepted: Collection[str] = (),
    meeting: str | None = None,
    today: date | None = None,
) -> Exported:
    """The agenda of a meeting: its issues with the time for each, open actions, and what is due next.

    Args:
        accepted: codes or titles of what may be left out.
        meeting: code of the meeting; the next planned one where it is None.
        today: day from which the next meeting counts; the snapshot's own day where it is None.

    Raises:
        FilingRefused: with every reason as a sentence.
    """
    chosen = chosen_meeting(snapshot, meeting, today, past=False)
    screening = Screening(snapshot)
    issues = sorted(
        screening.printable(snapshot.sources(chosen, "scheduled-in")),
        key=lambda item: (_ORDER.get(str(item.detail.get("priority")), 3), code_order(item.code)),
    )
    actions = open_actions(snapshot, screening)
    dated = dated_items(snapshot, screening)
    refused = [*screening.refusals, *(omission.sentence for omission in screening.unaccepted(accepted))]
    if refused:
        raise FilingRefused(refused)
    sheet = FormRules.of(snapshot).styles()
    composer = Composer(sheet.page.text_width)
    add_head(composer, snapshot, "Agenda", chosen)
    if chosen.text.strip():
        composer.markdown(chosen.text)
    composer.heading(1, "Issues")
    notes = [omission.sentence for omission in screening.omissions]
    if issues:
        rows, total = _rows(issues, one_line(chosen.detail.get("starts") or ""))
        composer.table(
            "Issues to take up", ("Time", "No.", "Issue", "Status", "Minutes"), rows, (60, 40, 236, 76, 56)
        )
        length = chosen.detail.get("minutes") or snapshot.setting("meeting-minutes")
        if isinstance(length, int | float) and total > length:
            notes.append(f"The issues need {total} minutes, and the meeting lasts {length:g}.")
            composer.text(f"The issues need {total} minutes; the meeting lasts {length:g}.")
    else:
        composer.text("No issue has been assigned to this meeting so far.")
        notes.append(f"No issue is assigned to {chosen.code}.")
    composer.heading(1, "Open actions")
    add_next_steps(composer, snapshot, actions)
    _add_due(composer, dated, chosen)
    document = meeting_document(snapshot, composer, "Agenda", chosen)
    return Exported("agenda", write(document, sheet), tuple(notes))


def _rows(issues: list[ItemView], starts: str) -> tuple[list[tuple[str, str, str, str, str]], int]:
    clock = int(starts[:2]) * 60 + int(starts[3:]) if starts else None
    total = 0
    rows = []
    for item in issues:
        length = int(item.detail.get("minutes") or 0)
        time = "" if clock is None else f"{(clock + total) // 60 % 24:02d}:{(clock + total) % 60:02d}"
        rows.append((time, issue_number(item), issue_title(item), spelled(item.status), str(length or "")))
        total += length
    return rows, total


def _add_due(composer: Composer, dated: list[ItemView], chosen: ItemView) -> None:
    after = order_of(chosen.detail.get("date"))
    coming = sorted(
        (
            i
            for i in dated
            if i.uuid != chosen.uuid and i.status != "held" and order_of(i.detail.get("date")) >= after
        ),
        key=lambda item: order_of(item.detail.get("date")),
    )[:_DUE_SHOWN]
    if not coming:
        return
    composer.heading(1, "What comes next")
    composer.table(
        "Dates ahead",
        ("Date", "Event", "Standing"),
        (
            (
                when(item.detail.get("date")) or "No date set",
                marked(item, american_text(one_line(item.title))),
                STANDINGS.get(standing(item.detail.get("date")), "Proposed"),
            )
            for item in coming
        ),
        (120, 230, 118),
    )
