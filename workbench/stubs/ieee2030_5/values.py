"""Values of the table as elements of IEEE 2030.5 and back: which element, which attribute, which curve.

The codecs say how one value stands in XML; here is put together what one resource carries for several quantities.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TypeVar, cast

from workbench.der.codecs import Context, NeedsValue, Raw, decode, encode
from workbench.der.codecs.tables import attributes
from workbench.der.device import NotPossible
from workbench.der.quantities import Binding, Protocol, Value, quantities
from workbench.stubs.ieee2030_5.documents import form
from workbench.stubs.ieee2030_5.resources.base import Link
from workbench.stubs.ieee2030_5.resources.programs import (
    ControlBase,
    DefaultDERControl,
    DERCurve,
)

PROTOCOL = Protocol.IEEE_2030_5_2018
_PLACE = re.compile(
    r"(?P<resource>\w+)(?:\.(?P<element>\w+)(?:\.(?P<member>\w+))?)?(?: ?\((?P<note>[^)]*)\))?"
)
R = TypeVar("R")
EXCITATION = "constant-power-factor-excitation"
"""The one word that says for both directions whether reactive power is injected or absorbed."""
POWER_FACTORS = ("opModFixedPFInjectW", "opModFixedPFAbsorbW")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quantity stands.

    Args:
        member: element inside the element, empty where the codec knows it.
        presence: the element's being there is the value.
        of_curve: it is an attribute of the curve to which the element links.
    """

    key: str
    binding: Binding
    resource: str
    element: str
    member: str = ""
    presence: bool = False
    of_curve: bool = False


@dataclass(frozen=True)
class Asked:
    """What values ask for, as elements.

    Args:
        elements: of a control, each as the XML holds it; a curve stands in the place of the link to it.
        settings: attributes that only a default control carries.
    """

    elements: Mapping[str, Raw] = field(default_factory=dict)
    settings: Mapping[str, Raw] = field(default_factory=dict)


@cache
def places() -> Mapping[str, Place]:
    """Return where each quantity stands in the 2018 edition, by its key."""
    found = {}
    curves = {
        row.group: row.bindings[PROTOCOL].read.partition(".")[2]
        for row in quantities().values()
        if PROTOCOL in row.bindings and row.key in _curve_keys()
    }
    for row in quantities().values():
        binding = row.bindings.get(PROTOCOL)
        place = _PLACE.fullmatch(binding.read) if binding else None
        if binding is None or place is None or row.key not in attributes():
            continue
        of_curve = place["resource"] == "DERCurve"
        found[row.key] = Place(
            row.key,
            binding,
            "DERControl" if of_curve else place["resource"],
            curves.get(row.group, "") if of_curve else place["element"] or "",
            member=(place["element"] if of_curve else place["member"]) or "",
            presence="presence" in (place["note"] or ""),
            of_curve=of_curve,
        )
    return found


@cache
def _curve_keys() -> Collection[str]:
    return {key for key, attribute in attributes().items() if attribute.type == "DERCurve"}


def asked(values: Mapping[str, Value], context: Context, *, default: bool = False) -> Asked:
    """Return what values ask for.

    Args:
        values: settings by key, in the units of the table.
        context: what else is known of the devices; the values themselves are known too.
        default: for a default control, which carries more.

    Raises:
        NotPossible: with every reason: a key that no control carries, a value that does not fit or is no number, an
            element of which only a part was given.
    """
    problems: list[str] = []
    elements: dict[str, Raw] = {}
    settings: dict[str, Raw] = {}
    switches: dict[str, bool] = {}
    excitation: Raw = None
    known = Context(values={**context.values, **values})
    for key, value in values.items():
        place = places().get(key)
        if key in _references():
            continue
        if place is None or not place.binding.write or not _carries(place.resource, default):
            problems.append(_not_carried(key, default))
            continue
        try:
            raw = encode(place.binding, value, known).raw
        except NotPossible as refusal:
            problems.append(str(refusal))
            continue
        if place.resource == "DefaultDERControl":
            settings[place.element] = raw
        elif place.presence:
            switches[place.element] = bool(raw)
        elif key == EXCITATION:
            excitation = raw
        else:
            _lay(elements, place, raw)
    for element in POWER_FACTORS if excitation is not None else ():
        if isinstance(held := elements.get(element), dict):
            held.update(excitation)
    problems += _incomplete(elements, switches)
    if excitation is not None and not elements.keys() & set(POWER_FACTORS):
        problems.append(f"{EXCITATION} says how a power factor is kept, and none was given.")
    if not problems and not elements and not settings and not switches:
        problems.append("A control asks for something; no quantity was given.")
    if problems:
        raise NotPossible(" ".join(problems))
    return Asked(elements, settings)


def _carries(resource: str, default: bool) -> bool:
    return resource == "DERControl" or (default and resource == "DefaultDERControl")


@cache
def _references() -> Collection[str]:
    """Words beside a curve that say what its percentages refer to; the curve itself carries them."""
    return {"volt-var-reference", "watt-var-reference", "volt-watt-reference", "constant-reactive-power-mode"}


def _not_carried(key: str, default: bool) -> str:
    if key not in quantities():
        return f"There is no quantity '{key}'."
    kind = "default control" if default else "control"
    carried = ", ".join(sorted(controllable(default=default)))
    return f"A {kind} of IEEE 2030.5-2018 does not carry '{key}'; it carries {carried}."


@cache
def controllable(*, default: bool = False) -> Collection[str]:
    """Return the keys that a control carries."""
    return [
        key
        for key, place in places().items()
        if place.binding.write and _carries(place.resource, default) and key != "schedule-event"
    ]


def _lay(elements: dict[str, Raw], place: Place, raw: Raw) -> None:
    if place.member:
        raw = {place.member: raw}
    held = elements.get(place.element)
    if isinstance(held, dict) and isinstance(raw, Mapping):
        held.update(raw)
    else:
        elements[place.element] = dict(raw) if isinstance(raw, Mapping) else raw


def _incomplete(elements: dict[str, Raw], switches: Mapping[str, bool]) -> list[str]:
    problems = []
    for element, on in switches.items():
        if on is not (element in elements):
            what = "needs its value too" if on else "cannot be switched off and given a value at once"
            problems.append(f"{element} {what}: in IEEE 2030.5 its presence is the switch.")
    for element, raw in elements.items():
        if isinstance(raw, Mapping):
            kind = DERCurve if element in _curve_elements() else _kinds()[element]
            given = {*raw, "mRID", "creationTime"} if kind is DERCurve else set(raw)
            missing = [one.name for one in form(kind) if one.required and one.name not in given]
            if kind is DERCurve and not raw.get("CurveData"):
                missing = ["CurveData"]
            if missing:
                keys = [place.key for place in places().values() if place.element == element]
                keys += [EXCITATION] if element in POWER_FACTORS and EXCITATION not in keys else []
                problems.append(
                    f"{element} is not complete: {', '.join(missing)} is missing; it is given by {', '.join(keys)}."
                )
    return problems


@cache
def _curve_elements() -> Collection[str]:
    return {one.name for one in form(ControlBase) if one.kind is Link}


@cache
def _kinds() -> Mapping[str, type]:
    return {one.name: one.kind for one in form(ControlBase) if one.kind is not None}


def built(kind: type[R], raw: Mapping[str, Raw]) -> R:
    """Return an instance of a class for what the XML holds; what it has no element for is left out."""
    values: dict[str, object] = {}
    for one in form(kind):
        held = raw.get(one.name)
        if held is None:
            continue
        if one.kind is None:
            values[one.name] = held
        elif one.many:
            values[one.name] = [built(one.kind, each) for each in cast(Iterable[Mapping[str, Raw]], held)]
        else:
            values[one.name] = held if isinstance(held, one.kind) else built(one.kind, held)
    return kind(**values)


def plain(value: object) -> Raw:
    """Return what the XML of a value holds, without tags; absent elements are left out."""
    if isinstance(value, list):
        return [plain(one) for one in value]
    if not hasattr(value, "__dataclass_fields__"):
        return value
    held = ((one.name, getattr(value, one.name)) for one in form(type(value)))
    return {name: plain(one) for name, one in held if one is not None}


def control_base(elements: Mapping[str, Raw], links: Mapping[str, str]) -> ControlBase:
    """Return the elements of a control with links to their curves.

    Args:
        links: addresses of the curves, by element.
    """
    return built(
        ControlBase,
        {name: Link(href=links[name]) if name in links else raw for name, raw in elements.items()},
    )


def curves_of(elements: Mapping[str, Raw]) -> dict[str, Mapping[str, Raw]]:
    """Return the curves among the elements."""
    return {name: raw for name, raw in elements.items() if name in _curve_elements()}


def content_of(base: ControlBase, curves: Mapping[str, DERCurve]) -> dict[str, Raw]:
    """Return what a control that was read asks for, by element, its curves in the place of their links.

    Args:
        curves: by the address that a link has.

    Raises:
        NotPossible: a link to a curve that is not there.
    """
    found: dict[str, Raw] = {}
    for one in form(ControlBase):
        held = getattr(base, one.name)
        if held is None or one.name == "rampTms":
            continue
        if isinstance(held, Link):
            curve = curves.get(held.href)
            if curve is None:
                raise NotPossible(f"{one.name} links to the curve {held.href}, which is not there.")
            found[one.name] = plain(curve)
        else:
            found[one.name] = plain(held)
    return found


def settings_of(default: DefaultDERControl) -> dict[str, Raw]:
    """Return the settings that a default control carries beside its elements."""
    names = {place.element for place in places().values() if place.resource == "DefaultDERControl"}
    return {name: held for name in names if (held := getattr(default, name, None)) is not None}


def told(elements: Mapping[str, Raw], context: Context) -> dict[str, Value]:
    """Return the values that elements of controls and settings of a default ask for, by key.

    Raises:
        NotPossible: one that means nothing here, or that needs a value which is not known.
    """
    found: dict[str, Value] = {}
    for key, place in places().items():
        if place.element not in elements or key == "schedule-event":
            continue
        if place.resource not in ("DERControl", "DefaultDERControl"):
            continue
        raw = elements[place.element]
        if place.member:
            raw = raw.get(place.member) if isinstance(raw, Mapping) else None
            if raw is None:
                continue
        found[key] = decode(place.binding, raw, context)
    return found


def held_by(resource: object, context: Context) -> dict[str, Value]:
    """Return the values that a nameplate, settings, status or availability carries, by key.

    Raises:
        NotPossible: one that means nothing here.
    """
    name = type(resource).__name__
    raws = plain(resource)
    return {
        key: decode(place.binding, raws[place.element], context)
        for key, place in places().items()
        if place.resource == name and place.element in raws
    }


def carried_by(kind: type, values: Mapping[str, Value], context: Context) -> dict[str, Raw]:
    """Return what a nameplate, settings, status or availability holds of values.

    Raises:
        NotPossible: one that does not fit, or cannot be said there.
    """
    return {
        place.element: encode(place.binding, values[key], context).raw
        for key, place in places().items()
        if place.resource == kind.__name__ and key in values
    }


def unsayable(values: Mapping[str, Value], context: Context) -> str:
    """Return why a value that was read could not be asked for: out of range, no word; empty where all could."""
    known = Context(values={**context.values, **values})
    for key, value in values.items():
        try:
            encode(places()[key].binding, value, known)
        except NeedsValue:
            continue
        except NotPossible as refusal:
            return str(refusal)
    return ""
