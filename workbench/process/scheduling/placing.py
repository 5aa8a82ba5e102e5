"""Placing the issues one after the other, each as early as what stands already permits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from workbench.graph.snapshot import code_order
from workbench.process.calendar import BusinessCalendar
from workbench.process.scheduling.candidates import Candidate
from workbench.process.scheduling.chain import Chain, ChainRequest, Ledger, Spot, Task, lay_out
from workbench.process.scheduling.dependencies import Dependencies, circle_sentence
from workbench.process.scheduling.meetings import MeetingRoom, MeetingRooms
from workbench.process.scheduling.options import ScheduleOptions
from workbench.process.scheduling.plan import StagePlan
from workbench.process.scheduling.proposal import Constraint, IssueSchedule, NotPlaced, Placement
from workbench.process.scheduling.reasons import (
    Floors,
    days_words,
    issue_reason,
    not_placed,
    placement_reason,
)


@dataclass
class Placing:
    """The state of one proposal while it is made: what is placed, and what each meeting still has.

    Args:
        given_back: an issue gave up minutes that were held for it, so that others may fit now.
    """

    plan: StagePlan
    calendar: BusinessCalendar
    options: ScheduleOptions
    rooms: MeetingRooms
    candidates: dict[str, Candidate]
    dependencies: Dependencies
    placed: dict[str, IssueSchedule] = field(default_factory=dict)
    missing: list[NotPlaced] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)
    given_back: bool = False

    def run(self) -> None:
        """Place every candidate or say why it does not fit."""
        self.ledger = Ledger({room.code: room for room in self.rooms.rooms})
        in_circles = sorted(set(self.candidates) - set(self.dependencies.order), key=code_order)
        # A meeting can have more on record than goes into it. Issues whose whole way stands on record and
        # goes together come first then: a saved proposal left none of them out, while an issue that it
        # did not fit keeps single places on record, which must not push out what was saved beside them.
        first = sorted(self.dependencies.order, key=lambda code: not self._stands(self.candidates[code]))
        for code in (*first, *in_circles):
            self._reserve(self.candidates[code])
        self._place_in_order()
        for code in in_circles:
            self._refuse_circle(self.candidates[code])
        self.missing.sort(key=lambda missing: code_order(missing.code))

    def _place_in_order(self) -> None:
        """Place what can be placed, and try again what did not fit while minutes are given back.

        An issue that cannot keep its places on record gives their minutes back only when its own turn
        comes. What was refused before may fit into the minutes that then stand free, and would otherwise be
        placed only by the next proposal, once this one is saved. A round in which nothing is given back ends
        this: meetings only fill up in it, so its refusals still hold at its end.
        """
        waiting = list(self.dependencies.order)
        self.given_back = True
        while waiting and self.given_back:
            self.given_back = False
            self.missing.clear()
            for code in waiting:
                self._place(self.candidates[code])
            waiting = [code for code in waiting if code not in self.placed]

    def _stands(self, candidate: Candidate) -> bool:
        """Whether every stage to come has a place on record, and these places go together by themselves."""
        if any(rule.stage not in candidate.pins for rule in candidate.rules):
            return False
        request = self._request(candidate, {}, candidate.deadline, pinned=True)
        return lay_out(replace(request, unlimited=True), self.calendar).fits

    def _reserve(self, candidate: Candidate) -> None:
        """Hold the minutes of places on record, so that nobody placed earlier takes them."""
        for rule in candidate.rules:
            pin = candidate.pins.get(rule.stage)
            if pin is None or pin[1] is None:
                continue
            room = self.ledger.rooms[pin[1]]
            minutes = self.plan.minutes(rule.stage, candidate.estimate)
            if room.left >= minutes:
                self.ledger.take(candidate.code, Spot(Task(rule, minutes), room.day, room))
            else:
                del candidate.pins[rule.stage]
                left = days_words(max(room.left, 0), "minute")
                self.notes.append(
                    f"{candidate.code} cannot keep its '{rule.stage}' in {room.words}, which has {left} left of "
                    f"{room.minutes} where {minutes} are needed."
                )

    def _place(self, candidate: Candidate) -> None:
        waited = [self.placed.get(code) for code in self.dependencies.waits_for.get(candidate.code, ())]
        if None in waited:
            self._refuse_for_other(candidate)
            return
        floors = self._floors([schedule for schedule in waited if schedule is not None])
        stages = [rule.stage for rule in candidate.rules]
        held = self.ledger.release(candidate.code, stages)
        for pinned in (True, False) if candidate.pins else (False,):
            # First in hand when it is wanted, then at least before the filing.
            for deadline in dict.fromkeys((candidate.wanted or candidate.deadline, candidate.deadline)):
                request = self._request(candidate, floors, deadline, pinned=pinned)
                chain = self._lay_out(request)
                if chain.fits:
                    missed = self._missed(candidate, floors, deadline)
                    self._record(candidate, chain, floors, deadline, missed)
                    if candidate.pins and not pinned:
                        self.given_back = self.given_back or bool(held)
                        self.notes.append(
                            f"{candidate.code} cannot keep its places on record, which do not go together with "
                            "its other stages, its dependencies or its last day; it is placed anew."
                        )
                    return
        self.missing.append(not_placed(request, candidate, floors, self.calendar))
        for stage, room in held.items():
            task = Task(self.plan.rule(stage), self.plan.minutes(stage, candidate.estimate))
            self.ledger.take(candidate.code, Spot(task, room.day, room))

    def _missed(self, candidate: Candidate, floors: Floors, deadline: date) -> str:
        """Why an issue that is placed before the filing is not in hand when that is wanted."""
        wanted = candidate.wanted
        if wanted is None or deadline == wanted:
            return ""
        request = self._request(candidate, floors, wanted, pinned=False)
        if self._lay_out(request).fits:
            return "its places on record are kept"
        return not_placed(request, replace(candidate, deadline=wanted), floors, self.calendar).why

    def _lay_out(self, request: ChainRequest) -> Chain:
        """With the meetings that there are, and only if that fails with new ones."""
        usable = [room for room in request.rooms if room.usable]
        chain = lay_out(replace(request, rooms=usable), self.calendar)
        if chain.fits or len(usable) == len(request.rooms):
            return chain
        return lay_out(request, self.calendar)

    def _request(self, candidate: Candidate, floors: Floors, deadline: date, *, pinned: bool) -> ChainRequest:
        start = self.options.start
        if (behind := candidate.last_behind()) is not None:
            gap = self.plan.days_between(behind[0], candidate.rules[0].stage)
            start = max(start, self.calendar.add(behind[1], gap))
        meetings = [day for stage, day in candidate.behind if day and self.plan.rule(stage).in_meeting]
        return ChainRequest(
            tasks=[
                Task(
                    rule,
                    self.plan.minutes(rule.stage, candidate.estimate),
                    floors[rule.stage][0] if rule.stage in floors else None,
                    candidate.pins.get(rule.stage) if pinned else None,
                )
                for rule in candidate.rules
            ],
            start=start,
            deadline=deadline,
            rooms=self.rooms.rooms,
            last_meeting=max(meetings, default=None),
        )

    def _floors(self, waited: Sequence[IssueSchedule]) -> Floors:
        """Per stage the latest day at which an issue that is waited for has it."""
        floors: dict[str, tuple[date, str]] = {}
        for schedule in waited:
            for placement in schedule.placements:
                known = floors.get(placement.stage)
                if known is None or placement.day > known[0]:
                    floors[placement.stage] = (placement.day, schedule.code)
        return floors

    def _record(self, candidate: Candidate, chain: Chain, floors: Floors, limit: date, missed: str) -> None:
        rooms: tuple[MeetingRoom, ...] = self.rooms.rooms
        placements = []
        for position, spot in enumerate(chain.spots):
            reason = placement_reason(chain.spots, position, candidate, floors, rooms, self.calendar)
            placements.append(
                Placement(
                    candidate.code,
                    spot.task.rule.stage,
                    spot.day,
                    spot.room.code if spot.room else None,
                    spot.task.minutes,
                    spot.task.pinned is not None,
                    reason,
                )
            )
        for spot in chain.spots:
            self.ledger.take(candidate.code, spot)
        last = chain.spots[-1]
        self.placed[candidate.code] = IssueSchedule(
            candidate.code,
            candidate.issue.title,
            tuple(placements),
            candidate.behind,
            self.calendar.between(last.day, limit),
            missed,
            not all(placement.kept for placement in placements),
            issue_reason(candidate, last, limit, missed, self.options, self.calendar),
        )

    def _refuse_for_other(self, candidate: Candidate) -> None:
        others = self.dependencies.waits_for[candidate.code]
        other = next(code for code in others if code not in self.placed)
        self._refuse(candidate, "dependency", f"it waits for {other}, which does not fit itself.")

    def _refuse_circle(self, candidate: Candidate) -> None:
        circle = self.dependencies.in_circle[candidate.code]
        if candidate.code in circle:
            why = f"it is in a circle of dependencies: {circle_sentence(circle)}"
        else:
            why = f"it waits for issues in a circle of dependencies: {circle_sentence(circle)}"
        self._refuse(candidate, "circle", why)

    def _refuse(self, candidate: Candidate, constraint: Constraint, why: str) -> None:
        title = candidate.issue.title
        sentence = f"{candidate.code} ({title}) does not fit: {why}"
        self.missing.append(
            NotPlaced(candidate.code, title, constraint, None, None, None, sentence, why.rstrip("."))
        )
