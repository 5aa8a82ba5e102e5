"""The bundled record's architecture, tables and mapping: counts, ends, dates, and digests of rows."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from workbench.exchange.record_directory import read_record_directory
from workbench.graph.reading import read_snapshot
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.process.loading import RecordToLoad, Step, load_record
from workbench.record.database import Database
from workbench.record.fingerprint import digest
from workbench.record.kinds import KINDS
from workbench.record.migration import migrate

DATA = Path(__file__).parents[2] / "data"
RED = ["INT-E1", "INT-E1b", "INT-E2", "INT-E3"]
HOPS = {
    "CFG-DIRECT": ["INT-E1"],
    "CFG-UTILITY-GATEWAY": ["INT-X1", "INT-X2"],
    "CFG-FACILITY-GATEWAY": ["INT-E2", "INT-E10b"],
    "CFG-BOTH-ENDS": ["INT-X1", "INT-X3", "INT-X4"],
    "CFG-AGGREGATOR-HTTP": ["INT-E3", "INT-E4", "INT-E10b"],
    "CFG-AGGREGATOR-XMPP": ["INT-E3", "INT-E4", "INT-E10b"],
}

Moment = Callable[[date | None], Snapshot]


@pytest.fixture(scope="module")
def moment(tmp_path_factory: pytest.TempPathFactory) -> Moment:
    """The bundled record, loaded, as of a date or (None) at its end."""
    directory = read_record_directory(DATA / "siwg")
    assert directory.header is not None
    assert directory.problems == []
    database = Database(tmp_path_factory.mktemp("architecture") / "record.sqlite3")
    migrate(database)
    steps = [Step(change, head.effective_on, head.why, head.baseline) for head, change in directory.changes]
    header = directory.header
    words = directory.vocabulary_words
    load_record(
        database, RecordToLoad(header.id, header.title, header.group, header.reconstruction, words, steps)
    )

    def read(day: date | None) -> Snapshot:
        with database.read() as session:
            return read_snapshot(session, as_of=day)

    return read


@pytest.fixture(scope="module")
def record(moment: Moment) -> Snapshot:
    return moment(None)


@pytest.fixture(scope="module")
def quantities() -> dict[str, dict[str, str]]:
    with (DATA / "der" / "quantities.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    by_key = {row["key"]: row for row in rows}
    assert len(by_key) == len(rows), "a key stands twice"
    return by_key


def drawn(record: Snapshot) -> list[ItemView]:
    return [item for item in record.of_kind("interface") if not item.detail["inferred"]]


def test_numbers_of_rows(record: Snapshot) -> None:
    counted = {kind: len(record.of_kind(kind)) for kind in KINDS}
    assert counted["actor"] == 51
    assert len(drawn(record)) == 35
    assert counted["data-requirement"] == 91
    assert counted["use-case"] == 26
    assert counted["data-object"] == 96
    assert counted["configuration"] == 6
    prefixes = Counter(item.code.split("-")[0] for item in record.of_kind("requirement"))
    assert prefixes == {"R21": 11, "HBK": 13, "GDE": 8, "MUT": 6, "MKT": 4, "CSIP": 44}


def test_the_whole_architecture_is_there_in_june_2014(moment: Moment) -> None:
    june = moment(date(2014, 6, 12))
    assert len(june.of_kind("actor")) == 51
    assert len(drawn(june)) == 35


def test_four_red_interfaces_under_three_numbers(record: Snapshot) -> None:
    red = [item for item in record.of_kind("interface") if item.detail.get("colour") == "red"]
    assert sorted(item.code for item in red) == sorted(RED)
    assert sorted(item.detail["number"] for item in red) == ["1", "1", "2", "3"]
    assert {item.detail["scope"] for item in red} == {"in scope"}


def test_every_interface_has_two_ends(record: Snapshot) -> None:
    for item in record.of_kind("interface"):
        ends = record.field(item, "from") + record.field(item, "to")
        assert len(ends) == 2, item.code
        assert all(record.item(code) is not None for code in ends)


def test_interfaces_that_no_source_draws_are_told_apart(record: Snapshot) -> None:
    inferred = [item for item in record.of_kind("interface") if item.detail["inferred"]]
    assert inferred
    for item in inferred:
        assert item.code.startswith("INT-X")
        assert item.detail.get("colour") is None
        assert not item.detail.get("number")
        assert item.detail["certainty"] == "inferred"


def test_the_configurations_go_over_their_hops_in_order(record: Snapshot) -> None:
    assert {item.code: record.field(item, "hops") for item in record.of_kind("configuration")} == HOPS


def test_hops_of_a_configuration_follow_on_one_another(record: Snapshot) -> None:
    for item in record.of_kind("configuration"):
        hops = [record.by_code[code] for code in record.field(item, "hops")]
        for one, next_one in pairwise(hops):
            assert record.field(one, "to") == record.field(next_one, "from"), f"{item.code}: {next_one.code}"


def test_details_fit_the_model_of_their_kind(record: Snapshot) -> None:
    kinds = ("actor", "interface", "configuration", "protocol", "requirement")
    for kind in (*kinds, "data-requirement", "use-case", "data-object"):
        for item in record.of_kind(kind):
            KINDS[kind].detail.model_validate(dict(item.detail))
            assert KINDS[kind].accepts_code(item.code)
            assert item.detail["certainty"], item.code


def test_every_actor_has_a_level_and_a_holder(record: Snapshot) -> None:
    for item in record.of_kind("actor"):
        assert item.detail["level"] in range(1, 6)
        assert item.detail["held_by"]


def test_the_protocol_of_a_red_interface_is_that_of_its_day(moment: Moment) -> None:
    june, february = (moment(day).by_code["INT-E1"] for day in (date(2014, 7, 18), date(2015, 2, 28)))
    assert june.detail["protocol"] == "DNP3 and/or web services, one or more permitted"
    assert february.detail["protocol"] == "IEEE 2030.5 (DNP3 if SCADA)"
    assert june.fingerprint != february.fingerprint


@pytest.mark.parametrize("day", [date(2014, 6, 12), date(2014, 7, 18), date(2015, 2, 28)])
def test_no_later_edition_is_known_on_the_day(moment: Moment, day: date) -> None:
    known = moment(day)
    assert known.of_kind("data-object") == []
    assert not [item for item in known.of_kind("requirement") if item.code.startswith("CSIP")]
    late = ("2030-5-2018", "AN2018", "1815-2", "SUNSPEC", "7-420", "61850-8-2")
    assert not [item.code for item in known.of_kind("protocol") if any(word in item.code for word in late)]
    for kind in ("actor", "interface", "configuration", "protocol"):
        for item in known.of_kind(kind):
            for code in record_sources(known, item):
                written = known.by_code[code].detail.get("date")
                assert written is None or date.fromisoformat(written) <= day, f"{item.code} cites {code}"


def record_sources(record: Snapshot, item: ItemView) -> list[str]:
    return [source.code for source in record.targets(item, "derived-from")]


def test_only_the_recommendations_of_their_own_day_are_proposed(moment: Moment) -> None:
    assert moment(date(2014, 7, 18)).of_kind("requirement") == []
    assert len(moment(date(2015, 2, 28)).of_kind("requirement")) == 42


def test_recommendations_keep_destination_and_order(record: Snapshot) -> None:
    destination = {
        "R21": "rule-21",
        "HBK": "handbook",
        "GDE": "guide",
        "MUT": "mutual-agreement",
        "MKT": "vendor-market",
        "CSIP": "csip",
    }
    for item in record.of_kind("requirement"):
        prefix = item.code.split("-")[0]
        assert item.detail["destination"] == [destination[prefix]]
        if prefix != "CSIP":
            assert item.detail["sequence"] == int(item.code.split("-")[1])


def test_every_red_interface_has_a_recommendation(record: Snapshot) -> None:
    for code in RED:
        citing = record.sources(record.by_code[code], "applies-to")
        assert [item for item in citing if item.kind == "requirement"], code


def test_what_comes_from_memory_stays_marked(record: Snapshot) -> None:
    assert record.by_code["CSIP-ARC-05"].detail["certainty"] == "memory"
    assert record.by_code["CSIP-GRP-02"].detail["certainty"] == "memory"
    remembered = {item.code for item in record.of_kind("actor") if item.detail["certainty"] == "memory"}
    assert remembered == {"ACR-L1-UTIL-STOR", "ACR-L2-EVMGT", "ACR-L5-ISO", "ACR-L5-MARKET", "ACR-L5-EMS"}


def test_a_data_object_is_its_row_of_the_mapping(
    record: Snapshot, quantities: dict[str, dict[str, str]]
) -> None:
    objects = {item.detail["key"]: item for item in record.of_kind("data-object")}
    assert objects.keys() == quantities.keys()
    for key, row in quantities.items():
        item = objects[key]
        assert item.code == f"OBJ-{key}"
        assert item.detail["row_digest"] == digest({name: cell for name, cell in row.items() if cell}), key
        assert (item.title, item.text) == (row["name"], row["meaning"])
        assert (item.detail.get("unit", ""), item.detail["access"]) == (row["unit"], row["access"])


def test_five_quantities_have_no_name_in_61850(quantities: dict[str, dict[str, str]]) -> None:
    assert sum(not row["iec_61850"] for row in quantities.values()) == 5


@pytest.mark.parametrize(
    ("bindings", "certainty", "edition"),
    [
        (["ieee_2030_5"], "ieee_2030_5_certainty", None),
        (["iec_61850"], "iec_61850_certainty", "iec_61850_edition"),
        (["sunspec_7xx", "sunspec_1xx"], "sunspec_certainty", None),
        (["dnp3_input", "dnp3_output"], "dnp3_certainty", "dnp3_edition"),
        (["ieee_1815_2_input", "ieee_1815_2_output"], "ieee_1815_2_certainty", "ieee_1815_2_edition"),
    ],
)
def test_a_binding_says_how_sure_it_is_and_of_which_edition(
    quantities: dict[str, dict[str, str]], bindings: list[str], certainty: str, edition: str | None
) -> None:
    for row in quantities.values():
        bound = any(row[name] for name in bindings)
        assert bool(row[certainty]) is bound, row["key"]
        if edition is not None:
            assert bool(row[edition]) is bound, row["key"]
        if bound:
            assert row[certainty] in ("verified", "partly", "inferred", "memory")


def test_a_name_of_2030_5_that_was_found_says_in_which_edition(quantities: dict[str, dict[str, str]]) -> None:
    for row in quantities.values():
        assert set(filter(None, row["ieee_2030_5_edition"].split("; "))) <= {"2018", "2.0.4"}
        assert bool(row["ieee_2030_5_edition"]) is (row["ieee_2030_5_certainty"] == "verified"), row["key"]


def test_the_ceiling_on_generation_differs_by_edition_of_dnp3(quantities: dict[str, dict[str, str]]) -> None:
    row = quantities["limit-active-power"]
    assert (row["dnp3_output"], row["dnp3_input"], row["dnp3_edition"]) == ("AO88", "AI149", "AN2018-001")
    assert (row["ieee_1815_2_output"], row["ieee_1815_2_input"]) == ("AO87", "AI148")
    others = [q for q in quantities.values() if q["key"] not in (row["key"], "schedule-event")]
    assert all(q["dnp3_output"] == q["ieee_1815_2_output"] for q in others)


def test_the_example_of_lfdi_and_sfdi_works_out(record: Snapshot) -> None:
    words = record.by_code["CSIP-ID-03"].text
    lfdi, sfdi = (word.strip(".") for word in words.split() if len(word.strip(".")) in (40, 12))
    head = str(int(lfdi[:9], 16))
    assert sfdi == head + str(-sum(map(int, head)) % 10)
