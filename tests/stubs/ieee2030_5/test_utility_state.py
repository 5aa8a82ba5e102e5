"""What a utility keeps: after a restart every client gets the same octets from every address, and so it goes on."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from random import Random
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stubs.ieee2030_5.utility_side import PIN, START, Clock
from workbench.der.device import NotPossible
from workbench.stubs.ieee2030_5 import programs
from workbench.stubs.ieee2030_5.documents import NAMESPACE, write
from workbench.stubs.ieee2030_5.intake import Intake
from workbench.stubs.ieee2030_5.paging import part_of
from workbench.stubs.ieee2030_5.refusals import Refused
from workbench.stubs.ieee2030_5.registry import SYSTEM
from workbench.stubs.ieee2030_5.scheduling import EventState
from workbench.stubs.ieee2030_5.tree import Tree
from workbench.stubs.ieee2030_5.utility import Utility
from workbench.stubs.ieee2030_5.utility_state import UtilityState, restore

NS = f'xmlns="{NAMESPACE}"'
LFDIS = ("A1" * 20, "B2" * 20, "C3" * 20)
GROUPS = ("Feeder/F-1", "Substation/S-1", "a & b < c")
VALUES: tuple[dict[str, Any], ...] = (
    {"limit-active-power": 50.0},
    {"limit-active-power": 20.0, "connect-disconnect": False},
    {
        "volt-var-curve": ((92.0, 44.0), (98.0, 0.0), (102.0, 0.0), (108.0, -44.0)),
        "volt-var-response-time": 5.0,
    },
    {"volt-var-curve": ((90.0, 30.0), (110.0, -30.0)), "volt-var-response-time": 5.0},
    {"constant-power-factor-injecting": 0.95, "constant-power-factor-excitation": "absorbing"},
    {"set-active-power": 40.0},
    {"enter-service-delay": 30.0},
    {},
)
MRIDS = ("0A" * 16, "0B" * 16)


def document(kind: str, inner: str, **attributes: object) -> bytes:
    """Return a document as a client sends it."""
    named = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<{kind} {NS}{named}>{inner}</{kind}>".encode()


def mirror_reading(mrid: str, value: int, *, kind: bool) -> str:
    """Return a reading, with or without what it is a reading of."""
    typed = "<ReadingType><powerOfTenMultiplier>9</powerOfTenMultiplier><uom>38</uom></ReadingType>"
    return (
        f"<MirrorMeterReading><mRID>{mrid}</mRID><description>&#13; &lt;a&gt; </description>"
        f"<Reading><value>{value}</value></Reading>{typed if kind else ''}</MirrorMeterReading>"
    )


class Side:
    """A utility without sockets, and the clients that speak to it."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.refused: list[str] = []
        self._made = 0
        self._be(Utility(self.clock))

    def _be(self, utility: Utility) -> None:
        self.utility = utility
        self.state = UtilityState(utility)
        self.tree = Tree(utility, in_band=True)
        self.intake = Intake(utility, self.tree)

    def restart(self) -> None:
        """End, and begin anew with what was kept."""
        kept = json.dumps(self.state.plain(), allow_nan=False)
        again = Utility(self.clock)
        restore(again, json.loads(kept))
        self._be(again)

    def do(self, act: Callable[[Side], object]) -> None:
        """Do something; what is refused is noted."""

        def named() -> UUID:
            self._made += 1
            return UUID(int=self._made << 64)

        self.utility.pass_time()
        with patch.object(programs.uuid, "uuid4", named):
            try:
                act(self)
            except (NotPossible, Refused) as refusal:
                self.refused.append(str(refusal))
        self.state.plain()  # kept each time, so that what is written once is not written anew in vain or too seldom

    def ask(self, who: int, method: str, path: str, octets: bytes = b"") -> None:
        """Send a request as a client."""
        seen = self.utility.registry.seen_by(LFDIS[who])
        node = self.tree.find(path, seen)
        if node is None or method not in node.methods:
            self.refused.append(f"{method} {path}")
            return
        taken = self.intake.take(method, node, seen, octets)
        self.refused.append(f"{taken.status} {taken.words} {taken.location}")

    def controls(self) -> list[str]:
        """Return the mRIDs of controls that are not over."""
        return [mrid for one in self.utility.programs.values() for mrid in one.controls]

    def served(self) -> dict[tuple[str, str], bytes]:
        """Return what every client gets from every address that it is told of, but for the time."""
        self.utility.pass_time()
        found: dict[tuple[str, str], bytes] = {}
        for lfdi in LFDIS:
            seen = self.utility.registry.seen_by(lfdi)
            waiting = ["/dcap"] if seen else []
            while waiting:
                path = waiting.pop()
                node = self.tree.find(path, seen)
                if (lfdi, path) in found or (node and node.kind == "time"):
                    continue
                octets = found[lfdi, path] = write(part_of(node.serve(), "l=255", 1)[0]) if node else b""
                waiting += re.findall(r'(?:href|replyTo)="([^"]+)"', octets.decode())
        return found

    def known(self) -> object:
        """Return what the operator sees, beside what clients get."""
        devices = [
            (one.lfdi, one.pin, one.groups, one.via, one.reported, one.listed, one.logged)
            for one in self.utility.registry
        ]
        answers = [(one.number, one.device, one.at, one.control) for one in self.utility.answers]
        controls = [
            (one.mrid, one.values, one.content, one.state, one.reason)
            for program in self.utility.programs.values()
            for one in program.controls.values()
        ]
        defaults = [
            (one.group, one.primacy, one.default_values, one.default_content)
            for one in self.utility.programs.values()
        ]
        return devices, answers, controls, defaults, self.utility.changed_at


Act = Callable[[Side], object]


def act(number: int, seed: int) -> Act:
    """Return something that the utility, a client or the time does.

    Args:
        number: which it is, of ``ACTS``.
        seed: of everything else about it.
    """
    chance = Random(seed)
    who, n, value = chance.randrange(3), chance.randrange(4), chance.randint(-9, 9)
    own, path = LFDIS[who], f"/edev/{who + 1}"
    group = chance.choice((SYSTEM, *GROUPS))
    groups = chance.sample(GROUPS, chance.randrange(3))
    values = chance.choice(VALUES)
    mrid = chance.choice(MRIDS)
    start, duration = START + chance.randint(-20, 200), chance.randint(1, 150)
    varies = chance.choice((None, chance.randint(-20, 20)))
    primacy = chance.choice((None, None, 7))

    def some_control(side: Side) -> str:
        return (side.controls() or ["0" * 32])[n % (len(side.controls()) or 1)]

    def register(side: Side) -> None:
        known = side.utility.registry.get(own)
        if known is not None:
            side.utility.register_again(known, PIN, groups, via=LFDIS[n] if n < who else "")
        else:
            side.utility.register(own, PIN, groups, via=LFDIS[n] if n < who else "", listed=bool(n % 2))

    status = (
        f"<alarmStatus>{n:08X}</alarmStatus><operationalModeStatus><dateTime>{n}</dateTime><value>2</value>"
        f"</operationalModeStatus><readingTime>{START + value}</readingTime>"
    )
    event = (
        f"<createdDateTime>{START}</createdDateTime><details>étincelle {n}</details><functionSet>11</functionSet>"
        f"<logEventCode>{n}</logEventCode><logEventID>{n}</logEventID><logEventPEN>40732</logEventPEN>"
        "<profileID>2</profileID>"
    )
    places = ("/derp/1/derc", "/derp/1", "/edev", f"{path}/fsa/1/derp", "/tm")
    wish = (
        f"<subscribedResource>{places[(n + value) % 5]}</subscribedResource><encoding>0</encoding><level>-S1</level>"
        f"<limit>{n}</limit><notificationURI>http://127.0.0.1:9/{n % 2}?a=1&amp;b=2</notificationURI>"
    )
    point = (
        f"<mRID>{mrid}</mRID><roleFlags>0049</roleFlags><serviceCategoryKind>0</serviceCategoryKind><status>1</status>"
        f"<deviceLFDI>{own}</deviceLFDI>"
    )
    readings = mirror_reading(MRIDS[n % 2], value, kind=value > 0) + mirror_reading(
        "0C" * 16, value, kind=n > 1
    )

    def respond(side: Side) -> None:
        said = (
            f"<endDeviceLFDI>{own}</endDeviceLFDI><status>{n}</status><subject>{some_control(side)}</subject>"
        )
        side.ask(
            who, "POST", f"/rsps/{n}/rsp", document("DERControlResponse" if value > 0 else "Response", said)
        )

    chosen: list[Act] = [
        register,
        register,
        lambda side: side.utility.move(side.utility.registry.named(str(who + 1)), groups),
        *[
            lambda side: side.utility.issue(
                values, group=group, start=start if value else None, duration=duration, primacy=primacy,
                randomize_start=varies, randomize_duration=varies, description=f"é {n}",
                mrid=mrid if value == 9 else "", device_category="00000001" if n == 1 else None,
            )
        ] * 3,
        lambda side: side.utility.cancel(some_control(side), by_chance=n == 1, reason="é" * n),
        lambda side: side.utility.set_default(values, group=group, primacy=primacy),
        lambda side: setattr(side.clock, "at", side.clock.at + duration),
        lambda side: side.ask(who, "POST", "/edev", document("EndDevice", f"<sFDI>{sfdi(side, own)}</sFDI>")),
        lambda side: side.ask(who, "PUT", f"{path}/der/1/ders", document("DERStatus", status)),
        lambda side: side.ask(who, "PUT", f"{path}/der/1/derg", settings_of(value)),
        lambda side: side.ask(who, "POST", f"{path}/lel", document("LogEvent", event)),
        lambda side: side.ask(who, "POST", f"{path}/sub", document("Subscription", wish)),
        lambda side: side.ask(who, "PUT", f"{path}/sub/{n}", document("Subscription", wish)),
        lambda side: side.ask(who, "DELETE", f"{path}/sub/{n}"),
        respond,
        respond,
        lambda side: side.ask(who, "POST", "/mup", document("MirrorUsagePoint", point + readings)),
        lambda side: side.ask(who, "PUT", f"/mup/{n}", document("MirrorUsagePoint", point + readings)),
        lambda side: side.ask(who, "POST", f"/mup/{n}", document("MirrorMeterReadingList", readings, all=2, results=2)),
        lambda side: side.ask(who, "DELETE", f"/mup/{n}"),
    ]  # fmt: skip
    return chosen[number % len(chosen)]


def settings_of(value: int) -> bytes:
    """Return the settings of a device, as it puts them."""
    said = (
        "<modesEnabled>00000101</modesEnabled><setGradW>1</setGradW><setMaxVA><multiplier>0</multiplier>"
        f"<value>{5000 + value}</value></setMaxVA><setMaxVar><multiplier>0</multiplier><value>2500</value></setMaxVar>"
        "<setMaxVarNeg><multiplier>0</multiplier><value>-2500</value></setMaxVarNeg><setMaxW><multiplier>0</multiplier><value>5000</value></setMaxW>"
        f"<updatedTime>{START}</updatedTime>"
    )
    return document("DERSettings", said)


def sfdi(side: Side, lfdi: str) -> int:
    """Return the short identifier of a device."""
    known = side.utility.registry.get(lfdi)
    return known.sfdi if known else 0


def registered(side: Side) -> None:
    """Have all devices registered, one of them behind the first, and something of every kind that is seldom drawn."""
    side.utility.register(LFDIS[0], PIN, [GROUPS[0]])
    side.utility.register(LFDIS[1], PIN, [GROUPS[0]], via=LFDIS[0])
    side.utility.register(LFDIS[2], PIN, GROUPS)
    for who, path in enumerate(("/edev/1", "/edev/2", "/edev/3")):
        side.ask(who, "PUT", f"{path}/der/1/derg", settings_of(0))
    side.utility.set_default(VALUES[3], group=GROUPS[0])
    control = side.utility.issue(VALUES[2], group=GROUPS[0], duration=500)
    said = f"<endDeviceLFDI>{LFDIS[0]}</endDeviceLFDI><status>1</status><subject>{control.mrid}</subject>"
    side.ask(0, "POST", f"/rsps/{control.program.number}/rsp", document("Response", said))


SEEDS = st.integers(0, 2**20)
STEPS = st.lists(st.tuples(st.integers(0, 21), SEEDS, st.booleans()), min_size=1, max_size=25)


@settings(max_examples=40, deadline=None)
@given(begun=st.booleans(), steps=STEPS)
def test_a_restart_between_any_two_things_that_happen_changes_nothing(
    begun: bool, steps: list[tuple[int, int, bool]]
) -> None:
    lasting, ending = Side(), Side()
    for side in (lasting, ending):
        if begun:
            side.do(registered)
    for number, seed, restarts in steps:
        for side in (lasting, ending):
            side.do(act(number, seed))
        if restarts:
            ending.restart()
    ending.restart()
    assert ending.served() == lasting.served()
    assert ending.known() == lasting.known()
    assert ending.refused == lasting.refused


def test_the_acts_of_the_property_reach_every_kind_of_resource() -> None:
    """Guards the property above: what it never reaches it says nothing about."""
    chance = Random(1)
    kinds: set[str] = set()
    for _ in range(12):
        side = Side()
        side.do(registered)
        for _ in range(25):
            side.do(act(chance.randrange(22), chance.randrange(2**20)))
        kinds |= {
            re.sub("[0-9A-F]{32}|[0-9]+", "#", path) for (_, path), octets in side.served().items() if octets
        }
    assert kinds >= {
        "/dcap", "/edev", "/edev/#", "/edev/#/rg", "/edev/#/fsa/#/derp", "/edev/#/der/#/ders", "/edev/#/der/#/derg",
        "/edev/#/lel/#", "/edev/#/sub/#", "/derp/#", "/derp/#/derc/#", "/derp/#/dderc", "/derp/#/dc/#",
        "/rsps/#/rsp/#", "/mup/#", "/upt/#/mr/#/r", "/upt/#/mr/#/rt",
    }  # fmt: skip


def test_what_began_and_ended_while_nobody_looked_superseded_all_the_same() -> None:
    side = Side()
    side.utility.register(LFDIS[0], PIN)
    whole = side.utility.issue({"limit-active-power": 50.0}, start=START + 10, duration=100)
    side.clock.at += 1
    side.utility.issue({"limit-active-power": 20.0}, start=START + 30, duration=20)
    side.restart()
    side.clock.at = START + 60
    side.utility.pass_time()
    (left,) = side.utility.programs[1].controls.values()
    assert (left.mrid, left.state, left.state_at) == (whole.mrid, EventState.SUPERSEDED, START + 30)
    side.clock.at = START + 110
    side.utility.pass_time()
    with pytest.raises(NotPossible, match="it is over"):
        side.utility.cancel(whole.mrid)


def test_a_device_that_reports_what_cannot_be_keeps_no_head_end_from_beginning_anew() -> None:
    side = Side()
    registered(side)
    point = (
        f"<mRID>{MRIDS[0]}</mRID><roleFlags>0049</roleFlags><serviceCategoryKind>0</serviceCategoryKind>"
        f"<status>1</status><deviceLFDI>{LFDIS[0]}</deviceLFDI>{mirror_reading(MRIDS[1], 10**14, kind=True)}"
    )
    side.ask(0, "POST", "/mup", document("MirrorUsagePoint", point))
    assert side.utility.registry.named("1").reported["monitoring-active-power"][0] == 1e23
    before = side.served()
    side.restart()
    assert side.served() == before
    assert "setting-maximum-active-power" in side.utility.registry.named("1").reported


def _spoilt() -> list[Any]:
    def without(*path: Any) -> Callable[[Any], None]:
        def spoil(kept: Any) -> None:
            for step in path[:-1]:
                kept = kept[step]
            del kept[path[-1]]

        return spoil

    def having(value: object, *path: Any) -> Callable[[Any], None]:
        def spoil(kept: Any) -> None:
            for step in path[:-1]:
                kept = kept[step]
            kept[path[-1]] = value

        return spoil

    return [
        (without("mirrors"), "'mirrors' is missing"),
        (without("devices", 0, "pin"), "'pin' is missing"),
        (having(111_112, "devices", 0, "pin"), "is not a PIN"),
        (having("A1" * 20, "devices", 1, "lfdi"), "registered twice"),
        (having("EE" * 20, "devices", 1, "via"), "is not registered"),
        (having([" "], "devices", 1, "groups"), "A group has a name"),
        (having("<DERSettings/>", "devices", 0, "documents", 0), "is of the name space"),
        (having("1", "programs", 0, "number"), "'1' is no whole number"),
        (having("SOON", "programs", 0, "controls", 0, "state"), "no state of an event"),
        (having({"opModMaxLimW": "half"}, "programs", 0, "controls", 0, "content"), "half"),
        (
            having([1, 2], "devices", 0, "reported", "setting-maximum-active-power"),
            "points are pairs of numbers",
        ),
        (having(3, "devices"), "not of the form"),
    ]


@pytest.mark.parametrize(("spoil", "words"), _spoilt())
def test_what_no_utility_kept_is_refused_by_a_sentence_and_changes_nothing(
    spoil: Callable[[Any], None], words: str
) -> None:
    side = Side()
    registered(side)
    side.utility.issue({"limit-active-power": 50.0}, duration=60)
    kept = json.loads(json.dumps(side.state.plain()))
    spoil(kept)
    again = Utility(side.clock)
    before = again.registry
    with pytest.raises(ValueError, match=words):
        restore(again, kept)
    assert again.registry is before
