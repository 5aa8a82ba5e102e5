"""Coverage: whether a text was verified, and how, carried upward to issues, interfaces and configurations.

* **Shallow** is what an item's own procedures found; of an issue, an interface or a configuration the worst of
  the recommendations and agreements that are about it.
* **Deep** is everything beneath as well: the agreements on which a text stands, the issues on which an issue
  depends, and so on through any number of them. The worst wins, and it is said whose it is.

What runs say about a text is read by ``evidence``.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from workbench.graph.architecture import is_red
from workbench.graph.coverage_words import CARRIERS, RANK, STATES, TEXTS, State, counted_words
from workbench.graph.evidence import Evidence, Said, Verified, counts
from workbench.graph.runs import RunRow
from workbench.graph.snapshot import ItemView, Snapshot, code_order
from workbench.graph.ways import ends_of, way

_NOUNS = {"requirement": "recommendation", "agreement": "agreement"}


@dataclass(frozen=True)
class Standing:
    """A state, and the code of the item that has it."""

    state: State
    whose: str


@dataclass(frozen=True)
class Covered:
    """How far one item is covered.

    Args:
        shallow: by its own procedures; of an issue, interface or configuration the worst of its texts.
        deep: with everything beneath.
        texts: of an issue, interface or configuration the texts about it, in order of codes.
        counts: these texts (or the item itself) by their shallow states.
        deep_counts: the same by their deep states.
        procedures: of a text, in order of codes.
        last_run: the latest run that says something about it or its texts.
    """

    item: ItemView
    shallow: Standing
    deep: Standing
    texts: tuple[ItemView, ...] = ()
    counts: Mapping[State, int] = field(default_factory=dict)
    deep_counts: Mapping[State, int] = field(default_factory=dict)
    procedures: tuple[Verified, ...] = ()
    last_run: RunRow | None = None

    def standing(self, *, deep: bool = False) -> Standing:
        """The shallow standing or the deep one."""
        return self.deep if deep else self.shallow

    def sentence(self, *, deep: bool = False) -> str:
        """What its state means; of an issue, interface or configuration with the counts of its texts."""
        standing = self.standing(deep=deep)
        beneath = ""
        if deep and standing != self.shallow:
            beneath = f" {standing.whose} beneath it {STATES[standing.state].one}."
        counted = self.deep_counts if deep else self.counts
        if len(self.texts) == 1:
            [state] = counted
            return f"Its one {_NOUNS[self.texts[0].kind]} {STATES[state].one}.{beneath}"
        if self.texts:
            kinds = {text.kind for text in self.texts}
            noun = f"{_NOUNS[kinds.pop()]}s" if len(kinds) == 1 else "texts"
            return f"{counted_words(counted, noun)}.{beneath}"
        return f"{STATES[self.shallow.state].says}{beneath}"


def coverage(
    snapshot: Snapshot, runs: Iterable[RunRow], items: Sequence[ItemView] | None = None
) -> list[Covered]:
    """How far items are covered, the worst shallow state first, then by kind and code.

    Args:
        runs: as ``runs_at`` gives them, in the order of their recording.
        items: recommendations, agreements, issues, interfaces and configurations; for None all of them but
            interfaces that neither are red nor have a text. Of a configuration only runs over itself count.
    """
    if items is None:
        items = [item for kind in (*TEXTS, *CARRIERS) for item in snapshot.of_kind(kind) if counts(item)]
        items = [i for i in items if i.kind != "interface" or is_red(i) or texts_about(snapshot, i)]
    evidence = Evidence(snapshot, runs)
    apart = [item for item in items if item.kind == "configuration"]
    found = _Scope(snapshot, evidence).covered([item for item in items if item.kind != "configuration"])
    for configuration in apart:
        found += _Scope(snapshot, evidence, configuration.code).covered([configuration])
    order = {kind: place for place, kind in enumerate((*TEXTS, *CARRIERS))}
    return sorted(found, key=lambda c: (RANK[c.shallow.state], order[c.item.kind], code_order(c.item.code)))


def covered(snapshot: Snapshot, runs: Iterable[RunRow], item: ItemView) -> Covered | None:
    """How far one item is covered; None for an item of a kind of which that is not said, or left behind."""
    if item.kind not in (*TEXTS, *CARRIERS) or not counts(item):
        return None
    return coverage(snapshot, runs, [item])[0]


def summary(rows: Iterable[Covered], *, deep: bool = False) -> str:
    """Of all recommendations and agreements, how many passed and what the others are, in one sentence."""
    counted = Counter(row.standing(deep=deep).state for row in rows if row.item.kind in TEXTS)
    if not counted:
        return "There is no recommendation and no agreement yet, so there is nothing to verify."
    return f"{counted_words(counted, 'recommendations and agreements')}."


def texts_about(snapshot: Snapshot, item: ItemView) -> list[ItemView]:
    """Recommendations and agreements about an issue, an interface or a configuration, in order of codes.

    Those about the hops of a configuration, and about protocols that are spoken there, are about it too.
    """
    if item.kind == "issue":
        found = [*snapshot.sources(item, "answers"), *snapshot.sources(item, "settles")]
    else:
        places = [end for end, _ in ends_of(way(snapshot, item))] if item.kind == "configuration" else [item]
        found = [text for place in places if counts(place) for text in snapshot.sources(place, "applies-to")]
    return _ordered(text for text in found if text.kind in TEXTS)


def beneath(snapshot: Snapshot, item: ItemView) -> list[ItemView]:
    """What an item stands on in turn: a text on agreements, an issue on the issues that it depends on."""
    if item.kind in TEXTS:
        return _ordered(end for end in snapshot.targets(item, "applies-to") if end.kind == "agreement")
    found = texts_about(snapshot, item)
    return found + _ordered(snapshot.targets(item, "depends-on")) if item.kind == "issue" else found


class _Scope:
    """Coverage by the runs over one configuration, or by all: each text is looked at once."""

    def __init__(self, snapshot: Snapshot, evidence: Evidence, configuration: str | None = None) -> None:
        self._snapshot, self._evidence, self._configuration = snapshot, evidence, configuration
        self._texts: dict[str, tuple[State, tuple[Verified, ...], Said | None]] = {}

    def covered(self, items: Sequence[ItemView]) -> list[Covered]:
        """The items as they are covered, in their own order."""
        deep = self._deep(items)
        return [self._covered(item, deep) for item in items]

    def _covered(self, item: ItemView, deep: Mapping[str, Standing]) -> Covered:
        if item.kind in TEXTS:
            state, procedures, last = self._text(item)
            shallow = Standing(state, item.code)
            return Covered(
                item,
                shallow,
                _nearest(shallow, deep[item.uuid]),
                counts={state: 1},
                deep_counts={deep[item.uuid].state: 1},
                procedures=procedures,
                last_run=last.run if last is not None else None,
            )
        texts = texts_about(self._snapshot, item)
        found = [self._text(text) for text in texts]
        own = [Standing(state, text.code) for text, (state, _, _) in zip(texts, found, strict=True)]
        runs = [last for _, _, last in found if last is not None]
        shallow = min(own, key=_worst) if own else Standing("no-text", item.code)
        return Covered(
            item,
            shallow,
            _nearest(shallow, deep[item.uuid]),
            texts=tuple(texts),
            counts=Counter(standing.state for standing in own),
            deep_counts=Counter(deep[text.uuid].state for text in texts),
            last_run=max(runs, key=lambda said: said.place).run if runs else None,
        )

    def _text(self, text: ItemView) -> tuple[State, tuple[Verified, ...], Said | None]:
        if text.uuid not in self._texts:
            procedures: list[Verified] = []
            last: Said | None = None
            for procedure in _ordered(self._snapshot.sources(text, "verifies")):
                said = self._evidence.said(procedure.code, text.code, self._configuration)
                procedures.append(Verified.of(procedure, said))
                last = max((one for one in (last, *said) if one), key=lambda one: one.place, default=None)
            worst: State = min(
                (one.state for one in procedures), key=RANK.__getitem__, default="no-procedure"
            )
            self._texts[text.uuid] = (worst, tuple(procedures), last)
        return self._texts[text.uuid]

    def _deep(self, items: Sequence[ItemView]) -> dict[str, Standing]:
        """The worst of everything beneath each item, by uuid.

        States go upward from the worst to the best, and each item takes the first that reaches it: so every
        item is passed once, and circles end.
        """
        above: dict[str, list[str]] = {}
        known = {item.uuid: item for item in items}
        waiting = deque(known.values())
        sources = []
        while waiting:
            item = waiting.popleft()
            below = beneath(self._snapshot, item)
            for one in below:
                above.setdefault(one.uuid, []).append(item.uuid)
                if one.uuid not in known:
                    known[one.uuid] = one
                    waiting.append(one)
            if item.kind in TEXTS:
                sources.append((item.uuid, Standing(self._text(item)[0], item.code)))
            elif not any(one.kind in TEXTS for one in below):
                sources.append((item.uuid, Standing("no-text", item.code)))
        found: dict[str, Standing] = {}
        for uuid, standing in sorted(sources, key=lambda source: _worst(source[1])):
            reached = [uuid]
            while reached:
                here = reached.pop()
                if here not in found:
                    found[here] = standing
                    reached += above.get(here, ())
        return found


def _nearest(shallow: Standing, deep: Standing) -> Standing:
    """Of two that are equally bad, the one that is nearer to the item."""
    return shallow if shallow.state == deep.state else deep


def _worst(standing: Standing) -> tuple[int, tuple[tuple[int, int | str], ...]]:
    """A sort key by which the worst comes first, and of several the first by code."""
    return RANK[standing.state], code_order(standing.whose)


def _ordered(items: Iterable[ItemView]) -> list[ItemView]:
    """Each item once that still counts, in order of codes."""
    found = {item.uuid: item for item in items if counts(item)}
    return sorted(found.values(), key=lambda item: code_order(item.code))
