"""What stands at which address for which client: the resources that a head-end serves."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from workbench.stubs.ieee2030_5.metered import Metered
from workbench.stubs.ieee2030_5.nodes import READ, Members, Node
from workbench.stubs.ieee2030_5.programs import Program
from workbench.stubs.ieee2030_5.received import Answer
from workbench.stubs.ieee2030_5.registry import Device
from workbench.stubs.ieee2030_5.resources.base import (
    SUBSCRIBABLE,
    Link,
    ListLink,
    Resource,
)
from workbench.stubs.ieee2030_5.resources.der import (
    DER,
    DERAvailability,
    DERCapability,
    DERList,
    DERSettings,
    DERStatus,
)
from workbench.stubs.ieee2030_5.resources.devices import (
    Configuration,
    DeviceCapability,
    DeviceInformation,
    EndDevice,
    EndDeviceList,
    FunctionSetAssignments,
    FunctionSetAssignmentsList,
    Registration,
    Time,
)
from workbench.stubs.ieee2030_5.resources.messages import (
    LogEventList,
    ResponseList,
    ResponseSet,
    ResponseSetList,
    SubscriptionList,
)
from workbench.stubs.ieee2030_5.resources.programs import DERControlList, DERCurveList, DERProgramList
from workbench.stubs.ieee2030_5.utility import Utility

WRITABLE: Mapping[str, type[Resource]] = {
    "dercap": DERCapability,
    "derg": DERSettings,
    "ders": DERStatus,
    "dera": DERAvailability,
    "di": DeviceInformation,
    "cfg": Configuration,
}
"""What a client puts, by the end of its address."""
TIME_QUALITY = 4
"""Time obtained from an external source: the host's clock."""
POLL_RATE = 300
"""Seconds between two looks at what changes; CSIP's practice for controls."""


class Tree:
    """Finds what stands at an address for a client; what is another's is as if it were not there."""

    def __init__(self, utility: Utility, poll_rate: int = POLL_RATE, in_band: bool = False) -> None:
        self.utility = utility
        self.poll_rate = poll_rate
        self.in_band = in_band
        self._metered = metered = Metered(utility, poll_rate)
        self._routes: list[tuple[re.Pattern[str], Callable[[list[Device], re.Match[str]], Node | None]]] = [
            (re.compile("/dcap"), self._capability),
            (re.compile("/tm"), lambda seen, found: Node("time", READ, self._time)),
            (re.compile("/edev"), self._devices),
            (re.compile(r"/edev/([0-9]{1,9})(/[a-z/0-9]+)?"), self._device),
            (re.compile(r"/derp/([0-9]{1,9})(/[a-z]+)?(?:/([0-9A-Fa-f]{1,32}))?"), self._program),
            (re.compile(r"/rsps(?:/([0-9]{1,9}))?(/rsp)?(?:/([0-9]{1,9}))?"), self._responses),
            (re.compile(r"/mup(?:/([0-9]{1,9}))?"), metered.mirrors),
            (re.compile(r"/upt(?:/([0-9]{1,9}))?(/mr)?(?:/([0-9]{1,9}))?(/r|/rt)?"), metered.usage),
        ]

    def find(self, path: str, seen: list[Device]) -> Node | None:
        """Return what stands at an address, or None.

        Args:
            seen: the devices that the client may see; its own first.
        """
        for pattern, make in self._routes:
            if found := pattern.fullmatch(path):
                return make(seen, found)
        return None

    def _capability(self, seen: list[Device], found: re.Match[str]) -> Node:
        mirrors = len(self._metered.mirrors_of(seen))
        return Node(
            "capability",
            READ,
            lambda: DeviceCapability(
                href="/dcap",
                pollRate=self.poll_rate,
                DERProgramListLink=ListLink(
                    href=f"{seen[0].href}/fsa/1/derp", all=len(self._programs(seen[:1]))
                )
                if seen[0].listed
                else None,
                ResponseSetListLink=ListLink(href="/rsps", all=len(self._programs(seen))),
                TimeLink=Link(href="/tm"),
                UsagePointListLink=ListLink(href="/upt", all=mirrors),
                EndDeviceListLink=ListLink(href="/edev", all=sum(device.listed for device in seen)),
                MirrorUsagePointListLink=ListLink(href="/mup", all=mirrors),
            ),
        )

    def _time(self) -> Time:
        now = self.utility.now()
        return Time(
            href="/tm",
            pollRate=self.poll_rate,
            currentTime=now,
            dstEndTime=0,
            dstOffset=0,
            dstStartTime=0,
            localTime=now,
            quality=TIME_QUALITY,
            tzOffset=0,
        )

    def _devices(self, seen: list[Device], found: re.Match[str]) -> Node:
        listed = [device for device in seen if device.listed]
        return Node(
            "devices",
            (*READ, "POST"),
            lambda: Members(
                EndDeviceList,
                "EndDevice",
                [(device.changed, self._end_device(device)) for device in listed],
                {"href": "/edev", "subscribable": SUBSCRIBABLE, "pollRate": self.poll_rate},
            ),
            subscribable=True,
        )

    def _end_device(self, device: Device) -> EndDevice:
        href = device.href
        return EndDevice(
            href=href,
            subscribable=SUBSCRIBABLE,
            ConfigurationLink=Link(href=f"{href}/cfg"),
            DERListLink=ListLink(href=f"{href}/der", all=1),
            DeviceInformationLink=Link(href=f"{href}/di"),
            lFDI=device.lfdi,
            LogEventListLink=ListLink(href=f"{href}/lel", all=len(device.logs)),
            sFDI=device.sfdi,
            changedTime=device.changed,
            enabled=True,
            FunctionSetAssignmentsListLink=ListLink(href=f"{href}/fsa", all=1),
            postRate=self.poll_rate,
            RegistrationLink=Link(href=f"{href}/rg"),
            SubscriptionListLink=ListLink(href=f"{href}/sub", all=len(device.subscriptions)),
        )

    def _device(self, seen: list[Device], found: re.Match[str]) -> Node | None:
        device = next((one for one in seen if str(one.number) == found[1] and one.listed), None)
        if device is None:
            return None
        rest = found[2] or ""
        fixed: dict[str, Callable[[Device], Node]] = {
            "": lambda one: Node("device", READ, lambda: self._end_device(one), True, one),
            "/rg": lambda one: Node("registration", READ, lambda: self._registration(one), device=one),
            "/fsa": lambda one: Node("assignments", READ, lambda: self._assignments(one), True, one),
            "/fsa/1": lambda one: Node("assignment", READ, lambda: self._assignment(one), True, one),
            "/fsa/1/derp": lambda one: Node(
                "programs", READ, lambda: self._program_list(one, rest), True, one
            ),
            "/der": lambda one: Node("ders", READ, lambda: self._ders(one), device=one),
            "/der/1": lambda one: Node("der", READ, lambda: self._der(one), device=one),
            "/der/1/derp": lambda one: Node(
                "programs", READ, lambda: self._program_list(one, rest), True, one
            ),
            "/lel": lambda one: Node("logs", (*READ, "POST"), lambda: self._logs(one), True, one),
            "/sub": lambda one: Node(
                "subscriptions", (*READ, "POST"), lambda: self._subscriptions(one), device=one
            ),
        }
        if make := fixed.get(rest):
            return make(device)
        end = rest.rpartition("/")[2]
        if end in WRITABLE and rest == (f"/{end}" if end in ("di", "cfg") else f"/der/1/{end}"):
            return self._written(device, WRITABLE[end], f"{device.href}{rest}")
        return self._numbered(device, rest)

    def _numbered(self, device: Device, rest: str) -> Node | None:
        listed, _, number = rest.rpartition("/")
        if listed == "/lel":
            logs = {str(place): event for place, event in device.logs}
            if number in logs:
                return Node("log", READ, lambda: logs[number], device=device, number=number)
        if listed == "/sub" and number in map(str, device.subscriptions):
            held = device.subscriptions[int(number)]
            return Node("subscription", (*READ, "PUT", "DELETE"), lambda: held, device=device, number=number)
        return None

    def _written(self, device: Device, kind: type[Resource], href: str) -> Node:
        held = device.documents.get(kind)
        methods = (*READ, "PUT")
        if held is None:
            return Node(
                "unwritten", methods, lambda: Resource(href=href), device=device, number=kind.__name__
            )
        return Node(
            "written", methods, lambda: held, hasattr(held, "subscribable"), device, number=kind.__name__
        )

    def _registration(self, device: Device) -> Registration:
        return Registration(
            href=f"{device.href}/rg",
            pollRate=self.poll_rate,
            dateTimeRegistered=device.registered,
            pIN=device.pin,
        )

    def _assignments(self, device: Device) -> Members:
        return Members(
            FunctionSetAssignmentsList,
            "FunctionSetAssignments",
            [(device.changed, self._assignment(device))],
            {"href": f"{device.href}/fsa", "subscribable": SUBSCRIBABLE, "pollRate": self.poll_rate},
        )

    def _assignment(self, device: Device) -> FunctionSetAssignments:
        return FunctionSetAssignments(
            href=f"{device.href}/fsa/1",
            DERProgramListLink=ListLink(href=f"{device.href}/fsa/1/derp", all=len(self._programs([device]))),
            ResponseSetListLink=ListLink(href="/rsps", all=len(self._programs([device]))),
            TimeLink=Link(href="/tm"),
            subscribable=SUBSCRIBABLE,
            mRID=f"{device.lfdi[:24]}{device.number:08d}",
            description=device.groups[-1][:32],
            version=0,
        )

    def _program_list(self, device: Device, rest: str) -> Members:
        return Members(
            DERProgramList,
            "DERProgram",
            [(0, program.document()) for program in self._programs([device])],
            {"href": f"{device.href}{rest}", "subscribable": SUBSCRIBABLE, "pollRate": self.poll_rate},
        )

    def _programs(self, seen: list[Device]) -> list[Program]:
        return self.utility.programs_of(seen)

    def _ders(self, device: Device) -> Members:
        others = {"href": f"{device.href}/der", "pollRate": self.poll_rate}
        return Members(DERList, "DER", [(device.changed, self._der(device))], others)

    def _der(self, device: Device) -> DER:
        href = f"{device.href}/der/1"
        return DER(
            href=href,
            AssociatedDERProgramListLink=ListLink(href=f"{href}/derp", all=len(self._programs([device]))),
            DERAvailabilityLink=Link(href=f"{href}/dera"),
            DERCapabilityLink=Link(href=f"{href}/dercap"),
            DERSettingsLink=Link(href=f"{href}/derg"),
            DERStatusLink=Link(href=f"{href}/ders"),
        )

    def _logs(self, device: Device) -> Members:
        return Members(
            LogEventList,
            "LogEvent",
            [(event.createdDateTime, event) for _, event in reversed(device.logs)],
            {"href": f"{device.href}/lel", "subscribable": SUBSCRIBABLE, "pollRate": self.poll_rate},
        )

    def _subscriptions(self, device: Device) -> Members:
        others = {"href": f"{device.href}/sub", "pollRate": self.poll_rate}
        return Members(
            SubscriptionList, "Subscription", [(0, one) for one in device.subscriptions.values()], others
        )

    def _program(self, seen: list[Device], found: re.Match[str]) -> Node | None:
        program = self.utility.programs.get(int(found[1]))
        if program is None or program not in self._programs(seen):
            return None
        rest, name = found[2] or "", (found[3] or "").upper()
        others = {"href": f"{program.href}{rest}", "subscribable": SUBSCRIBABLE}
        match rest, name:
            case "", "":
                return Node("program", READ, program.document, True, program=program)
            case "/derc" | "/actderc", "":
                controls = program.listed() if rest == "/derc" else program.active()
                members = [(one.created, one.document()) for one in controls]
                return Node(
                    "controls", READ, lambda: Members(DERControlList, "DERControl", members, others), True,
                    program=program,
                )  # fmt: skip
            case "/derc", _ if name in program.controls:
                return Node("control", READ, program.controls[name].document, True, program=program)
            case "/dderc", "" if program.default is not None:
                default = program.default
                return Node("default", READ, lambda: default, True, program=program)
            case "/dc", "":
                curves = [(one.creationTime, one) for one in program.curves.values()]
                only = {"href": others["href"]}
                return Node(
                    "curves", READ, lambda: Members(DERCurveList, "DERCurve", curves, only), program=program
                )
            case "/dc", _ if name in map(str, program.curves):
                curve = program.curves[int(name)]
                return Node("curve", READ, lambda: curve, program=program)
        return None

    def _responses(self, seen: list[Device], found: re.Match[str]) -> Node | None:
        programs = self._programs(seen)
        if found[1] is None:
            sets = [(0, self._response_set(program, seen)) for program in programs]
            others = {"href": "/rsps", "pollRate": self.poll_rate}
            return Node("sets", READ, lambda: Members(ResponseSetList, "ResponseSet", sets, others))
        program = next((one for one in programs if str(one.number) == found[1]), None)
        if program is None:
            return None
        if not found[2]:
            return Node("set", READ, lambda: self._response_set(program, seen), program=program)
        answers = self._answers(program, seen)
        if found[3]:
            answer = next((one for one in answers if str(one.number) == found[3]), None)
            held = answer and answer.response
            return Node("response", READ, lambda: held, program=program) if held else None
        return Node(
            "responses",
            (*READ, "POST"),
            lambda: Members(
                ResponseList,
                "Response",
                [(one.at, one.response) for one in reversed(answers)],
                {"href": f"/rsps/{program.number}/rsp"},
            ),
            program=program,
        )

    def _response_set(self, program: Program, seen: list[Device]) -> ResponseSet:
        href = f"/rsps/{program.number}"
        count = len(self._answers(program, seen))
        return ResponseSet(
            href=href,
            mRID=program.responses_mrid,
            description=f"Responses: {program.group}"[:32],
            ResponseListLink=ListLink(href=f"{href}/rsp", all=count),
        )

    def _answers(self, program: Program, seen: list[Device]) -> list[Answer]:
        own = {device.lfdi for device in seen}
        return [one for one in self.utility.answers if one.program == program.number and one.device in own]
