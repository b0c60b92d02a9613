"""Who of those sent to a call is still to confirm or to come, and who has been there. Pure; words as the box gives them."""

from appliance.api.board.calls import CallCard
from appliance.core.ground.words import Stage


def everybody(call: CallCard) -> tuple[str, ...]:
    """All who were sent or came."""
    return tuple(each.who for each in call.sent) or ((call.going,) if call.going else ())


def to_confirm(call: CallCard) -> tuple[str, ...]:
    """Those nobody has heard from; whoever goes alone may be confirmed again, by another way."""
    return _of(call, {Stage.DISPATCHED}) if several(call) else everybody(call)


def to_come(call: CallCard) -> tuple[str, ...]:
    """Those who are not there yet."""
    if several(call):
        return _of(call, {Stage.DISPATCHED, Stage.CONFIRMED})
    return () if call.stage is Stage.ON_SCENE else everybody(call)


def have_been(call: CallCard) -> tuple[str, ...]:
    """Who can have seen the room: those who are there, else those who said that they go; never one nobody has heard from."""
    if several(call):
        return _of(call, {Stage.ON_SCENE}) or _of(call, {Stage.CONFIRMED})
    return everybody(call) if call.confirmed else ()


def unheard(call: CallCard, passed_ms: int) -> tuple[str, ...]:
    """Those who should have confirmed by now while somebody else did: nothing rings for them."""
    if not call.confirmed:
        return ()
    return tuple(each.who for each in call.sent if each.due_in_ms is not None and each.due_in_ms <= passed_ms)


def several(call: CallCard) -> bool:
    """Whether more than one was sent or came."""
    return len(call.sent) > 1


def _of(call: CallCard, stages: set[Stage]) -> tuple[str, ...]:
    return tuple(each.who for each in call.sent if each.stage in stages)
