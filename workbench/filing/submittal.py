"""The submittal "Issue list and proposed schedule": what it holds, what it leaves out, and its Word file."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from workbench.filing.blocks import Contents, Document, Picture, words
from workbench.filing.composer import Composer, section_bookmark
from workbench.filing.contents import write
from workbench.filing.drawings import drawn_items, picture_of
from workbench.filing.exported import DRAFT, RECONSTRUCTION, Exported
from workbench.filing.form import FormRules
from workbench.filing.numbering_part import roman
from workbench.filing.parties import Parties
from workbench.filing.plaintext import one_line
from workbench.filing.screening import FilingRefused, Omission, Screening
from workbench.filing.submittal_agreements import add_agreements, printable_agreements
from workbench.filing.submittal_introduction import add_introduction, answered_orders
from workbench.filing.submittal_issues import add_issues, printable_issues
from workbench.filing.submittal_positions import OnRecord
from workbench.filing.submittal_schedule import add_next_steps, add_schedule, dated_items, open_actions
from workbench.filing.submittal_scope import add_scope, red_interfaces
from workbench.filing.title_page import add_signature, add_title_page, docket_number
from workbench.graph.snapshot import ItemView, Snapshot

TITLE = "Issue List and Proposed Schedule"

SECTIONS: dict[str, str] = {
    "introduction": "Introduction",
    "scope": "Scope: the red interfaces",
    "issues": "Issue list",
    "agreements": "Agreements as reported",
    "schedule": "Proposed schedule",
    "next-steps": "Next steps",
    "signature": "Filing party and signature",
}
"""Titles of the numbered sections by key, in their order."""


@dataclass(frozen=True)
class Selected:
    """The items that the submittal prints."""

    orders: list[ItemView]
    red: list[ItemView]
    issues: list[ItemView]
    agreements: list[ItemView]
    dated: list[ItemView]
    actions: list[ItemView]


@dataclass
class SubmittalPlan:
    """What a submittal would hold, before it is written.

    Args:
        missing: what keeps it a draft, in sentences.
        omissions: what it leaves out, each with its reason; some must be accepted by name.
        refusals: contents later than a reconstruction's day; while there is one, nothing is written.
        remarks: what a rule of form asks for and is not there.
    """

    snapshot: Snapshot
    parties: Parties
    selected: Selected
    screening: Screening
    accepted: frozenset[str] = frozenset()
    missing: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def omissions(self) -> list[Omission]:
        return self.screening.omissions

    @property
    def refusals(self) -> list[str]:
        return self.screening.refusals

    @cached_property
    def unaccepted(self) -> list[Omission]:
        """Omissions that nobody has accepted yet."""
        return self.screening.unaccepted(self.accepted)

    @property
    def draft(self) -> bool:
        """Whether every page says that this is a draft."""
        return bool(self.missing)

    @property
    def sections(self) -> list[str]:
        """The numbered sections, as their headings read."""
        return [f"{roman(number)}. {title}" for number, title in enumerate(SECTIONS.values(), 1)]

    @property
    def notices(self) -> list[str]:
        """What stands at the head of every page."""
        notices = [DRAFT] if self.draft else []
        return notices + ([RECONSTRUCTION] if self.snapshot.reconstruction else [])

    def check(self) -> None:
        """Refuse to go on while something is not settled.

        Raises:
            FilingRefused: with every refusal and every omission that is not accepted, as sentences.
        """
        sentences = list(self.refusals)
        sentences += [
            f"{omission.sentence} Accept the omission by '{omission.code}' or by its title, or give it a source."
            for omission in self.unaccepted
        ]
        if sentences:
            raise FilingRefused(sentences)


def plan_submittal(snapshot: Snapshot, *, accepted: Collection[str] = ()) -> SubmittalPlan:
    """What the submittal would hold, leave out and lack.

    Args:
        accepted: codes or titles of what may be left out.
    """
    screening = Screening(snapshot)
    selected = Selected(
        orders=answered_orders(snapshot, screening),
        red=red_interfaces(snapshot, screening),
        issues=printable_issues(snapshot, screening),
        agreements=printable_agreements(snapshot, screening),
        dated=dated_items(snapshot, screening),
        actions=open_actions(snapshot, screening),
    )
    for item in selected.issues:
        screening.printable(snapshot.sources(item, "alternative-of"))
    drawn_items(snapshot, screening)
    parties = Parties.of(snapshot)
    remarks = list(parties.remarks)
    remarks += [
        f"The {label} is missing (setting '{name}')."
        for name, label in (("docket", "docket number"), ("caption", "caption of the proceeding"))
        if not snapshot.setting(name)
    ]
    if not selected.orders:
        remarks.append("The record holds no order that the document answers.")
    return SubmittalPlan(
        snapshot, parties, selected, screening, frozenset(accepted), missing=parties.missing, remarks=remarks
    )


def write_submittal(
    snapshot: Snapshot,
    *,
    accepted: Collection[str] = (),
    picture: Picture | Literal["draw"] | None = "draw",
    positions: OnRecord | None = None,
) -> Exported:
    """The submittal as a Word file.

    Args:
        accepted: codes or titles of what may be left out.
        picture: the diagram, ``"draw"`` to draw it, or None to leave it out.
        positions: recorded outcomes and locked statements, as ``submittal_positions.on_record`` gives them.

    Raises:
        FilingRefused: with every reason as a sentence.
    """
    plan = plan_submittal(snapshot, accepted=accepted)
    plan.check()
    notes = [omission.sentence for omission in plan.omissions] + plan.remarks
    notes += positions.notes if positions is not None else ()
    form = FormRules.of(snapshot)
    sheet = form.styles()
    if picture == "draw":
        picture, remark = picture_of(snapshot, plan.screening, sheet.page.text_width)
        notes += remark
    document = compose(plan, form, picture, positions)
    return Exported("submittal", write(document, sheet), tuple(notes), tuple(plan.missing))


def compose(
    plan: SubmittalPlan, form: FormRules, picture: Picture | None, positions: OnRecord | None = None
) -> Document:
    """The document of a plan, before it is Word."""
    snapshot, selected, said = plan.snapshot, plan.selected, positions or OnRecord()
    composer = Composer(form.styles().page.text_width)
    group = one_line(snapshot.title) or "the working group"
    subtitle = f"of the {group}" if group[0].isupper() else f"of {group}"
    add_title_page(composer, snapshot, form, plan.parties, TITLE, [subtitle])
    composer.add(Contents())
    composer.add(words("BodyTitle", TITLE.upper()))
    where = {key: f"Section {roman(number)}" for number, key in enumerate(SECTIONS, 1)}
    bodies: dict[str, Callable[[], None]] = {
        "introduction": lambda: add_introduction(composer, snapshot, plan.parties, selected.orders, where),
        "scope": lambda: add_scope(composer, snapshot, selected.red, picture),
        "issues": lambda: add_issues(composer, snapshot, plan.screening, selected.issues, said),
        "agreements": lambda: add_agreements(composer, selected.agreements, said),
        "schedule": lambda: add_schedule(composer, snapshot, selected.dated, selected.issues),
        "next-steps": lambda: add_next_steps(composer, snapshot, selected.actions),
        "signature": lambda: add_signature(composer, plan.parties, draft=plan.draft),
    }
    for key, title in SECTIONS.items():
        composer.heading(1, title, section_bookmark(key))
        bodies[key]()
    author = plan.parties.filing.full if plan.parties.filing else f"{group} (draft)"
    number = docket_number(snapshot)
    return Document(
        title=TITLE,
        author=author,
        subject=" ".join(part for part in (number, one_line(snapshot.setting("short-name", ""))) if part),
        notices=plan.notices,
        footer="  ".join(part for part in (number, TITLE) if part),
        blocks=composer.blocks,
        lists=composer.lists,
    )
