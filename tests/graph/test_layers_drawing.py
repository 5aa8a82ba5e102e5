"""The layers as a drawing: every agreement in it, each with its standing in words."""

from __future__ import annotations

from tests.exchange.conftest import item
from workbench.graph.layers_drawing import STANDINGS, layer_words, layers_dot
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.rendering import rendered
from workbench.graph.snapshot import Snapshot
from workbench.process.keeping import Database


def test_every_agreement_of_the_record_is_drawn_with_its_standing(bundled: Database) -> None:
    snapshot = SNAPSHOTS.get(bundled)
    text = layers_dot(snapshot)
    found = snapshot.of_kind("agreement")
    assert len(found) == 14, "thirteen layers and the capability"
    svg = rendered(text).svg
    for agreement in found:
        assert f'id="{agreement.code}"' in text
        assert f'id="{agreement.code}"' in svg
        assert STANDINGS[agreement.status].words in layer_words(agreement)
    assert "Disputed: The grouping of DER is open." in text


def test_each_standing_has_a_sign_and_a_frame_of_its_own() -> None:
    assert len({one.sign for one in STANDINGS.values()}) == len(STANDINGS)
    assert len({one.shape for one in STANDINGS.values()}) == len(STANDINGS)


def test_what_is_confidential_and_a_status_of_ones_own() -> None:
    items = [
        item(
            "AGR-01",
            "agreement",
            "Transport",
            "adopted-elsewhere",
            side="utility",
            order=1,
            layer="Transport",
        ),
        item("AGR-02", "agreement", "Secret", "agreed", confidential=True, side="facility"),
    ]
    text = layers_dot(Snapshot.of(items))
    assert "adopted elsewhere" in text
    assert "AGR-02" not in text
