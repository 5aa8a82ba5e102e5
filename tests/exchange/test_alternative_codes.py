"""New alternatives are coded after their issue, be it on record or made by the same change."""

from __future__ import annotations

from workbench.exchange.alternative_codes import with_alternative_codes
from workbench.graph.proposed import LinkEdit, NewItem, ProposedChange
from workbench.graph.snapshot import ItemView, Snapshot


def record(*codes: str) -> Snapshot:
    kinds = {"ISS": "issue"}
    return Snapshot.of(
        ItemView(
            uuid=code,
            code=code,
            kind="proposal" if code.count("-") > 1 else kinds[code[:3]],
            title=code,
            text="",
            status="listed",
            revision=1,
            fingerprint="",
        )
        for code in codes
    )


def alternatives(*targets: str) -> ProposedChange:
    new = [NewItem("proposal", {"title": f"Way {n}"}, label=f"way-{n}") for n in range(len(targets))]
    links = [LinkEdit(f"way-{n}", "alternative-of", target) for n, target in enumerate(targets)]
    return ProposedChange(new=tuple(new), links=tuple(links))


def codes_of(change: ProposedChange) -> list[str | None]:
    return [item.code for item in change.new]


def test_letters_follow_those_that_were_given() -> None:
    change = with_alternative_codes(alternatives("ISS-007", "ISS-007"), record("ISS-007", "ISS-007-a"))
    assert codes_of(change) == ["ISS-007-b", "ISS-007-c"]


def test_after_z_come_two_letters() -> None:
    taken = [f"ISS-007-{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]
    assert codes_of(with_alternative_codes(alternatives("ISS-007"), record("ISS-007", *taken))) == [
        "ISS-007-aa"
    ]


def test_a_new_issue_of_the_same_change_is_numbered_first() -> None:
    asked = alternatives("question")
    issue = NewItem("issue", {"title": "Which way?"}, label="question")
    change = with_alternative_codes(
        ProposedChange(new=(*asked.new, issue), links=asked.links), record("ISS-007", "ISS-012")
    )
    assert codes_of(change) == ["ISS-013-a", "ISS-013"]


def test_codes_that_are_wanted_stay_and_are_not_given_twice() -> None:
    asked = alternatives("ISS-001")
    wanted = NewItem("proposal", {"title": "Own"}, code="ISS-001-a", label="own")
    change = with_alternative_codes(
        ProposedChange(new=(wanted, *asked.new), links=asked.links), record("ISS-001")
    )
    assert codes_of(change) == ["ISS-001-a", "ISS-001-b"]


def test_a_change_without_alternatives_is_left_alone() -> None:
    change = ProposedChange(new=(NewItem("issue", {"title": "Only a question"}),))
    assert with_alternative_codes(change, record("ISS-001")) is change
