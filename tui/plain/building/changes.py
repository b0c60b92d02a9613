"""What is said when the building's response or a room check-in begins, changes or ends, or is asked about. Pure; knows no clock."""

from appliance.api.board.board import BoardView
from appliance.api.board.building import CheckInView, ManyRoomsLine, ResponseLine
from appliance.core.building.titles import called
from appliance.core.ground.words import RoomAnswer
from appliance.flows.building.families import FAMILIES_WORD, POINTED_TO, POINTS
from appliance.flows.building.many_rooms import figure
from appliance.flows.building.standing import check_in_spoken, response_spoken, to_announce
from tui.keys.table import BY_ACTION
from tui.model import ConsoleModel
from tui.plain.change import Change


def building_changes(was: BoardView | None, now: BoardView) -> list[Change]:
    """Sentences about the whole building, the response first."""
    return [
        *_response(was.response if was else None, now.response),
        *_check_in(was.check_in if was else None, now.check_in),
    ]


def many_rooms_asked(before: ConsoleModel, after: ConsoleModel) -> list[Change]:
    """Each question about many rooms, once: more rooms in the same minute are told as the calls they are."""
    was = {line.first for line in before.many_rooms(before.arrived_ms)}
    anew = [line for line in after.many_rooms(after.arrived_ms) if line.first not in was]
    return [Change(many_rooms_words(line), rings=True) for line in anew]


def many_rooms_words(line: ManyRoomsLine) -> str:
    """The question, with what to type. Said once, and again whenever the board is asked for."""
    word = BY_ACTION["response"].word
    return (
        f"Calls from {figure(line)}. Is it for the whole building? If so, type: {word} hold, {word} secure or {word} lockdown. "
        "Its name is then asked for. If not, type nothing."
    )


def _response(was: ResponseLine | None, now: ResponseLine | None) -> list[Change]:
    if now and (was is None or (was.response, was.detail, was.practice) != (now.response, now.detail, now.practice)):
        who = now.started_by or "a desk"
        door = f" {POINTS}: type {FAMILIES_WORD}." if now.response in POINTED_TO else ""
        says = f"{response_spoken(now)} Started by {who}. {to_announce(practice=now.practice)}{door}"
        return [Change(says, rings=True)]
    if was is None or now is not None:
        return []
    return [Change(f"{called(was.response, practice=was.practice)} is over. Handbell does not announce it.")]


def _check_in(was: CheckInView | None, now: CheckInView | None) -> list[Change]:
    if now is None:
        return [Change(f"The {'drill ' if was.practice else ''}room check-in is over.")] if was else []
    if was is None or was.check_in != now.check_in:
        return [Change(f"{check_in_spoken(now)} Type rooms to hear who is silent.")]
    before = {room.room: room.answer for room in was.rooms}
    needy = [
        room for room in now.rooms if room.answer is RoomAnswer.NEEDS_HELP and before.get(room.room) is not room.answer
    ]
    help_needed = [Change(f"Check-in: {room.room_name} needs help.", rings=True) for room in needy]
    done = was.count(RoomAnswer.NO_ANSWER) and not now.count(RoomAnswer.NO_ANSWER)
    return [*help_needed, *([Change(f"Every room has answered. {check_in_spoken(now)}")] if done else [])]
