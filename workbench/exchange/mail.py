"""A mail saved as .eml, read into a proposed comment.

The mail's own words become the comment; what it quotes is trimmed, and the whole text is kept beside.
Who sent it is only what the mail says: nothing here proves it, so the comment waits for the facilitator.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr
from pathlib import PurePosixPath
from typing import Any

from workbench.exchange.archive import RefusedFile, check_size
from workbench.exchange.encoding import decode
from workbench.exchange.mail_text import own_words, text_of_html
from workbench.graph.dates import PACIFIC
from workbench.graph.plain_text import printable
from workbench.graph.proposed import Place, Problem
from workbench.graph.snapshot import ItemView, Snapshot

LONGEST_COMMENT = 50_000
"""Most characters of a comment."""
_LONGEST_HEADER = 500
_CODE = re.compile(r"(?<![\w-])[A-Za-z][A-Za-z0-9]{1,3}-[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?![\w-])")
_ANSWERABLE = ("issue", "proposal", "requirement", "agreement", "data-requirement", "use-case")
_ALLOWED = "a mail saved as .eml"


@dataclass(frozen=True)
class MailReading:
    """What a saved mail says.

    Args:
        sent_at: with its time zone, or None where the mail gives no date that exists.
        text: the sender's own words, without what they quote.
        original: the whole text.
        attachments: names only; attachments are not read.
        notes: sentences on what was left out.
        automatic: the mail says of itself that no person sent it.
    """

    sender_name: str = ""
    sender_address: str = ""
    sent_at: datetime | None = None
    subject: str = ""
    text: str = ""
    original: str = ""
    message_id: str = ""
    attachments: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    automatic: bool = False

    @property
    def sent_on(self) -> date | None:
        """The day on which it was sent, in California."""
        return None if self.sent_at is None else self.sent_at.astimezone(PACIFIC).date()


@dataclass(frozen=True)
class ProposedComment:
    """A comment that waits for the facilitator.

    Args:
        item_code: the item that it is about, or None where the mail names none.
        author_code: the person whose address the mail gives, or None.
        organisation_code: the one organisation for which that person speaks, or None.
        also_named: further items that the mail names.
        origin: sender, date and subject as the mail gives them, and its whole text.
    """

    item_code: str | None
    text: str
    author_code: str | None
    author_name: str
    organisation_code: str | None = None
    said_on: date | None = None
    also_named: tuple[str, ...] = ()
    origin: dict[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def read_mail(data: bytes, name: str) -> MailReading:
    """Read a saved mail.

    Args:
        data: the whole file.
        name: its name, for the places of problems.

    Returns:
        The mail's words and headers; what cannot be taken stands in ``problems``.
    """
    place = Place(name)
    try:
        check_size(data, name)
        message = BytesParser(policy=policy.default).parsebytes(data)
        if not any(_header(message, header) for header in ("From", "Subject", "Date")):
            raise RefusedFile(f"'{name}' is no mail: it has neither sender nor subject nor date.")
        original = _body(message, name)
    except RefusedFile as refused:
        return MailReading(problems=(Problem(str(refused), place, "", _ALLOWED),))
    except Exception:  # a broken mail fails in the parser in ways that nobody has listed
        return MailReading(problems=(Problem(f"'{name}' cannot be read as a mail.", place, "", _ALLOWED),))
    sender_name, sender_address = _sender(message)
    sent_at = _sent_at(message)
    attachments = _attachments(message)
    text = own_words(original)
    notes = []
    if attachments:
        notes.append(f"Attachments are not read: {', '.join(attachments)}.")
    if sent_at is None:
        found = _header(message, "Date")
        notes.append(f"The mail gives no date that exists{f': {found}' if found else ''}.")
    if text != original.strip():
        notes.append("What the mail quotes was left out of the comment; the whole text is kept beside it.")
    problems = []
    if not text:
        problems.append(Problem("the mail has no words of its own", place, "", "a mail with a text"))
    if len(text) > LONGEST_COMMENT:
        problems.append(
            Problem(
                "the text is too long for a comment",
                place,
                f"{len(text):,} characters",
                f"{LONGEST_COMMENT:,}",
            )
        )
    return MailReading(
        sender_name,
        sender_address,
        sent_at,
        _header(message, "Subject"),
        text,
        original,
        _header(message, "Message-ID"),
        attachments,
        tuple(notes),
        tuple(problems),
        _is_automatic(message),
    )


def proposed_comment(reading: MailReading, snapshot: Snapshot) -> ProposedComment:
    """The comment that a mail proposes: on the first item that its subject or else its text names.

    Args:
        reading: the mail.
        snapshot: the record, in which codes and addresses are looked up.
    """
    named = _named_items(reading.subject, snapshot)
    further = [item for item in _named_items(reading.text, snapshot) if item not in named]
    about = [item for item in [*named, *further] if item.kind in _ANSWERABLE] or [*named, *further]
    author = _person(reading.sender_address, snapshot)
    speaks_for = snapshot.targets(author, "member-of") if author is not None else []
    problems = list(reading.problems)
    if not about and not problems:
        problems.append(
            Problem(
                "the mail names no item of the record",
                found=reading.subject,
                allowed="a code such as ISS-013 in the subject or the text",
            )
        )
    return ProposedComment(
        item_code=about[0].code if about else None,
        text=reading.text,
        author_code=None if author is None else author.code,
        author_name=author.title if author is not None else reading.sender_name or reading.sender_address,
        organisation_code=speaks_for[0].code if len(speaks_for) == 1 else None,
        said_on=reading.sent_on,
        also_named=tuple(item.code for item in about[1:]),
        origin={
            "from": f"{reading.sender_name} <{reading.sender_address}>".strip(),
            "sent_at": None if reading.sent_at is None else reading.sent_at.astimezone(UTC).isoformat(),
            "subject": reading.subject,
            "message_id": reading.message_id,
            "original": reading.original,
        },
        problems=tuple(problems),
    )


def _header(message: EmailMessage, name: str) -> str:
    """A header as one line without control characters, so that it can start no line of its own."""
    try:
        value = message.get(name)
    except Exception:  # headers are parsed when they are asked for, and broken ones fail in many ways
        value = None
    return " ".join(printable(str(value or "")).split())[:_LONGEST_HEADER]


def _is_automatic(message: EmailMessage) -> bool:
    """Whether a program answered (RFC 3834), such as a note of absence."""
    if _header(message, "Auto-Submitted").lower().partition(";")[0].strip() not in ("", "no"):
        return True
    return bool(_header(message, "X-Autoreply") or _header(message, "X-Autorespond"))


def _sender(message: EmailMessage) -> tuple[str, str]:
    name, address = parseaddr(_header(message, "From"))
    return name.strip(), address.strip() if "@" in address else ""


def _sent_at(message: EmailMessage) -> datetime | None:
    try:
        sent = getattr(message.get("Date"), "datetime", None)
    except Exception:  # as for every header
        return None
    if not isinstance(sent, datetime):
        return None
    return sent if sent.tzinfo else sent.replace(tzinfo=UTC)


def _body(message: EmailMessage, name: str) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    try:
        content = str(part.get_content())
    except (LookupError, UnicodeError, AssertionError):  # a charset that nobody knows, or one that lies
        payload = part.get_payload(decode=True)
        content = decode(payload, name).text if isinstance(payload, bytes) and payload else ""
    if part.get_content_subtype() == "html":
        content = text_of_html(content)
    return printable(content).strip("\n").rstrip()


def _attachments(message: EmailMessage) -> tuple[str, ...]:
    names = []
    for part in message.iter_attachments():
        filename = " ".join(printable(part.get_filename() or "").split()).replace("\\", "/")
        names.append(PurePosixPath(filename).name[:120] or f"a part of the type {part.get_content_type()}")
    return tuple(names)


def _named_items(text: str, snapshot: Snapshot) -> list[ItemView]:
    found: dict[str, ItemView] = {}
    for match in _CODE.finditer(text):
        written = match.group()
        prefix, _, number = written.partition("-")
        padded = f"{prefix.upper()}-{number.zfill(3)}" if number.isdigit() else written
        for code in (written, written.upper(), padded):
            item = snapshot.item(code)
            if item is not None:
                found.setdefault(item.code, item)
                break
    return list(found.values())


def _person(address: str, snapshot: Snapshot) -> ItemView | None:
    if not address:
        return None
    people = [
        p
        for p in snapshot.of_kind("person")
        if str(p.detail.get("email") or "").casefold() == address.casefold()
    ]
    return people[0] if len(people) == 1 else None
