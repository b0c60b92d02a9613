"""Says who would be told of a press, in the words that a desk shows: the whole chain from the button on, and its first broken link.
Pure.
"""

from appliance.api.access import Reads
from appliance.api.desk.reach import AskReach, ReachKnown, ReachMessage, ReachStep
from appliance.core.board import Board
from appliance.core.calls.reach import Later, WouldBeTold, is_somebody, would_be_told
from appliance.core.calls.timing import ladder_of
from appliance.core.devices.service import why_not_working
from appliance.core.devices.supervision import Heard
from appliance.core.ground.moment import Moment
from appliance.core.messages.proving import day_of
from appliance.core.messages.turns import usable_people, works
from appliance.core.messages.turns import would_be_told as would_be_messaged
from appliance.plan.ids import DeskId, PersonId, RoomId, SounderId
from appliance.plan.messages import MessageWay
from appliance.plan.model import Person
from appliance.words.messages import way_words

MESSAGES_MAX = 8
"""As many lines as a screen of 24 has left beside the button and the steps."""
NO_BUTTON = "no two-way button: only the phone calls from there"
NOBODY = "Nobody at all would be told: no desk is attended and nobody on duty can be reached."
NOBODY_AT_ONCE = "Nobody would be told at once: the desks of the first step are not attended."


def reach_known(board: Board, heard: Heard, ask: AskReach, reads: Reads, now: Moment) -> ReachKnown:
    """Give the answer for one room as things are now. Names of people are only for readers who may read them."""
    told = would_be_told(board, heard, ask.room, now)
    button = why_no_press(board, heard, ask.room)
    messages = would_be_messaged(board, now)
    room = board.index.rooms.get(ask.room)
    return ReachKnown(
        request=ask.request,
        room_name=room.name if room else str(ask.room),
        button=button,
        steps=tuple(
            _step(board, each, people, reads)
            for each, people in zip(
                (Later(0, told.at_once), *told.later), _messaged(board, heard, told, now), strict=True
            )
        ),
        broken=f"The button: {button}." if button else _broken(told),
        messages=tuple(_message(heard, *each, reads, now) for each in messages[:MESSAGES_MAX]),
        messages_more=max(0, len(messages) - MESSAGES_MAX),
    )


def _message(heard: Heard, person: Person, way: MessageWay, reads: Reads, now: Moment) -> ReachMessage:
    proved_ms = heard.ways_proved_ms.get((way.by, way.to))
    tested, today = heard.ways_proved_day.get((way.by, way.to)), day_of(now)
    return ReachMessage(
        who=person.name if reads.may(ReachMessage, "who") else "",
        way=way_words(way.by),
        works=works(heard, way),
        proved_ago_ms=None if proved_ms is None else now.mono_ms - proved_ms,
        tested_days_ago=None if tested is None or today is None else max(0, today - tested),
    )


def why_no_press(board: Board, heard: Heard, room: RoomId) -> str:
    """Say why no press of this room would be heard and answered; empty while one of its buttons works."""
    answering = board.index.answering.get(room, ())
    if not answering:
        return NO_BUTTON
    broken = why_not_working(board, heard)
    why = [broken[button] for button in answering if button in broken]
    return ", ".join(dict.fromkeys(why)) if len(why) == len(answering) else ""


def _broken(told: WouldBeTold) -> str:
    if told.nobody:
        return NOBODY
    if not any(map(is_somebody, told.at_once)):
        return NOBODY_AT_ONCE
    return ""


def _messaged(board: Board, heard: Heard, told: WouldBeTold, now: Moment) -> list[list[Person]]:
    """Give whom each of these steps would tell by a message: first those of all steps that are taken at once."""
    steps = ladder_of(board.index.plan)
    first = len(steps) - len(told.later)
    return [usable_people(board, heard, each, now) for each in (steps[:first], *((step,) for step in steps[first:]))]


def _step(board: Board, step: Later, messaged: list[Person], reads: Reads) -> ReachStep:
    index = board.index
    desks = [DeskId(each.removeprefix("desk:")) for each in step.told if each.startswith("desk:")]
    sounders = [SounderId(each.removeprefix("sounder:")) for each in step.told if each.startswith("sounder:")]
    people = [PersonId(each.removeprefix("person:")) for each in step.told if each.startswith("person:")]
    names = tuple(index.people[each].name for each in people if each in index.people)
    return ReachStep(
        after_s=step.after_s,
        places=(
            *(f"desk {index.desks[desk].name if desk in index.desks else desk}" for desk in desks),
            *(f"sounder {index.sounders[each].name if each in index.sounders else each}" for each in sounders),
        ),
        people_count=len(people),
        people=names if reads.may(ReachStep, "people") else (),
        messaged_count=len(messaged),
        messaged=tuple(each.name for each in messaged) if reads.may(ReachStep, "messaged") else (),
    )
