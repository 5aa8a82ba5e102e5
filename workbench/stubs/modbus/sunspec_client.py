"""A SunSpec client: finds the models of a device, and reads and writes it by quantities.

Nothing is taken for granted of the device but what its models say: where they lie, how often their groups repeat,
which points it implements, and the scale factors, which are read together with the values each time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from workbench.der.codecs.coding import Context, Loss
from workbench.der.device import NotPossible, NotWritable, OutOfRange, UnknownQuantity
from workbench.der.quantities import Protocol, Value
from workbench.der.sunspec_models import Model, Placed, model
from workbench.stubs.modbus.client import ModbusClient
from workbench.stubs.modbus.frames import UNHEARD, Refused
from workbench.stubs.modbus.sunspec_places import Place, places

BASES = (40_000, 50_000, 0)
"""Where a map may begin, the usual one first."""
MARK = b"SunS"
END = 0xFFFF
ADOPTION_SECONDS = 5.0
"""How long a device may take to adopt a curve."""
_FIRST_PAUSE = 0.05
_IN_PROGRESS, _COMPLETED = 0, 1
"""``AdptCrvRslt`` (SunSpec model 705)."""
NOTHING = bytes(4)
"""What some devices answer beyond their map, where it has no end."""
LONGEST_READ, LONGEST_WRITE = 125, 123
MOST_MODELS = 100
"""A chain of models that is longer leads nowhere."""
REFERENCES = (
    "setting-maximum-active-power",
    "setting-maximum-reactive-injection",
    "setting-maximum-apparent-power",
    "setting-voltage-reference",
    "nameplate-active-power",
    "monitoring-frequency",
)
"""Quantities that percentages may refer to; read before something that needs them is converted."""


class NotSunSpec(NotPossible):
    """The device does not answer as SunSpec has it."""


class MapMoved(ConnectionError):
    """A model does not stand where it was found any more; the models are to be looked up anew."""


@dataclass(frozen=True)
class Block:
    """One model of a device.

    Args:
        address: register of its identifier.
        length: in registers, identifier and length included.
        layout: its points by path.
    """

    of: Model
    address: int
    length: int
    layout: Mapping[str, Placed]


class Registers:
    """What was read of one model at one time."""

    def __init__(self, block: Block, octets: bytes) -> None:
        self.block = block
        self._octets = octets

    def raw(self, path: str) -> int | float | str | None:
        """Return a point as it stands, None where it is not implemented or not there."""
        placed = self.block.layout.get(path)
        if placed is None:
            return None
        return placed.point.decode(self.octets(placed))

    def octets(self, placed: Placed) -> bytes:
        """Return the octets of one point."""
        return self._octets[placed.offset * 2 : (placed.offset + placed.point.size) * 2]

    def scales(self) -> dict[str, int]:
        """Return the scale factors of the model by name."""
        found = {}
        for path, placed in self.block.layout.items():
            if placed.point.type == "sunssf":
                value = placed.point.decode(self.octets(placed))
                if isinstance(value, int):
                    found[path.rpartition(".")[2]] = value
        return found


class SunSpecClient:
    """One SunSpec device at one unit address.

    Args:
        client: the connection, which several units may share.
        unit: the Modbus unit address.
        protocols: whose models are looked at; where several have a quantity, the first.
    """

    def __init__(
        self,
        client: ModbusClient,
        unit: int = 1,
        protocols: Sequence[Protocol] = (Protocol.SUNSPEC_7XX, Protocol.SUNSPEC_1XX),
    ) -> None:
        self.unit = unit
        self._protocols = protocols
        self.blocks: dict[int, Block] = {}
        self._client = client
        self._places: dict[str, Place] = {}
        self._references: dict[str, Value] = {}
        self._one_at_a_time = asyncio.Lock()

    async def discover(self) -> None:
        """Find the models, and which quantities the device has.

        Raises:
            NotSunSpec: no map of models is found.
            OSError: the device does not answer.
        """
        base = await self._base()
        self.blocks = {}
        for block in await self._blocks(base + 2):
            self.blocks.setdefault(
                block.of.id, block
            )  # of a model that is there twice the first is the whole device
        found: dict[str, Place] = {}
        for protocol in self._protocols:
            for number, block in self.blocks.items():
                if (number > 700) is (protocol is Protocol.SUNSPEC_1XX) and number != 1:
                    continue
                registers = await self._registers(block)
                for place in places(number, protocol):
                    if place.key not in found and place.present(registers.raw):
                        found[place.key] = place
        self._places = found
        if not found:
            raise NotSunSpec(
                f"Unit {self.unit} shows models {sorted(self.blocks)}, none of which is used here."
            )
        self._references = {}
        try:
            await self.read([key for key in REFERENCES if key in found])
        except BaseException:
            self._places = {}  # without what percentages refer to, much could not be said for as long as it runs
            raise

    def keys(self) -> Collection[str]:
        """Return the quantities that the device has."""
        return self._places.keys()

    def place(self, key: str) -> Place:
        """Return where a quantity stands.

        Raises:
            UnknownQuantity: the device does not have it.
        """
        try:
            return self._places[key]
        except KeyError:
            shown = ", ".join(map(str, sorted(self.blocks)))
            raise UnknownQuantity(f"Unit {self.unit} has no '{key}'; it shows the models {shown}.") from None

    async def read(self, keys: Iterable[str]) -> dict[str, Value]:
        """Return values by key; a key that the device does not have, or that says nothing now, is left out.

        Raises:
            OSError: the device does not answer.
        """
        wanted = [self._places[key] for key in keys if key in self._places]
        # The shortest is asked alone first: of a device that is silent, one request holds the line and not all of them.
        numbers = sorted({place.model for place in wanted}, key=lambda number: self.blocks[number].length)
        by_model = {number: await self._registers(self.blocks[number]) for number in numbers[:1]}
        rest = await asyncio.gather(*(self._registers(self.blocks[number]) for number in numbers[1:]))
        by_model |= dict(zip(numbers[1:], rest, strict=True))
        values: dict[str, Value] = {}
        wanted.sort(key=lambda place: place.key not in REFERENCES)  # others may refer to them
        for place in wanted:
            registers = by_model[place.model]
            try:
                value = place.decode(registers.raw, self._context(registers, values))
            except NotPossible:
                continue
            values[place.key] = value
        self._references |= {key: value for key, value in values.items() if key in REFERENCES}
        return values

    async def write(self, key: str, value: Value) -> tuple[Loss, ...]:
        """Set a quantity, and return what was lost in saying it.

        A curve, and what belongs to one, is written beside the one in force and adopted then.

        Raises:
            NotPossible: the device has no such quantity, it cannot be said, or the device refuses it.
            OSError: the device does not answer.
            Refused: a Modbus gateway before it says that it does not.
        """
        place = self.place(key)
        if not place.writable:
            raise NotWritable(f"'{key}' is only read at {place.address}.")
        async with self._one_at_a_time:
            if place.model not in self.blocks:
                raise MapMoved(f"the models of unit {self.unit} have to be looked up anew")
            registers = await self._registers(self.blocks[place.model])
            context = self._context(registers, {})
            raws, losses = place.encode(value, context)
            try:
                if place.group:
                    await self._adopt(place, registers, raws)
                else:
                    await self._put(registers.block, raws)
            except Refused as refused:
                if refused.code in UNHEARD:
                    raise
                raise OutOfRange(
                    f"Unit {self.unit} refuses {key} at {place.address}: {refused.why}."
                ) from None
        return losses

    def _context(self, registers: Registers, values: Mapping[str, Value]) -> Context:
        return Context(scales=registers.scales(), values={**self._references, **values})

    async def _base(self) -> int:
        for base in BASES:
            try:
                if await self._client.read(self.unit, base, 2) == MARK:
                    return base
            except Refused as refused:
                if refused.code in UNHEARD:
                    raise
        raise NotSunSpec(f"Unit {self.unit} has no 'SunS' at {', '.join(map(str, BASES))}.")

    async def _blocks(self, address: int) -> list[Block]:
        found: list[Block] = []
        while len(found) < MOST_MODELS:
            try:
                head = await self._client.read(self.unit, address, 2)
            except Refused:
                if not found:
                    raise
                return found  # a map that ends without its end, or whose end is one register long
            number, length = int.from_bytes(head[:2]), int.from_bytes(head[2:])
            if number == END or head == NOTHING:
                return found
            try:
                of = model(number)
            except KeyError:
                address += 2 + length
                continue
            found.append(await self._block(of, address, 2 + length))
            address += 2 + length
        raise NotSunSpec(f"Unit {self.unit} shows more than {MOST_MODELS} models.")

    async def _block(self, of: Model, address: int, length: int) -> Block:
        counts: dict[str, int] = {}
        fixed = {placed.path: placed for placed in of.layout()}
        for counter in of.counters():
            if counter in fixed:
                placed = fixed[counter]
                octets = await self._client.read(self.unit, address + placed.offset, placed.point.size)
                value = placed.point.decode(octets)
                counts[counter] = value if isinstance(value, int) else 0
            else:
                while of.length({**counts, counter: counts.get(counter, 0) + 1}) + 2 <= length:
                    counts[counter] = counts.get(counter, 0) + 1
        layout = {placed.path: placed for placed in of.layout(counts)}
        fitting = {path: one for path, one in layout.items() if one.offset + one.point.size <= length}
        return Block(of, address, length, fitting)

    async def _registers(self, block: Block) -> Registers:
        """Read a whole model, scale factors with values.

        A device that was exchanged, or a gateway behind which one more device answers, shows other models: written
        to the old places, a value would come to mean something else.

        Raises:
            MapMoved: another model stands there; the device counts as not discovered then.
        """
        parts = await asyncio.gather(
            *(
                self._client.read(self.unit, block.address + start, min(LONGEST_READ, block.length - start))
                for start in range(0, block.length, LONGEST_READ)
            )
        )
        octets = b"".join(parts)
        number, length = int.from_bytes(octets[:2]), 2 + int.from_bytes(octets[2:4])
        if (number, length) != (block.of.id, block.length):
            self.blocks, self._places = {}, {}
            raise MapMoved(f"unit {self.unit} does not show model {block.of.id} at {block.address} any more")
        return Registers(block, octets)

    async def _put(self, block: Block, raws: Mapping[str, int | float | str | None]) -> None:
        """Write points of a model, neighbours in one request."""
        runs: list[tuple[int, bytes]] = []
        for placed in sorted((block.layout[path] for path in raws), key=lambda one: one.offset):
            octets = placed.point.encode(raws[placed.path])
            if runs:
                start, before = runs[-1]
                joined = len(before) + len(octets) <= LONGEST_WRITE * 2
                if start + len(before) // 2 == placed.offset and joined:
                    runs[-1] = (start, before + octets)
                    continue
            runs.append((placed.offset, octets))
        for start, octets in runs:
            await self._client.write(self.unit, block.address + start, octets)

    async def _adopt(
        self, place: Place, registers: Registers, raws: Mapping[str, int | float | str | None]
    ) -> None:
        """Fill an instance of a group that is not in force with what is, changed as asked, and have it adopted."""
        block = registers.block
        active = registers.raw(place.chosen) if place.chosen else None
        number = _free(place, registers, active)
        source = _in_force(active)
        before, after = f"{place.group}[{source}].", f"{place.group}[{number}]."
        copied: dict[str, int | float | str | None] = {}
        for path, placed in block.layout.items():
            if path.startswith(after) and placed.point.writable:
                copied[path] = registers.raw(before + path.removeprefix(after))
        if not copied:
            raise NotWritable(
                f"Unit {self.unit} shows no second {place.group} in model {place.model} to write to."
            )
        changed = {after + within: raw for within, raw in raws.items()}
        missing = [path for path in changed if path not in block.layout]
        if missing:
            raise OutOfRange(f"Unit {self.unit} has no room for {missing[0]} in model {place.model}.")
        await self._put(block, {path: raw for path, raw in {**copied, **changed}.items() if raw is not None})
        await self._put(block, {place.chosen or place.request: number})
        if place.request:
            held = {before + within: registers.raw(before + within) for within in raws}
            asked = {before + within: raw for within, raw in raws.items() if raw is not None}
            await self._adopted(place, block, number, held, asked)

    async def _adopted(
        self,
        place: Place,
        block: Block,
        number: int,
        held: Mapping[str, int | float | str | None],
        asked: Mapping[str, int | float | str | None],
    ) -> None:
        """Wait until an adoption is over: a device may take its time, and show the result of the one before until then.

        Args:
            held: what was in force before, by path.
            asked: what is to be in force.

        Raises:
            OutOfRange: it failed, or nothing came of it.
        """
        pause, waited = _FIRST_PAUSE, 0.0
        differ = [path for path, raw in asked.items() if held[path] != raw]
        while True:
            registers = await self._registers(block)
            result = registers.raw(place.result)
            changed = not differ or any(registers.raw(path) != held[path] for path in differ)
            if result == _COMPLETED and changed:
                return
            if result not in (_IN_PROGRESS, _COMPLETED) or waited >= ADOPTION_SECONDS:
                break
            await asyncio.sleep(pause)
            waited, pause = waited + pause, pause * 2
        why = f"{place.result} is {result}"
        if result == _COMPLETED:
            why += f", and what is in force reads as before after {waited:.0f} s"
        raise OutOfRange(
            f"Unit {self.unit} did not adopt {place.group} {number} of model {place.model}: {why}."
        )


def _in_force(active: object) -> int:
    """Return the number of the instance in force, from the point that names it, where there is one."""
    return active if isinstance(active, int) and active > 0 else 1


def _free(place: Place, registers: Registers, active: object) -> int:
    """Return the number of an instance that may be written to.

    That is one beside the one in force which is not only read. Where instances are chosen and the device has
    one alone, it is that.
    """
    group, force = place.group, _in_force(active)
    numbers = [number for number in (2, 3, 1) if place.chosen or number > 1]
    for number in numbers:
        shown = any(path.startswith(f"{group}[{number}].") for path in registers.block.layout)
        if shown and number != force and registers.raw(f"{group}[{number}].ReadOnly") != 1:
            return number
    return force if place.chosen else 2
