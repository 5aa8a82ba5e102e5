"""Values of the table as each protocol carries them, one module a family, behind one entry.

``decode`` and ``encode`` know the binding's protocol; what a conversion needs beside the number (scale factors,
settings to which percentages refer) comes in a ``Context``. Nothing is clipped: what does not fit is an error, and what
does not survive is told as a ``Loss``, measured by decoding what was encoded.
"""

from __future__ import annotations

from workbench.der.codecs import dnp3, ieee2030_5, sunspec
from workbench.der.codecs.coding import (
    NOTHING,
    Context,
    Encoded,
    Loss,
    NeedsValue,
    NotCarried,
    Raw,
    check_form,
    form,
    name,
)
from workbench.der.codecs.conversions import companions as _companions
from workbench.der.codecs.losses import losses
from workbench.der.codecs.thinning import greatest_change, thinned
from workbench.der.quantities import Binding, Curve, Value

__all__ = [
    "NOTHING",
    "Context",
    "Encoded",
    "Loss",
    "NeedsValue",
    "NotCarried",
    "Raw",
    "companions",
    "decode",
    "encode",
    "most_points",
]


def decode(binding: Binding, raw: Raw, context: Context = NOTHING, *, written: bool = False) -> Value:
    """Return the value of the table for what a protocol carries.

    Args:
        raw: as the module of the family says: ``sunspec``, ``dnp3`` or ``ieee2030_5``.
        written: the raw value is what a client wrote, not what it read (they differ in DNP3 only).

    Raises:
        UnknownQuantity: the other side has no such value (a point that is not implemented, an absent element).
        NotPossible: it means nothing here, or something else has to be known.
    """
    match binding.protocol.family:
        case "sunspec":
            return sunspec.decode(binding, raw, context)
        case "dnp3":
            return dnp3.decode(binding, raw, context, written=written)
        case _:
            return ieee2030_5.decode(binding, raw, context)


def encode(binding: Binding, value: Value, context: Context = NOTHING, *, written: bool = False) -> Encoded:
    """Return a value as a protocol carries it, with what is lost.

    Args:
        written: for a client that writes, not for a server that is read (they differ in DNP3 only).

    Raises:
        OutOfRange: another form than the quantity's, or it does not fit; nothing is clipped.
        NotCarried: the protocol has no way to say this value.
        NeedsValue: something else has to be known.
    """
    check_form(binding, value)
    told: tuple[Loss, ...] = ()
    if isinstance(value, tuple) and form(binding) == "curve":
        value, told = _fewer(binding, value, context)
    match binding.protocol.family:
        case "sunspec":
            raw = sunspec.encode(binding, value, context)
        case "dnp3":
            raw = dnp3.encode(binding, value, context, written=written)
        case _:
            raw = ieee2030_5.encode(binding, value, context)
    arrived = decode(binding, raw, context, written=written)
    return Encoded(raw, (*told, *losses(binding, value, arrived)))


def companions(binding: Binding, raw: Raw, context: Context = NOTHING) -> dict[str, Value]:
    """Return other values that the same raw value carries: the excitation in the sign of a SunSpec 1xx power factor."""
    return _companions(binding, raw) if isinstance(raw, int) else {}


def most_points(binding: Binding, context: Context = NOTHING) -> int | None:
    """Return how many points a curve may have there; ``None`` where nothing limits it."""
    allowed = context.points
    match binding.protocol.family:
        case "sunspec":
            found = sunspec.plan(binding).curve
            most = found.most if found else None
        case "dnp3":
            most = dnp3.MOST_POINTS
        case _:
            most = ieee2030_5.MOST_POINTS
    limits = [limit for limit in (allowed, most) if limit is not None]
    return min(limits) if limits else None


def _fewer(binding: Binding, curve: Curve, context: Context) -> tuple[Curve, tuple[Loss, ...]]:
    most = most_points(binding, context)
    if most is None or len(curve) <= most:
        return curve, ()
    if most < 2:
        raise NotCarried(f"{name(binding)} holds {most} points of a curve; two are needed at least.")
    fewer = thinned(curve, most)
    change = greatest_change(curve, fewer)
    words = (
        f"{name(binding)} holds {most} points, and the curve has {len(curve)}: those were kept that change it least; "
        f"its second axis differs by up to {change:.4g}."
    )
    return fewer, (Loss("points", words, change),)
