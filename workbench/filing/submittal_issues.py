"""The submittal's part on issues: by theme, with readiness and reason, destination, status, and text."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.filing.blocks import Paragraph, Text, words
from workbench.filing.composer import Composer
from workbench.filing.plaintext import one_line
from workbench.filing.screening import Screening
from workbench.filing.submittal_positions import OnRecord, add_positions
from workbench.filing.wording import american_text, listed, numbers, sentence, spelled
from workbench.graph.snapshot import ItemView, Snapshot, code_order

_LONG_TITLE = 400


def issue_number(item: ItemView) -> str:
    """The group's own number of an issue, or the number in its code."""
    own = one_line(item.detail.get("number") or "")
    return own or item.code.rpartition("-")[2].lstrip("0") or item.code


def issue_title(item: ItemView) -> str:
    """The title for a heading or a cell; one that fills a page is shortened."""
    title = american_text(one_line(item.title)) or "Issue without a title"
    return title if len(title) <= _LONG_TITLE else f"{title[:_LONG_TITLE].rstrip()} …"


def by_theme(snapshot: Snapshot, issues: Sequence[ItemView]) -> list[tuple[str, list[ItemView]]]:
    """Issues grouped by theme, in the vocabulary's order and then by name; without a theme last."""
    groups: dict[str, list[ItemView]] = {}
    for item in issues:
        groups.setdefault(one_line(item.detail.get("theme") or ""), []).append(item)
    order = {theme: place for place, theme in enumerate(snapshot.vocabulary.themes)}
    names = sorted(groups, key=lambda theme: (not theme, order.get(theme, len(order)), theme))
    return [(name or "Without a theme", groups[name]) for name in names]


def printable_issues(snapshot: Snapshot, screening: Screening) -> list[ItemView]:
    """Issues that are on the group's list and may be printed."""
    admitted = []
    for item in snapshot.of_kind("issue"):
        if item.detail.get("admitted", True) is False:
            screening.leave_out(item, "the group has not put it on its list.")
        else:
            admitted.append(item)
    return screening.printable(admitted)


def destinations(snapshot: Snapshot, item: ItemView) -> str:
    """Where the matter is to end up, in words."""
    names = item.detail.get("destination") or []
    labels = [snapshot.vocabulary.destinations.get(name, spelled(name)) for name in names]
    return listed(labels) or "Not yet determined"


def add_issues(
    composer: Composer,
    snapshot: Snapshot,
    screening: Screening,
    issues: Sequence[ItemView],
    positions: OnRecord,
) -> None:
    """Add the issue list, with the outcomes and statements that are on record about each issue."""
    composer.text(_summary(issues))
    if not issues:
        return
    for theme, members in by_theme(snapshot, issues):
        composer.heading(2, spelled(theme))
        composer.table(
            f"Issues: {theme}",
            ("No.", "Issue", "Readiness and reason", "Destination", "Status"),
            ((number, title, readiness, destinations(snapshot, item), spelled(item.status))
             for item in members
             for number, title, readiness in [(issue_number(item), issue_title(item), _readiness(item))]),
            (38, 146, 122, 89, 73),
        )  # fmt: skip
        for item in members:
            _describe(composer, snapshot, screening, item, positions)


def _summary(issues: Sequence[ItemView]) -> str:
    if not issues:
        return "The record holds no issue that may be printed."
    ready = [issue_number(item) for item in issues if item.detail.get("readiness") == "ready"]
    count = "one issue" if len(issues) == 1 else f"{len(issues)} issues"
    lead = f"The list holds {count}, grouped by theme. "
    if not ready:
        return (
            lead + "None of them has been found ready for resolution so far; the tables say what is lacking."
        )
    if len(ready) > 20:
        return lead + f"{len(ready)} of them have been found ready for resolution, as the tables say."
    noun, verb = ("Issue", "has") if len(ready) == 1 else ("Issues", "have")
    return lead + f"{noun} {numbers(ready)} {verb} been found ready for resolution."


def _readiness(item: ItemView) -> str:
    state, reason = (
        item.detail.get("readiness"),
        american_text(one_line(item.detail.get("readiness_reason") or "")),
    )
    if not state:
        return sentence(reason) if reason else "Not assessed"
    return f"{spelled(state)}. {sentence(reason)}" if reason else spelled(state)


def _describe(
    composer: Composer, snapshot: Snapshot, screening: Screening, item: ItemView, positions: OnRecord
) -> None:
    alternatives = screening.printable(snapshot.sources(item, "alternative-of"))
    alternatives.sort(key=lambda proposal: code_order(proposal.code))
    depends = snapshot.targets(item, "depends-on")
    disposition = one_line(item.detail.get("disposition") or "")
    if not (item.text.strip() or alternatives or depends or disposition or positions.about(item)):
        return
    composer.heading(3, f"Issue {issue_number(item)}. {issue_title(item)}")
    composer.markdown(item.text)
    if alternatives:
        composer.text(
            "Alternatives before the group:"
            if len(alternatives) > 1
            else "One alternative is before the group:"
        )
        for proposal in alternatives:
            letter = proposal.code.rpartition("-")[2]
            text = american_text(one_line(proposal.text))
            parts = (
                Text(f"{issue_number(item)}-{letter}. {one_line(proposal.title)}. ", "Strong"),
                Text(text),
            )
            composer.add(Paragraph("ListBullet", parts))
    if depends:
        named = [issue_number(other) for other in depends if not other.confidential]
        if named:
            composer.text(f"It depends on issue{'s' if len(named) > 1 else ''} {numbers(named)}.")
    if disposition:
        composer.add(words("BodyText", "Disposition:", american_text(sentence(disposition))))
    add_positions(composer, item, positions)
