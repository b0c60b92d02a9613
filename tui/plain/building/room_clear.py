"""What is said of room clears at the plain console: a class was sent, is there, was counted, is late, is waited for no longer. Pure."""

from appliance.api.board.clears import ClearLine
from appliance.flows.building.clear_words import IN_A_LOCKDOWN, counted, is_late, spoken, to_do, what_to_do_late
from appliance.flows.building.room_clear import ROOM_CLEAR, Wanted
from appliance.flows.building.standing import in_a_lockdown
from tui.model import ConsoleModel
from tui.plain.change import Change


def clear_changes(before: ConsoleModel, after: ConsoleModel, since_ms: int, now_ms: int) -> list[Change]:
    """What is to be said now, where `before` was spoken of at `since_ms`."""
    was = {each.clear: each for each in _lines(before)}
    now = {each.clear: each for each in _lines(after)}
    then_ms, passed_ms = since_ms - before.arrived_ms, now_ms - after.arrived_ms
    hid, hides = _hides(before), _hides(after)
    said: list[Change] = []
    for clear, line in now.items():
        known = was.get(clear)
        if known is not None and hides and not hid and line.here is None and not line.pressed:
            said.append(Change(f"{spoken(line, passed_ms)} {IN_A_LOCKDOWN}", rings=True))
        else:
            said += _moved(known, line, then_ms, passed_ms, hides=hides)
    over = [each for clear, each in was.items() if clear not in now] if after.view else []
    return [*said, *(Change(f"{_drill(each)}The room clear of {each.room_name} is over.") for each in over)]


def clears_standing(model: ConsoleModel, now_ms: int) -> list[str]:
    """Every class on its way, for whoever asks how the board is."""
    return [spoken(each, now_ms - model.arrived_ms) for each in _lines(model)]


def _lines(model: ConsoleModel) -> tuple[ClearLine, ...]:
    return model.view.clears if model.view else ()


def _hides(model: ConsoleModel) -> bool:
    response = model.view.response if model.view else None
    return response is not None and in_a_lockdown(response)


def _drill(line: ClearLine) -> str:
    return "Drill. " if line.practice else ""


def _moved(was: ClearLine | None, now: ClearLine, then_ms: int, passed_ms: int, *, hides: bool) -> list[Change]:
    if was is None:
        told = f"{spoken(now, passed_ms)} {to_do(now, hides=hides)} When they are counted, type: {ROOM_CLEAR.name} {Wanted.HERE}"
        return [Change(told, rings=not now.practice)]
    said: list[Change] = []
    if (was.here, was.expected, was.pressed) != (now.here, now.expected, now.pressed):
        counts = counted(now, hides=hides)
        said.append(Change(f"{_drill(now)}Room clear: the class of {now.room_name} in {now.to_name}: {counts}."))
    elif was.lamp and not now.lamp and now.here is None and not now.pressed and not hides:
        said.append(
            Change(f"{_drill(now)}No lamp in {now.to_name} says any more that a class comes. Phone {now.to_name}.")
        )
    if is_late(now, passed_ms) and not is_late(was, then_ms):
        does = what_to_do_late(now, hides=hides)
        late = f"{_drill(now)}The class of {now.room_name} is LATE in {now.to_name}. {does}"
        said.append(Change(late, rings=not now.practice))
    return said
