"""One item as people read it in a terminal."""

from __future__ import annotations

from workbench.cli.output import one_line, say, say_fields, say_heading
from workbench.graph.comment_threads import ThreadComment, comment_threads
from workbench.graph.comment_words import ANSWERS
from workbench.graph.dates import display_date
from workbench.graph.detail_words import link_detail_words
from workbench.graph.fields import field_value, fields_of
from workbench.graph.history import revisions
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot
from workbench.graph.suspects import seen_at
from workbench.graph.vocabulary import FOREIGN, kind_named
from workbench.process.actor import Actor
from workbench.process.keeping import Database
from workbench.process.visibility import comment_states

MOST_LINKS = 40
"""Links of one relation that are printed; of further ones the number is said."""
ON_TOP = ("code", "title", "text", "revision", "certainty")


def say_item(database: Database, snapshot: Snapshot, item: ItemView, reader: Actor) -> None:
    """Print an item: title, fields, text, links both ways, comments, and its last change.

    Args:
        reader: who sees of the comments what ``process.visibility`` allows.
    """
    say(f"{item.code}  {item.title}")
    say(f"{kind_named(item.kind).label}, revision {item.revision}{_standing(snapshot, item)}")
    say()
    specs = fields_of(item.kind, snapshot.vocabulary)
    rows = [
        (spec.label, field_value(snapshot, item, spec))
        for spec in specs.values()
        if spec.name not in ON_TOP and spec.form != "links"
    ]
    sure = item.detail.get("certainty")
    say_fields([*rows, ("how sure", sure), ("confidential", "yes" if item.confidential else "")])
    if item.text.strip():
        say()
        say(item.text.strip())
    if foreign := item.detail.get(FOREIGN):
        say_heading("From another tool")
        say_fields((f"  {name}", value) for name, value in foreign.items())
    _say_links(snapshot, item)
    if snapshot.as_of is None and snapshot.baseline is None:
        _say_sayings(database, item, reader)


def _standing(snapshot: Snapshot, item: ItemView) -> str:
    words = f", as of change {item.change}"
    if item.effective_on is not None:
        words += f" ({display_date(item.effective_on)})"
    if snapshot.baseline is not None:
        words += f", in the baseline '{snapshot.baseline}'"
    return words


def _say_links(snapshot: Snapshot, item: ItemView) -> None:
    groups: dict[tuple[bool, str], list[LinkRow]] = {}
    for links, outwards in ((snapshot.out(item), True), (snapshot.into(item), False)):
        for link in links:
            if (link.target if outwards else link.source) in snapshot.items:
                groups.setdefault((outwards, link.relation), []).append(link)
    if not groups:
        return
    say_heading("Links")
    for (outwards, relation), group in groups.items():
        for link in group[:MOST_LINKS]:
            say(f"  {_link_words(snapshot, link, link.target if outwards else link.source, outwards)}")
        more = len(group) - MOST_LINKS
        if more > 0:
            say(
                f"  … and {more:,} more by '{relation}'; "
                f"workbench list --where linked={item.code} lists them, --json has all."
            )


def _link_words(snapshot: Snapshot, link: LinkRow, uuid: str, outwards: bool) -> str:
    other = snapshot.items[uuid]
    relation = snapshot.vocabulary.relation(link.relation)
    says = link.relation
    if relation is not None:
        says = relation.says if outwards else relation.says_back
    detail = one_line(link_detail_words(link))
    words = f"{says} {other.code}  {other.title}" + (f" ({detail})" if detail else "")
    if link.suspect:
        words += f"  [suspect: seen at {seen_at(link)}]"
    return words


def _say_sayings(database: Database, item: ItemView, reader: Actor) -> None:
    with database.read() as session:
        threads = comment_threads(session, item=item.code, states=comment_states(reader))
        last = revisions(session, item.code)[:1]
    if threads:
        say_heading("Comments")
    for thread in threads:
        for depth, comment in thread.walk():
            for line in _comment_lines(comment):
                say(f"  {'    ' * depth}{line}")
    for revision in last:
        say()
        say(f"Last changed by {revision.person}, change {revision.change}: {' '.join(revision.why.split())}")


def _comment_lines(comment: ThreadComment) -> list[str]:
    """One comment, what became of it, and what was answered, each on a line."""
    who = f"{comment.person}, {comment.organisation}" if comment.organisation else comment.person
    state = "" if comment.state == "posted" else f" [{comment.state}]"
    on = f" on revision {comment.revision}, an earlier text" if comment.overtaken else ""
    lines = [
        f"#{comment.number} {display_date(comment.said_on)}, {who}{on}{state}: {' '.join(comment.text.split())}"
    ]
    for resolution in comment.resolutions:
        replaced = "" if resolution is comment.resolution else ", replaced"
        detail = f": {' '.join(resolution.words.split())}" if resolution.words else ""
        lines.append(f"    [{resolution.says}{replaced}] {display_date(resolution.resolved_on)}{detail}")
        for answer in resolution.answers:
            words = f": {' '.join(answer.words.split())}" if answer.words else ""
            lines.append(
                f"        Answer, {display_date(answer.answered_on)}, {answer.organisation or answer.person}: "
                f"{ANSWERS[answer.satisfied].lower()}{words}"
            )
    return lines
