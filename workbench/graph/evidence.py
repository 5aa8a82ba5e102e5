"""Evidence: what the runs of a procedure say about a text. The one reading, whoever shows it.

A run counts for a text when it has a finding about it, or when it broke off or failed as a whole; of every
procedure the last such run over each configuration. What was found on an earlier text of either, or over an
earlier path of the configuration, is stale. Of several states the worst counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workbench.graph.coverage_words import RANK, STATES, State
from workbench.graph.dates import display_date
from workbench.graph.runs import RunRow
from workbench.graph.snapshot import ItemView, Snapshot

NOT_COUNTED = frozenset({"superseded", "retired", "withdrawn", "not-pursued"})
"""Statuses of texts, procedures and configurations that the group has left behind."""


def counts(item: ItemView) -> bool:
    """Whether the group still works with a text, a procedure or a configuration."""
    return item.status not in NOT_COUNTED


@dataclass(frozen=True)
class Said:
    """What one run said about one text.

    Args:
        place: of the run among all, in the order of their recording.
    """

    place: int
    run: RunRow
    state: State


@dataclass(frozen=True)
class Verified:
    """What one procedure says about a text, or about several of them.

    Args:
        state: the worst of what its runs say.
        runs: the last over each configuration that say something, as they were recorded.
        decides: the latest of those that give the state; None where none says anything.
    """

    procedure: ItemView
    state: State
    runs: tuple[RunRow, ...] = ()
    decides: RunRow | None = None

    @classmethod
    def of(cls, procedure: ItemView, said: Sequence[Said]) -> Verified:
        """What a procedure says by all that its runs said."""
        if not said:
            return cls(procedure, "not-run")
        ordered = sorted({one.place: one for one in said}.values(), key=lambda one: one.place)
        state = min((one.state for one in said), key=RANK.__getitem__)
        deciding = max((one for one in said if one.state == state), key=lambda one: one.place)
        return cls(procedure, state, tuple(one.run for one in ordered), deciding.run)

    @property
    def words(self) -> str:
        """The state in a word or two, as lists and filters name it: *not run*."""
        return STATES[self.state].name.lower()

    def sentence(self) -> str:
        """The state with its day: *passed on Thu 12 Jun 2014, on an earlier text*."""
        run = self.decides
        if run is None:
            return self.words
        over = f" over {run.configuration}" if run.configuration and len(self.runs) > 1 else ""
        verdict = run.verdict if self.state == "stale" else self.words
        said = f"{verdict}{over} on {display_date(run.run_on)}"
        if self.state != "stale":
            return said
        return f"{said}, over an earlier path" if run.path_moved else f"{said}, on an earlier text"


class Evidence:
    """The last run of every procedure over each configuration, by the text that it says something about."""

    def __init__(self, snapshot: Snapshot, runs: Iterable[RunRow]) -> None:
        """Sort runs by what they say something about.

        Args:
            runs: as ``runs_at`` gives them, in the order of their recording; what they say of items that the
                snapshot does not hold is left out.
        """
        shown = snapshot.by_code
        self._about: dict[tuple[str, str], dict[str | None, Said]] = {}
        self._whole: dict[str, dict[str | None, Said]] = {}
        self._last: dict[str, dict[str | None, Said]] = {}
        self._verifies: dict[str, frozenset[str]] = {}
        self._snapshot = snapshot
        left = {c.code for c in snapshot.of_kind("configuration", withdrawn=True) if not counts(c)}
        self._left_behind: frozenset[str | None] = frozenset(left)
        for place, run in enumerate(runs):
            if run.procedure not in shown or (run.configuration and run.configuration not in shown):
                continue
            old = run.overtaken or run.path_moved
            findings = [finding for finding in run.findings if finding.code in shown]
            for finding in findings:
                state = _state(finding.verdict, stale=old or finding.overtaken)
                said = self._about.setdefault((run.procedure, finding.code), {})
                said[run.configuration] = Said(place, run, state)
            if run.verdict == "error" or (run.verdict == "failed" and not run.findings):
                state = _state(run.verdict, stale=old)
                self._whole.setdefault(run.procedure, {})[run.configuration] = Said(place, run, state)
            stale = old or any(finding.overtaken for finding in findings)
            last = self._last.setdefault(run.procedure, {})
            last[run.configuration] = Said(place, run, _state(run.verdict, stale=stale))

    def said(self, procedure: str, text: str, configuration: str | None = None) -> list[Said]:
        """What the last runs say about a text: over one configuration, or over each that is still pursued."""
        latest = dict(self._about.get((procedure, text), {}))
        for over, said in self._whole.get(procedure, {}).items():
            if over not in latest or latest[over].place < said.place:
                latest[over] = said
        return self._kept(latest, configuration)

    def verified(
        self, procedure: ItemView, texts: Sequence[ItemView], configuration: str | None = None
    ) -> Verified:
        """What the runs of a procedure say about those of the texts that it verifies, the worst of them."""
        if procedure.uuid not in self._verifies:
            ends = self._snapshot.targets(procedure, "verifies")
            self._verifies[procedure.uuid] = frozenset(end.uuid for end in ends)
        about = (text for text in texts if text.uuid in self._verifies[procedure.uuid])
        return Verified.of(
            procedure, [one for text in about for one in self.said(procedure.code, text.code, configuration)]
        )

    def run_as_a_whole(self, procedure: ItemView, configuration: str | None = None) -> Verified:
        """What the last runs of a procedure say by themselves, whatever they are about."""
        return Verified.of(procedure, self._kept(self._last.get(procedure.code, {}), configuration))

    def _kept(self, latest: dict[str | None, Said], configuration: str | None) -> list[Said]:
        found = (
            said
            for over, said in latest.items()
            if (over not in self._left_behind if configuration is None else over == configuration)
        )
        return sorted(found, key=lambda said: said.place)


def evidence_about(snapshot: Snapshot, runs: Iterable[RunRow], texts: Sequence[ItemView]) -> list[Verified]:
    """Every procedure that verifies one of the texts, in the order of the texts, with the worst of what it says."""
    evidence = Evidence(snapshot, runs)
    about = [text for text in texts if counts(text)]
    procedures = {p.uuid: p for text in about for p in snapshot.sources(text, "verifies") if counts(p)}
    return [evidence.verified(procedure, about) for procedure in procedures.values()]


def _state(verdict: str, *, stale: bool) -> State:
    if stale:
        return "stale"
    if verdict == "passed":
        return "passed"
    return "failed" if verdict == "failed" else "error"
