"""Reading one position out of the sentences of a reply, or saying why it is not read.

A sentence is taken only when it says a position from its first word to its reason. Every other word with
which one may take a side has to be explained by the rest; otherwise nothing is taken and the line is shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from workbench.exchange.replies import wording
from workbench.exchange.replies.beside import adds_nothing, comment_apart, is_fragment, tells_the_part
from workbench.exchange.replies.naming import Names, call_pattern
from workbench.exchange.replies.signals import STANDS_ALONE, Signal, signal_of, takes_a_side
from workbench.exchange.replies.units import Unit

_TURN = re.compile(r"^(?:but|however|so|therefore|still|nevertheless|nonetheless),? ", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """The position that was read, or why none was.

    Args:
        position: empty where none may be taken.
        maybe: the position that it could be, where none may be taken; only to be offered.
        unit: the sentence that decides.
        doubts: sentences for the facilitator.
        bare: nothing but the position was said.
        said: as much of that sentence as says the position, without the name of the call.
        joint: it was said for every organisation for which the sender speaks.
    """

    position: str = ""
    maybe: str = ""
    unit: Unit | None = None
    doubts: tuple[str, ...] = ()
    bare: bool = False
    said: str = ""
    joint: bool = False


def read_stance(units: Sequence[Unit], names: Names) -> Reading:
    """The one position that sentences say, or why none is taken."""
    signals = [signal for unit in units if (signal := signal_of(unit, names)) is not None]
    signals = _with_comment(units, _with_turns(units, signals, names))
    taken = list(dict.fromkeys(signal.position for signal in signals))
    first = signals[0] if signals else None
    doubts = _doubts(units, signals, names)
    if len(taken) > 1:
        doubts.insert(0, f"it says both “{signals[0].said}” and “{_other(signals).said}”")
    if first is None:
        unclear = next((unit for unit in units if takes_a_side(unit.text)), None)
        if unclear is None:
            return Reading()
        return Reading(unit=unclear, doubts=(f"“{_short(unclear.text)}” is no plain position",))
    if doubts:
        return Reading(maybe=first.position if len(taken) == 1 else "", unit=first.unit, doubts=tuple(doubts))
    said = " ".join([first.rest, *(unit.text for unit in units if unit is not first.unit)]).strip(
        " .,:;-–—()"
    )
    said = re.sub(call_pattern(names), "", said, flags=re.IGNORECASE).strip(" .,:;-–—()")
    says_more = not wording.NOTHING_SAID.fullmatch(said)
    without_call = re.sub(call_pattern(names), " ", first.said, flags=re.IGNORECASE)
    return Reading(first.position, unit=first.unit, bare=not says_more, said=without_call, joint=first.joint)


def _with_turns(units: Sequence[Unit], signals: list[Signal], names: Names) -> list[Signal]:
    """With the sentences that turn to a position (*But we object*) where another one says it without a turn.

    What such a sentence turns from is goodwill where it turns to no; a turn to support may leave a wish behind.
    """
    if {signal.position for signal in signals} - STANDS_ALONE or not signals:
        return signals
    known = {id(signal.unit): signal for signal in signals}
    found = []
    for unit in units:
        signal = known.get(id(unit))
        if signal is None and (turn := _TURN.match(unit.text)) is not None:
            signal = signal_of(replace(unit, text=unit.text[turn.end() :]), names)
            signal = None if signal is None else replace(signal, unit=unit)
        if signal is not None:
            found.append(signal)
    return found


def _with_comment(units: Sequence[Unit], signals: list[Signal]) -> list[Signal]:
    """Support as support with a comment, where the sender says below it that the comment is no condition."""
    if {signal.position for signal in signals} != {"support"}:
        return signals
    last = max(at for at, unit in enumerate(units) if any(unit is signal.unit for signal in signals))
    for at, unit in enumerate(units[last + 1 :], last + 1):
        comment = comment_apart(unit.text)
        if comment is None or unit.quoted:
            continue
        said = [comment, *(other.text for other in units[at + 1 :])]
        if all(wording.NOTHING_SAID.fullmatch(words.strip(" .!")) or adds_nothing(words) for words in said):
            return signals
        return [replace(signal, position="support-with-comment") for signal in signals]
    return signals


def _other(signals: Sequence[Signal]) -> Signal:
    return next(signal for signal in signals if signal.position != signals[0].position)


def _doubts(units: Sequence[Unit], signals: Sequence[Signal], names: Names) -> list[str]:
    """Why a position that was found is not taken, each as the end of a sentence."""
    position = signals[0].position if signals else ""
    supports = position in ("support", "support-in-part", "support-with-comment", "can-live-with")
    by_unit = {id(signal.unit): signal for signal in signals}
    found: list[str] = []
    behind = False
    for unit in units:
        if mark := wording.NOT_FOR_THE_ORGANISATION.search(unit.text):
            found.append(f"“{_short(unit.text)}” says “{mark.group().strip()}”")
        if position and (mark := wording.UNSETTLED.search(unit.text)):
            found.append(f"“{_short(unit.text)}” says “{mark.group().strip()}”")
        signal = by_unit.get(id(unit))
        behind = behind or signal is not None
        bare = position in ("support", "can-live-with") and signal is None and behind
        if bare and is_fragment(unit.text, alone=unit.alone):
            found.append(f"“{_short(unit.text)}” may narrow it")
        if position and signal is None and wording.SAID_BY.search(unit.text):
            other = names.mentions_other(unit.text)
            found += [f"“{_short(unit.text)}” also speaks of {other}"] if other else []
        if signal is None and _leaves_it(unit, position):
            continue
        if bare and (unit.text.rstrip().endswith((".", "!")) or len(unit.text.split()) > 8):
            found.append(f"“{_short(unit.text)}” may be a comment")
        words = signal.rest if signal is not None else unit.text
        if signal is None and position == "support-with-comment":
            apart = comment_apart(unit.text)
            words = words if apart is None else apart
        if signal is not None and re.fullmatch(wording.EMPHASIS, words.strip(" .,:;!-–—()"), re.IGNORECASE):
            words = ""
        if signal is not None and (other := _taken_for(signal.rest, names)) is not None:
            found.append(f"“{_short(unit.text)}” also speaks of {other}")
        if stray := _stray(words, position, names, unit):
            found.append(stray)
        if not supports:
            continue
        words = words.strip(" .,:;-–—()")
        if signal is not None and position in ("support", "can-live-with"):
            if mark := wording.CONDITION.search(words):
                found.append(f"“{_short(unit.text)}” is held back by “{mark.group()}”")
        elif mark := wording.TAKEN_BACK.search(words):
            found.append(f"“{_short(unit.text)}” is a condition or takes something back")
        if position in ("support", "can-live-with") and (
            wording.WANTS_CHANGE.search(words) or words.endswith("?")
        ):
            found.append(f"“{_short(unit.text)}” may be a comment, or support of a part only")
    if not supports and position:
        found += [
            f"“{_short(s.unit.text)}” is a condition"
            for s in signals
            if wording.TAKEN_BACK.match(s.rest.strip(" .,:;-–—()"))
        ]
    return list(dict.fromkeys(found))


def _taken_for(rest: str, names: Names) -> str | None:
    """The other organisation for which a position is said behind it: *support, for Cedar*, *object (Cedar)*."""
    clause = re.split(r"[.;]", rest.strip(" .,:;-–—()"))[0]
    behind = re.match(
        r"(?:(?:and|both|the|all|also) )*(?:for|from|by|of|on behalf of) ", clause, re.IGNORECASE
    )
    return names.mentions_other(clause if behind else " ".join(clause.split()[:3]))


def _leaves_it(unit: Unit, position: str) -> bool:
    return adds_nothing(unit.text) or (position == "support-in-part" and tells_the_part(unit.text))


def _stray(words: str, position: str, names: Names, unit: Unit) -> str | None:
    """A word that takes a side and that the position does not explain."""
    cleaned = wording.BENIGN.sub(" ", words)
    own = rf"\b(?:we|i|our|us|they|{names.own_pattern()})\b"
    for match in wording.STANCE.finditer(cleaned):
        if (other := names.mentions_other(words)) is not None:
            return f"“{_short(unit.text)}” also speaks of {other}"
        if not position:
            return None
        before = re.split(r"[,;:.]", cleaned[: match.start()])[-1]
        devices = list(wording.DEVICES.finditer(before))
        of_devices = devices and not re.search(own, before[devices[-1].end() :], re.IGNORECASE)
        if of_devices and re.match(r"support|object|accept", match.group(), re.IGNORECASE):
            continue
        # What would remove an objection is part of it: "we could live with it if …"
        hypothetical = wording.HYPOTHETICAL.search(words) and not re.search(r"\bnot\b|n't", words)
        if position == "object" and hypothetical:
            continue
        return f"“{_short(unit.text)}” is not plain beside it"
    return None


def _short(text: str) -> str:
    return text if len(text) <= 160 else text[:159] + "…"
