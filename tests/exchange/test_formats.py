"""What is written is read again: the limits of each form, and what is said where a file is beyond them."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from workbench.exchange import formats
from workbench.exchange.archive import RefusedFile
from workbench.exchange.formats import FORMATS, format_of, refuse_too_large, too_large_to_read
from workbench.exchange.reqif.opening import MAXIMUM_BYTES as LARGEST_REQIF
from workbench.graph.snapshot import Snapshot


def test_a_record_of_ten_thousand_items_is_read_again() -> None:
    """So large are the files of a record with three links an item; bench/graph.py makes such ones."""
    for name, size in (("record.json", 15_716_480), ("record.reqif", 74_183_737)):
        refuse_too_large(name, size)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.file)
def test_a_file_beyond_the_limit_names_what_carries_more(form: formats.Format) -> None:
    with pytest.raises(RefusedFile, match=r"MB; at most .* MB are read\. .*'workbench backup'"):
        refuse_too_large(f"theirs{form.ending}", form.largest + 1)


def test_other_files_keep_their_limit() -> None:
    with pytest.raises(RefusedFile, match=r"'minutes.txt' has 25\.1 MB; at most 25\.0 MB are read\.$"):
        refuse_too_large("minutes.txt", 25_100_000)


def test_an_export_that_could_not_be_read_again_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, packed = format_of("x.reqif"), format_of("x.reqifz")
    assert plain is not None
    assert packed is not None
    written = b"<x/>" * 1_000
    assert too_large_to_read(plain, written) == ()
    [said] = too_large_to_read(replace(plain, largest=3_999), written)
    assert said.startswith("record.reqif has 0.0 MB, and 'workbench import' reads at most")
    assert "'workbench backup'" in said
    assert too_large_to_read(packed, formats.packed(written)) == ()
    [said] = too_large_to_read(replace(packed, largest=20), formats.packed(written))
    assert "unpacked" not in said
    monkeypatch.setattr(formats, "LARGEST_REQIF", 3_999)
    assert "unpacked" in too_large_to_read(packed, formats.packed(written))[0]


def test_the_guide_names_the_limits() -> None:
    """Each of them in megabytes, as the code and the settings of the web app have them."""
    root = Path(formats.__file__).parents[2]
    settings = tomllib.loads((root / ".streamlit/config.toml").read_text())
    largest = {form.label: form.largest // 1_000_000 for form in FORMATS}
    guide = " ".join((root / "docs/guide/exchange.md").read_text().split())
    assert (
        f"ReqIF files of up to {largest['ReqIF']} MB, packed ones of up to {largest['ReqIF, packed']} MB "
        f"({LARGEST_REQIF // 1_000_000} MB unpacked) and JSON files of up to {largest['JSON']} MB"
    ) in guide
    assert f"the web app takes files of up to {settings['server']['maxUploadSize']} MB" in guide


def test_a_json_file_that_breaks_off_says_where() -> None:
    form = format_of("record.json")
    assert form is not None
    with pytest.raises(
        RefusedFile, match=r"'cut.json' is no JSON from line 2, column 10 on: unterminated string\.$"
    ):
        form.read(b'{"format": 1,\n"title": "half', "cut.json", Snapshot.of([]), "")
