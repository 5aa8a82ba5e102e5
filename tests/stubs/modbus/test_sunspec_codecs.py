"""The table of SunSpec points beyond the mapping, and that what either binds is served."""

from __future__ import annotations

import csv

import pytest

from workbench.der.behaviour.fleet import Fleet
from workbench.der.behaviour.ratings import Ratings
from workbench.der.codecs.tables import coded
from workbench.der.quantities import TABLES, Protocol, quantities
from workbench.der.sunspec_models import model
from workbench.stubs.modbus.sunspec_unit import SunSpecUnit

ROWS = list(csv.DictReader((TABLES / "sunspec_device_points.csv").read_text(encoding="utf-8").splitlines()))
RULES = {"", "negated", "second-bit", "read"}
SUNSPEC = (Protocol.SUNSPEC_7XX, Protocol.SUNSPEC_1XX)


@pytest.fixture(scope="module")
def unit() -> SunSpecUnit:
    return SunSpecUnit(Fleet(1, Ratings(kind="pv+storage", phases=3, voltage=480.0)).device(0))


def test_rows_name_points_quantities_and_symbols_that_there_are() -> None:
    known = set(Fleet(1).device(0).keys())
    for row in ROWS:
        point = model(int(row["model"])).point(row["point"])
        assert bool(row["quantity"]) != bool(row["constant"]), row
        assert not row["quantity"] or row["quantity"] in known, row
        assert row["rule"] in RULES, row
        assert row["certainty"] in ("verified", "partly", "inferred"), row
        for pair in filter(None, row["words"].split("; ")):
            assert pair.split("=")[1] in point.symbols, row
        if point.symbols and row["quantity"] and not row["words"] and point.type.startswith("enum"):
            protocol = Protocol.SUNSPEC_7XX if int(row["model"]) > 700 else Protocol.SUNSPEC_1XX
            assert coded(row["quantity"], protocol) or {0, 1} <= set(point.symbols.values()), row


def test_no_point_is_bound_twice() -> None:
    bound = {
        quantity.cells[column]
        for quantity in quantities().values()
        for column in ("sunspec_7xx", "sunspec_1xx")
    }
    names = [f"{row['model']}.{row['point']}" for row in ROWS]
    assert len(set(names)) == len(names)
    assert not bound & set(names)


def test_every_binding_of_the_mapping_to_a_model_that_is_served_is_served(unit: SunSpecUnit) -> None:
    lacking, has = [], set(unit.device.keys())
    for quantity in quantities().values():
        for protocol in SUNSPEC:
            binding = quantity.bindings.get(protocol)
            if binding is None or quantity.key not in has:
                continue
            number, _, path = binding.read.partition(".")
            if int(number) not in unit.plan.layout.models:
                continue
            holding = {
                field.holds
                for field in unit.plan.fields
                if field.entry.model == int(number)
                and field.entry.instance < 2
                and (field.entry.base == path or field.entry.base.startswith(f"{path}."))
            }
            if not holding & {"device", "curve"}:
                lacking.append(f"{quantity.key}: {binding.read}")
    assert lacking == []


def test_every_row_of_the_table_is_served(unit: SunSpecUnit) -> None:
    lacking = []
    for row in ROWS:
        if int(row["model"]) not in unit.plan.layout.models:
            continue
        holding = {
            field.holds
            for field in unit.plan.fields
            if field.entry.model == int(row["model"])
            and field.entry.base == row["point"]
            and field.entry.instance < 2
        }
        if not holding <= {"device", "curve", "fixed"}:
            lacking.append(f"{row['model']}.{row['point']}")
    assert lacking == []
