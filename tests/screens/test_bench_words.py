"""What the test bench calls what is spoken at a hop."""

from __future__ import annotations

from workbench.graph.chains import SPOKEN_BETWEEN
from workbench.screens.bench_words import SPOKEN, hop_words


def test_whatever_can_be_spoken_has_a_name_of_its_own_with_its_edition() -> None:
    assert set(SPOKEN) == {word for words in SPOKEN_BETWEEN.values() for word in words}
    assert len(set(SPOKEN.values())) == len(SPOKEN)
    assert "AN2018-001" in SPOKEN["dnp3-an2018"]
    assert "IEEE 1815.2" in SPOKEN["dnp3"]


def test_a_running_hop_is_told_with_its_protocol_and_edition() -> None:
    assert hop_words("dnp3", "AN2018-001") == "DNP3, AN2018-001"
    assert hop_words("ieee-2030.5", "IEEE 2030.5-2018") == "IEEE 2030.5-2018"
    assert hop_words("xmpp", "") == "xmpp"
