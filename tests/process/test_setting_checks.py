"""What a setting takes, and how it is edited."""

from __future__ import annotations

from typing import Any

import pytest

from workbench.graph.reading import SNAPSHOTS
from workbench.graph.setting_forms import in_order, setting_form, setting_name
from workbench.graph.snapshot import Snapshot
from workbench.process.keeping import Database
from workbench.process.setting_checks import setting_faults, settings_in_doubt, with_setting

EMPTY = Snapshot.of([])


@pytest.mark.parametrize("record", ["bundled", "demo"])
def test_every_shipped_setting_stands(record: str, request: pytest.FixtureRequest) -> None:
    database: Database = request.getfixturevalue(record)
    snapshot = SNAPSHOTS.get(database)
    for item in snapshot.of_kind("setting"):
        name = setting_name(item.code)
        value = item.detail.get("value")
        assert setting_faults(snapshot, name, value) == [], name
        assert setting_form(snapshot, name, value).form != "document", name
    assert settings_in_doubt(snapshot) == []


@pytest.mark.parametrize(
    ("name", "value", "form"),
    [
        ("filing-date", None, "date"),
        ("filing-party", None, "item"),
        ("joined-parties", [], "items"),
        ("mailing-recipients", "group@example.org", "items"),
        ("contact", None, "pairs"),
        ("blocked-days", [], "table"),
        ("blocked-days", ["2014-07-04"], "list"),
        ("caption", "short", "long text"),
        ("form-type-size", 12, "number"),
        ("form-type-size", "twelve", "text"),
        ("own-flag", True, "yes-no"),
        ("own-number", 3, "number"),
        ("own-list", ["a", "b"], "list"),
        ("own-table", [{"a": 1, "b": None}], "table"),
        ("own-pairs", {"a": 1}, "pairs"),
        ("own-document", {"a": {"b": [1]}}, "document"),
    ],
)
def test_the_form_follows_from_the_name_or_the_value(name: str, value: Any, form: str) -> None:
    assert setting_form(EMPTY, name, value).form == form


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("filing-date", "31 June", "is no day of the calendar"),
        ("meeting-minutes", 0, "out of range. Allowed: 1 to 2000 minutes"),
        ("form-type-size", 40, "Allowed: 8 to 24 points"),
        ("meeting-weekday", "Caturday", "Allowed: Monday"),
        ("blocked-days", [{"to": "2014-07-04"}], "SET-blocked-days, entry 1"),
        ("blocked-days", [{"from": "2014-07-04", "to": "2014-07-01"}], "before they begin"),
        ("holidays", [{"name": "A day off"}], "SET-holidays, entry 1"),
        ("stage-plan", [{"stage": "use cases"}, {"stage": "use cases"}], "stands twice"),
        ("stage-plan", [{"stage": "a party"}], "is no stage"),
        ("agenda-days", 300, "Allowed: 0 to 250 business days"),
        ("reminder-days", [1, "x"], "is no number of business days"),
    ],
)
def test_a_bad_value_gets_a_sentence(name: str, value: Any, says: str) -> None:
    faults = setting_faults(EMPTY, name, value)
    assert len(faults) == 1
    assert says in faults[0]


@pytest.mark.parametrize("name", ["filing-date", "blocked-days", "stage-plan", "meeting-minutes", "own"])
def test_nothing_is_always_allowed(name: str) -> None:
    assert setting_faults(EMPTY, name, None) == []


def test_a_setting_in_doubt_is_named() -> None:
    snapshot = with_setting(EMPTY, "agenda-days", "soon")
    assert settings_in_doubt(snapshot) == [
        "setting SET-agenda-days: 'soon' is no number of business days. Allowed: one whole number from 0 to 250."
    ]


def test_with_setting_changes_one_value_only(bundled: Database) -> None:
    before = SNAPSHOTS.get(bundled)
    after = with_setting(before, "docket", "R.99-99-999")
    assert after.setting("docket") == "R.99-99-999"
    assert before.setting("docket") == "R.11-09-011"
    assert len(after.items) == len(before.items)
    assert after.setting("caption") == before.setting("caption")


def test_the_order_is_that_of_filling_in_and_the_least_sure_rule_comes_first(bundled: Database) -> None:
    settings = SNAPSHOTS.get(bundled).of_kind("setting")
    filing = [setting_name(i.code) for i in in_order(i for i in settings if i.detail["group"] == "filing")]
    assert filing[:3] == ["filing-date", "filing-party", "filing-party-short"]
    rules = [i.detail["certainty"] for i in in_order(i for i in settings if i.detail["group"] == "form")]
    assert rules == sorted(rules, key=["memory", "inferred", "partly", "verified"].index)
