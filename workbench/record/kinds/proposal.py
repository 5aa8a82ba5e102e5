"""A proposal: one of several alternatives for an issue, numbered as 13-a, 13-b."""

from __future__ import annotations

from workbench.record.kind import Detail, Kind


class ProposalDetail(Detail):
    """Fields of a proposal."""

    raised_by: str = ""
    advantages: str = ""
    drawbacks: str = ""


KIND = Kind(
    name="proposal",
    plural="proposals",
    label="Proposal",
    detail=ProposalDetail,
    statuses=("proposed", "preferred", "not-pursued"),
    normative=(),
    code=r"ISS-\d{3,}-[a-z]{1,2}",
)
