"""Where a client finds the quantities of a device in SunSpec's models, and how it says them there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from workbench.der import codecs
from workbench.der.codecs.coding import Context, Loss
from workbench.der.device import NotPossible
from workbench.der.device_quantities import form_of
from workbench.der.quantities import Protocol, Value
from workbench.der.sunspec_models import model
from workbench.stubs.modbus.sunspec_codecs import Bound, BoundCurve, Own, OwnCurve, Raw, model_codecs

Read = Callable[[str], Raw | None]
"""Returns the raw value of a point by its path in the model."""

_CHOSEN = {"curve": "ActCrv"}
_ADOPTED = {"Crv": ("AdptCrvReq", "AdptCrvRslt"), "Ctl": ("AdptCtlReq", "AdptCtlRslt")}


@dataclass(frozen=True)
class Place:
    """Where one quantity stands.

    Args:
        key: of the quantity, or the device's own slug.
        model: number.
        path: of the point in the model, without numbers; of a curve that of its group.
        group: the repeating group in which it stands, of which the first or the active one is in force; empty for a
            point of the fixed part.
        within: its path inside one instance of that group.
    """

    key: str
    model: int
    path: str
    codec: Bound | Own | BoundCurve | OwnCurve
    group: str
    within: str
    like: Value
    writable: bool

    @property
    def address(self) -> str:
        """The point as the table names it."""
        return f"{self.model}.{self.path}"

    @property
    def chosen(self) -> str:
        """Point that names the instance in force, where instances are chosen and not adopted."""
        return _CHOSEN.get(self.group, "")

    @property
    def request(self) -> str:
        """Point that asks for adoption of an instance; empty where they are chosen."""
        return _ADOPTED.get(self.group, ("", ""))[0]

    @property
    def result(self) -> str:
        """Point that says how the adoption went."""
        return _ADOPTED.get(self.group, ("", ""))[1]

    def present(self, read: Read) -> bool:
        """Whether the device implements it."""
        if isinstance(self.codec, Bound | Own):
            return read(self._whole(read, self.within)) is not None
        first = next(iter(self.codec.names(1)))
        return read(self._whole(read, first)) is not None

    def decode(self, read: Read, context: Context) -> Value:
        """Return the value.

        Raises:
            NotPossible: it says nothing now, or nothing that is known.
        """
        if isinstance(self.codec, Bound | Own):
            raw = read(self._whole(read, self.within))
            if raw is None:
                raise NotPossible(f"{self.address} says nothing now.")
            return self.codec.decode(raw, self.like, context)[self.key]
        raws = {}
        for name in self.codec.names(_MOST_POINTS):
            raw = read(self._whole(read, name))
            if raw is not None:
                raws[name] = raw
        return self.codec.decode(raws, context)

    def encode(self, value: Value, context: Context) -> tuple[dict[str, Raw | None], tuple[Loss, ...]]:
        """Return what to write, by path in the model, or in the instance of the group; and what is lost.

        Raises:
            NotPossible: it cannot be said.
        """
        losses: tuple[Loss, ...] = ()
        if isinstance(self.codec, Bound | BoundCurve):
            encoded = codecs.encode(self.codec.binding, value, context, written=True)
            losses = encoded.losses
            if isinstance(self.codec, BoundCurve):
                return dict(encoded.raw), losses
            return {self.within: encoded.raw}, losses
        if isinstance(value, tuple):
            assert not isinstance(self.codec, Bound | Own)
            return dict(self.codec.encode(value, context)), losses
        assert isinstance(self.codec, Bound | Own)
        return {self.within: self.codec.encode(value, context)}, losses

    def _whole(self, read: Read, within: str) -> str:
        if not self.group:
            return within
        active = read(self.chosen) if self.chosen else 1
        return f"{self.group}[{active if isinstance(active, int) and active > 0 else 1}].{within}"


_MOST_POINTS = 20
"""No model of SunSpec has curves of more points in use here."""


@cache
def places(number: int, protocol: Protocol) -> tuple[Place, ...]:
    """Return where a model holds what.

    Args:
        protocol: which bindings of the mapping count; model 1 belongs to both.
    """
    of = model(number)
    points = {path: (point, groups) for path, point, groups in of.walk()}
    coded = model_codecs(number)
    found = []
    for path, codec in coded.points.items():
        assert isinstance(codec, Bound | Own)
        point, groups = points[path]
        group = groups[1].name if len(groups) > 1 and groups[1].repeats else ""
        within = path.removeprefix(f"{group}.") if group else path
        for key in codec.keys:
            writable = point.writable and _writable(key)
            found.append(Place(key, number, path, codec, group, within, _like(key), writable))
    for curve in coded.curves:
        assert isinstance(curve, BoundCurve | OwnCurve)
        group = next(outer.name for outer in of.groups if outer.repeats)
        found.append(Place(curve.key, number, group, curve, group, "", (), True))
    return tuple(found)


def _writable(key: str) -> bool:
    form = form_of(key)
    return form is not None and form.writable


def _like(key: str) -> Value:
    """A value of the form that the key's unit has."""
    form = form_of(key)
    match form.unit if form is not None else "":
        case "bool":
            return False
        case "enum" | "str":
            return ""
        case "bitmap":
            return frozenset()
        case _:
            return 0.0
