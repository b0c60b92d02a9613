"""What a person must be told when one board has become another: a sentence for each change, urgent first. Pure; knows no clock.

The boards are the one last spoken of and the newest, so whatever came and went between them is never said too late.
"""

from datetime import tzinfo

from appliance.api.board.board import BoardView
from appliance.api.board.calls import CallCard
from appliance.api.board.supervised import TroubleLine
from appliance.core.ground.words import Stage
from appliance.flows.box.recording import NOT_RECORDING
from appliance.flows.calls.accepting import answers_waiting
from appliance.flows.calls.callers import place_sentence
from appliance.flows.calls.hand_over import known
from appliance.flows.calls.responders import unheard
from appliance.flows.calls.texts import text_spoken
from appliance.flows.devices.cut_off import cannot_call_spoken
from appliance.flows.devices.troubles import put_aside_spoken, spoken
from appliance.flows.naming import all_of, call_spoken
from appliance.flows.people.day_check import signed
from appliance.flows.zone import zone_at
from appliance.plan.ids import DeskId, IncidentId
from appliance.words.kinds import kind_words
from appliance.words.times import count
from tui.keys.table import BY_ACTION
from tui.model import ConsoleModel
from tui.plain.building.changes import building_changes, many_rooms_asked
from tui.plain.building.room_clear import clear_changes
from tui.plain.calls.tap_outs import tap_out_changes
from tui.plain.change import Change
from tui.plain.practice.changes import practice_changes
from tui.plain.practice.exercise import exercise_changes
from tui.plain.sentences import in_a_breath, name_owed, near_by, not_delivered, opened, overdue, standing, what_to_type
from tui.plain.told import either_of

AT_ONCE_MAX = 5
"""More sentences than this are half a minute of speech; one that sums up is better. Ours."""
NAMED_MAX = 40
"""Every button of a school at once is still named, room by room: a flood never hides a call nobody has."""


type Owed = dict[IncidentId, str]
"""Where a name is owed by this desk since it was last spoken of, or overdue since then: the sentence that says so."""


def owed_anew(before: ConsoleModel, after: ConsoleModel, since_ms: int, now_ms: int) -> Owed:
    """The one thing that changes by itself: `before` was spoken of at `since_ms`."""
    was = _owed(before, since_ms)
    return {incident: says for incident, says in _owed(after, now_ms).items() if was.get(incident) != says}


def changes(before: ConsoleModel, after: ConsoleModel, since_ms: int, now_ms: int) -> list[Change]:
    """Everything to be said now, calls first, where `before` was spoken of at `since_ms`. Without a board it never was."""
    if after.view is None:
        return []
    owed = owed_anew(before, after, since_ms, now_ms)
    house = _house(before.view, after.view, owed, after.desk)
    talked = exercise_changes(before, after, since_ms, now_ms)
    walk = clear_changes(before, after, since_ms, now_ms)
    return [*_calls(before, after, owed), *many_rooms_asked(before, after), *walk, *house, *talked]


def told_at_once(before: ConsoleModel, after: ConsoleModel, since_ms: int, now_ms: int) -> list[Change]:
    """As many as a person can listen to: of more than a few, every call that rings anew, and what else needs somebody now."""
    found = changes(before, after, since_ms, now_ms)
    if after.view is None or len(found) <= (1 if after.flooded(after.arrived_ms) else AT_ONCE_MAX):
        return found
    walk = clear_changes(before, after, since_ms, now_ms)
    house = [*many_rooms_asked(before, after), *walk, *_house(before.view, after.view, {}, after.desk)]
    urgent = [change for change in house if change.rings][:AT_ONCE_MAX]
    anew = _ringing_anew(before, after)
    much = "" if len(anew) == len(found) else f"{len(found)} things changed at once. "
    words = f"{much}{_all_named(anew, len(after.ringing_here))}Type board to hear all calls."
    return [Change(words, rings=bool(anew)), *urgent]


def still_ringing(ringing: tuple[CallCard, ...]) -> list[str]:
    """What is said again and again until somebody acts."""
    if len(ringing) > AT_ONCE_MAX:
        numbers = _numbers([call.number for call in ringing])
        return [f"{len(ringing)} calls ring: {numbers}. Type board to hear all. The first:", _still(ringing[0])]
    return [_still(call) for call in ringing]


def _ringing_anew(before: ConsoleModel, after: ConsoleModel) -> tuple[CallCard, ...]:
    rang = {call.rung for call in before.ringing_here}
    return tuple(call for call in after.ringing_here if call.rung not in rang)


def _all_named(anew: tuple[CallCard, ...], ringing: int) -> str:
    if not anew:
        return f"{count(ringing, 'call rings', 'calls ring')}. " if ringing else ""
    names = in_a_breath(anew[:NAMED_MAX])
    left = f" and {len(anew) - NAMED_MAX} more" if len(anew) > NAMED_MAX else ""
    more = "more calls ring" if len(anew) < ringing else "calls ring"
    in_all = f" {ringing} ring in all." if len(anew) < ringing else ""
    return f"{len(anew)} {more}: {names}{left}.{in_all} Type have and a number. "


def _numbers(numbers: list[int]) -> str:
    """`numbers 1 to 9, 11`: forty of them in a breath."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "numbers " + ", ".join(
        f"{run[0]} to {run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs
    )


def _still(call: CallCard) -> str:
    why = overdue(call) or standing(call)
    return f"{call_spoken(call)}, {kind_words(call.kind)}, still rings. {why}{what_to_type(call)}"


# ---- calls


def _owed(model: ConsoleModel, at_ms: int) -> Owed:
    passed_ms = at_ms - model.arrived_ms
    said = {line.incident: name_owed(line, model.desk, passed_ms) for line in either_of(model.known)}
    return {incident: says for incident, says in said.items() if says}


def _calls(before: ConsoleModel, after: ConsoleModel, owed: Owed) -> list[Change]:
    was = {call.incident: call for call in before.calls}
    still = {call.incident for call in after.calls}
    as_named = _reads_alike(before.view, after.view)
    zone = zone_at(after.view)
    told = [
        _changed(
            was[call.incident],
            call,
            _both(_handed(was[call.incident], call, zone), owed.get(call.incident, "")),
            as_named=as_named,
        )
        if call.incident in was
        else _opened(call)
        for call in after.calls
    ]
    gone = [Change(f"{call_spoken(call)}: Stood down.") for call in before.calls if call.incident not in still]
    return [*(change for change in told if change), *gone]


def _handed(was: CallCard, now: CallCard, zone: tzinfo) -> str:
    return known(now, zone) if now.handed != was.handed else ""


def _both(*said: str) -> str:
    return " ".join(filter(None, said))


def _opened(call: CallCard) -> Change:
    return Change(opened(call), rings=call.ringing and call.rings_here)


def _reads_alike(was: BoardView | None, now: BoardView | None) -> bool:
    """Whether a name that is another means somebody else, and not that names are told now, or no more."""
    return was is not None and now is not None and was.proven is now.proven


def _changed(was: CallCard, now: CallCard, owed: str, *, as_named: bool) -> Change | None:
    said = _what_changed(was, now, owed, as_named=as_named)
    rings = now.ringing and now.rings_here
    rings_anew = rings and (not (was.ringing and was.rings_here) or now.rung != was.rung)
    if rings_anew and not said:
        said = ["Rings here now." if was.ringing else f"Rings again. {standing(now)}"]
    if not said:
        return None
    return Change(f"{call_spoken(now)}: {' '.join(said)}{what_to_type(now) if rings_anew else ''}", rings=rings_anew)


def _what_changed(was: CallCard, now: CallCard, owed: str, *, as_named: bool) -> list[str]:
    had = now.acknowledged_by if as_named else was.acknowledged_by
    moved = (was.stage, _who_goes(was), was.acknowledged_by) != (now.stage, _who_goes(now), had)
    silent = tuple(who for who in unheard(now, 0) if who not in unheard(was, 0))
    lowered = now.kind.urgency < was.kind.urgency
    found = (
        (was.drill and not now.drill, "It is REAL now, no practice."),
        (_elsewhere(was, now), f"Somebody said where it is: before it was {was.room_name}.{place_sentence(now)}"),
        (
            now.times_pressed > was.times_pressed,
            f"{'Called' if now.caller else 'Pressed'} again, {now.times_pressed} times now.",
        ),
        (now.holds > was.holds, "The button was held on."),
        (now.kind != was.kind, f"{'Lowered' if lowered else 'Worse'}: it is {kind_words(now.kind)} now."),
        (now.overdue is not None and now.overdue != was.overdue, overdue(now)),
        (moved and not (now.overdue and now.overdue != was.overdue), _moved(was, now)),
        (bool(silent), f"No answer from {all_of(silent)}: nobody has heard that they go."),
        (now.exhausted and now.ringing and not was.exhausted, _exhausted(now)),
        (not not_delivered(was) and not now.exhausted, not_delivered(now)),
        (answers_waiting(now) not in {"", answers_waiting(was)}, answers_waiting(now)),
        (bool(owed), owed),
        (not now.recorded and was.recorded, "Not recorded yet. Write the time on paper."),
    )
    return [words for true, words in found if true and words]


def _elsewhere(was: CallCard, now: CallCard) -> bool:
    """Whether somebody said where it is, said it anew, or took it back; a plan may call a place otherwise too."""
    return (was.located or now.located) and (was.located, was.room_name) != (now.located, now.room_name)


def _exhausted(call: CallCard) -> str:
    if call.stage is Stage.CALLED:
        return f"NOT DELIVERED to anyone. Walk there or use the phone.{near_by(call)}"
    return "NOBODY ANSWERS, at any step. Look after it, or send somebody."


def _who_goes(call: CallCard) -> tuple[str, tuple[tuple[str, Stage], ...]]:
    return call.going, tuple((each.who, each.stage) for each in call.sent)


def _moved(was: CallCard, now: CallCard) -> str:
    back = now.stage is Stage.CALLED and was.stage is not Stage.CALLED
    return "Nobody has it any more." if back and now.lapsed_ago_ms is None else standing(now)


# ---- the house


def _house(was: BoardView | None, now: BoardView, owed: Owed, desk: DeskId | None) -> list[Change]:
    return [
        *_recording(was, now),
        *building_changes(was, now),
        *tap_out_changes(was, now, owed),
        *practice_changes(was, now, desk),
        *_troubles(was, now),
        *_texts(was, now),
        *_cut_off(was, now),
        *_day_check(was, now),
        *_here(was, now),
    ]


def _recording(was: BoardView | None, now: BoardView) -> list[Change]:
    wrote = was is None or was.recording
    if wrote and not now.recording:
        return [Change(NOT_RECORDING, rings=True)]
    return [Change("The disk is writing again. Everything is being recorded.")] if now.recording and not wrote else []


def _troubles(was: BoardView | None, now: BoardView) -> list[Change]:
    before = {(each.what, each.subject): each for each in was.troubles} if was else {}
    open_now = {(each.what, each.subject): each for each in now.troubles}
    raised = [Change(f"Trouble: {spoken(each)}. {each.detail}") for key, each in open_now.items() if key not in before]
    over = [Change(f"Over: {spoken(each)}.") for key, each in before.items() if key not in open_now]
    both = [(before[key], each) for key, each in open_now.items() if key in before]
    return [*raised, *over, *(change for each in both for change in _shelf(*each))]


def _shelf(was: TroubleLine, now: TroubleLine) -> list[Change]:
    if was.shelved_ms is None and now.shelved_ms is not None:
        return [Change(f"{put_aside_spoken(now.shelved_ms)}: {spoken(now)}.")]
    if was.shelved_ms is not None and now.shelved_ms is None:
        return [Change(f"Not put aside any more: {spoken(now)}. {now.detail}")]
    return []


def _texts(was: BoardView | None, now: BoardView) -> list[Change]:
    """Each text that came since then and waits to be read, the oldest first."""
    known = {each.number for each in was.texts} if was else set()
    newest = max(known, default=0)
    came = [each for each in now.texts if each.number > newest and each.number not in known]
    return [Change(text_spoken(each, 0)) for each in reversed(came)] if was else []


def _day_check(was: BoardView | None, now: BoardView) -> list[Change]:
    """Once it is signed, and once it should be: never again until the next day."""
    before = was.day_check if was else None
    if now.day_check and now.day_check.today and (before is None or before.wall_ms != now.day_check.wall_ms):
        return [Change(f"{signed(now)}.")] if was else []
    due = now.day_unchecked and not (was and was.day_unchecked)
    return [Change(f"{signed(now)}. To hear the check, type: {BY_ACTION['morning'].word}")] if due else []


def _cut_off(was: BoardView | None, now: BoardView) -> list[Change]:
    before = {each.room_name for each in was.cut_off} if was else set()
    rooms = {each.room_name: each for each in now.cut_off}
    lost = [Change(cannot_call_spoken(room)) for name, room in rooms.items() if name not in before]
    back = [Change(f"{room} can call again.") for room in sorted(before - rooms.keys())]
    return [*lost, *back]


def _here(was: BoardView | None, now: BoardView) -> list[Change]:
    before = was.here if was else None
    if now.here is None or before is None:
        return []
    if before.attended and not now.here.attended:
        return [Change("This desk counts as unattended. Press Enter if you are here.", rings=True)]
    if before.operator != now.here.operator:
        who = now.here.operator
        return [Change(f"At this desk now: {who}." if who else "Nobody is signed in at this desk now.")]
    if was and was.proven and not now.proven:
        return [Change("Names and notes are not told here any more. To hear them again, type: pin")]
    return []
