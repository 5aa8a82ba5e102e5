"""Payloads as letters: JSON with a version and an order, of limited size, read strictly."""

from __future__ import annotations

import json
import uuid
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from workbench.stubs.aggregation.payloads import (
    DEFAULT,
    Answer,
    Answers,
    Ask,
    Asked,
    Hello,
    Payload,
    Readings,
    State,
)
from workbench.stubs.strict_json import (
    LONGEST_NAME,
    LONGEST_TEXT,
    Refused,
    check_fields,
    list_of,
    number_of,
    object_of,
    plain_values,
    shown_json,
    text_of,
    time_of,
    values_read,
)

VERSION = 1
CONTENT_TYPE = "application/json"
LARGEST = 128 * 1024
"""Octets of a letter; every transport carries it."""
MOST_ASKS = 100
"""Asks in one letter; those that begin later follow when there is room."""
REMEMBERED_RUNS = 100


@dataclass(frozen=True)
class Letter:
    """A payload with what puts it in order.

    Args:
        run: of the sender, another one each time that it begins.
        number: within the run, rising.
        sent: seconds of the epoch by the sender's clock.
    """

    payload: Payload
    run: str
    number: int
    sent: float


class Sender:
    """Puts what one end sends in order.

    Args:
        clock: seconds of the epoch.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._run = uuid.uuid4().hex
        self._number = 0

    def letter(self, payload: Payload) -> bytes:
        """Return the next letter as octets.

        Raises:
            Refused: it cannot be said; the number is not used.
        """
        octets = write(Letter(payload, self._run, self._number + 1, self._clock()))
        self._number += 1
        return octets


class Order:
    """Tells which letters of one sender are new: a later one of the same kind makes an earlier one void."""

    def __init__(self) -> None:
        self._run = ""
        self._past: deque[str] = deque(maxlen=REMEMBERED_RUNS)
        self._numbers: dict[type[Payload], int] = {}

    @property
    def heard(self) -> bool:
        """Whether any letter came."""
        return bool(self._run)

    def kept(self) -> dict[str, Any]:
        """Return what is known of the sender, as JSON has it."""
        numbers = {_KINDS[kind]: number for kind, number in self._numbers.items()}
        return {"run": self._run, "past": list(self._past), "numbers": numbers}

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Take up what ``kept`` returned.

        Raises:
            Refused, KeyError, TypeError: it is none; nothing changed then.
        """
        run = text_of(kept["run"], "run", LONGEST_NAME, empty=True)
        past = [text_of(one, "past", LONGEST_NAME, empty=True) for one in kept["past"]]
        numbers = {
            kind: int(number_of(kept["numbers"][word], word))
            for kind, word in _KINDS.items()
            if word in kept["numbers"]
        }
        self._run, self._numbers = run, numbers
        self._past = deque(past, maxlen=REMEMBERED_RUNS)

    def is_new(self, letter: Letter) -> bool:
        """Note a letter, and tell whether it says anything new."""
        if letter.run != self._run:
            if letter.run in self._past:
                return False
            self._past.append(self._run)
            self._run = letter.run
            self._numbers.clear()
        kind = type(letter.payload)
        if letter.number <= self._numbers.get(kind, 0):
            return False
        self._numbers[kind] = letter.number
        return True


def write(letter: Letter) -> bytes:
    """Return a letter as octets.

    Raises:
        Refused: it is larger than allowed, or says what cannot be said.
    """
    payload = letter.payload
    said: dict[str, Any] = {
        "version": VERSION,
        "kind": _KINDS[type(payload)],
        "run": letter.run,
        "number": letter.number,
        "sent": letter.sent,
    }
    match payload:
        case Asked(default, asks):
            said |= {
                "default": plain_values(default),
                "asks": [
                    {"id": ask.id, "start": ask.start, "end": ask.end, "settings": plain_values(ask.settings)}
                    for ask in asks
                ],
            }
        case Answers(answers, refused):
            said |= {
                "answers": [{"id": one.id, "state": str(one.state), "why": one.why} for one in answers],
                "refused": refused,
            }
        case Readings(measured, held):
            said |= {"measured": plain_values(measured), "held": plain_values(held)}
    try:
        octets = json.dumps(said, allow_nan=False, separators=(",", ":")).encode()
    except (TypeError, ValueError) as error:
        raise Refused(f"A letter cannot say this: {error}.") from None
    read(octets)  # whatever the other end would refuse is not sent
    return octets


def read(octets: bytes) -> Letter:
    """Return what octets say.

    Raises:
        Refused: with what is wrong and what is allowed.
    """
    if len(octets) > LARGEST:
        raise Refused(f"The letter has {len(octets)} octets; allowed are {LARGEST}.")
    try:
        said = json.loads(octets, object_pairs_hook=_once, parse_constant=_no_number)
    except Refused:
        raise
    except (ValueError, RecursionError) as error:
        raise Refused(f"The letter is no JSON: {str(error)[:200]}.") from None
    whole = object_of(said, "The letter")
    version = whole.get("version")
    if type(version) is not int or version != VERSION:
        raise Refused(f"The letter is of version {shown_json(version)}; this end speaks version {VERSION}.")
    kind = whole.get("kind")
    if not isinstance(kind, str) or kind not in _PARTS:
        raise Refused(f"The letter is of the kind {shown_json(kind)}; allowed are {', '.join(_PARTS)}.")
    check_fields(whole, {"version", "kind", "run", "number", "sent", *_PARTS[kind]}, f"A letter '{kind}'")
    run = text_of(whole["run"], "run", LONGEST_NAME)
    number = whole["number"]
    if type(number) is not int or not 1 <= number <= 2**53:
        raise Refused(f"number is {shown_json(number)}; allowed is a whole number from 1.")
    return Letter(_payload(kind, whole), run, number, time_of(whole["sent"], "sent"))


def _payload(kind: str, whole: Mapping[str, Any]) -> Payload:
    if kind == "asked":
        asks = tuple(_ask(one) for one in list_of(whole["asks"], "asks", MOST_ASKS))
        twice = {ask.id for ask in asks if sum(ask.id == other.id for other in asks) > 1}
        if twice:
            raise Refused(f"The ask {', '.join(sorted(twice))} stands in the letter twice.")
        return Asked(values_read(whole["default"], "default"), asks)
    if kind == "answers":
        answers = tuple(_answer(one) for one in list_of(whole["answers"], "answers", MOST_ASKS + 1))
        return Answers(answers, text_of(whole["refused"], "refused", LONGEST_TEXT, empty=True))
    if kind == "readings":
        return Readings(values_read(whole["measured"], "measured"), values_read(whole["held"], "held"))
    return Hello()


_PARTS: Mapping[str, tuple[str, ...]] = {
    "asked": ("default", "asks"),
    "answers": ("answers", "refused"),
    "readings": ("measured", "held"),
    "hello": (),
}
_KINDS: Mapping[type[Payload], str] = {
    Asked: "asked",
    Answers: "answers",
    Readings: "readings",
    Hello: "hello",
}


def _ask(said: object) -> Ask:
    whole = object_of(said, "An ask")
    check_fields(whole, {"id", "start", "end", "settings"}, "An ask")
    name = text_of(whole["id"], "id", LONGEST_NAME)
    if name == DEFAULT:
        raise Refused(f"An ask cannot have the id '{DEFAULT}'.")
    start = time_of(whole["start"], f"start of {name}")
    end = None if whole["end"] is None else time_of(whole["end"], f"end of {name}")
    if end is not None and end <= start:
        raise Refused(f"The ask {name} ends at {end:g}, not after its start at {start:g}.")
    settings = values_read(whole["settings"], f"settings of {name}")
    if not settings:
        raise Refused(f"The ask {name} asks for nothing.")
    return Ask(name, start, end, settings)


def _answer(said: object) -> Answer:
    whole = object_of(said, "An answer")
    check_fields(whole, {"id", "state", "why"}, "An answer")
    try:
        state = State(whole["state"])
    except ValueError:
        raise Refused(f"state is {shown_json(whole['state'])}; allowed are {', '.join(State)}.") from None
    name = text_of(whole["id"], "id", LONGEST_NAME)
    return Answer(name, state, text_of(whole["why"], "why", LONGEST_TEXT, empty=True))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Refused("The letter says something of the same name twice.")
    return found


def _no_number(word: str) -> NoReturn:
    raise Refused(f"The letter says {word}, which is no number.")
