"""What the operator of an IEEE 2030.5 head-end can do at its console."""

from __future__ import annotations

from typing import Any

from workbench.der.device import NotPossible
from workbench.stubs.console import keys_told, of_kind, only, plain, values_of
from workbench.stubs.ieee2030_5.programs import Control
from workbench.stubs.ieee2030_5.registry import SYSTEM, Device
from workbench.stubs.ieee2030_5.utility import Utility
from workbench.stubs.ieee2030_5.values import controllable

SHOWN = 100
"""Responses that are shown."""


class UtilityDesk:
    """Issues controls to groups of registered devices."""

    def __init__(self, utility: Utility) -> None:
        self.utility = utility

    def issue(self, asked: dict[str, Any]) -> object:
        """Issue ``values`` to a ``group`` for a ``duration``, from ``start`` or now."""
        known: dict[str, type | tuple[type, ...]] = {
            "group": str, "start": (int, float), "duration": (int, float), "primacy": int, "mrid": str,
            "randomize_start": int, "randomize_duration": int, "description": str,
        }  # fmt: skip
        only(asked, {"values", *known})
        if "duration" not in asked:
            raise NotPossible("A control has a duration, in seconds.")
        others = {
            name: of_kind(asked, name, kind) for name, kind in known.items() if asked.get(name) is not None
        }
        return _control(self.utility.issue(values_of(asked.get("values")), **others))

    def cancel(self, number: str, asked: dict[str, Any]) -> object:
        """Cancel a control by its mRID, for a ``reason``."""
        only(asked, {"reason", "by_chance"})
        return _control(
            self.utility.cancel(
                number,
                reason=of_kind({"reason": "", **asked}, "reason", str),
                by_chance=asked.get("by_chance") is True,
            )
        )

    def default(self, asked: dict[str, Any]) -> object:
        """Set the ``values`` that hold for a ``group`` while no control does."""
        only(asked, {"values", "group", "primacy"})
        group = of_kind({"group": SYSTEM, **asked}, "group", str)
        values = values_of(asked.get("values"))
        self.utility.set_default(values, group=group, primacy=asked.get("primacy"))
        return {"group": group, "values": {key: plain(value) for key, value in values.items()}}

    def register(self, asked: dict[str, Any]) -> object:
        """Register a device by ``lfdi``, ``pin`` and ``groups``."""
        only(asked, {"lfdi", "pin", "groups", "via"})
        groups = asked.get("groups", [])
        if not isinstance(groups, list) or not all(isinstance(group, str) for group in groups):
            raise NotPossible("groups is a list of names, such as Feeder/F-12.")
        return _device(
            self.utility.register(
                of_kind(asked, "lfdi", str),
                of_kind(asked, "pin", int),
                groups,
                via=of_kind({"via": "", **asked}, "via", str),
            )
        )

    def state(self) -> dict[str, Any]:
        """Return what the page shows."""
        self.utility.pass_time()
        programs = sorted(self.utility.programs.values(), key=lambda one: one.primacy)
        return {
            "now": self.utility.now(),
            "keys": keys_told(controllable()),
            "groups": list(dict.fromkeys(program.group for program in programs)),
            "endless": False,
            "devices": [_device(device) for device in self.utility.registry],
            "defaults": {
                program.group: {key: plain(value) for key, value in program.default_values.items()}
                for program in programs
                if program.default_values
            },
            "controls": [_control(control) for program in programs for control in program.listed()],
            "answers": [
                {
                    "device": answer.device[:8],
                    "id": answer.response.subject,
                    "status": answer.response.status,
                    "words": answer.words,
                    "at": answer.at,
                }
                for answer in list(self.utility.answers)[-SHOWN:][::-1]
            ],
        }


def _device(device: Device) -> dict[str, Any]:
    return {
        "name": device.lfdi,
        "lfdi": device.lfdi,
        "sfdi": device.sfdi,
        "href": device.href,
        "groups": device.groups,
        "via": device.via,
        "reported": {key: plain(value) for key, (value, _) in device.reported.items()},
    }


def _control(control: Control) -> dict[str, Any]:
    return {
        "id": control.mrid,
        "href": control.href,
        "group": control.program.group,
        "primacy": control.program.primacy,
        "start": control.start,
        "duration": control.duration,
        "state": control.state.name.lower().replace("_", " "),
        "values": {key: plain(value) for key, value in control.values.items()},
    }
