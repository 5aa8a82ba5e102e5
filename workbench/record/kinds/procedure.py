"""A procedure: a runnable check, whose steps stand in a file of the same id."""

from __future__ import annotations

from workbench.record.kind import Detail, Kind


class ProcedureDetail(Detail):
    """Digest of the procedure's file, so that a changed procedure overtakes its runs."""

    file: str = ""
    file_digest: str = ""


KIND = Kind(
    name="procedure",
    plural="procedures",
    label="Procedure",
    detail=ProcedureDetail,
    statuses=("draft", "ready", "retired"),
    normative=("file_digest",),
    code=r"TST-[A-Z0-9-]+",
)
