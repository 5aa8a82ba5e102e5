"""Loading a record: the same digests on both databases; every bad row named, nothing half loaded."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from workbench.graph.comment_threads import all_comments
from workbench.graph.history import comments
from workbench.graph.reading import NoSuchMoment, head_number, read_snapshot
from workbench.process.baselines import baselines
from workbench.process.keeping import Database
from workbench.process.planning.preview import Refused
from workbench.process.verification import verify
from workbench.starting import BUNDLED, load_directory


def test_the_bundled_record_is_the_same_on_both_databases(database: Database, bundled: Database) -> None:
    loaded = load_directory(database, BUNDLED)
    assert loaded.changes >= 4
    with database.read() as here, bundled.read() as there:
        digests = {b.name: b.digest for b in baselines(here)}
        assert digests == {b.name: b.digest for b in baselines(there)}
        assert len(digests) >= 4
        ours, theirs = read_snapshot(here), read_snapshot(there)
        assert {i.code: (i.uuid, i.fingerprint) for i in ours.items.values()} == {
            i.code: (i.uuid, i.fingerprint) for i in theirs.items.values()
        }
    assert verify(database).sound


def test_moments_of_the_bundled_record(bundled: Database) -> None:
    with bundled.read() as session:
        names = [b.name for b in baselines(session)]
        by_baseline = [len(read_snapshot(session, baseline=name).of_kind("issue")) for name in names]
        assert by_baseline == sorted(by_baseline)
        june = read_snapshot(session, as_of=date(2014, 6, 12))
        assert june.reconstruction
        assert not june.of_kind("requirement")
        assert len(read_snapshot(session).of_kind("issue")) == 22
        for baseline in baselines(session):
            at = read_snapshot(session, baseline=baseline.name)
            by_date = read_snapshot(session, as_of=baseline.as_of)
            assert {i.uuid: i.fingerprint for i in at.items.values()} == {
                i.uuid: i.fingerprint for i in by_date.items.values()
            }
            latest = max(i.effective_on for i in at.items.values() if i.effective_on)
            assert latest <= baseline.as_of
        with pytest.raises(NoSuchMoment, match="There is no baseline 'Nowhere'. Allowed: "):
            read_snapshot(session, baseline="Nowhere")


def test_a_second_load_is_refused(bundled: Database) -> None:
    with pytest.raises(Refused, match="holds a record already"):
        load_directory(bundled, BUNDLED)


def test_the_fictional_record_has_testimony_on_earlier_texts(demo: Database) -> None:
    with demo.read() as session:
        said = comments(session)
        assert any(c.overtaken for c in said)
        assert any(not c.overtaken for c in said)
        assert any(c.in_reply_to for c in said)
        assert any(link.suspect for link in read_snapshot(session).links)
    assert verify(demo).sound


def write_record(folder: Path, **files: object) -> Path:
    header = {
        "id": "test",
        "title": "Test",
        "steps": [
            {"step": "one", "effective_on": date(2024, 1, 1), "why": "start", "baseline": "First"},
            {"step": "two", "effective_on": date(2024, 2, 1), "why": "more"},
        ],
    }
    for name, content in {"record": header, **files}.items():
        path = folder / (f"{name}.yaml" if not isinstance(content, str) else name)
        path.write_text(content if isinstance(content, str) else yaml.safe_dump(content), "utf-8")
    return folder


def test_every_bad_row_of_every_step_is_named_at_once(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    write_record(
        folder,
        issues=[
            {"code": "ISS-001", "step": "one", "title": "Good", "then": [{"step": "two", "status": "lost"}]},
            {"code": "ISS-002", "step": "one", "title": "Bad due", "due": "2014-06-31"},
            {"code": "ISS-003", "step": "one", "title": "Dangling", "depends": "ISS-030"},
            {"code": "ISS-004", "step": "two", "title": "Later", "prioritty": "high"},
            {"code": "ISS-005", "step": "two", "title": "On a bad one", "depends": "ISS-002"},
        ],
    )
    with pytest.raises(Refused) as refused:
        load_directory(database, folder)
    said = refused.value.preview.sentences()
    assert len(said) == 4, said
    text = "\n".join(said)
    for words in (
        "issues.yaml, row 2, column 'due', ISS-002: '2014-06-31' is not a day of the calendar",
        "issues.yaml, row 3, column 'depends', ISS-003: is no item. Found: 'ISS-030'",
        "issues.yaml, row 1, column 'status', ISS-001: is no status of this kind. Found: 'lost'",
        "issues.yaml, row 4, column 'prioritty', ISS-004: 'prioritty' is no field",
    ):
        assert words in text, words
    with database.read() as session:
        assert head_number(session) == 0


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"isues": []}, "the file is named after no kind. Found: 'isues'"),
        ({"issues": [{"step": "one", "title": "x"}]}, "row 1, column 'code': the row has no code"),
        (
            {"issues": [{"code": "ISS-001", "step": "three", "title": "x"}]},
            "is no step of the record. Found: 'three'",
        ),
        (
            {"issues": [{"code": "ISS-001", "step": "one", "title": "x"}] * 2},
            "row 2, column 'code': the code stands twice in the record",
        ),
        ({"issues": {"a": 1}}, "must hold a list of rows"),
        ({"issues.yaml": "- code: [\n"}, "issues.yaml, row 2: cannot be read as YAML"),
        ({"issues.yaml": "- code: ISS-001\n  code: ISS-002\n"}, "the key 'code' stands twice"),
        ({"terms.csv": "code,step,title\nTRM-A,one,x,y\n"}, "terms.csv, row 2: the row has more cells"),
        ({"vocabulary": {"statuses": {"nothing": ["a"]}}}, "'nothing' belongs to no kind"),
        (
            {"sources": [{"code": "SRC-A", "step": "one", "title": "x", "text_file": "../secret"}]},
            "column 'text_file': there is no such file in the record directory",
        ),
    ],
)
def test_bad_files_say_where(database: Database, tmp_path: Path, files: dict[str, object], said: str) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    with pytest.raises(Refused) as refused:
        load_directory(database, write_record(folder, **files))
    assert said in str(refused.value)


def test_text_that_is_not_utf8_is_said(database: Database, tmp_path: Path) -> None:
    folder = write_record(tmp_path)
    (folder / "issues.yaml").write_bytes("- title: é\n".encode("latin-1"))
    (folder / "terms.csv").write_bytes("code,title\nTRM-A,é\n".encode("latin-1"))
    with pytest.raises(Refused, match="terms.csv: the file is not UTF-8 text. Found: 'byte 0xe9'"):
        load_directory(database, folder)


def test_a_directory_without_a_record_says_so(database: Database, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="record.yaml: the record directory has no file of this name"):
        load_directory(database, tmp_path)
    with pytest.raises(Refused, match="there is no record directory"):
        load_directory(database, tmp_path / "nowhere")


def test_a_baseline_of_the_fictional_record_carries_its_own_day(demo: Database) -> None:
    with demo.read() as session:
        named = {b.name: b.as_of for b in baselines(session)}
    assert named["Texts of 15 October 2026"] == date(2026, 10, 15)


def test_what_became_of_comments_is_loaded_in_the_order_of_its_days(
    database: Database, tmp_path: Path
) -> None:
    resolutions = [
        {"resolution": "deferred", "to": "May", "words": "Later.", "on": date(2024, 1, 9),
         "answer": {"satisfied": False, "words": "Why?", "on": date(2024, 1, 9)}},
        {"resolution": "incorporated", "on": date(2024, 1, 9), "answer": {"satisfied": True, "on": date(2024, 3, 1)}},
    ]  # fmt: skip
    write_record(
        tmp_path,
        issues=[{"code": "ISS-001", "step": "one", "title": "A", "then": [{"step": "two", "title": "B"}]}],
        comments=[{"item": "ISS-001", "text": "Hm.", "on": date(2024, 1, 5), "resolution": resolutions}],
    )
    load_directory(database, tmp_path)
    with database.read() as session:
        (row,) = all_comments(session)
    assert [[a.satisfied for a in r.answers] for r in row.resolutions] == [[False], [True]]
    assert row.overtaken
    assert verify(database).sound


@pytest.mark.parametrize(
    ("resolution", "said"),
    [
        ({"resolution": "rejected", "on": date(2024, 1, 9)}, "column 'resolution': this is no resolution"),
        ({"resolution": "in-part", "on": date(2024, 1, 9)}, "needs a detail"),
        ({"resolution": "incorporated"}, "column 'resolution': the row needs its day"),
        ({"resolution": "incorporated", "on": date(2023, 1, 1)}, "dated before the comment"),
        (
            {"resolution": "incorporated", "on": date(2024, 1, 9), "wrods": ""},
            "no such field. Found: 'wrods'",
        ),
        (
            {"resolution": "incorporated", "on": date(2024, 1, 9), "answer": {"on": date(2024, 1, 9)}},
            "does not say whether it satisfies",
        ),
        (
            {
                "resolution": "incorporated",
                "on": date(2024, 1, 9),
                "answer": {"satisfied": True, "on": date(2024, 1, 8)},
            },
            "dated before the resolution",
        ),
        ("incorporated", "no such field. Found: 'incorporated'"),
    ],
)
def test_a_resolution_that_cannot_stand_is_named(
    database: Database, tmp_path: Path, resolution: object, said: str
) -> None:
    write_record(
        tmp_path,
        issues=[{"code": "ISS-001", "step": "one", "title": "A"}],
        comments=[{"item": "ISS-001", "text": "Hm.", "on": date(2024, 1, 5), "resolution": resolution}],
    )
    with pytest.raises(Refused, match=said):
        load_directory(database, tmp_path)
    with database.read() as session:
        assert head_number(session) == 0
