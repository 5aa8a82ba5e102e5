"""The note that a filing stands, although texts that it printed have moved since."""

from __future__ import annotations

from workbench.graph.filings import REVIEWED
from workbench.graph.plain_text import fault
from workbench.graph.proposed import Problem
from workbench.graph.reading import head_number
from workbench.process.actor import Actor
from workbench.process.ledger import Ledger
from workbench.process.planning.preview import Preview, Refused
from workbench.record.changes import Baseline
from workbench.record.database import Database

LONGEST_REASON = 1_000
"""Characters of the reason."""


def review_filing(
    database: Database, actor: Actor, baseline: str, why: str, *, through: int | None = None
) -> int:
    """Note that what was filed from a baseline stands, as far as the record was looked at.

    A text that moves later turns the filing overtaken again. Nothing that was filed is touched: a correction is
    another document, from a baseline of its own.

    Args:
        baseline: its name.
        why: the reason, which the group can be asked for later.
        through: number of the change up to which was looked at what has moved; the last one when None.

    Returns:
        the number of the change that says so.

    Raises:
        NotPermitted: when the actor may not review.
        Refused: with every reason why not.
    """
    actor.require("review")
    why = why.strip()
    with database.write() as session:
        head = head_number(session)
        at = head if through is None else through
        known = session.get(Baseline, baseline)
        problems = []
        if not why:
            problems.append(Problem("say why the filing stands: what has changed is printed in it as it was"))
        elif fault(why, longest=LONGEST_REASON):
            problems.append(Problem(f"a reason is plain text of at most {LONGEST_REASON} characters"))
        if known is None:
            problems.append(Problem(f"there is no baseline '{baseline}'"))
        elif not known.change <= at <= head:
            problems.append(
                Problem(
                    f"change {at} is not between the baseline and now", allowed=f"{known.change} to {head}"
                )
            )
        if problems:
            raise Refused(Preview(problems=tuple(problems)))
        ledger = Ledger(session, actor, REVIEWED, why)
        ledger.note("filing", baseline, at)
        ledger.touches("filing")
        ledger.close(subject=baseline, payload={"baseline": baseline, "at": at})
        return ledger.number
