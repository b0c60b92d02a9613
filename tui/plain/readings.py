"""What the plain console says when asked: the board, who is where, troubles, help, the log of a call. Pure."""

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo

from appliance.api.board.practice import DrillOverLine
from appliance.api.board.supervised import TroubleLine
from appliance.flows.box.district import district_words, nothing_outside
from appliance.flows.box.office import asking_signs
from appliance.flows.box.own_copy import copy_words, no_copy
from appliance.flows.box.power import dark_soon
from appliance.flows.box.recording import STILL_NOT_RECORDING
from appliance.flows.building.check_in import NOBODY_ASKS, by_answer
from appliance.flows.building.families import FAMILIES_WORD
from appliance.flows.building.standing import check_in_spoken, response_spoken
from appliance.flows.calls.hand_off import seated
from appliance.flows.calls.pressed import carried_today
from appliance.flows.calls.texts import NO_TEXT_WAITS, READ_TEXT, text_spoken, waiting_words
from appliance.flows.devices.cut_off import cannot_call_spoken, out_of_service_spoken
from appliance.flows.devices.troubles import (
    CLEAR,
    counted,
    in_order,
    people_end,
    put_aside_spoken,
    rooms_to_ask,
    spoken,
    what_else,
)
from appliance.flows.duties.noting import OWED
from appliance.flows.naming import breaks_words, call_spoken
from appliance.flows.people.day_check import signed
from appliance.flows.people.going import not_now_names
from appliance.flows.people.here import role_words
from appliance.flows.practice.exercise_year import stands_words
from appliance.flows.practice.measured import measured_words
from appliance.flows.practice.plans import next_planned, planned_words
from appliance.flows.rooms import notes_aloud
from appliance.flows.sentences import NO_BOARD, not_told_to_watchers
from appliance.flows.zone import zone_at
from appliance.words.kinds import kind_words
from appliance.words.times import count, in_words, time_of_day
from appliance.words.unsure import MAY_BE_OPEN
from tui.board.calm import WELL, not_well
from tui.keys.key import About
from tui.keys.table import BY_ACTION
from tui.line.news import TimelineArrived
from tui.model import FLOOD_OVER, ConsoleModel
from tui.plain.acts import ACTS
from tui.plain.building.changes import many_rooms_words
from tui.plain.building.room_clear import clears_standing
from tui.plain.calls.other_help import HELP_OF_FAMILIES
from tui.plain.calls.other_help import WORD as OTHER_HELP
from tui.plain.calls.tap_outs import whole_tap_out
from tui.plain.history import WITHHELD
from tui.plain.practice.changes import untimed_words, walk_test_words
from tui.plain.practice.exercise import exercise_standing
from tui.plain.records.words import RECORD_WORDS, RECORDS, record_help
from tui.plain.sentences import in_a_breath, standing, whole
from tui.plain.told import listed, tap_outs_of


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
        return [NO_BOARD]
    passed_ms = now_ms - model.arrived_ms
    asked = [many_rooms_words(line) for line in model.many_rooms(now_ms)]
    response = [f"The building is in {response_spoken(view.response)}"] if view.response else []
    rooms = [check_in_spoken(view.check_in)] if view.check_in else []
    calls = _calls(model, passed_ms)
    tap_outs = [whole_tap_out(line, model.desk, passed_ms) for line in view.tap_outs]
    breaks = [planned] if (planned := breaks_words(view.breaks)) else []
    calls_real = f"Calls from other rooms are REAL.{untimed_words(view.drill)}" if view.drill else ""
    drill = [f"A drill is running: {view.drill.name}. {calls_real}"] if view.drill else []
    test = [walk_test_words(view.walk_test, view, model.desk, passed_ms)] if view.walk_test else []
    disk = [] if view.recording else [STILL_NOT_RECORDING]
    dark = [says] if (says := dark_soon(view, passed_ms)) else []
    unsure = [f"{MAY_BE_OPEN}. When it is done, type: {CLEAR.name}"] if rooms_to_ask(view) else []
    signs = asking_signs(view, zone_at(view), BY_ACTION["restore"].shown)
    code = [f"Code {'. '.join(signs)}"] if signs else []
    said = [
        *disk,
        *dark,
        *unsure,
        *asked,
        *response,
        *rooms,
        *drill,
        *test,
        *clears_standing(model, now_ms),
        *exercise_standing(model),
        *calls,
        *tap_outs,
        *breaks,
        *code,
    ]
    return [*said, _signs_of_life(model, now_ms)]


def about_one(number: int, model: ConsoleModel, now_ms: int) -> list[str]:
    """Everything about one call or tap-out, by its number."""
    passed_ms = now_ms - model.arrived_ms
    planned = model.facts.rooms if model.facts else ()
    calls = [
        " ".join([whole(call, model.desk, passed_ms, zone_at(model.view)), *notes_aloud(planned, call.room)])
        for call in model.calls
        if call.number == number
    ]
    tap_outs = [
        whole_tap_out(line, model.desk, passed_ms) for line in tap_outs_of(model.known) if line.number == number
    ]
    return [*calls, *tap_outs] or [f"Call {number} is not open. {listed(model.calls)}"]


def rooms(model: ConsoleModel, now_ms: int) -> list[str]:
    """The rooms of the check-in that is on, by what they answered, silence first."""
    del now_ms
    check_in = model.view.check_in if model.view else None
    if check_in is None:
        return [NOBODY_ASKS]
    said = (f"{answer.heading}: {', '.join(names)}." for answer, names in by_answer(check_in))
    return [check_in_spoken(check_in), *said]


def drills(model: ConsoleModel, now_ms: int) -> list[str]:
    """What is practised now, what is planned, and what the last drill took."""
    view = model.view
    if view is None:
        return [NO_BOARD]
    box_ms = view.wall_ms + now_ms - model.arrived_ms
    running = [f"A drill is running: {view.drill.name}.{untimed_words(view.drill)}"] if view.drill else []
    planned = [f"Planned: {planned_words(each, box_ms, zone_at(view))}." for each in view.planned] or [
        "No drill is planned."
    ]
    return [*running, *planned, *_last_drill(view.drill_over)]


def _last_drill(over: DrillOverLine | None) -> list[str]:
    return [f"The last drill was {over.name}.", *measured_words(over)] if over else []


def who(model: ConsoleModel, now_ms: int) -> list[str]:
    """Who is at which desk, and who is on duty for what."""
    del now_ms
    view = model.view
    seats = [f"{desk.name}: {seated(desk, view)}." for desk in view.desks] if view else []
    seats += (
        [
            f"Carried today, as was said at the desk: {'; '.join(carried)}."
            for carried in [carried_today(view)]
            if carried
        ]
        if view
        else []
    )
    if model.desk is None:
        return [*seats, not_told_to_watchers("who is on duty")]
    if model.facts is None:
        return [*seats, "Who is on duty has not come from the box yet."]
    duty = [f"{person.name} is on duty: {role_words(person)}." for person in model.people()]
    away = [f"{name} cannot go now, as was said at the desk." for name in (not_now_names(view) if view else ())]
    return [*seats, *(duty or ["Nobody on duty can go now." if away else "Nobody is on duty by the plan."]), *away]


def texts(model: ConsoleModel, now_ms: int) -> list[str]:
    """Every text that waits to be read, the newest first, and how it leaves the list."""
    if model.view is None:
        return [NO_BOARD]
    said = [text_spoken(each, now_ms - model.arrived_ms) for each in model.view.texts]
    more = model.view.texts_unread - len(said)
    older = [f"And {count(more, 'older one', 'older ones')}."] if more else []
    return [*said, *older, f"When one is read, type: {READ_TEXT.name} and its number."] if said else [NO_TEXT_WAITS]


def troubles(model: ConsoleModel, now_ms: int) -> list[str]:
    """What is wrong and what to do about it, then every place nobody can call from."""
    view = model.view
    if view is None:
        return [NO_BOARD]
    passed_ms = now_ms - model.arrived_ms
    said = [
        f"{_since_or_aside(each, passed_ms)}: {spoken(each)}. {each.detail}{_ended_by(each)}" for each in in_order(view)
    ]
    places = [
        *(out_of_service_spoken(each, passed_ms) for each in view.out_of_service),
        *map(cannot_call_spoken, view.cut_off),
    ]
    besides = [f"{words}." for words in what_else(view, not_well(view, passed_ms))]
    without = [f"No two-way button: {place}." for place in model.uncovered]
    return [*([*said, *places, *besides] or [WELL]), *without]


def _ended_by(trouble: TroubleLine) -> str:
    return f" When it is done, type: {CLEAR.name}" if people_end(trouble) else ""


def _since_or_aside(trouble: TroubleLine, passed_ms: int) -> str:
    if trouble.shelved_ms is not None:
        return f"{put_aside_spoken(trouble.shelved_ms - passed_ms)} more"
    return f"Trouble for {in_words(trouble.age_ms + passed_ms)}"


def general_help(model: ConsoleModel, now_ms: int) -> list[str]:
    """What a call may need, in as few words as can be listened to while it rings; the rest is told by `help more`."""
    del model, now_ms
    about = _words_about()
    return [
        "Type a command, then Enter. Shorten it.",
        "Several: add the number.",
        f"A call: {', '.join([*about[About.CALL], *about[About.EITHER]])}.",
        f"A tap-out: {', '.join(about[About.TAP_OUT])}.",
        f"To be told: {', '.join(told_words())}.",
        "This desk and the building: help more. One command: help and the command. All: help all",
    ]


def help_more() -> list[str]:
    """The commands that no call needs: about this desk, and about the building."""
    building = [act.word for act in ACTS if act.key.building]
    return [
        f"This desk: {', '.join([*_words_about()[About.HOUSE], *_OTHERS])}.",
        f"The building: {', '.join(building)}.",
    ]


def _words_about() -> dict[About, list[str]]:
    return {each: [act.word for act in ACTS if act.concerns is each and not act.key.building] for each in About}


def help_all() -> list[str]:
    """One sentence for every command."""
    return [
        *(f"{act.word}: {act.summary}" for act in ACTS),
        *(f"{word}: {says}" for word, says in _LOOK_UPS.items()),
        *(f"{reading.word}: {reading.help}" for reading in READINGS),
        *(f"{word}: {says}" for word, says in _OTHERS.items()),
        "To hear more about one command, type help and the command.",
    ]


def help_about(word: str) -> list[str]:
    """Everything about one command."""
    if word == RECORDS:
        return [f"{word}: {_LOOK_UPS[word]}", *record_help()]
    found = [f"{act.word}: {act.help} For example: {act.example}" for act in ACTS if act.word == word]
    more = _LOOK_UPS | _OTHERS | RECORD_WORDS
    found += [f"{word}: {more[word]}"] if word in more else []
    found += [f"{reading.word}: {reading.help}" for reading in READINGS if reading.word == word]
    return found or [unknown(word)]


def log(arrived: TimelineArrived, zone: tzinfo, *, proven: bool) -> list[str]:
    """The entries of a call or tap-out, the newest first, each with its time; and that names are left out, where they are."""
    if arrived.items is None:
        return [arrived.refused]
    newest_first = sorted(arrived.items.items, key=lambda item: -item.number)
    lines = [f"{time_of_day(item.wall_ms, zone)}: {item.line}" for item in newest_first]
    return [*lines, *([] if proven else [WITHHELD])] if lines else ["Nothing is recorded about it yet."]


def unknown(word: str) -> str:
    """There is no such command; the nearest there is. A number may be a PIN typed too early: it is not said again."""
    if word.isdecimal():
        return "A number alone is no command: nothing was done. Type help to hear all commands."
    close = difflib.get_close_matches(word.casefold(), (*every_word(), *RECORD_WORDS), 1, 0.5)
    nearest = f"Did you mean: {close[0]}? Nothing was done." if close else "Type help to hear all commands."
    return f"There is no command {word}. {nearest}"


def every_word() -> tuple[str, ...]:
    """Whatever may be typed as a command, but those about records (`records/words.py`), which help tells on their own."""
    acts = (act.word for act in ACTS)
    return (*acts, *told_words(), *_OTHERS)


def told_words() -> tuple[str, ...]:
    """Commands that only tell."""
    return (*(reading.word for reading in READINGS), *_LOOK_UPS)


def _calls(model: ConsoleModel, passed_ms: int) -> list[str]:
    """Each at length while that can be listened to; else each in a few words, and how to hear one at length."""
    if len(model.calls) <= FLOOD_OVER:
        return [whole(call, model.desk, passed_ms, zone_at(model.view)) for call in model.calls] or ["No call is open."]
    ringing = [call for call in model.calls if call.ringing]
    return [
        f"{len(model.calls)} calls are open. For more about one type board and its number.",
        *([f"{count(len(ringing), 'call rings', 'calls ring')}: {in_a_breath(ringing)}."] if ringing else []),
        *(
            f"{call_spoken(call)}, {kind_words(call.kind)}: {standing(call)}"
            for call in model.calls
            if not call.ringing
        ),
    ]


def district(model: ConsoleModel, now_ms: int) -> list[str]:
    """How far the record is outside this building."""
    if model.view is None:
        return [NO_BOARD]
    why = nothing_outside(model.view)
    clauses = district_words(model.view, now_ms - model.arrived_ms)
    return [f"District: {why or '; '.join(words for words, _ in clauses)}."]


def copy(model: ConsoleModel, now_ms: int) -> list[str]:
    """How far the record is copied, and where to."""
    if model.view is None:
        return [NO_BOARD]
    words = copy_words(model.view, now_ms - model.arrived_ms)
    if words is None:
        return [f"Copy: {no_copy(model.view) or 'this box says nothing about it'}."]
    line = model.view.copy
    says = line.says if line is not None else ""
    return [f"Copy: {words[0]}.", *([says] if says else [])]


def _signs_of_life(model: ConsoleModel, now_ms: int) -> str:
    view = model.view
    assert view is not None
    attended = sum(desk.attended for desk in view.desks)
    heard = f"{view.buttons_heard} of {count(view.buttons_planned, 'button', 'buttons')} heard"
    texts = f" Texts: {waits}, type texts." if (waits := waiting_words(view)) else ""
    wrong, found = "no trouble", counted(view)
    if view.troubles:
        wrong = f"{count(found.open, 'trouble', 'troubles')}{found.and_aside}: type troubles"
    clock = (
        f"It is {time_of_day(view.wall_ms + now_ms - model.arrived_ms, zone_at(view))}. " if view.clock_trusted else ""
    )
    checked = signed(view) if view.day_unchecked or (view.day_check and view.day_check.today) else ""
    check = f" {checked}." if checked else ""
    next_drill = next_planned(view, now_ms - model.arrived_ms)
    drill = f" Drill planned: {next_drill}." if next_drill else ""
    late = stands_words(view)
    practised = f" {late}. To hear them, type: exercise schedule." if late else ""
    desks = count(len(view.desks), "desk", "desks")
    return f"{clock}{attended} of {desks} attended, {heard}, {wrong}.{texts}{check}{drill}{practised}"


LOG, LEAVE, CARD_911 = BY_ACTION["timeline"], BY_ACTION["leave"], BY_ACTION["card_911"]
HISTORY = "history"
BOARD = "board"
CANCEL = BY_ACTION["close"].word
AGAIN = "again"
_LOOK_UPS = {
    LOG.word: f"{LOG.help} Also of one that is over, by its number. For example: log 3",
    HISTORY: "Every call and tap-out of today, the newest first. For example: history all",
    RECORDS: "Hear which records wait for something; type records finished to hear the others, as an administrator or auditor. "
    "For what can be done with them, type: help records",
    OWED: f"{BY_ACTION['owed'].help} With its number, all of one; then done, or not done, notes it. For example: {OWED} 2 done. "
    f"{OWED} record 12 tells those of one record.",
    CARD_911.word: f"{CARD_911.help} For example: 911 3",
    OTHER_HELP: "Hear who can be called besides police: who can be called now, the number, what may be said. Handbell calls nobody. For "
    f"example: {OTHER_HELP} español",
    FAMILIES_WORD: HELP_OF_FAMILIES,
}
_OTHERS = {
    CANCEL: "Drop the question that is open. Nothing is done.",
    AGAIN: "Say the last answer again.",
    LEAVE.word: LEAVE.help,
}
READINGS = (
    Reading(BOARD, "Say every open call, and whether all is well. With a number, only that call.", board),
    Reading("rooms", "Say which rooms have not answered the room check-in, which need help, which are safe.", rooms),
    Reading("drills", "Say which drills are planned, and how long each step of the last one took.", drills),
    Reading("who", "Say who is at which desk, and who is on duty.", who),
    Reading(
        "district", "Say how far the record is outside this building, and how the line to the district is.", district
    ),
    Reading("copy", "Say how far the record is copied, and where the copy lies.", copy),
    Reading("texts", BY_ACTION["texts"].help, texts),
    Reading(BY_ACTION["troubles"].word, BY_ACTION["troubles"].help, troubles),
    Reading(
        BY_ACTION["help"].word,
        "Say which commands there are. With a command, more about it; with all, a sentence about each.",
        general_help,
    ),
)
