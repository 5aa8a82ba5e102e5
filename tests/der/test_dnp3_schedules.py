"""Where the points of schedules are: found by name, and as the profile of IEEE 1815.2 joins outputs and inputs."""

from __future__ import annotations

from importlib.resources import as_file, files

from dnp3.mesa import load_profile

from workbench.der.dnp3_points import points
from workbench.der.dnp3_schedules import MOST_POINTS, blocks, how_many
from workbench.der.quantities import Protocol, quantities
from workbench.der.schedule import Every


def test_each_output_of_a_window_is_read_back_where_the_profile_says() -> None:
    with as_file(files("dnp3") / "mesa" / "data" / "profiles" / "full.json") as path:
        profile = load_profile(path)
    echo = {f"AO{point.point_index}": point.assoc_ai for point in profile.ao.points}
    echo |= {f"BO{point.point_index}": point.assoc_bi for point in profile.bo.points}
    own, before = blocks(Protocol.DNP3_1815_2)
    assert (own.outputs["selector"], before.outputs["selector"]) == ("AO3000", "AO2000")
    checked = 0
    for block in (own, before):
        outputs, inputs = block.window(written=True), block.window(written=False)
        names = {"submit": "validated", "enable": "enabled"}
        for part, address in outputs.items():
            assert inputs[names.get(part, part)] == echo[address], (block.name, part)
            checked += 1
    assert checked == (9 + 10 + 4 * MOST_POINTS) + (8 + 9 + 2 * MOST_POINTS)


def test_the_numbered_points_have_their_numbers_in_their_names() -> None:
    listed = points(Protocol.DNP3_1815_2)
    own, before = blocks(Protocol.DNP3_1815_2)
    for number in (1, 2, 57, MOST_POINTS):
        for block, parts in ((own, own.pair), (before, before.pair)):
            for part in parts:
                assert f"[{number}]" in listed[block.point_of(part, number, written=True)].name
    for number in (1, 2, 32):
        for part, word in (("each-status", "Status"), ("each-priority", "Priority"), ("each-step", "Step")):
            name = listed[own.each(number)[part]].name
            assert f"[{number}]" in name
            assert word in name


def test_the_note_of_2018_has_its_own_numbers() -> None:
    (block,) = blocks(Protocol.DNP3_AN2018)
    outputs, inputs = block.window(written=True), block.window(written=False)
    assert (outputs["selector"], outputs["count"], outputs["offset 1"], outputs["value 100"]) == (
        "AO461",
        "AO469",
        "AO470",
        "AO669",
    )
    assert (inputs["running"], inputs["count"], inputs["offset 1"], inputs["value 100"]) == (
        "AI569",
        "AI580",
        "AI581",
        "AI780",
    )
    assert (outputs["ready"], outputs["sunday"], outputs["saturday"]) == ("BO42", "BO43", "BO49")
    assert block.each(1) == {}
    assert how_many(Protocol.DNP3_AN2018) == "AI24"
    assert block.seconds == 0.001
    # The list allows types up to 30.
    assert max(block.types) == 28


def test_every_type_of_a_schedule_is_a_quantity_that_can_be_written_there() -> None:
    for protocol in (Protocol.DNP3_AN2018, Protocol.DNP3_1815_2):
        for block in blocks(protocol):
            assert set(block.units.values()) == set(Every)
            for code, key in block.types.items():
                assert code in block.type_names
                assert quantities()[key].bindings[protocol].write
