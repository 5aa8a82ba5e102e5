"""What goes to the Commission: Word documents, their styles and fields, the linter.

Works on snapshots and gives bytes. Must not hold: anything that reads or writes the record, anything of
the web, or a look that is not in ``data/styles``.
"""

from workbench.filing.documents import DOCUMENTS, export
from workbench.filing.exported import DRAFT, RECONSTRUCTION, Exported
from workbench.filing.linter import Breach, lint
from workbench.filing.screening import FilingRefused, Omission
from workbench.filing.submittal import SubmittalPlan, plan_submittal, write_submittal
from workbench.filing.submittal_positions import OnRecord, filing_name, on_record

__all__ = [
    "DOCUMENTS",
    "DRAFT",
    "RECONSTRUCTION",
    "Breach",
    "Exported",
    "FilingRefused",
    "Omission",
    "OnRecord",
    "SubmittalPlan",
    "export",
    "filing_name",
    "lint",
    "on_record",
    "plan_submittal",
    "write_submittal",
]
