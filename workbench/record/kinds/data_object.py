"""A data object: one quantity of a DER, whose bindings stand in ``data/der``."""

from __future__ import annotations

from workbench.record.kind import Detail, Kind


class DataObjectDetail(Detail):
    """Key and digest of the row of the mapping table; the bindings are never copied here."""

    key: str = ""
    group: str = ""
    unit: str = ""
    access: str = ""
    row_digest: str = ""


KIND = Kind(
    name="data-object",
    plural="data-objects",
    label="Data object",
    detail=DataObjectDetail,
    statuses=("listed",),
    normative=("key", "unit", "access", "row_digest"),
    code=r"OBJ-[a-z0-9-]+",
)
