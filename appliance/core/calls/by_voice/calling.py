"""Turns a call by telephone or by text into a press: whose it is by the plan, and where help is needed. Pure; must not know any wire.

Only the phone system's word for an extension places a call in a room. Everything else is a call from nowhere known, and what a caller says
of a room is shown as said. No call is ever dropped because nobody knows who it is.
"""

import functools
import re
from collections.abc import Mapping

import msgspec

from appliance.core.calls.commands import RaiseCall
from appliance.core.ground.callers import NUMBER_CHARACTERS_MAX, SAID_CHARACTERS_MAX, Caller
from appliance.core.ground.place import Place
from appliance.core.ground.words import Door, Source
from appliance.plan.ids import RoomId
from appliance.plan.index import PlanIndex
from appliance.plan.model import Kind, Room
from appliance.plan.telephones import EXTENSION

KIND = Kind.ASSIST
"""A press never becomes more than the person meant, and whoever dials or writes says no kind (promise 4)."""

_NOT_DIALLED = re.compile(r"[^0-9+*#]")
_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"[0-9]+")
_DIGITS_MIN = 2
"""One digit is an answer to a message (0, 1 or 2), or the grade in the name of a room. Nobody means a room by it."""


def by_phone(caller: Caller, index: PlanIndex, *, diverted: bool = False) -> RaiseCall:
    """Give the press that a telephone call at the help extension is. `diverted`: another phone passed it on, so nobody knows where the
    caller is.
    """
    caller = _as_told(caller)
    place, known = Place(), False
    if not (caller.outside or caller.unproved or caller.withheld) and EXTENSION.fullmatch(caller.number):
        place, known = (Place(), False) if diverted else _of_extension(caller.number, index)
    caller = msgspec.structs.replace(caller, unverified=not known)
    return RaiseCall(place=place, kind=KIND, source=Source(door=Door.PHONE, caller=caller), pressed_ago_ms=0)


def by_text(
    number: str, near: RoomId | None, said: str = "", *, late_ms: int | None = None, many: bool = False
) -> RaiseCall:
    """Give the press that a text is. `near` is the room of the plan that it names, and `said` how it names a room. Nobody knows when it was
    written: a carrier may keep it for hours. `late_ms`: it was kept for so long, as far as that is known. `many`: it shares the call of the
    many.
    """
    told = _as_told(Caller(number=number, withheld=not number, outside=True))
    caller = msgspec.structs.replace(told, unverified=True, said=said[:SAID_CHARACTERS_MAX], many=many)
    source = Source(door=Door.TEXT, caller=caller)
    return RaiseCall(place=Place(near=near), kind=KIND, source=source, pressed_ago_ms=late_ms)


def room_said(said: str, index: PlanIndex) -> RoomId | None:
    """Give the one room of the plan that these words name, by its id, its name, or a number in these; None if none or several are."""
    return None if len(said) < _DIGITS_MIN else _rooms_said(index).get(said)


@functools.lru_cache(maxsize=2)
def _rooms_said(index: PlanIndex) -> Mapping[str, RoomId]:
    """Give every name by which one room of a plan is said. Made once for each plan: whoever reads a text looks up thousands of words, and
    all else waits meanwhile.
    """
    found: dict[str, RoomId] = {}
    numbered: dict[str, list[RoomId]] = {}
    for room in index.plan.rooms:
        for name in (room.room, room.name):
            found.setdefault(_plain(name), room.room)
        for number in _numbers(room):
            numbered.setdefault(number, []).append(room.room)
    alone = {number: rooms[0] for number, rooms in numbered.items() if len(rooms) == 1}
    return alone | found


def _of_extension(extension: str, index: PlanIndex) -> tuple[Place, bool]:
    """Give where an extension of this building is, and whether the plan knows it."""
    book = index.phone_book
    if extension in book.rooms:
        return Place(room=book.rooms[extension]), True
    if extension in book.shared:
        return Place(words=book.shared[extension].name), True
    return Place(), extension in book.people


def _as_told(caller: Caller) -> Caller:
    """Give the caller with a number that can be shown. What is no number counts as withheld."""
    number = _NOT_DIALLED.sub("", caller.number)[:NUMBER_CHARACTERS_MAX]
    hidden = caller.withheld or not number
    return msgspec.structs.replace(caller, number="" if hidden else number, withheld=hidden, unverified=True, said="")


def _plain(name: str) -> str:
    return " ".join(_WORD.findall(name.casefold()))


def _numbers(room: Room) -> frozenset[str]:
    return frozenset(each for each in _DIGITS.findall(f"{room.room} {room.name}") if len(each) >= _DIGITS_MIN)
