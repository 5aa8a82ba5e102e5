"""Runs of procedures and what they found, as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from workbench.graph.path_changes import path_changes
from workbench.graph.snapshot import Snapshot
from workbench.record.items import Item
from workbench.record.runs import Finding, Run


@dataclass(frozen=True)
class FindingRow:
    """What a run found about one item; ``overtaken``: the item's text has moved since.

    Args:
        fingerprint: of the item's text as the run was about it.
    """

    code: str
    title: str
    revision: int
    verdict: str
    text: str
    overtaken: bool
    fingerprint: str = ""


@dataclass(frozen=True)
class RunRow:
    """One run with its findings; ``overtaken``: the procedure's text has moved since.

    Args:
        fingerprint: of the procedure's text as it was run.
        path_moved: the path or the text of the configuration that it was run over has changed since.
    """

    uuid: str
    procedure: str
    procedure_title: str
    revision: int
    configuration: str | None
    verdict: str
    summary: str
    run_on: date
    change: int
    overtaken: bool
    evidence: Mapping[str, Any] = field(default_factory=dict)
    findings: tuple[FindingRow, ...] = ()
    fingerprint: str = ""
    path_moved: bool = False


def runs_at(session: Session, snapshot: Snapshot) -> list[RunRow]:
    """The runs that a snapshot's moment knows of what the snapshot shows, in the order of their recording.

    What is overtaken is so by the texts and paths of that moment, not by those of today. Runs of procedures, over
    configurations and findings about items that the snapshot does not hold are left out.
    """
    shown = snapshot.by_code
    day = snapshot.day
    moved = path_changes(session, change=snapshot.change, day=day)
    return [
        replace(
            run,
            overtaken=run.fingerprint != shown[run.procedure].fingerprint,
            path_moved=run.change < moved.get(run.configuration or "", 0),
            findings=tuple(
                replace(finding, overtaken=finding.fingerprint != shown[finding.code].fingerprint)
                for finding in run.findings
                if finding.code in shown
            ),
        )
        for run in runs(session, change=snapshot.change)
        if run.procedure in shown
        and (run.configuration is None or run.configuration in shown)
        and (day is None or run.run_on <= day)
    ]


def last_runs(runs: Iterable[RunRow]) -> list[RunRow]:
    """The last run of every procedure over each configuration, in the order in which they were recorded.

    What was found over one configuration says nothing about another.
    """
    latest: dict[tuple[str, str | None], RunRow] = {}
    for run in runs:
        latest.pop((run.procedure, run.configuration), None)
        latest[run.procedure, run.configuration] = run
    return list(latest.values())


def runs(session: Session, *, procedure: str | None = None, change: int | None = None) -> list[RunRow]:
    """All runs in the order in which they were recorded.

    Args:
        procedure: only those of the procedure with this code.
        change: only those recorded until this change; all for None.
    """
    query = select(Run, Item).where(col(Item.uuid) == col(Run.procedure))
    if procedure is not None:
        query = query.where(Item.code == procedure)
    if change is not None:
        query = query.where(col(Run.change) <= change)
    rows = session.exec(query.order_by(col(Run.change), col(Item.code))).all()
    wanted = {run.configuration for run, _ in rows if run.configuration}
    codes = {item.uuid: item.code for item in session.exec(select(Item).where(col(Item.uuid).in_(wanted)))}
    found = _findings(session, [run.uuid for run, _ in rows])
    return [
        RunRow(
            uuid=run.uuid,
            procedure=item.code,
            procedure_title=item.title,
            revision=run.revision,
            configuration=codes.get(run.configuration or ""),
            verdict=run.verdict,
            summary=run.summary,
            run_on=run.run_on,
            change=run.change,
            overtaken=run.fingerprint != item.fingerprint,
            evidence=run.evidence,
            findings=tuple(found.get(run.uuid, ())),
            fingerprint=run.fingerprint,
        )
        for run, item in rows
    ]


def _findings(session: Session, of_runs: list[str]) -> dict[str, list[FindingRow]]:
    rows = session.exec(
        select(Finding, Item)
        .where(col(Item.uuid) == col(Finding.item), col(Finding.run).in_(of_runs))
        .order_by(col(Item.code))
    )
    found: dict[str, list[FindingRow]] = {}
    for finding, item in rows:
        found.setdefault(finding.run, []).append(
            FindingRow(
                code=item.code,
                title=item.title,
                revision=finding.revision,
                verdict=finding.verdict,
                text=finding.text,
                overtaken=finding.fingerprint != item.fingerprint,
                fingerprint=finding.fingerprint,
            )
        )
    return found
