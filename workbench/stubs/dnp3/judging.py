"""What an outstation's answer to a command says, as an error of devices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dnp3.core.enums import CommandStatus

from workbench.der.device import NotPossible, NotWritable, OutOfRange, UnknownQuantity
from workbench.stubs.dnp3.commands import Command
from workbench.stubs.dnp3.values import Told
from workbench.stubs.dnp3.words import Tell

_REASONS: Mapping[int, type[NotPossible]] = {
    CommandStatus.NOT_SUPPORTED: UnknownQuantity,
    CommandStatus.OUT_OF_RANGE: OutOfRange,
    CommandStatus.FORMAT_ERROR: OutOfRange,
    CommandStatus.NOT_AUTHORIZED: NotWritable,
}


def judge(answer: Told, commands: Sequence[Command], whose: str, what: str, tell: Tell) -> None:
    """Look at the status of each command that was sent.

    Args:
        answer: to the commands.
        whose: the outstation, as a sentence begins with it.
        what: is commanded, for a refusal of the whole.
        tell: says a point and its value in words.

    Raises:
        NotPossible: one was refused, with its control status.
    """
    echoed = answer.commands()
    if not echoed:
        raise NotPossible(f"{whose} refuses {what or 'the command'}: {answer.indications!r}")
    for sent, back in zip(commands, echoed, strict=False):
        if back.status:
            reason = _REASONS.get(back.status, NotPossible)
            try:
                status = CommandStatus(back.status).name
            except ValueError:
                status = f"status {back.status}"
            told = tell(sent.point, sent.raw) if sent.raw is not None else str(sent.point)
            raise reason(f"{whose} refuses {told}: {status}.")
