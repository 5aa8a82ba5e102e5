"""A record directory of any size, drawn from nothing but numbers, the same at every run."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

HEADER = """id: bench
title: A large record
group: Nobody
steps:
  - {step: "2026-01-05", effective_on: 2026-01-05, why: The benchmark., baseline: null}
"""
WORDS = (
    "The device shall answer within the time that the parties settled, and say so where it cannot. "
    "What is left open is named with the line it comes from."
)


def write_large_record(directory: Path, items: int = 10_000, links: int = 30_000) -> Path:
    """Write a record directory with this many items and three times as many links.

    Args:
        items: at least 1,000; of ten, four are recommendations, two issues, three data requirements.
        links: reached exactly by giving the recommendations more issues to answer.
    """
    directory.mkdir(parents=True)
    (directory / "record.yaml").write_text(HEADER)
    issues, data, sources, meetings = items * 2 // 10, items * 3 // 10, items // 20, items // 100
    requirements = items - issues - data - sources - meetings
    _write(directory / "sources.csv", (_row("SRC-", n, "Source") for n in range(sources)))
    _write(directory / "meetings.csv", (_row("MTG-B", n, "Meeting") for n in range(meetings)))
    _write(
        directory / "issues.csv",
        (
            _row("ISS-", n, "Issue")
            | {
                "status": "listed",
                "minutes": "30",
                "meeting": f"MTG-B{n % meetings:05d}",
                "depends": f"ISS-{n - 1:05d}" if n else "",
                "source": f"SRC-{n % sources:05d}",
            }
            for n in range(issues)
        ),
    )
    _write(
        directory / "data-requirements.csv",
        (_row("DAT-", n, "Datum") | {"source": f"SRC-{n % sources:05d}"} for n in range(data)),
    )
    # Links that the other kinds have: three an issue less the first one's dependency, one a datum.
    wanted = links - (3 * issues - 1) - data - requirements
    _write(
        directory / "requirements.csv",
        (
            _row("REQ-", n, "Recommendation")
            | {
                "answers": "; ".join(
                    f"ISS-{(n * 7 + turn) % issues:05d}"
                    for turn in range(wanted * (n + 1) // requirements - wanted * n // requirements)
                ),
                "source": f"SRC-{n % sources:05d}",
            }
            for n in range(requirements)
        ),
    )
    return directory


def _row(prefix: str, number: int, title: str) -> dict[str, str]:
    return {
        "code": f"{prefix}{number:05d}",
        "step": "2026-01-05",
        "title": f"{title} {number} of the large record",
        "text": WORDS,
    }


def _write(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    written = list(rows)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(written[0]))
        writer.writeheader()
        writer.writerows(written)
