"""configurations: all of them, one hop by hop, several side by side; and edits of hops on the command line."""

from __future__ import annotations


def test_all_are_listed_with_their_hops(workbench) -> None:
    ran = workbench.done("configurations")
    [line] = [line for line in ran.lines if line.startswith("CFG-AGGREGATOR-XMPP")]
    assert "INT-E3 → INT-E4 → INT-E10b" in line
    assert len(ran.lines) == 7


def test_one_is_told_hop_by_hop(demo_workbench) -> None:
    told = demo_workbench.done("configurations", "cfg-facility-gateway").out
    for words in (
        "1: IEEE 2030.5-2018 (verified)",
        "2: IEEE 2030.5 → Modbus",
        "AGR-04 Gateway of the facility: permitted, never required (by hop 1, INT-E2)",
        "TST-LOSS-OF-LINK passed on Wed 21 Oct 2026, stale: the procedure and REQ-03 have changed since",
    ):
        assert words in told
    [read] = demo_workbench.done("configurations", "CFG-FACILITY-GATEWAY", "--json").json
    first, second = read["hops"]
    assert (first["from"], first["to"], first["red"]) == ("ACR-L4-COMMS", "ACR-L2-FDEMS", True)
    assert second["protocols"] == [{"code": "PRO-MODBUS-SUNSPEC-7XX", "certainty": "verified"}]
    assert (second["owner"], second["payer"]) == ("customer", "not settled")
    assert read["duties"] == {"utility": "Its own protocol only.", "customer": "The gateway."}
    assert {evidence["state"] for evidence in read["evidence"]} == {"stale", "failed"}


def test_several_stand_side_by_side_and_only_what_differs_when_asked(workbench) -> None:
    both = ("configurations", "CFG-AGGREGATOR-HTTP", "CFG-AGGREGATOR-XMPP")
    everything, differing = workbench.done(*both).out, workbench.done(*both, "--differing").out
    assert "  Protocols (differs)" in differing
    assert "  Pays for it" in everything
    assert "  Pays for it" not in differing
    assert len(workbench.done(*both, "--json").json) == 2


def test_a_baseline_is_told_as_it_was(workbench) -> None:
    told = workbench.done("configurations", "CFG-DIRECT", "--as-of", "2014-06-12").out
    assert "IEEE 2030.5-2013 (Smart Energy Profile 2) (inferred)" in told
    assert "(verified)" in workbench.done("configurations", "CFG-DIRECT").out


def test_what_is_no_configuration_is_refused(workbench) -> None:
    assert "INT-E1 is no configuration" in workbench.refused("configurations", "INT-E1")
    assert "There is no item 'CFG-NONE'" in workbench.refused("configurations", "CFG-NONE")


def test_hops_are_edited_and_what_is_said_of_them_moves_along(workbench) -> None:
    hops = "hops=INT-E11a; INT-E2; INT-E10b"
    workbench.done("edit", "CFG-FACILITY-GATEWAY", hops, "--why", "From the beginning")
    [read] = workbench.done("configurations", "CFG-FACILITY-GATEWAY", "--json").json
    assert [hop["owner"] for hop in read["hops"]] == ["not settled", "not settled", "customer"]
    assert read["hops"][2]["protocol_words"] == "Modbus (partly)"
    fields = ("protocols=PRO-TCP-IP@1 (inferred); PRO-MODBUS@3", "owners=utility; utility; customer")
    workbench.done("edit", "CFG-FACILITY-GATEWAY", *fields, "--why", "Said")
    [read] = workbench.done("configurations", "CFG-FACILITY-GATEWAY", "--json").json
    assert [hop["owner"] for hop in read["hops"]] == ["utility", "utility", "customer"]
    assert [hop["protocol_words"] for hop in read["hops"]] == [
        "Internet protocols: TCP/IP (inferred)",
        "not settled",
        "Modbus (partly)",
    ]
    refused = workbench.refused(
        "edit", "CFG-FACILITY-GATEWAY", "protocols=PRO-MODBUS@4", "--why", "One too many"
    )
    assert "PRO-MODBUS is spoken at a hop that there is not. Found: '4'. Allowed: 1 to 3." in refused


def test_a_path_that_breaks_is_an_error_of_health(workbench) -> None:
    workbench.done("edit", "CFG-FACILITY-GATEWAY", "hops=INT-E10b; INT-E11a", "--why", "test")
    assert "CFG-FACILITY-GATEWAY is no path" in workbench.done("configurations", "CFG-FACILITY-GATEWAY").out
    ran = workbench("health")
    assert ran.code == 1
    assert "is no path: Hop 2, INT-E11a, does not begin where hop 1, INT-E10b, ends" in ran.out
