"""Decides about taking a button out of service and putting it back, and tells which rooms cannot call. Pure; changes nothing.

Out of service is only a notice to people: a press of such a button rings like any other.
"""

from appliance.core.board import Board
from appliance.core.devices.commands import PutBackInService, TakeOutOfService
from appliance.core.devices.events import ButtonBackInService, ButtonOutOfService, Follows
from appliance.core.devices.supervision import Heard, gone_silent, unheard
from appliance.core.ground.limits import TEXT_CHARACTERS_MAX
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor
from appliance.plan.ids import ButtonId, PersonId
from appliance.plan.index import PlanIndex
from appliance.plan.model import Room
from appliance.words.troubles import TROUBLES, row_of

OUT_OF_SERVICE_S_MAX = 4 * 3600
"""Ours: within one half of a school day. People who need longer ask two people again, so that no room is forgotten."""
OUT_OF_SERVICE_S_MIN = 60
"""Deadlines are looked at in seconds, and in less than a minute nobody can do anything to a button."""

WORKS_ALL_THE_SAME = frozenset(each.word for each in TROUBLES.values() if each.still_works)
"""Troubles of a button whose presses still ring here, and whose lamp still answers."""


def take_out(board: Board, command: TakeOutOfService, by: Actor) -> list[Follows] | Rejection:
    """Take a button out of service, by two different people of the plan, with a reason and an end."""
    index, reason = board.index, command.reason.strip()
    if command.button not in index.buttons:
        return Rejection.NO_SUCH_BUTTON
    if command.button in board.out_of_service:
        return Rejection.ALREADY_OUT_OF_SERVICE
    people = tuple(_person(index, who) for who in command.people)
    if None in people:
        return Rejection.NO_SUCH_PERSON
    if len(people) != 2 or people[0] == people[1]:
        return Rejection.TWO_PEOPLE_NEEDED
    if not OUT_OF_SERVICE_S_MIN <= command.ends_after_s <= OUT_OF_SERVICE_S_MAX:
        return Rejection.OUT_OF_SERVICE_TOO_LONG
    if not 0 < len(reason) <= TEXT_CHARACTERS_MAX:
        return Rejection.TEXT_EMPTY_OR_TOO_LONG
    return [
        ButtonOutOfService(
            by=by,
            button=command.button,
            people=tuple(who for who in people if who is not None),
            ends_after_s=command.ends_after_s,
            reason=reason,
        )
    ]


def put_back(
    board: Board, heard: Heard, command: PutBackInService, by: Actor, now: Moment
) -> list[Follows] | Rejection:
    """Put a button back by a person's word. If it is silent, it counts as missed from that moment on."""
    if command.button not in board.out_of_service:
        return Rejection.NOT_OUT_OF_SERVICE
    return [ButtonBackInService(by=by, button=command.button), *_missed(board, heard, command.button, now)]


def times_up(board: Board, heard: Heard, now: Moment) -> list[Follows]:
    """Put back the buttons whose time out of service is over. If they are silent, they count as missed."""
    events: list[Follows] = []
    for name, out in board.out_of_service.items():
        if out.ends_ms <= now.mono_ms:
            events.append(ButtonBackInService(by=None, button=name))
            events += _missed(board, heard, name, now)
    return events


def why_not_working(board: Board, heard: Heard, *, but: frozenset[str] = WORKS_ALL_THE_SAME) -> dict[ButtonId, str]:
    """Give the two-way buttons that cannot be relied on now, and why in a few words: out of service, or a trouble of the button.

    A button that chatters still calls, more often than it should; and a button to which a former box speaks as well still obeys this
    box. `but`: troubles that are passed over.
    """
    index = board.index
    found: dict[ButtonId, str] = {}
    for trouble in board.troubles.values():
        button, words = ButtonId(trouble.cause.subject), row_of(trouble.cause.what)
        if words.of_a_button and words.word not in but and button in index.buttons:
            found.setdefault(button, words.short.replace("-", " "))
    families = unheard(board, heard)
    if families:
        found |= {each.button: families[each.family] for each in index.supervised if each.family in families}
    return found | dict.fromkeys(board.out_of_service, "out of service")


def cut_off(board: Board, heard: Heard) -> list[tuple[Room, str]]:
    """Give the rooms whose two-way buttons all do not work now, and why, in the order of the plan."""
    broken = why_not_working(board, heard)
    rooms = {board.index.buttons[button].room for button in broken}
    found: list[tuple[Room, str]] = []
    for room in (board.index.rooms.get(name) for name in rooms):
        if room is None:
            continue
        answering = board.index.answering.get(room.room, ())
        if answering and all(button in broken for button in answering):
            found.append((room, ", ".join(dict.fromkeys(broken[button] for button in answering))))
    places = {room.room: place for place, room in enumerate(board.index.plan.rooms)} if len(found) > 1 else {}
    return sorted(found, key=lambda each: places.get(each[0].room, 0))


def _missed(board: Board, heard: Heard, name: ButtonId, now: Moment) -> list[Follows]:
    button = board.index.buttons.get(name)  # a damaged record may have kept the button and lost the plan
    if button is None or button.family in unheard(board, heard):
        return []
    return gone_silent(board, heard, button, now)


def _person(index: PlanIndex, who: str) -> PersonId | None:
    """Find a person by id, or else by name as in the plan; capitals do not matter."""
    if who in index.people:
        return PersonId(who)
    folded = who.strip().casefold()
    return next(
        (each.person for each in index.plan.people if folded in {each.person.casefold(), each.name.casefold()}), None
    )
