"""What a kind of item is: its detail model, statuses, normative fields and code form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from workbench.record.fingerprint import digest

Certainty = Literal["verified", "partly", "inferred", "memory"]
"""How sure a statement is: seen in the source named, partly seen, inferred, or nobody saw a source."""

WITHDRAWN = "withdrawn"
"""The status that every kind has: the item stays in the history and leaves the lists."""
FOREIGN = "foreign"
"""The field of every kind that keeps what another tool said of an item and this one has no field for."""


class Detail(BaseModel):
    """Fields that only one kind has; stored as JSON beside the item.

    Dates are ISO strings in storage. Unknown fields are refused, so that a misspelt column of a
    file is a sentence and not a silent loss.
    """

    model_config = ConfigDict(extra="forbid", validate_default=True, defer_build=True)

    certainty: Certainty | None = Field(
        default=None, description="How sure the statement is, for rows taken from sources."
    )
    foreign: dict[str, Any] | None = Field(
        default=None,
        description="Attributes that another tool gave the item, by their names there. They cite nothing and are "
        "cited by nothing; they are kept so that they can be given back.",
    )

    @model_serializer(mode="wrap")
    def _written(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out the attributes of other tools where there are none: most items never have any."""
        written: dict[str, Any] = write(self)
        if not written.get(FOREIGN):
            written.pop(FOREIGN, None)
        return written


Qualifier = Literal["on", "by", "between", "after", "undated"]
Standing = Literal["ordered", "proposed", "hoped", "held", "known"]


class DateSpec(BaseModel):
    """A date as groups really give it: a day, a limit, a range, or words without a day.

    ``standing`` says by what authority it stands: *ordered* by the Commission, *proposed* by the
    group, *hoped* for by somebody (never printed in a filing), *held* (it took place), or *known*
    from a source only.
    """

    model_config = ConfigDict(extra="forbid")

    qualifier: Qualifier = "on"
    start: date | None = None
    end: date | None = None
    words: str = ""
    standing: Standing = "proposed"

    @model_validator(mode="after")
    def _complete(self) -> DateSpec:
        if self.qualifier in ("on", "after") and self.start is None:
            raise ValueError(f"a date that is '{self.qualifier}' needs its start")
        if self.qualifier == "by" and self.end is None and self.start is None:
            raise ValueError("a date that is 'by' needs its end")
        if self.qualifier == "between" and (self.start is None or self.end is None):
            raise ValueError("a date that is 'between' needs its start and its end")
        if self.start and self.end and self.end < self.start:
            raise ValueError(f"the end {self.end} is before the start {self.start}")
        return self

    @property
    def last_day(self) -> date | None:
        """The day by which it is over: the end of a range, the limit, or the day itself."""
        return self.end or self.start

    @property
    def first_day(self) -> date | None:
        """The day on which it can begin: the start of a range or the day itself."""
        return self.start or self.end


def with_article(word: str) -> str:
    """A word with its indefinite article: ``an issue``, ``a meeting``, ``a use case``."""
    vowel = word[:1].lower() in "aeio" or word.lower().startswith("un")
    return f"{'an' if vowel else 'a'} {word}"


@dataclass(frozen=True)
class Kind:
    """One kind of item.

    Args:
        name: singular name as on the command line (``issue``).
        plural: name of the record file (``issues``).
        label: what screens call one of them.
        detail: Pydantic model of its own fields.
        statuses: shipped statuses, first one is the default; ``withdrawn`` is added to every kind.
        normative: names of detail fields that belong to the fingerprint besides title and text.
        code: regular expression that a code of this kind matches whole.
        numbering: format of the next automatic code (``ISS-{:03d}``), or None where codes are
            given by hand.
    """

    name: str
    plural: str
    label: str
    detail: type[Detail]
    statuses: tuple[str, ...]
    normative: tuple[str, ...]
    code: str
    numbering: str | None = None
    closed: frozenset[str] = field(default_factory=frozenset)

    @property
    def default_status(self) -> str:
        return self.statuses[0]

    def accepts_code(self, code: str) -> bool:
        return re.fullmatch(self.code, code) is not None

    def normative_content(self, title: str, text: str, detail: Mapping[str, Any]) -> dict[str, Any]:
        """The part of an item that others cite: title, text and the normative detail fields.

        Empty fields are left out, so that a field that a later version adds overtakes nobody.
        """
        cited = {name: detail.get(name) for name in self.normative}
        return {"title": title, "text": text} | {
            k: v for k, v in cited.items() if v not in (None, "", [], {})
        }

    def fingerprint(self, title: str, text: str, detail: Mapping[str, Any]) -> str:
        """SHA-256 of the normative content."""
        return digest(self.normative_content(title, text, detail))
