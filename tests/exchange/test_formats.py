"""What every format of a whole record leaves out, and that it says so."""

from __future__ import annotations

import dataclasses

import pytest

from tests.exchange.conftest import item
from workbench.exchange.exchanged import uuid_of
from workbench.exchange.formats import FORMATS, Format, remarks
from workbench.exchange.record_heading import RecordHeading
from workbench.exchange.record_workbook import write_record_xlsx
from workbench.exchange.spreadsheet import write_csv
from workbench.graph.snapshot import Snapshot
from workbench.graph.vocabulary import FOREIGN


@pytest.fixture
def secretive(snapshot: Snapshot) -> Snapshot:
    """Return the small record with a setting of which only the value is confidential."""
    secret = item("SET-bank", "setting", "Account", "in-use", value="SECRET-NUMBER", confidential_value=True)
    known = (dataclasses.replace(x, uuid=uuid_of(x.code)) for x in (*snapshot.items.values(), secret))
    return Snapshot.of(dataclasses.replace(x, fingerprint="") for x in known)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.file)
def test_confidential_items_and_values_stay_out_and_are_counted(form: Format, secretive: Snapshot) -> None:
    written = form.write(secretive, RecordHeading("small", "Small"))
    back = form.read(written, form.file, secretive, "requirement")
    codes = {found.code for found in back.items}
    assert {"ISS-004", "SET-bank"}.isdisjoint(codes)
    assert len(codes) == len(secretive.items) - 2
    assert remarks(form, secretive) == ("2 confidential items left out.",)
    assert remarks(form, secretive.public) == ()


def test_grids_leave_confidential_values_out_too(secretive: Snapshot) -> None:
    assert b"SET-bank" not in write_csv(secretive, "setting")
    assert b"SET-bank" in write_csv(secretive, "setting", confidential=True)
    assert write_record_xlsx(secretive) == write_record_xlsx(secretive.public)


def test_a_formatted_text_that_reqif_does_not_allow_is_said(snapshot: Snapshot) -> None:
    text = {"xhtml": '<div xmlns="http://www.w3.org/1999/xhtml"><font>red</font></div>'}
    marked = dataclasses.replace(
        snapshot.by_code["ISS-001"], detail={**snapshot.by_code["ISS-001"].detail, FOREIGN: {"Note": text}}
    )
    public = dataclasses.replace(snapshot, items={**snapshot.items, marked.uuid: marked}).public
    json, reqif, packed = FORMATS
    assert remarks(json, public) == ()
    assert remarks(reqif, public) == remarks(packed, public)
    assert remarks(reqif, public) == (
        "1 formatted text of the attribute 'Note' of another tool holds what ReqIF does not allow (ISS-001: element "
        "'font': This element is not expected), and would make the file invalid. It is written as a text with its "
        "marks.",
    )
