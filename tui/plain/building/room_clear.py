"""What is said of room clears at the plain console: a class was sent, is there, was counted, is late, is waited for no longer. Pure."""

from appliance.api.board.clears import ClearLine
from appliance.flows.building.clear_words import counted, is_late, spoken, to_do
from appliance.flows.building.room_clear import ROOM_CLEAR, Wanted
from tui.model import ConsoleModel
from tui.plain.change import Change


def clear_changes(before: ConsoleModel, after: ConsoleModel, since_ms: int, now_ms: int) -> list[Change]:
    """What is to be said now, where `before` was spoken of at `since_ms`."""
    was = {each.clear: each for each in _lines(before)}
    now = {each.clear: each for each in _lines(after)}
    said: list[Change] = []
    for clear, line in now.items():
        said += _moved(was.get(clear), line, since_ms - before.arrived_ms, now_ms - after.arrived_ms)
    over = [each for clear, each in was.items() if clear not in now] if after.view else []
    return [*said, *(Change(f"The room clear of {each.room_name} is over.") for each in over)]


def clears_standing(model: ConsoleModel, now_ms: int) -> list[str]:
    """Every class on its way, for whoever asks how the board is."""
    return [spoken(each, now_ms - model.arrived_ms) for each in _lines(model)]


def _lines(model: ConsoleModel) -> tuple[ClearLine, ...]:
    return model.view.clears if model.view else ()


def _moved(was: ClearLine | None, now: ClearLine, then_ms: int, passed_ms: int) -> list[Change]:
    if was is None:
        told = f"{spoken(now, passed_ms)} {to_do(now)} When they are counted, type: {ROOM_CLEAR.name} {Wanted.HERE}"
        return [Change(told, rings=not now.practice)]
    if (was.here, was.expected, was.pressed) != (now.here, now.expected, now.pressed):
        return [Change(f"Room clear: the class of {now.room_name} in {now.to_name}: {counted(now)}.")]
    if is_late(now, passed_ms) and not is_late(was, then_ms):
        return [
            Change(f"The class of {now.room_name} is LATE in {now.to_name}. Phone there; look in the hall.", rings=True)
        ]
    return []
