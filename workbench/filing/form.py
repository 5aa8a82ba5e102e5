"""The rules of form of the Commission, as far as a layout follows them; each is a setting of the record.

Where a record has no such setting, the shipped value applies: it satisfies the rule text before 2006
(decision text 44887-02) and what is remembered of the present Rule 1.5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbench.filing.plaintext import one_line
from workbench.filing.stylesheet import Stylesheet, load
from workbench.graph.snapshot import Snapshot

HEADING = "BEFORE THE PUBLIC UTILITIES COMMISSION OF THE STATE OF CALIFORNIA"


@dataclass(frozen=True)
class FormRules:
    """Measures of form.

    Args:
        heading: words at the top of the first page.
        type_size: least type size in points.
        line_spacing: least spacing of the body in lines.
        margin: margins in inches.
        stamp_height, stamp_width: space for the docket stamp in inches, at the upper right of page one.
    """

    heading: str = HEADING
    type_size: float = 12
    line_spacing: float = 1.5
    margin: float = 1
    stamp_height: float = 1.5
    stamp_width: float = 2.5

    @classmethod
    def of(cls, snapshot: Snapshot) -> FormRules:
        """The rules as the record's settings give them; a value that is no number keeps the default."""
        stamp = snapshot.setting("form-docket-stamp")
        stamp = stamp if isinstance(stamp, Mapping) else {}
        return cls(
            heading=one_line(snapshot.setting("commission", HEADING)),
            type_size=_number(snapshot.setting("form-type-size"), cls.type_size, 8, 24),
            line_spacing=_number(snapshot.setting("form-line-spacing"), cls.line_spacing, 1, 3),
            margin=_number(snapshot.setting("form-margins"), cls.margin, 0.8, 2),
            stamp_height=_number(stamp.get("height_inches"), cls.stamp_height, 0, 4),
            stamp_width=_number(stamp.get("width_inches"), cls.stamp_width, 0, 5),
        )

    def styles(self) -> Stylesheet:
        """The shipped styles fitted to these rules."""
        return load().fitted(
            size=self.type_size, spacing=self.line_spacing, margin=self.margin, stamp_height=self.stamp_height
        )


def _number(value: Any, default: float, least: float, most: float) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return default
    return number if least <= number <= most else default
