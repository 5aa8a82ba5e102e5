"""Requests and answers of Modbus in words, for logs and screens."""

from __future__ import annotations

from workbench.stubs.modbus.bank import RegisterBank
from workbench.stubs.modbus.frames import (
    FrameError,
    Identify,
    MaskWrite,
    Read,
    ReadWrite,
    Refused,
    WriteMany,
    WriteOne,
    answered,
    exception_words,
    request,
)
from workbench.stubs.modbus.identification import objects_of

_READ = {1: "coils", 2: "discrete inputs", 3: "holding registers", 4: "input registers"}


def request_words(unit: int, pdu: bytes, bank: RegisterBank) -> str:
    """Return in one line what a request asks, whatever is wrong with it."""
    try:
        asked = request(pdu)
    except Refused as refused:
        return f"unit {unit}: function {pdu[0]}: {refused.why}"
    match asked:
        case Read(function, address, count):
            told = f"read {_range(_READ[function], address, count)}"
        case WriteOne(6, address, octets):
            told = f"write holding register {address}: {_said(bank, unit, address, octets)}"
        case WriteOne(_, address, octets):
            told = f"write coil {address}: {'on' if octets[0] else 'off'}"
        case WriteMany(16, address, count, octets):
            told = (
                f"write {_range('holding registers', address, count)}: {_said(bank, unit, address, octets)}"
            )
        case WriteMany(_, address, count, octets):
            told = f"write {_range('coils', address, count)}: {octets.hex()}"
        case MaskWrite(address, keep, set_to):
            told = f"mask holding register {address}: and {keep:04x}, or {set_to:04x}"
        case ReadWrite(address, count, write_address, octets):
            told = (
                f"write {_range('holding registers', write_address, len(octets) // 2)}: "
                f"{_said(bank, unit, write_address, octets)}; "
                f"then read {_range('holding registers', address, count)}"
            )
        case Identify(category, first):
            told = f"read the device identification, category {category} from object {first}"
    return f"unit {unit}: {told}"


def answer_words(unit: int, asked_pdu: bytes, pdu: bytes, bank: RegisterBank, why: str = "") -> str:
    """Return in one line what an answer to a request brings; ``why`` is the reason of an exception."""
    if pdu[0] & 0x80:
        return f"unit {unit}: exception {exception_words(pdu[1])}" + (f": {why}" if why else "")
    try:
        asked = request(asked_pdu)
        octets = answered(asked, pdu)
        if isinstance(asked, Read | ReadWrite):
            return f"unit {unit}: {_said(bank, unit, asked.address, octets)}"
        if isinstance(asked, Identify):
            texts = (value.decode("utf-8", "replace") for value in objects_of(octets).values())
            return f"unit {unit}: {', '.join(texts)}"
    except (FrameError, Refused) as fault:
        return f"unit {unit}: {fault}"
    return f"unit {unit}: done"


def _range(of_what: str, address: int, count: int) -> str:
    return f"{of_what} {address} to {address + count - 1}" if count > 1 else f"{of_what[:-1]} {address}"


def _said(bank: RegisterBank, unit: int, address: int, registers: bytes) -> str:
    """Return registers in the bank's words, beside their hexadecimal digits where they are few."""
    said = bank.words(unit, address, registers)
    digits = registers.hex(" ", 2)
    if not said:
        return digits
    return f"{said} ({digits})" if len(registers) <= 16 else said
