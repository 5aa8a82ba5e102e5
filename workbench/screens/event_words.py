"""An event of the history in words."""

from __future__ import annotations

from workbench.graph.history import HistoryRow

SAYS = {
    "answer-resolution": "answered what became of a comment",
    "ballot": "recorded a consensus call",
    "authorisation-refused": "was refused an authorisation",
    "authorise": "authorised a position",
    "baseline": "made a baseline",
    "close-ballot": "closed a call early",
    "comment": "commented",
    "contest-outcome": "contested an outcome",
    "contest-refused": "was refused a contest",
    "edit": "edited",
    "extend-ballot": "extended a call",
    "import": "imported a file",
    "invite": "made a sign-in link",
    "join-position": "named members of a joint position",
    "load": "loaded a part of the record",
    "object-to-editorial": "contested an editorial change",
    "objection-refused": "was refused an objection to an editorial change",
    "open-ballot": "opened a call",
    "position": "recorded a position",
    "position-refused": "was refused a position",
    "prepare-ballot": "prepared a call",
    "propose-editorial": "proposed a change as editorial",
    "propose-schedule": "saved a proposed schedule",
    "record-outcome": "recorded an outcome",
    "redact": "removed a text from the record",
    "resolve-comment": "said what became of a comment",
    "review": "looked at suspect links again",
    "review-filing": "noted that a filing stands",
    "revoke": "took back sign-in links",
    "run": "recorded a run of a procedure",
    "settle-comment": "posted or dropped a comment",
    "sign-in": "signed in",
    "sign-in-refused": "was refused a sign-in",
    "sign-out": "signed out",
    "statement-refused": "was refused a statement",
    "take-notes": "took notes of a meeting",
    "take-position": "took a position",
    "undo": "undid a change",
    "void-ballot": "declared a call void",
    "write-statement": "wrote a statement",
}
"""Verbs of the log in words; others are shown as they are."""

IN_A_PLACE = frozenset(
    {"comment", "resolve-comment", "answer-resolution", "position", "ballot", "run", "invite"}
)
"""Verbs whose subject is told with them."""
OF_CALLS = frozenset(
    {
        "authorisation-refused",
        "authorise",
        "close-ballot",
        "contest-outcome",
        "contest-refused",
        "extend-ballot",
        "join-position",
        "object-to-editorial",
        "objection-refused",
        "open-ballot",
        "position-refused",
        "prepare-ballot",
        "propose-editorial",
        "record-outcome",
        "statement-refused",
        "take-position",
        "void-ballot",
        "write-statement",
    }
)
"""Verbs about one call, or one item that was asked about, which the event names."""


def verb_words(verb: str) -> str:
    """A verb of the log as the end of a sentence that begins with a name."""
    return SAYS.get(verb, verb.replace("-", " "))


def event_words(row: HistoryRow) -> str:
    """What somebody did, as the end of a sentence: ``edited 3 items``."""
    if row.verb == "undo" and row.undoes:
        return f"undid change {row.undoes}"
    if row.verb == "baseline" and row.subject:
        return f"made the baseline “{row.subject}”"
    if row.verb == "review-filing" and row.subject:
        return f"noted that the filing of “{row.subject}” stands"
    words = verb_words(row.verb)
    if row.verb in IN_A_PLACE and row.subject:
        joint = {"comment": "on", "resolve-comment": "on", "answer-resolution": "on", "invite": "for"}.get(
            row.verb, "in"
        )
        return f"{words} {joint} {row.subject}"
    if row.verb in OF_CALLS and row.subject:
        return f"{words}: {row.subject}"
    number = len(row.codes)
    if row.verb in ("edit", "import", "load", "propose-schedule") and number:
        joint = "" if row.verb == "edit" else ": "
        return f"{words}{joint or ' '}{number} {'item' if number == 1 else 'items'}"
    return words
