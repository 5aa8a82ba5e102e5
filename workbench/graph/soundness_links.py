"""Links that are not sound: wrong ones, to themselves, doubled, to what was withdrawn, to lines that are not there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from workbench.graph.finding import Finding, codes_words
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot


def _wrong_relations(snapshot: Snapshot) -> Iterator[Finding]:
    for link in snapshot.links:
        source, target = snapshot.items.get(link.source), snapshot.items.get(link.target)
        if source is None or target is None:
            continue
        relation = snapshot.vocabulary.relation(link.relation)
        if relation is None:
            why = f"by '{link.relation}', which is no relation"
            fix = "Add the relation to the vocabulary, or end the link."
        elif not relation.permits(source.kind, target.kind):
            why = f"by '{link.relation}', which joins no {source.kind} to a {target.kind}"
            fix = "End the link, and make one with the relation that is meant."
        else:
            continue
        yield Finding(
            "error",
            "wrong relation",
            (source.code, target.code),
            f"{source.code} is linked to {target.code} {why}.",
            fix,
        )


def _to_themselves(snapshot: Snapshot) -> Iterator[Finding]:
    for link in snapshot.links:
        item = snapshot.items.get(link.source)
        relation = snapshot.vocabulary.relation(link.relation)
        # Where no circle may stand it is told as one.
        if item is not None and link.source == link.target and not (relation and relation.acyclic):
            yield Finding(
                "error", "linked to itself", (item.code,),
                f"{item.code} is linked to itself by '{link.relation}', which says nothing.",
                "End the link.",
            )  # fmt: skip


def _duplicates(snapshot: Snapshot) -> Iterator[Finding]:
    """The same link more than once; with another detail, such as another line, it is another link."""
    found: dict[tuple[str, str, str, str], int] = {}
    for link in snapshot.links:
        key = (link.source, link.relation, link.target, repr(sorted(link.detail.items())))
        found[key] = found.get(key, 0) + 1
    for (one, relation, other, _), number in found.items():
        source, target = snapshot.items.get(one), snapshot.items.get(other)
        if number > 1 and source is not None and target is not None:
            yield Finding(
                "warning", "duplicate link", (source.code, target.code),
                f"{source.code} is linked to {target.code} by '{relation}' {number} times, all saying the same.",
                "End all of them but one.",
            )  # fmt: skip


def _broken_sources(snapshot: Snapshot) -> Iterator[Finding]:
    for source in snapshot.of_kind("source", withdrawn=True):
        if not source.withdrawn:
            continue
        citing = [item for item in snapshot.sources(source, "derived-from") if not item.withdrawn]
        if citing:
            yield Finding(
                "warning", "broken source", (source.code, *(item.code for item in citing)),
                f"{source.code} was withdrawn, and {codes_words(citing)} still rest on it.",
                "Name another source, or say that the statement is from memory.",
            )  # fmt: skip


def _missing_lines(snapshot: Snapshot) -> Iterator[Finding]:
    """Cited lines that a source's text does not have, where the text is in the record."""
    for source in snapshot.of_kind("source"):
        if not source.text.strip():
            continue
        last = len(source.text.rstrip("\n").split("\n"))
        wrong = [link for link in snapshot.into(source, "derived-from") if not _within(link, last)]
        citing = [i for i in (snapshot.items.get(link.source) for link in wrong) if i and not i.withdrawn]
        if citing:
            lines = sorted({str(link.detail.get("line")) for link in wrong})
            yield Finding(
                "warning", "broken source", (source.code, *dict.fromkeys(item.code for item in citing)),
                f"{codes_words(citing)} cite{'s' if len(citing) == 1 else ''} line {', '.join(lines[:6])} of "
                f"{source.code}, which ends at line {last}.",
                "Name the line that is meant.",
            )  # fmt: skip


def _within(link: LinkRow, last: int) -> bool:
    line = link.detail.get("line")
    return line is None or (isinstance(line, int) and 1 <= line <= last)


def _to_withdrawn(snapshot: Snapshot) -> Iterator[Finding]:
    """Items that still cite what was withdrawn; sources are told on their own."""
    found: dict[str, list[ItemView]] = {}
    for link in snapshot.links:
        source, target = snapshot.items.get(link.source), snapshot.items.get(link.target)
        if source is None or target is None or source.withdrawn:
            continue
        if target.withdrawn and target.kind != "source":
            found.setdefault(target.uuid, []).append(source)
    for uuid, citing in found.items():
        gone = snapshot.items[uuid]
        one = len({item.uuid for item in citing}) == 1
        yield Finding(
            "warning", "link to something withdrawn", (gone.code, *dict.fromkeys(i.code for i in citing)),
            f"{gone.code} was withdrawn, and {codes_words(citing)} {'is' if one else 'are'} still linked to it.",
            "End the link, or link what took its place.",
        )  # fmt: skip


LINKS: tuple[Callable[[Snapshot], Iterable[Finding]], ...] = (
    _wrong_relations,
    _to_themselves,
    _duplicates,
    _broken_sources,
    _missing_lines,
    _to_withdrawn,
)
