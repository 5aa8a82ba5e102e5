"""The texts that the submittal prints: what of a filing can be overtaken."""

from __future__ import annotations

from workbench.filing.submittal import plan_submittal
from workbench.graph.snapshot import ItemView, Snapshot


def printed_texts(snapshot: Snapshot) -> list[ItemView]:
    """The items whose texts the submittal prints, each once.

    They are the orders that it answers, the red interfaces with the actors that they join, the issues with their
    alternatives, and the agreements. Meetings, milestones and actions are printed too, but say when and not what:
    the schedule moves on as the work does. What the diagram draws for orientation states nothing.
    They are looked up once for a snapshot.
    """
    return snapshot.once("printed texts", snapshot.reconstruction, lambda: _printed(snapshot))


def _printed(snapshot: Snapshot) -> list[ItemView]:
    plan = plan_submittal(snapshot)
    chosen = plan.selected
    items = [*chosen.orders, *chosen.red, *chosen.issues, *chosen.agreements]
    ends = [end for line in chosen.red for end in snapshot.targets(line, "joins")]
    alternatives = [one for issue in chosen.issues for one in snapshot.sources(issue, "alternative-of")]
    items += plan.screening.printable([*ends, *alternatives])
    return list({item.uuid: item for item in items if not item.withdrawn}.values())
