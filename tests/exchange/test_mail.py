"""Saved mails: whose words, on which item, and nothing of what they quote."""

from __future__ import annotations

from datetime import date
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.exchange.mail import proposed_comment, read_mail
from workbench.exchange.mail_text import own_words, text_of_html
from workbench.graph.snapshot import Snapshot


def mail(
    body: str = "We agree.", *, subject: str = "Re: ISS-001", html: bool = False, **headers: str
) -> bytes:
    message = EmailMessage()
    message["From"] = headers.pop("sender", "Jane Doe <Jane.Doe@example.org>")
    message["To"] = "facilitator@example.org"
    message["Subject"] = subject
    message["Date"] = headers.pop("sent", "Thu, 12 Jun 2014 23:30:00 -0700")
    message["Message-ID"] = "<1@example.org>"
    message.set_content(body, subtype="html" if html else "plain")
    for name in headers.pop("files", "").split():
        message.add_attachment(b"x", maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def test_a_mail_becomes_a_proposed_comment(snapshot: Snapshot) -> None:
    reading = read_mail(mail("We support the utility gateway.\n\nJane\n", files="note.docx"), "a.eml")
    assert reading.problems == ()
    assert reading.subject == "Re: ISS-001"
    assert reading.sent_on == date(2014, 6, 12)
    assert reading.attachments == ("note.docx",)
    assert reading.notes == ("Attachments are not read: note.docx.",)
    comment = proposed_comment(reading, snapshot)
    assert comment.item_code == "ISS-001"
    assert comment.author_code == "PER-DOE"
    assert comment.author_name == "Jane Doe"
    assert comment.said_on == date(2014, 6, 12)
    assert comment.text == "We support the utility gateway.\n\nJane"
    assert comment.origin["from"] == "Jane Doe <Jane.Doe@example.org>"


@pytest.mark.parametrize(
    ("subject", "body", "code", "also"),
    [
        ("iss-2, security", "Text", "ISS-002", ()),
        ("Comments", "On ISS-003 and ISS-002: no.", "ISS-003", ("ISS-002",)),
        ("MTG-2014-06-12", "About ISS-001", "ISS-001", ()),
        ("ISS-002 (not XISS-003)", "as in SISS-001", "ISS-002", ()),
        ("Notes of MTG-2014-06-12", "Nothing else", "MTG-2014-06-12", ()),
    ],
)
def test_the_item_is_found(
    subject: str, body: str, code: str, also: tuple[str, ...], snapshot: Snapshot
) -> None:
    comment = proposed_comment(read_mail(mail(body, subject=subject), "a.eml"), snapshot)
    assert comment.item_code == code
    assert tuple(c for c in comment.also_named if c.startswith("ISS")) == also


def test_a_mail_on_nothing_and_from_a_stranger(snapshot: Snapshot) -> None:
    data = mail(subject="Hello ISS-999", sender="eve@example.com")
    comment = proposed_comment(read_mail(data, "a.eml"), snapshot)
    assert comment.item_code is None
    assert comment.author_code is None
    assert comment.author_name == "eve@example.com"
    assert "such as ISS-013" in comment.problems[0].allowed


OWN = "We prefer XMPP.\n\nSecond paragraph."


@pytest.mark.parametrize(
    "quoted",
    [
        "\n\nOn Thu, Jun 12, 2014 at 3:00 PM, A. Person <a@example.org> wrote:\n> HTTP it is.\n>> older\n>\n> bye\n",
        "\n\nOn Thu, Jun 12, 2014 at 3:00 PM, A. Very Long Name Person\n<a@example.org> wrote:\n\n> HTTP it is.\n",
        "\n> HTTP it is.\n",
        "\n\n-----Original Message-----\nFrom: A\nSent: B\n\nHTTP it is.\n",
        "\n________________________________\nFrom: A. Person\nSent: Thursday\nTo: List\nSubject: x\n\nHTTP it is.",
        "\n________________________________\nVon: A. Person\nGesendet: Montag\nAn: List\nBetreff: x\n\nHTTP it is.",
        "\nDe : A. Person\nEnvoyé : lundi\nÀ : List\nObjet : x\n\nHTTP it is.",
        "\n-- \nJane Doe\nExample Power\n",
        "\n\nOn 12 June 2014, A. Person wrote:\n> HTTP it is.\n-- \nJane\n",
    ],
)
def test_what_is_quoted_is_trimmed_and_kept_beside(quoted: str) -> None:
    reading = read_mail(mail(OWN + quoted), "a.eml")
    assert reading.text == OWN
    assert reading.original.startswith(OWN)
    assert len(reading.original) > len(reading.text)
    assert any("kept beside" in note for note in reading.notes)


def test_answers_between_quoted_lines_keep_them() -> None:
    text = "On 12 June 2014, A. Person wrote:\n> HTTP?\n\nNo.\n\n> XMPP?\n\nYes."
    assert own_words(text) == text


def test_html_alone_becomes_text() -> None:
    body = (
        "<html><head><title>t</title><style>p{}</style></head><body><script>alert(1)</script>"
        "<p>We <b>agree</b> &amp; sign.</p><ul><li>one</li><li>two</li></ul>line<br>break"
        "<blockquote><p>HTTP it is.</p></blockquote></body></html>"
    )
    reading = read_mail(mail(body, html=True), "a.eml")
    assert reading.text == "We agree & sign.\n\n* one\n\n* two\n\nline\nbreak"
    assert "> HTTP it is." in reading.original


def test_headers_cannot_start_lines_of_their_own() -> None:
    data = (
        b"From: =?utf-8?q?Jane=0D=0ABcc=3A_all=40example=2Eorg?= <jane@example.org>\r\n"
        b"Subject: =?utf-8?q?ISS-001=0D=0ATo=3A_x=07?=\r\nDate: Thu, 31 Jun 2014 10:00:00 +0000\r\n\r\nText\r\n"
    )
    reading = read_mail(data, "a.eml")
    for header in (reading.subject, reading.sender_name, reading.sender_address, reading.message_id):
        assert "\n" not in header
        assert "\r" not in header
        assert "\x07" not in header
    assert reading.subject.startswith("ISS-001")
    assert reading.sent_at is None
    assert any("no date that exists" in note for note in reading.notes)


def test_an_attachment_has_no_path() -> None:
    reading = read_mail(mail(files="../../etc/passwd"), "a.eml")
    assert reading.attachments == ("passwd",)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"just some words", "is no mail"),
        (bytes(range(256)) * 10, "is no mail"),
        (b"a" * 26_000_000, "at most 25.0 MB"),
        (mail("  \n"), "no words of its own"),
        (mail("x " * 30_000), "too long for a comment"),
    ],
)
def test_bad_mails_get_a_sentence(data: bytes, says: str, snapshot: Snapshot) -> None:
    reading = read_mail(data, "bad.eml")
    assert says in reading.problems[0].sentence()
    assert reading.problems[0].place.file == "bad.eml"
    assert (
        proposed_comment(reading, snapshot).problems == reading.problems or says == "too long for a comment"
    )


@pytest.mark.parametrize("charset", ["utf-8", "latin-1", "no-such-charset", "utf-16"])
def test_a_charset_that_lies_is_survived(charset: str) -> None:
    data = (
        f"From: a@example.org\r\nContent-Type: text/plain; charset={charset}\r\n\r\n".encode()
        + "Größe".encode("cp1252")
    )
    reading = read_mail(data, "a.eml")
    assert reading.problems == ()
    assert reading.text


def test_deeply_nested_parts_do_not_break_the_reader() -> None:
    data = b"From: a@example.org\r\n"
    for depth in range(2_000):
        data += b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (depth, depth)
    assert read_mail(data, "deep.eml").problems


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(max_size=200).map(lambda t: mail().replace(b"We agree.", t.encode("utf-8", "replace"))),
    )
)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    reading = read_mail(data, "any.eml")
    assert reading.text or reading.problems


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="<>/abp &;!-\n\"'=#", max_size=120))
def test_any_markup_becomes_text(markup: str) -> None:
    assert isinstance(text_of_html(markup), str)
