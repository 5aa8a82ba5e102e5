"""A configuration: an alternative way over the architecture, hop by hop."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from workbench.record.kind import Detail, Kind

NOT_SETTLED = "not settled"
"""Stands for what nobody has said or decided of a hop."""
NO_TRANSLATION = "none"
PER_HOP = ("translations", "owners", "payers", "hop_certainty")
"""Fields that hold one entry a hop, in the order of the hops; missing ones at the end are not settled."""

StubKind = Literal[
    "head-end", "utility-gateway", "standard-gateway", "facility-gateway", "aggregator", "inverter"
]
"""A reference stub that can stand at a place of a path."""

HopCertainty = Literal["verified", "partly", "inferred", "memory", "not settled"]


class ConfigurationDetail(Detail):
    """Who must implement what, and what is said of each hop.

    The hops themselves are links (``hop-of``, with their order), and so are the protocols at each
    (``speaks``, with the hop); what a change of an owner or a translation overtakes is a text, so it
    stands here.
    """

    implements: str = Field(default="", description="Who must implement what, in a sentence.")
    duties: dict[str, str] = Field(
        default_factory=dict, description="What each class of organisations must implement."
    )
    translations: list[str] = Field(
        default_factory=list,
        description="For each hop, what is translated where it begins: from what to what, none, or not settled.",
    )
    owners: list[str] = Field(default_factory=list, description="For each hop, who owns and runs it.")
    payers: list[str] = Field(default_factory=list, description="For each hop, who pays for it.")
    hop_certainty: list[HopCertainty] = Field(
        default_factory=list, description="For each hop, how sure its translation, owner and payer are."
    )

    stubs: list[StubKind] = Field(
        default_factory=list,
        description="The reference stub at each place of the path, from the utility to the DER: one more than hops. "
        "By them the configuration is run on the test bench.",
    )

    @field_validator("translations", "owners", "payers")
    @classmethod
    def _one_line_each(cls, values: list[str]) -> list[str]:
        """Every hop has its entry; an empty one would shift nothing but would say nothing either."""
        return [value.strip() or NOT_SETTLED for value in values]


KIND = Kind(
    name="configuration",
    plural="configurations",
    label="Configuration",
    detail=ConfigurationDetail,
    statuses=("proposed", "preferred", "not-pursued"),
    normative=("implements", "duties", "translations", "owners", "payers"),
    code=r"CFG-[A-Z0-9-]+",
)
