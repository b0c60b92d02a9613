"""What the plain console says when asked: the board, who is where, troubles, help, the log of a call. Pure."""

import difflib
from collections.abc import Callable
from dataclasses import dataclass

from appliance.core.words import RoomAnswer
from tui.district import district_words, nothing_outside
from tui.keys import BY_ACTION
from tui.model import ConsoleModel
from tui.news import TimelineArrived
from tui.plain.acts import ACTS
from tui.plain.building_changes import response_words, standing_words
from tui.plain.sentences import in_words, trouble_words, whole
from tui.plain.tap_outs import whole_tap_out
from tui.wording import ROLES, count, time_of_day


@dataclass(frozen=True, slots=True)
class Reading:
    """Something to be told. `says` gives sentences of a model at a time."""

    word: str
    help: str
    says: Callable[[ConsoleModel, int], list[str]]


def board(model: ConsoleModel, now_ms: int) -> list[str]:
    """Every open call, then what is out of the ordinary."""
    view = model.view
    if view is None:
        return ["No board has come from the box yet."]
    passed_ms = now_ms - model.arrived_ms
    response = [f"The building is in {response_words(view.response)}"] if view.response else []
    rooms = [standing_words(view.check_in)] if view.check_in else []
    calls = [whole(call, passed_ms) for call in model.calls] or ["No call is open."]
    tap_outs = [whole_tap_out(line, passed_ms) for line in view.tap_outs]
    drill = [f"A drill is running: {view.drill.name}. Calls from other rooms are REAL."] if view.drill else []
    test = [f"Walk test: press the button in {view.walk_test.room_name} now."] if view.walk_test else []
    disk = [] if view.recording else ["NOT RECORDING: the disk is not writing. Write times on paper."]
    return [*disk, *response, *rooms, *drill, *test, *calls, *tap_outs, _signs_of_life(model, now_ms)]


def rooms(model: ConsoleModel, now_ms: int) -> list[str]:
    """The rooms of the check-in that is on, by what they answered, silence first."""
    del now_ms
    check_in = model.view.check_in if model.view else None
    if check_in is None:
        return ["No room check-in is on."]
    said = {RoomAnswer.NO_ANSWER: "No answer", RoomAnswer.NEEDS_HELP: "Needs help", RoomAnswer.SAFE: "Safe"}
    names = {answer: [room.room_name for room in check_in.rooms if room.answer is answer] for answer in said}
    return [
        standing_words(check_in),
        *(f"{said[answer]}: {', '.join(names[answer])}." for answer in said if names[answer]),
    ]


def who(model: ConsoleModel, now_ms: int) -> list[str]:
    """Who is at which desk, and who is on duty for what."""
    del now_ms
    desks = model.view.desks if model.view else ()
    seats = [
        f"{desk.name}: {(desk.operator or 'somebody whose name is not known') if desk.attended else 'nobody is there'}."
        for desk in desks
    ]
    duty = [
        f"{person.name} is on duty: {', '.join(ROLES[role].lower() for role in person.roles)}."
        for person in model.people()
    ]
    return [*seats, *(duty or ["Nobody is on duty by the plan."])]


def troubles(model: ConsoleModel, now_ms: int) -> list[str]:
    """What is wrong and what to do about it, then every place nobody can call from."""
    view = model.view
    if view is None:
        return ["No board has come from the box yet."]
    passed_ms = now_ms - model.arrived_ms
    wrong = [
        f"Trouble for {in_words(each.age_ms + passed_ms)}: {trouble_words(each)}. {each.detail}"
        for each in sorted(view.troubles, key=lambda trouble: trouble.age_ms)
    ]
    wrong += [
        f"{each.room_name}: {each.button} is out of service, back in {in_words(each.ends_in_ms - passed_ms)}."
        for each in view.out_of_service
    ]
    wrong += [f"{each.room_name} cannot call now: {each.why}." for each in view.cut_off]
    without = [f"No two-way button: {place}." for place in model.uncovered]
    return [*(wrong or ["Nothing is wrong: every button, desk and way out has been heard from."]), *without]


def general_help(model: ConsoleModel, now_ms: int) -> list[str]:
    """One sentence for every command."""
    del model, now_ms
    return [
        "Type a command and press Enter. A command may be shortened while it stays clear.",
        "When several calls are open, put the number of the call after the command.",
        *(f"{act.word}: {act.summary}" for act in ACTS),
        f"{LOG.word}: {LOG.help} For example: log 3",
        *(f"{reading.word}: {reading.help}" for reading in READINGS),
        *(f"{word}: {says}" for word, says in _OTHERS.items()),
        "To hear more about one command, type help and the command.",
    ]


def help_about(word: str) -> list[str]:
    """Everything about one command."""
    found = [f"{act.word}: {act.help} For example: {act.example}" for act in ACTS if act.word == word]
    found += [f"{LOG.word}: {LOG.help} For example: log 3"] if word == LOG.word else []
    found += [f"{word}: {_OTHERS[word]}"] if word in _OTHERS else []
    found += [f"{reading.word}: {reading.help}" for reading in READINGS if reading.word == word]
    return found or [unknown(word)]


def log(arrived: TimelineArrived) -> list[str]:
    """The entries of a call, the newest first, each with its time."""
    if arrived.items is None:
        return [arrived.refused]
    lines = [f"{time_of_day(item.wall_ms)}: {item.line}" for item in arrived.items.items]
    return lines or ["Nothing is recorded about this call yet."]


def unknown(word: str) -> str:
    """There is no such command; the nearest there is."""
    close = difflib.get_close_matches(word.casefold(), every_word(), 1, 0.5)
    nearest = f"Did you mean: {close[0]}? Nothing was done." if close else "Type help to hear all commands."
    return f"There is no command {word}. {nearest}"


def every_word() -> tuple[str, ...]:
    """Whatever may be typed as a command."""
    acts = (act.word for act in ACTS)
    return (*acts, LOG.word, *(reading.word for reading in READINGS), *_OTHERS)


def district(model: ConsoleModel, now_ms: int) -> list[str]:
    """How far the record is outside this building."""
    if model.view is None:
        return ["No board has come from the box yet."]
    why = nothing_outside(model.view)
    clauses = district_words(model.view, now_ms - model.arrived_ms)
    return [f"District: {why or '; '.join(words for words, _ in clauses)}."]


def _signs_of_life(model: ConsoleModel, now_ms: int) -> str:
    view = model.view
    assert view is not None
    attended = sum(desk.attended for desk in view.desks)
    heard = f"{view.buttons_heard} of {count(view.buttons_planned, 'button', 'buttons')} heard"
    wrong = f"{count(len(view.troubles), 'trouble', 'troubles')}: type troubles" if view.troubles else "no trouble"
    clock = f"It is {time_of_day(view.wall_ms + now_ms - model.arrived_ms)}. " if view.clock_trusted else ""
    return f"{clock}{attended} of {count(len(view.desks), 'desk', 'desks')} attended, {heard}, {wrong}."


LOG, LEAVE = BY_ACTION["timeline"], BY_ACTION["leave"]
CANCEL = BY_ACTION["close"].word
AGAIN = "again"
_OTHERS = {
    CANCEL: "Drop the question that is open. Nothing is done.",
    AGAIN: "Say the last answer again.",
    LEAVE.word: LEAVE.help,
}
READINGS = (
    Reading("board", "Say every open call, and whether all is well.", board),
    Reading("rooms", "Say which rooms have not answered the room check-in, which need help, which are safe.", rooms),
    Reading("who", "Say who is at which desk, and who is on duty.", who),
    Reading(
        "district", "Say how far the record is outside this building, and how the line to the district is.", district
    ),
    Reading(BY_ACTION["troubles"].word, BY_ACTION["troubles"].help, troubles),
    Reading(BY_ACTION["help"].word, "Say all commands, or more about one.", general_help),
)
