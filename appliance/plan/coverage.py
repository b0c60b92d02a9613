"""Tells which rooms are covered: a room is covered when it has a button of a class that covers, and that calls for help. Pure."""

import msgspec

from appliance.plan.families import covers
from appliance.plan.ids import RoomId
from appliance.plan.model import Button, Kind, Plan, Room


class Coverage(msgspec.Struct, frozen=True):
    """All rooms of a plan, each in one of three lists. `one_way` rooms have only buttons that cannot be told what became of a press;
    `bare` rooms have no button that calls for help.
    """

    covered: tuple[Room, ...]
    one_way: tuple[Room, ...]
    bare: tuple[Room, ...]


def coverage(plan: Plan) -> Coverage:
    """Sort the rooms of the plan by how they are covered (promise 1: one-way devices never count)."""
    calling = [button for button in plan.buttons if button.room and calls_for_help(button)]
    told: set[RoomId] = {button.room for button in calling if covers(button.family)}
    heard: set[RoomId] = {button.room for button in calling} - told
    return Coverage(
        covered=tuple(room for room in plan.rooms if room.room in told),
        one_way=tuple(room for room in plan.rooms if room.room in heard),
        bare=tuple(room for room in plan.rooms if room.room not in told | heard),
    )


def calls_for_help(button: Button) -> bool:
    """Whether any contact of the button asks for more than a tap-out."""
    return any(contact.kind is not Kind.TAP_OUT for contact in button.contacts)
