"""Media between two ends, as ``data/der/media.yaml`` has them: figures with a source each and how sure they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import yaml

from workbench.der.quantities import TABLES

FILE = TABLES / "media.yaml"
CERTAINTIES = ("verified", "partly", "inferred", "memory")


class MediaFault(ValueError):
    """A profile that cannot be; the message lists everything that is wrong with it."""


@dataclass(frozen=True)
class Direction:
    """One way of a link.

    Args:
        latency: seconds from one end to the other, at the least.
        jitter: seconds by which it is longer at the most, spread evenly.
        bandwidth: bits of a stream per second, all connections together; None for as many as come.
        loss: share of segments that are lost; TCP sends them again, so that the stream stalls.
    """

    latency: float = 0.0
    jitter: float = 0.0
    bandwidth: float | None = None
    loss: float = 0.0

    def problems(self, where: str) -> list[str]:
        """Return what is wrong with it, in sentences."""
        found = []
        for name in ("latency", "jitter"):
            value = getattr(self, name)
            if not 0 <= value <= 3_600:
                found.append(f"{where}: {name} is {value} s; allowed are 0 to 3600")
        if self.bandwidth is not None and not 1 <= self.bandwidth < float("inf"):
            found.append(f"{where}: bandwidth is {self.bandwidth} bit/s; allowed is 1 or more, or none")
        if not 0 <= self.loss < 1:
            found.append(f"{where}: loss is {self.loss}; allowed is 0 or more and less than 1")
        return found


@dataclass(frozen=True)
class Medium:
    """A profile: what a link over some medium does to what passes.

    Args:
        key: by which it is named on the command line.
        name, meaning: in words.
        up: from the client to the server. Which end that is, is the caller's: a facility that polls its utility is
            the client.
        down: from the server to the client.
        reordering: seconds within which connections that are opened one after the other may overtake each other.
        stall: seconds that a lost segment holds the stream up at the least (TCP's retransmission timeout).
        sources: for each figure the source and how sure it is.
    """

    key: str
    name: str = ""
    meaning: str = ""
    up: Direction = Direction()
    down: Direction = Direction()
    reordering: float = 0.0
    stall: float = 1.0
    sources: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        found = self.up.problems(f"{self.key}, up") + self.down.problems(f"{self.key}, down")
        if not 0 <= self.reordering <= 3_600:
            found.append(f"{self.key}: reordering is {self.reordering} s; allowed are 0 to 3600")
        if not 0 < self.stall <= 3_600:
            found.append(f"{self.key}: stall is {self.stall} s; allowed is more than 0 and up to 3600")
        if found:
            raise MediaFault("; ".join(found))

    @property
    def round_trip(self) -> float:
        """Seconds there and back, at the least."""
        return self.up.latency + self.down.latency

    def with_(self, **changes: object) -> Medium:
        """Return the same medium with other figures: ``latency``, ``jitter``, ``bandwidth``, ``loss`` of both ways.

        Args:
            changes: ``reordering`` and ``stall`` too.

        Raises:
            MediaFault: an unknown figure, or one that cannot be.
        """
        both = {name: value for name, value in changes.items() if name in Direction.__dataclass_fields__}
        own = {name: value for name, value in changes.items() if name in ("reordering", "stall")}
        if unknown := sorted(changes.keys() - both.keys() - own.keys()):
            allowed = [*Direction.__dataclass_fields__, "reordering", "stall"]
            raise MediaFault(f"A medium has no {', '.join(unknown)}; allowed are {', '.join(allowed)}")
        return replace(
            self,
            up=replace(self.up, **both),  # type: ignore[arg-type]
            down=replace(self.down, **both),  # type: ignore[arg-type]
            **own,  # type: ignore[arg-type]
        )


NOTHING = Medium("none", "No medium", "Passes everything on at once")


@cache
def media(path: Path = FILE) -> Mapping[str, Medium]:
    """Return the profiles of the table by their keys.

    Raises:
        MediaFault: naming every profile and figure that cannot be.
    """
    read = yaml.safe_load(path.read_text(encoding="utf-8"))
    found: dict[str, Medium] = {}
    problems: list[str] = []
    for entry in read["media"]:
        try:
            medium = _medium(entry)
            found[medium.key] = medium
        except MediaFault as fault:
            problems.append(str(fault))
    if problems:
        raise MediaFault(f"{path.name}: " + "; ".join(problems))
    return found


def medium(key: str) -> Medium:
    """Return the profile of a name.

    Raises:
        MediaFault: there is none; the message names those that there are.
    """
    if key == NOTHING.key:
        return NOTHING
    try:
        return media()[key]
    except KeyError:
        raise MediaFault(f"No medium {key!r}; there are {', '.join([*media(), NOTHING.key])}") from None


_FIGURES = {
    "latency_up": ("up", "latency", 1e-3),
    "latency_down": ("down", "latency", 1e-3),
    "jitter_up": ("up", "jitter", 1e-3),
    "jitter_down": ("down", "jitter", 1e-3),
    "bandwidth_up": ("up", "bandwidth", 1e3),
    "bandwidth_down": ("down", "bandwidth", 1e3),
    "loss_up": ("up", "loss", 1e-2),
    "loss_down": ("down", "loss", 1e-2),
    "reordering": ("", "reordering", 1e-3),
    "stall": ("", "stall", 1e-3),
}
"""Figures of the table (ms, kbit/s, %), where they belong, and their factor to seconds, bits per second, shares."""


@dataclass(frozen=True)
class Figure:
    """One figure of a profile, in the unit of the table.

    Args:
        name: with ``_up`` (from client to server) or ``_down`` where the two ways differ.
        certainty: one of ``CERTAINTIES``.
    """

    name: str
    value: float
    unit: str
    source: str
    certainty: str


def figures(medium: Medium) -> list[Figure]:
    """Return every figure of a profile with its source; one for both ways where they are the same."""
    found: dict[str, Figure] = {}
    for name, (source, certainty) in medium.sources.items():
        way, attribute, factor = _FIGURES[name]
        value = getattr(getattr(medium, way) if way else medium, attribute) / factor
        found[name] = Figure(name, round(value, 6), _UNITS[factor], source, certainty)
    told: list[Figure] = []
    for name, figure in found.items():
        both = name.removesuffix("_up").removesuffix("_down")
        up, down = found.get(f"{both}_up"), found.get(f"{both}_down")
        if up is None or down is None or replace(up, name=both) != replace(down, name=both):
            told.append(figure)
        elif figure is up:
            told.append(replace(up, name=both))
    return told


_UNITS = {1e-3: "ms", 1e3: "kbit/s", 1e-2: "%"}


def _medium(entry: Mapping[str, object]) -> Medium:
    key = str(entry.get("key", "a medium without a key"))
    figures = entry.get("figures")
    if not isinstance(figures, Mapping):
        raise MediaFault(f"{key}: no figures")
    ways: dict[str, dict[str, float]] = {"up": {}, "down": {}, "": {}}
    sources: dict[str, tuple[str, str]] = {}
    problems = []
    for name, figure in figures.items():
        both = [name] if name in _FIGURES else [f"{name}_up", f"{name}_down"]
        if not all(each in _FIGURES for each in both):
            problems.append(f"{key}: no figure is called {name}")
            continue
        if figure.get("certainty") not in CERTAINTIES or not figure.get("source"):
            problems.append(f"{key}: {name} needs a source and one of {', '.join(CERTAINTIES)}")
            continue
        for each in both:
            way, attribute, factor = _FIGURES[each]
            ways[way][attribute] = float(figure["value"]) * factor
            sources[each] = (str(figure["source"]), str(figure["certainty"]))
    if problems:
        raise MediaFault("; ".join(problems))
    return Medium(
        key,
        str(entry["name"]),
        str(entry["meaning"]),
        Direction(**ways["up"]),
        Direction(**ways["down"]),
        sources=sources,
        **ways[""],
    )
