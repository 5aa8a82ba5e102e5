"""import: minutes, grids, mails and records, saved as one change or refused whole."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from openpyxl import Workbook, load_workbook

MINUTES = """\
Storage Working Group
Minutes of the meeting of 9 September 2026

Action items:
- Ben Harbour will circulate the draft profile by September 23, 2026
- Staff to confirm the room

Open issues
- Who keeps the clocks in step?
- Is a gateway needed at small sites?

The next meeting is on October 7, 2026.
"""

MAIL = """\
From: Bo Quay <bo.quay@example.org>
To: list@example.org
Subject: Re: ISS-003 limits
Date: Mon, 23 Nov 2026 10:00:00 -0800
Message-ID: <1@example.org>

A limit needs an end.

> What was quoted before.
"""

KEYS = {"kind", "title", "line", "quote", "owner", "due", "status"}


def head(workbench) -> int:
    return workbench.done("list", "change", "--json").json[-1]["number"]


def test_minutes_propose_and_save_as_one_change(workbench, written) -> None:
    path = str(written("2026-09-09.txt", MINUTES))
    before = head(workbench)
    looked = workbench.done("import", path, "--dry-run", "--json").json
    assert looked["changeset"] is None
    assert {"proposals", "changeset", "problems"} <= looked.keys()
    assert all(proposal.keys() >= KEYS for proposal in looked["proposals"])
    [action] = [p for p in looked["proposals"] if "circulate" in p["title"].lower()]
    assert (action["kind"], action["due"], action["line"]) == ("action", "2026-09-23", 5)
    assert "Ben" in action["owner"]
    assert head(workbench) == before
    saved = workbench.done("import", path, "--json").json
    assert saved["changeset"] == before + 1 == head(workbench)
    assert saved["proposals"] == looked["proposals"]
    [source] = [
        s for s in workbench.done("list", "source", "--json").json if s["code"] == "SRC-MIN-2026-09-09"
    ]
    assert "Ben Harbour will circulate" in source["text"]
    assert workbench.done("verify").code == 0


def test_minutes_are_previewed_for_people_line_by_line(workbench, written) -> None:
    ran = workbench.done("import", str(written("minutes.txt", MINUTES)), "--dry-run")
    assert ran.lines[0] == "Dry run: nothing is saved."
    assert "(line 5)" in ran.out


def test_minutes_can_be_pasted(workbench) -> None:
    found = workbench.done("import", "-", "--dry-run", "--json", given=MINUTES).json
    assert found["kind"] == "minutes"
    assert found["proposals"]


def test_minutes_with_alternatives_give_them_the_code_of_their_issue(workbench, written) -> None:
    path = written(
        "m.txt", "Minutes, 9 September 2026\n\nAlternative configurations\n- Depot gateway\n- Yard gateway\n"
    )
    workbench.done("import", str(path), "--json")
    codes = [item["code"] for item in workbench.done("list", "proposal", "--json").json]
    assert {"ISS-023-a", "ISS-023-b"} <= set(codes)


def test_the_same_minutes_again_are_told(workbench, written) -> None:
    path = str(written("2026-09-09.txt", MINUTES))
    workbench.done("import", path)
    assert "in the record already" in workbench.done("import", path, "--dry-run").err


def test_a_grid_that_was_exported_changes_nothing(workbench, tmp_path) -> None:
    path = workbench.done("export", "issues.xlsx", "--out", str(tmp_path)).out.strip()
    before = head(workbench)
    assert "Nothing differs" in workbench.done("import", path).out
    assert head(workbench) == before


def test_an_edited_grid_becomes_one_change(workbench, tmp_path) -> None:
    path = workbench.done("export", "issues.xlsx", "--out", str(tmp_path)).out.strip()
    book = load_workbook(path)
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, columns["priority"], "high")
    sheet.cell(3, columns["title"], "Another title")
    book.save(path)
    looked = workbench.done("import", path, "--dry-run", "--json").json
    assert [(p["code"], p["fields"]) for p in looked["proposals"]] == [
        ("ISS-001", {"priority": "high"}),
        ("ISS-002", {"title": "Another title"}),
    ]
    before = head(workbench)
    assert workbench.done("import", path, "--why", "On the train", "--json").json["changeset"] == before + 1
    last = workbench.done("history", "--limit", "1", "--json").json[0]
    assert (last["verb"], last["why"], last["codes"]) == ("import", "On the train", ["ISS-001", "ISS-002"])


def test_a_csv_of_new_rows_makes_items(workbench, written) -> None:
    path = written("new.csv", "code,title,status,theme\n,A new question,listed,security\n")
    workbench.done("import", str(path), "--of", "issue")
    assert workbench.done("show", "ISS-023", "--json").json["title"] == "A new question"


def test_every_bad_cell_is_named_with_its_place(workbench, written) -> None:
    path = written(
        "bad.csv", "code,title,status,due\nISS-001,One,finished,2014-06-31\nISS-002,Two,listed,2014-07-01\n"
    )
    ran = workbench("import", str(path), "--json")
    assert ran.code == 1
    assert ran.json["changeset"] is None
    places = {(p["file"], p["row"], p["column"]) for p in ran.json["problems"]}
    assert places == {("bad.csv", 2, "status"), ("bad.csv", 2, "due")}
    assert all(p["found"] and p["allowed"] for p in ran.json["problems"])
    assert workbench.done("show", "ISS-002", "--json").json["title"] != "Two"


def test_a_mail_becomes_a_comment_that_waits(demo_workbench, written) -> None:
    path = str(written("mail.eml", MAIL))
    looked = demo_workbench.done("import", path, "--dry-run", "--json").json
    [proposal] = looked["proposals"]
    assert (proposal["kind"], proposal["code"], proposal["quote"]) == (
        "comment",
        "ISS-003",
        "A limit needs an end.",
    )
    assert proposal["owner"] == "PER-QUAY"
    saved = demo_workbench.done("import", path, "--json").json
    [waiting] = [c for c in demo_workbench.done("list", "comment", "--json").json if c["state"] == "proposed"]
    assert waiting["change"] == saved["changeset"] if "change" in waiting else saved["changeset"]
    assert (waiting["person"], waiting["said_on"]) == ("Bo Quay", "2026-11-23")
    demo_workbench.done("comment", "--post", waiting["uuid"])
    assert not [c for c in demo_workbench.done("list", "comment", "--json").json if c["state"] == "proposed"]


def test_a_mail_is_known_without_its_ending(demo_workbench, written) -> None:
    assert (
        demo_workbench.done("import", str(written("saved", MAIL)), "--dry-run", "--json").json["kind"]
        == "mail"
    )


def test_a_mail_that_names_no_item_can_be_given_one(demo_workbench, written) -> None:
    path = str(written("mail.eml", MAIL.replace("ISS-003", "some")))
    assert "names no item" in demo_workbench.refused("import", path)
    demo_workbench.done("import", path, "--item", "ISS-004")
    assert "A limit needs an end." in demo_workbench.done("show", "ISS-004").out


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.txt", b"", "empty"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "picture"),
        ("broken.docx", b"PK\x03\x04 not a zip", "not a Word document"),
        ("broken.xlsx", b"no workbook", "xlsx"),
        ("old.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "Office 97"),
        ("minutes.pdf", b"%PDF-1.4 ...", "cannot be read as minutes"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(
    workbench, written, name: str, content: bytes, says: str
) -> None:
    before = head(workbench)
    assert says in workbench.refused("import", str(written(name, content)))
    assert head(workbench) == before


def test_a_file_that_is_too_large_is_refused_before_it_is_read(workbench, tmp_path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    assert "50.0 MB" in workbench.refused("import", str(path))


def test_a_workbook_without_a_title_column_is_refused(workbench, written) -> None:
    book = Workbook()
    book.active.append(["code", "colour"])
    book.active.append(["ISS-001", "red"])
    buffer = io.BytesIO()
    book.save(buffer)
    assert "title" in workbench.refused("import", str(written("odd.xlsx", buffer.getvalue())))


def test_a_missing_file_and_an_unknown_kind(workbench, tmp_path) -> None:
    assert "no file" in workbench.refused("import", str(tmp_path / "nothing.txt"))
    assert "minutes, grid" in workbench.misread("import", "x.txt", "--kind", "poem")
    assert "record" in workbench.refused("import", str(tmp_path), "--kind", "minutes")


def test_a_record_directory_is_only_taken_into_an_empty_database(workbench) -> None:
    looked = workbench.done("import", "data/demo", "--dry-run", "--json").json
    assert looked["kind"] == "record"
    assert len(looked["proposals"]) > 100
    assert "holds a record already" in workbench.refused("import", "data/demo")


def test_a_party_imports_nothing(demo_workbench, written) -> None:
    path = str(written("mail.eml", MAIL))
    assert "may not import" in demo_workbench.refused("--as", "PER-QUAY", "import", path)


REPLY = """\
From: Bo Quay <bo.quay@example.org>
Subject: Re: consensus call BAL-02
Date: {sent}
Message-ID: <{number}@example.org>

{words}
"""


@pytest.fixture
def open_call(demo_workbench, monkeypatch) -> None:
    """Put the clock into the time in which BAL-02 of the fictional record is open."""
    from workbench.graph import clock

    monkeypatch.setattr(clock, "SERVER_CLOCK", lambda: datetime(2026, 11, 30, 18, 0, tzinfo=UTC))


def reply(
    words: str = "Utility Blue abstains.",
    number: int = 7,
    sent: str = "Mon, 30 Nov 2026 09:00:00 -0800",
) -> str:
    return REPLY.format(words=words, number=number, sent=sent)


@pytest.mark.usefixtures("open_call")
def test_a_plain_reply_to_a_call_becomes_a_position(demo_workbench, written) -> None:
    path = str(written("reply.eml", reply()))
    looked = demo_workbench.done("import", path, "--dry-run", "--json").json
    [proposal] = looked["proposals"]
    assert proposal.keys() >= KEYS
    assert (proposal["kind"], proposal["title"], proposal["line"], proposal["quote"]) == (
        "position",
        "BAL-02: abstain",
        1,
        "Utility Blue abstains.",
    )
    assert (proposal["owner"], proposal["due"], proposal["status"]) == ("PER-QUAY", None, "preliminary")
    assert "“Utility Blue abstains.”" in demo_workbench.done("import", path, "--dry-run").out
    saved = demo_workbench.done("import", path, "--json").json
    assert saved["changeset"] == head(demo_workbench)
    row = demo_workbench.done("show", "BAL-02", "--json").json
    latest = next(p for p in row["positions"] if p["organisation"] == "ORG-UTILITY-BLUE" and p["latest"])
    assert (latest["position"], latest["capacity"]) == ("abstain", "facilitator")
    assert "message-id <7@example.org>" in latest["instruction"]["cited"]
    again = demo_workbench.done("import", path)
    assert "Recorded already" in again.out
    assert demo_workbench.done("verify").code == 0


@pytest.mark.usefixtures("open_call")
def test_mails_of_a_folder_are_saved_together_or_not_at_all(demo_workbench, tmp_path) -> None:
    folder = tmp_path / "mails"
    folder.mkdir()
    (folder / "a.eml").write_text(reply())
    (folder / "b.eml").write_text(reply("We support BAL-02, if the date moves.", 8))
    (folder / "c.eml").write_text(reply("We take no position at this time.", 9))
    before = head(demo_workbench)
    said = demo_workbench.refused("import", str(folder))
    assert "a.eml: 2 of these replies are positions of ORG-UTILITY-BLUE" in said
    assert head(demo_workbench) == before
    (folder / "c.eml").unlink()
    ran = demo_workbench.done("import", str(folder), "--json")
    assert [p["kind"] for p in ran.json["proposals"]] == ["position", "comment"]
    assert ran.json["changesets"] == [before + 1, before + 2]
    assert any("“We support BAL-02, if the date moves.”" in note for note in ran.json["notes"])


@pytest.mark.usefixtures("open_call")
def test_a_mail_can_be_taken_as_a_comment_whatever_it_says(demo_workbench, written) -> None:
    path = str(written("reply.eml", reply()))
    saved = demo_workbench.done("import", path, "--as-comment", "--json").json
    assert [p["kind"] for p in saved["proposals"]] == ["comment"]
    assert "as a comment" in demo_workbench.done("import", path).out


@pytest.mark.usefixtures("open_call")
def test_a_pasted_reply_names_its_sender_and_day(demo_workbench) -> None:
    given = ("import", "-", "--from", "PER-QUAY", "--json")
    words = "BAL-02: Utility Blue abstains."
    undated = demo_workbench.done(*given, "--dry-run", given=words).json
    assert undated["proposals"][0]["kind"] == "comment"
    assert "Name the day" in undated["notes"][0]
    saved = demo_workbench.done(*given, "--sent", "2026-11-29", given=words).json
    assert [(p["kind"], p["organisation"]) for p in saved["proposals"]] == [("position", "ORG-UTILITY-BLUE")]
    assert "is no person" in demo_workbench.refused("import", "-", "--from", "AGR-02", given=words)


def test_a_mail_after_the_close_is_a_comment_and_says_why(demo_workbench, written, monkeypatch) -> None:
    from workbench.graph import clock

    monkeypatch.setattr(clock, "SERVER_CLOCK", lambda: datetime(2026, 12, 9, 18, 0, tzinfo=UTC))
    ran = demo_workbench.done("import", str(written("reply.eml", reply())), "--json")
    assert [p["kind"] for p in ran.json["proposals"]] == ["comment"]
    assert any("BAL-02 closed on Fri 4 Dec 2026, 17:00 Pacific" in note for note in ran.json["notes"])


def test_options_of_mails_are_refused_elsewhere_and_automatic_answers_are_not_saved(
    demo_workbench, written
) -> None:
    minutes = str(written("2026-09-09.txt", MINUTES))
    assert "--as-comment is for mails" in demo_workbench.refused("import", minutes, "--as-comment")
    assert "Several files" in demo_workbench.refused("import", minutes, minutes)
    before = head(demo_workbench)
    absent = reply("I am out of the office.").replace(
        "Subject: Re:", "Auto-Submitted: auto-replied\nSubject: Re:"
    )
    ran = demo_workbench.done("import", str(written("absent.eml", absent)))
    assert "Nothing is saved of it" in ran.err
    assert head(demo_workbench) == before
