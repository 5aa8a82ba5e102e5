"""The texts of which it is said that the submittal prints them stand in the submittal."""

from __future__ import annotations

import io
import zipfile

from workbench.filing.printed import printed_texts
from workbench.filing.submittal import plan_submittal, write_submittal
from workbench.graph.reading import SNAPSHOTS
from workbench.process.keeping import Database


def test_every_printed_title_stands_in_the_document(bundled: Database) -> None:
    snapshot = SNAPSHOTS.get(bundled, baseline="Submittal of 18 July 2014")
    accepted = [omission.code for omission in plan_submittal(snapshot).omissions]
    made = write_submittal(snapshot, accepted=accepted, picture=None)
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        words = archive.read("word/document.xml").decode()
    found = printed_texts(snapshot)
    assert {item.kind for item in found} == {"order", "interface", "actor", "issue", "proposal", "agreement"}
    for item in found:
        if item.kind in ("issue", "actor") and not set(item.title) & set("\"'&"):
            assert item.title in words, item.code


def test_what_is_left_out_or_only_dated_is_none_of_them(bundled: Database) -> None:
    snapshot = SNAPSHOTS.get(bundled)
    found = {item.code for item in printed_texts(snapshot)}
    assert not found & {omission.code for omission in plan_submittal(snapshot).omissions}
    assert not found & {
        item.code for kind in ("meeting", "milestone", "action") for item in snapshot.of_kind(kind)
    }
