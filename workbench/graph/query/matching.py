"""Whether a condition fits an item: what can be known beforehand is worked out once for all items."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from workbench.graph.closing import closed
from workbench.graph.query.conditions import (
    AllOf,
    AnyOf,
    Compared,
    Condition,
    Negation,
    Present,
    Searched,
    Value,
)
from workbench.graph.query.holding import Held, comparison, held_by_field, held_by_part, plain
from workbench.graph.query.linking import COVERAGE, LINKED, Moment, ends_named, linked_to, with_links
from workbench.graph.query.values import folded, is_none
from workbench.graph.snapshot import ItemView
from workbench.record.kinds import ALIASES

Test = Callable[[ItemView], bool]

_OPPOSITE = {"!=": "=", "!~": "~"}
YES = frozenset({"yes", "true"})
_COSTS = {"kind": 0, "status": 1, "suspect": 2}
"""Of conditions that must all hold, those that cost least come first."""


def test_of(condition: Condition, moment: Moment) -> Test:
    """The test of a condition at a moment, to be asked of many items."""
    if isinstance(condition, AllOf):
        tests = [test_of(part, moment) for part in sorted(condition.parts, key=_cost)]
        return lambda item: all(test(item) for test in tests)
    if isinstance(condition, AnyOf):
        tests = [test_of(part, moment) for part in sorted(condition.parts, key=_cost)]
        return lambda item: any(test(item) for test in tests)
    if isinstance(condition, Negation):
        return _opposite(test_of(condition.inner, moment))
    if isinstance(condition, Searched):
        return _searched(condition.text.casefold())
    if isinstance(condition, Present):
        return _standing(moment, condition.field, _says_something)
    opposite = _OPPOSITE.get(condition.operator)
    if opposite is not None:
        return _opposite(_compared(Compared(condition.field, opposite, condition.values), moment))
    return _compared(condition, moment)


def _cost(condition: Condition) -> int:
    if isinstance(condition, Compared):
        return _COSTS.get(condition.field, 3)
    return 4


def _opposite(test: Test) -> Test:
    return lambda item: not test(item)


def _searched(letters: str) -> Test:
    return lambda item: (
        letters in item.title.casefold() or letters in item.code.casefold() or letters in item.text.casefold()
    )


def _compared(condition: Compared, moment: Moment) -> Test:
    """One of the values fits; for each the test that suits its field."""
    tests = [_one_value(condition.field, condition.operator, value, moment) for value in condition.values]
    return tests[0] if len(tests) == 1 else lambda item: any(test(item) for test in tests)


def _one_value(name: str, operator: str, value: Value, moment: Moment) -> Test:
    if name == "kind" and operator == "=":
        word = folded(value.text)
        kinds = {kind for kind in (word, ALIASES.get(word)) if kind}
        return lambda item: item.kind in kinds
    if name == "status" and operator == "=" and not value.quoted and not is_none(value):
        return _has_status(folded(value.text))
    if name == "suspect" and operator == "=" and not is_none(value):
        suspect, wanted = _suspect(moment), folded(value.text) in YES
        return lambda item: (item.uuid in suspect) is wanted
    head, _, rest = name.partition(".")
    if moment.holds_links(head):
        if rest:
            further = _compared(Compared(rest, operator, (value,)), moment)
            return _linked_test(moment, head, further)
        return _end_test(moment, name, operator, value)
    if is_none(value) and operator == "=":
        return _opposite(_standing(moment, name, _anything))
    fits, held = comparison(operator, value, moment.today), _reader(moment, name)
    return lambda item: any(fits(one) for one in held(item))


def _suspect(moment: Moment) -> frozenset[str]:
    """Uuids of the items that cite a text which has changed since somebody last looked."""
    return frozenset(link.source for link in moment.snapshot.links if link.suspect)


def _has_status(status: str) -> Test:
    if status == "closed":
        return closed
    return _opposite(closed) if status == "open" else lambda item: folded(item.status) == status


def _end_test(moment: Moment, name: str, operator: str, value: Value) -> Test:
    """A comparison with what a field made of links points to, by code and title."""
    if is_none(value) and operator == "=":
        return _opposite(_standing(moment, name, _anything))
    fits = comparison(operator, value, moment.today)
    if operator == "=":
        ends: Iterable[ItemView] = ends_named(moment.snapshot, value.text)
    else:
        ends = [item for item in moment.snapshot.items.values() if fits(Held((item.code, item.title)))]
    return _or_plain(moment, name, linked_to(moment, name, ends), fits)


def _linked_test(moment: Moment, head: str, further: Test) -> Test:
    """A condition on what a field made of links points to: one of the ends fits it."""
    found = linked_to(moment, head, [item for item in moment.snapshot.items.values() if further(item)])
    return lambda item: item.uuid in found


def _or_plain(moment: Moment, name: str, found: frozenset[str], fits: Callable[[Held], bool]) -> Test:
    """In the set, or where an item's kind has a field of this name that is no link, by what stands in it."""

    def test(item: ItemView) -> bool:
        if item.uuid in found:
            return True
        spec = None if name == LINKED else moment.field(item.kind, name)
        if spec is None or spec.view is not None:
            return False
        return any(fits(one) for one in held_by_field(item, spec))

    return test


def _standing(moment: Moment, name: str, counts: Callable[[Held], bool]) -> Test:
    """Something that counts stands in the field."""
    head, _, rest = name.partition(".")
    if moment.holds_links(head):
        if rest:
            return _linked_test(moment, head, _standing(moment, rest, counts))
        return _or_plain(moment, name, with_links(moment, name), counts)
    held = _reader(moment, name)
    return lambda item: any(counts(one) for one in held(item))


def _anything(held: Held) -> bool:
    return True


def _says_something(held: Held) -> bool:
    """Something stands there, and it is not a plain no."""
    return held.texts != ("no", "false")


def _reader(moment: Moment, name: str) -> Callable[[ItemView], list[Held]]:
    """What a field that is not made of links holds; empty where a kind has no such field."""
    if name == "kind":
        aliases = {kind: tuple(a for a, of in ALIASES.items() if of == kind) for kind in ALIASES.values()}
        return lambda item: [Held((item.kind, *aliases.get(item.kind, ())))]
    if name == "suspect":
        suspect = _suspect(moment)
        return lambda item: plain(item.uuid in suspect)
    if name in COVERAGE:
        states = moment.coverage(deep=COVERAGE[name])
        return lambda item: plain(states.get(item.uuid))
    if name == "confidential":
        return lambda item: plain(item.confidential)
    if name == "changed":
        return lambda item: plain(item.effective_on)
    if name == "change":
        return lambda item: plain(item.change)
    head, dot, part = name.partition(".")

    def read(item: ItemView) -> list[Held]:
        spec = moment.field(item.kind, name)
        if spec is not None:
            return held_by_field(item, spec)
        return held_by_part(item, head, part) if dot else []

    return read
