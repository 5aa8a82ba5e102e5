"""The first page of a formal filing: stamp space, heading, caption, title, contact block.

Form as in the Commission's rule on titles (Rule 2.1 before 2006, now 1.6): heading at the top, caption
upper left below it, docket number at its right, then the title with the party's name. The space for the
docket stamp is the space before the heading, over the whole width.
"""

from __future__ import annotations

from collections.abc import Sequence

from workbench.filing.blocks import Row, Table, words
from workbench.filing.composer import Composer
from workbench.filing.form import FormRules
from workbench.filing.parties import Parties
from workbench.filing.plaintext import one_line
from workbench.filing.wording import american, day, listed
from workbench.graph.snapshot import Snapshot

_CAPTION_SHARE = 0.54


def docket_number(snapshot: Snapshot) -> str:
    """The number as it stands at the foot of pages, such as R.11-09-011."""
    return one_line(snapshot.setting("docket", ""))


def caption_table(snapshot: Snapshot, width: float) -> Table:
    """The two-column caption: the proceeding's text at the left, number and filing date at the right."""
    left = one_line(snapshot.setting("caption", "")) or "[Caption of the proceeding]"
    number = one_line(snapshot.setting("proceeding", "")) or docket_number(snapshot) or "[Docket number]"
    filed = day(snapshot.setting("proceeding-filed"))
    right = [words("CaptionNumber", number)]
    if filed:
        right.append(words("CaptionFiled", f"(Filed {american(filed)})"))
    first = round(width * _CAPTION_SHARE)
    row = Row(((words("CaptionText", left),), tuple(right)))
    return Table(
        "CaptionTable", (first, width - first), (row,), "Caption of the proceeding", "Caption and number."
    )


def party_line(parties: Parties) -> str:
    """The party that files, and those that join, as the title names them."""
    if parties.filing is None:
        return "submitted by [the filing party is not named yet]"
    line = f"submitted by {parties.filing.full}"
    if parties.joined:
        line += f", joined by {listed(joined.party.full for joined in parties.joined)}"
    return line


def add_title_page(
    composer: Composer,
    snapshot: Snapshot,
    form: FormRules,
    parties: Parties,
    title: str,
    subtitles: Sequence[str],
) -> None:
    """Add the title page."""
    composer.add(words("CommissionHeading", form.heading), caption_table(snapshot, composer.width))
    composer.add(words("Title", title.upper()))
    composer.add(*(words("Subtitle", line) for line in (*subtitles, party_line(parties))))
    lines = parties.contact.lines or ["[Name, address, telephone and e-mail of the contact]"]
    composer.add(*(words("ContactBlock", line) for line in lines))
    if parties.signed_on:
        composer.add(words("DateLine", f"Dated: {american(parties.signed_on)}"))


def add_signature(composer: Composer, parties: Parties, *, draft: bool) -> None:
    """Add the signature at the end; without party, signer and authorisations there is no ``/s/``."""
    dated = f"Dated: {american(parties.signed_on)}" if parties.signed_on else "Dated: [day of the signature]"
    composer.add(words("SignatureDate", dated), words("Closing", "Respectfully submitted,"))
    filing, signer = parties.filing, parties.signer
    if draft or signer is None or filing is None:
        lines = ["[Unsigned: this is a draft and is not for filing]"]
    else:
        lines = [f"/s/ {signer.name.upper()}", *signer.lines]
    lines.append(f"For {filing.full}" if filing else "For [the filing party is not named yet]")
    composer.add(*(words("Signature", line) for line in lines[:-1]), words("SignatureEnd", lines[-1]))
    if not parties.joined:
        return
    composer.table(
        "Parties that join, and their authorisations",
        ("Party", "Authorised by", "On"),
        (
            (
                joined.party.full,
                joined.authorised_by or "Missing",
                american(joined.authorised_on)
                if joined.authorised_on
                else ("" if joined.authorised else "Missing"),
            )
            for joined in parties.joined
        ),
        (2.6, 2.4, 1.5),
    )
    if not draft and signer:
        composer.text(
            f"{signer.name} states that each party named in this table has authorised the signature of this"
            " document on its behalf."
        )
