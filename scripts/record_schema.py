"""Write ``docs/schema/record.schema.json`` from the models of the kinds."""

from __future__ import annotations

from pathlib import Path

from workbench.exchange.json_record import schema_text

SCHEMA = Path(__file__).resolve().parents[1] / "docs" / "schema" / "record.schema.json"

if __name__ == "__main__":
    SCHEMA.parent.mkdir(parents=True, exist_ok=True)
    SCHEMA.write_text(schema_text(), "utf-8")
