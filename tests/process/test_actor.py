"""Every verb asks who acts: a walk over all of them with every role."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest

import workbench.process
from workbench.process.actor import PERMISSIONS, READERS, Actor, NotPermitted

WITHIN_A_SESSION = "session"
"""Functions that take an open writing session are called by verbs that have asked already."""
OPENS_THE_RECORD = frozenset({"database", "given"})
"""A verb opens the record itself; a function without it tells what an actor may see, and touches nothing."""


def verbs() -> Iterator[tuple[str, Any]]:
    for module_info in pkgutil.walk_packages(workbench.process.__path__, "workbench.process."):
        module = importlib.import_module(module_info.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            parameters = inspect.signature(function).parameters
            own = function.__module__ == module.__name__ and not name.startswith("_")
            opens = OPENS_THE_RECORD & parameters.keys() and WITHIN_A_SESSION not in parameters
            if own and "actor" in parameters and opens:
                yield f"{module.__name__}.{name}", function


@pytest.mark.parametrize(
    ("name", "function"), list(verbs()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_stranger_without_a_role_is_refused_before_anything_is_touched(name: str, function: Any) -> None:
    stranger = Actor(None, "Stranger")
    arguments: dict[str, Any] = {}
    for parameter in inspect.signature(function).parameters.values():
        if parameter.name == "actor":
            arguments["actor"] = stranger
        elif parameter.default is inspect.Parameter.empty:
            # Nothing real: a verb that looked at it before asking would fail with another error.
            arguments[parameter.name] = None
    if inspect.signature(function, eval_str=True).return_annotation is bool:
        # A question and no verb: the answer is no, whatever else is given.
        assert function(**arguments) is False
        return
    with pytest.raises(NotPermitted, match="Stranger \\(no role\\) may not"):
        function(**arguments)


FACILITATOR_ONLY = """
    access.revoke_links access.sign_out_everywhere
    ballots.closing.ask_again ballots.closing.close ballots.closing.extend ballots.closing.void
    ballots.editorial.propose_editorial
    ballots.opening.look_ahead ballots.opening.open_ballot ballots.opening.prepare_and_open
    ballots.preparing.discard ballots.preparing.prepare ballots.preparing.revise
    ballots.recording.record_outcome ballots.replies.accept_replies ballots.replies.accept_reply
    baselines.make_baseline changes.outcome changes.preview changes.save comments.settle_comment
    exports.note_export filing_reviews.review_filing invitations.invite
    keeping.back_up keeping.restore link_reviews.review_links
    loading.load_record memberships.put_membership memberships.take_membership
    notes.note_attendance notes.strike_note notes.take_note promotion.promote redaction.redact
    resolutions.resolve_comment sign_in.make_link undoing.preview_undo undoing.undo views.save_view
"""
SPEAKS = {"representative", "alternate", "proxy"}
WHO_MAY: dict[str, set[str]] = {
    **{verb: {"facilitator"} for verb in FACILITATOR_ONLY.split()},
    "access.end_own_sessions": {*SPEAKS, "authoriser", "facilitator", "observer"},
    "views.delete_view": {*SPEAKS, "authoriser", "facilitator", "observer"},
    "ballots.authorising.authorise": {"authoriser"},
    "ballots.editorial.object_to_editorial": {*SPEAKS, "authoriser"},
    "ballots.recording.contest": {*SPEAKS, "authoriser"},
    "ballots.statements.write_statement": {*SPEAKS, "authoriser"},
    "ballots.joint.confirm_joint": SPEAKS,
    "ballots.joint.propose_joint": SPEAKS,
    "ballots.positions.take_position": {*SPEAKS, "facilitator"},
    "comments.add_comment": {*SPEAKS, "authoriser", "facilitator"},
    "resolutions.answer_resolution": {*SPEAKS, "authoriser", "facilitator"},
}
"""Every verb with the roles that may do it, written out here a second time: a verb that asks for another one's
permission is found. A view that nobody else sees is saved by everybody; what stands here is a shared one."""


def test_every_verb_with_every_role() -> None:
    found: dict[str, set[str]] = {}
    for name, function in verbs():
        signature = inspect.signature(function, eval_str=True)
        if signature.return_annotation is bool:
            continue
        needed = [p.name for p in signature.parameters.values() if p.default is inspect.Parameter.empty]
        let_in = found.setdefault(name.removeprefix("workbench.process."), set())
        for role in READERS:
            arguments = dict.fromkeys(needed) | {"actor": Actor(None, "Somebody", frozenset({role}))}
            try:
                function(**arguments)
            except NotPermitted:
                continue
            except (AttributeError, TypeError):
                pass  # It was let in, and found nothing to work on.
            let_in.add(role)
    assert found == WHO_MAY


@pytest.mark.parametrize("role", sorted(READERS))
@pytest.mark.parametrize("verb", sorted(PERMISSIONS))
def test_a_refusal_says_who_may(verb: str, role: str) -> None:
    actor = Actor(None, "Somebody", frozenset({role}))
    if role in PERMISSIONS[verb]:
        actor.require(verb)
    else:
        with pytest.raises(NotPermitted, match="Allowed: "):
            actor.require(verb)


def test_only_the_facilitator_changes_the_record() -> None:
    changing = {
        "edit",
        "import",
        "undo",
        "redact",
        "review",
        "baseline",
        "invite",
        "load",
        "backup",
        "export",
    }
    assert all(PERMISSIONS[verb] == {"facilitator"} for verb in changing)


def test_a_verb_without_a_rule_is_a_defect() -> None:
    with pytest.raises(KeyError):
        Actor(None, "Somebody", frozenset({"facilitator"})).may("fly")


def test_the_public_reads_and_does_nothing_else() -> None:
    allowed = {verb for verb, roles in PERMISSIONS.items() if "public reader" in roles}
    assert allowed == {"read", "export-public"}


def test_whoever_has_a_role_reads_the_history_and_ends_their_own_sessions() -> None:
    assert PERMISSIONS["read-history"] == PERMISSIONS["end-own-sessions"] == READERS - {"public reader"}
