"""The same commands on SQLite and on PostgreSQL."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import CommandLine
from workbench.process.keeping import Database


def test_a_record_is_kept_alike_on_both_databases(
    database_url: str, bundled: Database, tmp_path: Path
) -> None:
    workbench = CommandLine(database_url)
    workbench.done("init")
    listed = workbench.done("baseline", "--list", "--json").json
    assert listed == CommandLine(str(bundled.path)).done("baseline", "--list", "--json").json
    workbench.done("edit", "ISS-013", "priority=high", "owner=ORG-ABB", "--why", "Call")
    assert "Change 11 is undone" in workbench.done("undo", "11").out
    assert "ISS-013" in [hit["code"] for hit in workbench.done("search", "HTTP", "XMPP", "--json").json]
    ran = workbench.done(
        "export", "submittal", "--baseline", "Submittal of 18 July 2014", "--out", str(tmp_path)
    )
    assert Path(ran.out.strip()).is_file()
    assert workbench.done("verify", "--json").json["sound"]
