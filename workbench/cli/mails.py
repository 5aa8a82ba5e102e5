"""Mails and pasted replies on their way in: preliminary positions and comments, in one save."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.cli.incoming import PASTED
from workbench.cli.invocation import Invocation, day_given, item_named
from workbench.cli.output import say, say_json, tell, working
from workbench.cli.preview_page import problem_json
from workbench.cli.refusals import CommandRefused, refuse
from workbench.graph.ballots import ballots
from workbench.graph.proposed import Place, Problem
from workbench.process.ballots.attachments import File
from workbench.process.ballots.replies import Accepted, Reply, accept_replies
from workbench.process.clock import now

if TYPE_CHECKING:
    from workbench.exchange.replies import ReplyProposal

ENDING = ".eml"


@dataclass(frozen=True)
class MailOptions:
    """What the command line says about mails.

    Args:
        item: code of the item that a comment is about; it makes every mail a comment.
        as_comment: every mail is taken as a comment.
        sender: code of the person who sent a pasted reply.
        organisation: code of the organisation for which it speaks.
        sent: the day on which a pasted reply was sent.
    """

    item: str | None = None
    as_comment: bool = False
    sender: str | None = None
    organisation: str | None = None
    sent: str | None = None

    def refuse_elsewhere(self) -> None:
        """Refuse what is said of mails where no mail is read.

        Raises:
            CommandRefused: naming the options.
        """
        given = {
            "--as-comment": self.as_comment,
            "--from": self.sender,
            "--organisation": self.organisation,
            "--sent": self.sent,
        }
        named = [option for option, value in given.items() if value]
        if named:
            raise CommandRefused(
                f"{', '.join(named)} {'is' if len(named) == 1 else 'are'} for mails (.eml), and for a pasted reply "
                "with --from PERSON."
            )


def are_mails(files: Sequence[Path], kind: str | None, *, pasted_reply: bool) -> bool:
    """Whether what is to be imported are mails, a folder of mails, or a pasted reply."""
    if len(files) == 1 and str(files[0]) == PASTED:
        return pasted_reply or kind == "mail"
    if kind not in (None, "mail", "comments"):
        return False
    if len(files) == 1 and kind is None and files[0].is_file() and files[0].suffix.lower() != ENDING:
        from workbench.cli.file_reading import bytes_of, kind_of_file

        return kind_of_file(files[0], bytes_of(files[0])) == "mail"
    mail = [
        (file.is_dir() and not (file / "record.yaml").exists() and any(_mails_in(file)))
        or file.suffix.lower() == ENDING
        or (kind == "mail" and not file.is_dir())
        for file in files
    ]
    return all(mail)


def import_mails(
    invocation: Invocation, files: Sequence[Path], options: MailOptions, *, dry_run: bool, as_json: bool
) -> None:
    """Read mails, show what each proposes, and save all of them or none."""
    with working("Reading mails"):
        found = _read(invocation, files, options)
    about = item_named(invocation.snapshot(), options.item).code if options.item else None
    forced = about is not None or options.as_comment
    problems = [p for proposal in found for p in _problems(proposal, about)]
    taken = [proposal for proposal in found if not proposal.automatic or forced]
    documents = [_document(p, about, forced) for p in found if p.text]
    body: dict[str, Any] = {
        "kind": "mail",
        "proposals": documents,
        "changeset": None,
        "problems": [problem_json(problem) for problem in problems],
        "notes": [note for proposal in found for note in (*proposal.notes, *_why(proposal, forced))],
    }
    if problems:
        if as_json:
            say_json(body)
        refuse("\n".join(problem.sentence() for problem in problems))
    accepted: list[Accepted] = []
    if not dry_run:
        replies = [_reply(p, about, forced) for p in taken]
        accepted = accept_replies(invocation.database(), invocation.actor(), replies)
    if as_json:
        fresh = [a.change for a in accepted if not a.already]
        say_json({**body, "changeset": fresh[-1] if fresh else None, "changesets": fresh})
        return
    for note in body["notes"]:
        tell(note)
    if dry_run:
        say("Dry run: nothing is saved.")
    for proposal in taken:
        say(_line(proposal, about, forced))
    for each in accepted:
        waits = "the comment waits. 'workbench list comment' shows it."
        said = waits if each.kind == "comment" else each.sentence
        say(each.sentence if each.already else f"Change {each.change} is saved: {said}")


def _read(invocation: Invocation, files: Sequence[Path], options: MailOptions) -> list[ReplyProposal]:
    from workbench.cli.file_reading import bytes_of  # loads the readers, which no other command needs
    from workbench.exchange.replies import read_pasted, read_reply

    snapshot = invocation.snapshot()
    with invocation.database().read() as session:
        calls = ballots(session)
    organisation = item_named(snapshot, options.organisation).code if options.organisation else None
    if options.sender is not None and str(files[0]) == PASTED:
        person = item_named(snapshot, options.sender)
        if person.kind != "person":
            raise CommandRefused(f"{person.code} is no person; --from names the person who sent the reply.")
        sent = day_given(options.sent, "--sent") if options.sent else None
        text = bytes_of(files[0]).decode("utf-8", "replace")
        pasted = read_pasted(
            text, snapshot, calls, now(), person=person.code, organisation=organisation, sent_on=sent
        )
        return list(_for_each(pasted, options))
    if options.sender or options.organisation or options.sent:
        raise CommandRefused(
            "--from, --organisation and --sent are for a pasted reply ('-'); a mail says them itself. "
            "Accept it on the page Replies to choose another organisation."
        )
    paths = [each for file in files for each in (_mails_in(file) if file.is_dir() else [file])]
    return [
        each
        for path in paths
        for each in _for_each(read_reply(bytes_of(path), path.name, snapshot, calls, now()), options)
    ]


def _for_each(proposal: ReplyProposal, options: MailOptions) -> tuple[ReplyProposal, ...]:
    """A position for each organisation that takes it; a mail that is kept as a comment is one comment."""
    return (proposal,) if options.item or options.as_comment else proposal.for_each()


def _mails_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix.lower() == ENDING and path.is_file())


def _problems(proposal: ReplyProposal, about: str | None) -> list[Problem]:
    """What stands in the way of saving, with its file; an automatic answer is not saved and needs no item."""
    if proposal.automatic and about is None and proposal.text:
        return []
    problems = [p for p in proposal.problems if about is None or "names no item" not in p.message]
    return [
        Problem(p.message, p.place if p.place.file else Place(proposal.name), p.found, p.allowed)
        for p in problems
    ]


def _why(proposal: ReplyProposal, forced: bool) -> list[str]:
    """Why a mail is no position, where its sender may have meant one."""
    if forced or proposal.kind == "position":
        return []
    if proposal.automatic:
        return [f"{proposal.name}: {proposal.why[0]} Nothing is saved of it; --as-comment keeps it."]
    return [f"{proposal.name}: {sentence}" for sentence in proposal.why] if proposal.call else []


def _is_position(proposal: ReplyProposal, forced: bool) -> bool:
    return proposal.kind == "position" and not forced


def _document(proposal: ReplyProposal, about: str | None, forced: bool) -> dict[str, Any]:
    position = _is_position(proposal, forced)
    said = proposal.position or "; ".join(f"{key}: {word}" for key, word in proposal.answers.items())
    return {
        "kind": "position" if position else "comment",
        "title": f"{proposal.call}: {said}" if position else proposal.subject,
        "line": proposal.line if position else None,
        "quote": proposal.quote if position else proposal.text,
        "owner": proposal.person or proposal.sender or None,
        "due": None,
        "status": "preliminary" if position else "proposed",
        "code": proposal.call if position else about or proposal.item,
        "organisation": proposal.organisation,
        "said_on": proposal.sent_on,
        "also_named": list(proposal.also_named),
        "position": (proposal.position or None) if position else None,
        "answers": dict(proposal.answers) if position else {},
        "reason": proposal.reason if position else "",
        "message_id": proposal.message_id,
        "file": proposal.name,
        "why": list(proposal.why),
    }


def _line(proposal: ReplyProposal, about: str | None, forced: bool) -> str:
    who = proposal.sender or "somebody"
    if _is_position(proposal, forced):
        said = proposal.position or "; ".join(f"{key} {word}" for key, word in proposal.answers.items())
        return (
            f"A preliminary position of {proposal.organisation} on {proposal.call}, by {who}: {said}. "
            f"Line {proposal.line}: “{proposal.quote}”"
        )
    return f"A comment by {who} on {about or proposal.item}: {proposal.text.split(chr(10), 1)[0]}"


def _reply(proposal: ReplyProposal, about: str | None, forced: bool) -> Reply:
    position = _is_position(proposal, forced)
    name = proposal.name if proposal.media_type != "text/plain" else "pasted-reply.txt"
    return Reply(
        kind="position" if position else "comment",
        key=proposal.key,
        name=proposal.name,
        file=File(name, proposal.data, proposal.media_type),
        sender=proposal.sender,
        address=proposal.address,
        message_id=proposal.message_id,
        sent_on=proposal.sent_on,
        sent_at=proposal.sent_at,
        ballot=(proposal.call or "") if about is None else "",
        organisation=proposal.organisation or "",
        position=proposal.position,
        reason=proposal.reason,
        answers=proposal.answers,
        preference=proposal.preference,
        item=about or ("" if position else proposal.item or ""),
        text=proposal.text,
        person=proposal.person,
        origin=proposal.origin,
    )
