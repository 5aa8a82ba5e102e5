"""The utility behind a head-end: devices, programs, what devices sent; what it issues and what it then knows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping

from workbench.der.codecs import Context, NeedsValue
from workbench.der.device import NotPossible
from workbench.der.quantities import Value
from workbench.stubs.ieee2030_5.issuing import chance_problems, mrid_problems, text_problems, time_problems
from workbench.stubs.ieee2030_5.memory import Memory
from workbench.stubs.ieee2030_5.programs import (
    RECEIVED_AND_SPECIFIC,
    Control,
    Program,
    begin_between,
    mark_overlaps,
    new_mrid,
    next_moment,
    pass_time,
)
from workbench.stubs.ieee2030_5.received import Answer
from workbench.stubs.ieee2030_5.registry import SYSTEM, Device, default_primacy, ordered
from workbench.stubs.ieee2030_5.resources.base import SUBSCRIBABLE
from workbench.stubs.ieee2030_5.resources.messages import Response
from workbench.stubs.ieee2030_5.resources.programs import DefaultDERControl
from workbench.stubs.ieee2030_5.scheduling import EventState
from workbench.stubs.ieee2030_5.values import Asked, asked, built, control_base, curves_of

MOST_CONTROLS = 1_000
"""Controls that a program holds at once."""


class Utility:
    """What a head-end knows and decides, without sockets.

    Args:
        clock: seconds of the epoch.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.version = 0
        self._heard: list[Callable[[frozenset[str]], None]] = []
        self.keep: Callable[[], None] = _nothing
        """Called when the utility decided something, before anybody hears of it."""
        self.remember(Memory(brought=self.now(), changed_at=self.now()))

    def memory(self) -> Memory:
        """Return all that is known."""
        return Memory(
            registry=self.registry, programs=self.programs, answers=self.answers, mirrors=self.mirrors,
            mrids=self._mrids, answered=self._answered, brought=self._brought, changed_at=self.changed_at,
        )  # fmt: skip

    def remember(self, memory: Memory) -> None:
        """Know this instead of what was known; what the clock changed since is brought about at the next look."""
        self.registry, self.programs = memory.registry, memory.programs
        self.answers, self.mirrors = memory.answers, memory.mirrors
        self.changed_at = memory.changed_at
        self._mrids, self._answered = memory.mrids, memory.answered
        self._brought = memory.brought
        self._next = next_moment(self.programs.values(), self._brought)
        self.version += 1

    def now(self) -> int:
        """Return the moment in whole seconds."""
        return int(self.clock())

    def tell(self, listener: Callable[[frozenset[str]], None]) -> None:
        """Have a listener told of the addresses whose resources changed."""
        self._heard.append(listener)

    def changed(self, *addresses: str) -> None:
        """Note that resources changed."""
        self.version += 1
        self.changed_at = self.now()
        for listener in self._heard:
            listener(frozenset(addresses))

    def pass_time(self) -> None:
        """Bring everything that follows from the clock to now; costs nothing between two such moments."""
        now = self.now()
        if now < self._next:
            return
        self._bring(now)

    def _bring(self, now: int) -> None:
        before = {
            number: {mrid: one.state for mrid, one in program.controls.items()}
            for number, program in self.programs.items()
        }
        # One after the other, so that what was long not looked at ends as it would have under everybody's eyes.
        changed = False
        for moment in (*begin_between(self.programs.values(), self._brought, now), now):
            changed |= pass_time(self.programs.values(), moment)
        if changed:
            moved = [
                program
                for number, program in self.programs.items()
                if before[number] != {mrid: one.state for mrid, one in program.controls.items()}
            ]
            mark_overlaps(self._controls(), self._share, now)
            self.changed(*(address for program in moved for address in program.addresses()))
        self._brought, self._next = now, next_moment(self.programs.values(), now)

    def _controls(self) -> list[Control]:
        return [control for program in self.programs.values() for control in program.controls.values()]

    def _share(self, one: Control, other: Control) -> bool:
        groups = {one.program.group, other.program.group}
        return len(groups) == 1 or any(groups <= set(device.groups) for device in self.registry)

    def register(
        self, lfdi: str, pin: int, groups: Iterable[str] = (), *, via: str = "", listed: bool = True
    ) -> Device:
        """Register a device, so that it is let in; each of its groups has a program from now on.

        Raises:
            NotPossible: with the reason.
        """
        device = self.registry.add(lfdi, pin, groups, now=self.now(), via=via, listed=listed)
        for group in device.groups:
            self.program(group)
        self.changed("/edev", device.href)
        self.keep()
        return device

    def register_again(self, device: Device, pin: int, groups: Iterable[str] = (), *, via: str = "") -> None:
        """Bring what a device is registered with to what is said now; its number and all that it sent stay.

        Raises:
            NotPossible: with the reason.
        """
        if self.registry.amend(device, pin, groups, now=self.now(), via=via):
            self._regrouped(device)

    def move(self, device: Device, groups: Iterable[str]) -> None:
        """Have a device belong to other groups from now on.

        Raises:
            NotPossible: too many groups, or one without a name.
        """
        device.groups, device.changed = ordered(groups), max(self.now(), device.changed + 1)
        self._regrouped(device)

    def _regrouped(self, device: Device) -> None:
        for group in device.groups:
            self.program(group)
        self.changed(
            "/edev", device.href, f"{device.href}/fsa", f"{device.href}/fsa/1", f"{device.href}/fsa/1/derp"
        )
        self.keep()

    def program(self, group: str, primacy: int | None = None) -> Program:
        """Return the program of a group at a primacy; it is made where there is none.

        Args:
            primacy: 0 to 255. Default: the program that the group has, else by its level.

        Raises:
            NotPossible: a primacy that is none.
        """
        own = [program for program in self.programs.values() if program.group == group]
        if primacy is None and own:
            return own[0]
        rank = default_primacy(group) if primacy is None else primacy
        if isinstance(rank, bool) or not isinstance(rank, int) or not 0 <= rank <= 255:
            raise NotPossible(
                f"A primacy is a whole number from 0 to 255, of which the lower goes first, not {rank!r}."
            )
        for program in own:
            if program.primacy == rank:
                return program
        number = max(self.programs, default=0) + 1
        self.programs[number] = Program(number=number, group=group, primacy=rank)
        self.changed(*(f"{device.href}/fsa/1/derp" for device in self.registry.of_group(group)))
        return self.programs[number]

    def issue(
        self,
        values: Mapping[str, Value],
        *,
        group: str = SYSTEM,
        start: float | None = None,
        duration: float,
        primacy: int | None = None,
        randomize_start: int | None = None,
        randomize_duration: int | None = None,
        mrid: str = "",
        description: str = "",
        response_required: str = RECEIVED_AND_SPECIFIC,
        device_category: str | None = None,
    ) -> Control:
        """Issue a control.

        Args:
            values: what it asks for, by key, in the units of the table.
            group: whose devices it is for, such as ``System`` or ``Feeder/F-12``.
            start: seconds of the epoch. Default: now.
            duration: seconds.
            primacy: of the program; default: that of the group.
            randomize_start, randomize_duration: seconds of chance, -3600 to 3600.
            mrid: 32 hexadecimal digits. Default: a new one.

        Raises:
            NotPossible: with every reason: an unknown group or key, a value out of range or not a number, a time that
                is past, an mRID that was used before.
        """
        self.pass_time()
        now = self.now()
        problems = [
            *time_problems(start, duration, now),
            *chance_problems(start=randomize_start, duration=randomize_duration),
            *self._naming(mrid, group),
            *text_problems(description=description),
        ]
        wants = Asked()
        try:
            wants = self._asked(values, group)
        except NotPossible as refusal:
            problems.append(str(refusal))
        if problems:
            raise NotPossible(" ".join(problems))
        program = self.program(group, primacy)
        if len(program.controls) >= MOST_CONTROLS:
            raise NotPossible(
                f"{group} has {MOST_CONTROLS} controls already; cancel some, or wait until they end."
            )
        links = {name: program.add_curve(raw, now) for name, raw in curves_of(wants.elements).items()}
        control = Control(
            mrid=mrid.upper() or new_mrid(),
            program=program,
            created=now,
            start=now if start is None else int(start),
            duration=int(duration),
            values=dict(values),
            content=wants.elements,
            links=links,
            description=description[:32],
            randomize_start=randomize_start,
            randomize_duration=randomize_duration,
            device_category=device_category,
            response_required=response_required,
            state_at=now,
        )
        program.controls[control.mrid] = control
        self._mrids.add(control.mrid)
        self._settle(program, now)
        return control

    def _settle(self, program: Program, now: int) -> None:
        """Bring states and marks up to date after a program changed, and tell of it."""
        pass_time(self.programs.values(), now)
        mark_overlaps(self._controls(), self._share, now)
        self._brought, self._next = now, next_moment(self.programs.values(), now)
        self.changed(*program.addresses())
        self.keep()

    def _naming(self, mrid: str, group: str) -> list[str]:
        """Return what is wrong with an mRID for a new control and with a group."""
        problems = mrid_problems(mrid)
        if not problems and mrid.upper() in self._mrids:
            problems.append(f"The mRID {mrid.upper()} was used before; an mRID names one control for ever.")
        known = {SYSTEM, *(name for device in self.registry for name in device.groups)}
        if group not in known:
            problems.append(
                f"No device belongs to the group '{group}'; there are {', '.join(sorted(known))}."
            )
        return problems

    def _asked(self, values: Mapping[str, Value], group: str, *, default: bool = False) -> Asked:
        """Return what values ask for, given what the devices of the group said of themselves."""
        contexts = [self.context(device) for device in self.registry.of_group(group) if device.reported]
        found: list[Asked] = []
        for context in contexts or [Context()]:
            try:
                wants = asked(values, context, default=default)
            except NeedsValue as refusal:
                raise NotPossible(f"{refusal} No device of {group} reported it.") from None
            if wants not in found:
                found.append(wants)
        if len(found) > 1:
            raise NotPossible(
                f"The devices of {group} differ in what percentages refer to, so that one control cannot ask the "
                "same of all; issue it to each group apart, or say the reference (such as volt-var-reference)."
            )
        return found[0]

    def context(self, device: Device) -> Context:
        """Return what a device reported of itself, for conversions."""
        return Context(values={key: value for key, (value, _) in device.reported.items()})

    def find(self, mrid: str) -> Control:
        """Return a control that is not over.

        Raises:
            NotPossible: there is none.
        """
        for program in self.programs.values():
            if control := program.controls.get(mrid.upper()):
                return control
        over = "; it is over" if mrid.upper() in self._mrids else ""
        raise NotPossible(f"There is no control {mrid[:40]}{over}.")

    def cancel(self, mrid: str, *, by_chance: bool = False, reason: str = "") -> Control:
        """Cancel a control; it is listed as cancelled until its end.

        Args:
            by_chance: devices end it at different moments, within the chance of its duration.

        Raises:
            NotPossible: no such control, or it is cancelled already.
        """
        self.pass_time()
        control = self.find(mrid)
        if control.state in (EventState.CANCELLED, EventState.CANCELLED_BY_CHANCE):
            raise NotPossible(f"The control {control.mrid} is cancelled already.")
        if problems := text_problems(reason=reason):
            raise NotPossible(" ".join(problems))
        now = self.now()
        control.state = EventState.CANCELLED_BY_CHANCE if by_chance else EventState.CANCELLED
        control.state_at, control.reason = now, reason[:192] or None
        self._settle(control.program, now)
        return control

    def set_default(
        self,
        values: Mapping[str, Value],
        *,
        group: str = SYSTEM,
        primacy: int | None = None,
        description: str = "",
    ) -> DefaultDERControl | None:
        """Set what holds for a group while none of its controls does; no values take it away.

        Raises:
            NotPossible: with every reason.
        """
        if problems := [*self._naming("", group), *text_problems(description=description)]:
            raise NotPossible(" ".join(problems))
        if not values:
            program = self.program(group, primacy)
            program.default, program.default_content, program.default_values = None, {}, {}
            self._settle(program, self.now())
            return None
        wants = self._asked(values, group, default=True)
        program = self.program(group, primacy)
        now = self.now()
        links = {name: program.add_curve(raw, now) for name, raw in curves_of(wants.elements).items()}
        before = program.default
        program.default = built(
            DefaultDERControl,
            {
                **wants.settings,
                "href": f"{program.href}/dderc",
                "subscribable": SUBSCRIBABLE,
                "mRID": before.mRID if before else new_mrid(),
                "version": (before.version or 0) + 1 & 0xFFFF if before else 0,
                "description": description[:32] or None,
                "DERControlBase": control_base(wants.elements, links),
            },
        )
        program.default_content = {**wants.elements, **wants.settings}
        program.default_values = dict(values)
        self._settle(program, now)
        return program.default

    def answered(self, device: Device, program: Program, response: Response) -> Answer:
        """Keep a response."""
        control = program.controls.get(response.subject.upper())
        self._answered += 1
        answer = Answer(
            self._answered,
            device.lfdi,
            program.number,
            self.now(),
            response,
            control.values if control else {},
        )
        self.answers.append(answer)
        self.changed(f"/rsps/{program.number}/rsp")
        return answer

    def used(self, mrid: str) -> bool:
        """Whether a control of that mRID was ever issued."""
        return mrid.upper() in self._mrids

    def programs_of(self, devices: Iterable[Device]) -> list[Program]:
        """Return the programs that are meant for devices, the first in rank first."""
        groups = {group for device in devices for group in device.groups}
        return sorted(
            (program for program in self.programs.values() if program.group in groups),
            key=lambda program: (program.primacy, program.number),
        )


def _nothing() -> None:
    """Nothing is kept where there is no file for it."""
