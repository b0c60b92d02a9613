"""Makes one plain sentence of each event of the copy of the record, of the recovery phrase and of a box that was replaced. Pure."""

from typing import assert_never

from appliance.core.district.copies import target_words
from appliance.core.district.events import (
    BoxReplaced,
    CopyOverwritten,
    CopyTargetChanged,
    CopyTried,
    RecoveryChecked,
    RecoveryEvent,
    RecoveryKeySet,
    SuccessionKeyNamed,
)
from appliance.core.ground.words import RestoredBy


def recovery_line(event: RecoveryEvent) -> str:
    """Say where the copy lies, whether it could be restored, what became of keys there, or which box this one replaced."""
    match event:
        case CopyTargetChanged():
            there = f"The copy of the record lies {target_words(event.kind, event.where)} from now on."
            return there if event.kind else "The record is copied nowhere any more."
        case CopyTried():
            how = "and is whole." if event.ok else f"and is not right: {event.says}"
            return f"The copy of the record was restored for trial up to entry {event.up_to}, {how}"
        case CopyOverwritten():
            return f"Destroyed keys up to certificate {event.up_to}: {overwritten(event)}."
        case RecoveryKeySet():
            return f"What a new box would need is sealed for a recovery phrase from now on ({event.by})."
        case RecoveryChecked():
            return (
                f"The recovery phrase was typed ({event.by}): it was {'right' if event.right else 'not the right one'}."
            )
        case SuccessionKeyNamed():
            return "This box named the key that would sign which box follows it."
        case BoxReplaced():
            return _replaced(event)
        case _:
            assert_never(event)


def overwritten(event: CopyOverwritten) -> str:
    """Say what became of destroyed keys at one place. Never says *destroyed* of a place that this box cannot reach."""
    there = f"overwritten {target_words(event.kind, event.where)}"
    return f"{there}; may survive on {', '.join(event.survives)}" if event.survives else there


def _replaced(event: BoxReplaced) -> str:
    how = {
        RestoredBy.PHRASE: f"from its copy up to entry {event.number}, opened with the recovery phrase",
        RestoredBy.OFFICE: f"from its copy up to entry {event.number}, opened by the safety office",
        RestoredBy.NOTHING: "without anything of its record: calls may have been open",
    }[event.way]
    again = " The same copy was used before: there may be another such box." if event.used_before else ""
    return f"This box goes on in place of box {event.former_box.hex()[:8]}, {how}.{again}"
