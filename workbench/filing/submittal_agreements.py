"""The submittal's part on agreements: as they are reported, for whom, and what is disputed."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.filing.blocks import Paragraph, Text
from workbench.filing.composer import Composer
from workbench.filing.plaintext import one_line
from workbench.filing.screening import Screening
from workbench.filing.submittal_positions import OnRecord, add_positions
from workbench.filing.wording import (
    american,
    american_text,
    day,
    listed,
    lower_first,
    marked,
    sentence,
    spelled,
)
from workbench.graph.snapshot import ItemView, Snapshot, code_order

_PERMITTED = {
    "one": "One is permitted.",
    "several": "One or several are permitted.",
    "any": "Any is permitted.",
}


def printable_agreements(snapshot: Snapshot, screening: Screening) -> list[ItemView]:
    """Agreements that may be printed, from the top of the layer diagram to its bottom."""
    items = screening.printable(snapshot.of_kind("agreement"))
    return sorted(items, key=lambda item: (item.detail.get("order") or 10_000, code_order(item.code)))


def add_agreements(composer: Composer, agreements: Sequence[ItemView], positions: OnRecord) -> None:
    """Add the agreements as reported, the recorded outcomes about them, and what is disputed about them."""
    if not agreements:
        composer.text("The record holds no agreement that may be printed.")
        return
    composer.heading(2, "As reported")
    agreed = [item for item in agreements if item.status == "agreed"]
    composer.text(
        "The table gives what has been reported to the Working Group, by whom, and for whom. "
        + (
            "Only what its status calls agreed rests on a recorded consensus call; everything else is a report."
            if agreed
            else "None of it rests on a recorded consensus call; it is a report, and no statement of consensus."
        )
    )
    composer.table(
        "Agreements as reported",
        ("Layer", "What is reported", "By whom and for whom", "Status"),
        (
            (_layer(item), marked(item, _choices(item)), _assertion(item), spelled(item.status))
            for item in agreements
        ),
        (112, 128, 144, 84),
    )
    called = [item for item in agreements if positions.about(item)]
    if called:
        composer.heading(2, "Recorded outcomes of consensus calls")
        for item in called:
            composer.add(Paragraph("BodyText", (Text(f"{_layer(item)}.", "Strong"),)))
            add_positions(composer, item, positions)
    disputed = [item for item in agreements if _doubts(item)]
    if not disputed:
        return
    composer.heading(2, "What is questioned or disputed")
    for item in disputed:
        parts = (Text(f"{_layer(item)}. ", "Strong"), Text(_doubts(item)))
        composer.add(Paragraph("ListBullet", parts))


def _layer(item: ItemView) -> str:
    layer = one_line(item.detail.get("layer") or item.title)
    side = item.detail.get("side")
    return f"{layer} ({side} side)" if side in ("utility", "facility") else layer


def _choices(item: ItemView) -> str:
    choices = [one_line(choice) for choice in item.detail.get("choices") or []]
    if not choices:
        return american_text(one_line(item.title))
    text = sentence("; ".join(choices))
    permitted = _PERMITTED.get(str(item.detail.get("permitted") or ""))
    return f"{text} {permitted}" if permitted and len(choices) > 1 else text


def _assertion(item: ItemView) -> str:
    by = american_text(one_line(item.detail.get("asserted_by") or ""))
    on = day(item.detail.get("asserted_on"))
    if not by:
        return "No agreement is reported."
    parts = [f"By {lower_first(by)}"]
    if on and str(on.year) not in by:
        parts.append(f"on {american(on)}")
    binds = item.detail.get("binds")
    if binds:
        extent, of = binds.get("extent", "all"), one_line(binds.get("of") or "")
        whom = {
            "all": of or "all",
            "a class": of or "one class",
            "most of a class": f"most {of}" if of else "most of one class",
            "some": f"some {of}" if of else "some",
        }.get(extent, of)
        parts.append(f"for {whom}")
    return sentence(" ".join(parts))


def _doubts(item: ItemView) -> str:
    found = []
    questioned = american_text(one_line(item.detail.get("questioned") or ""))
    on = day(item.detail.get("questioned_on"))
    if questioned or on:
        same = on is not None and on == day(item.detail.get("asserted_on"))
        moment = "the same day" if same else (f"on {american(on)}" if on else "")
        lead = " ".join(part for part in ("Questioned", moment) if part)
        found.append(f"{lead}: {sentence(questioned)}" if questioned else f"{lead}.")
    disputed = american_text(one_line(item.detail.get("disputed") or ""))
    if disputed:
        found.append(sentence(disputed))
    elif item.status in ("disputed", "questioned") and not found:
        found.append("Its status is questioned; the record does not say on what ground.")
    return listed(found, "") if len(found) < 2 else " ".join(found)
