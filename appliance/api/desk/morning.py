"""Defines the question of a morning check, and its answer. Pure values; knows no socket."""

from datetime import date

import msgspec

from appliance.api.ask import Answer, HouseAsk
from appliance.api.contents import holds
from appliance.api.ways.messages import WayLost
from appliance.plan.model import Role


@holds("why rooms")
class BrokenLine(msgspec.Struct, frozen=True, kw_only=True):
    """Rooms whose chain is broken at the same link: the names of the rooms, and the link in words."""

    why: str
    rooms: tuple[str, ...]


@holds("role people_count", desk="people")
class DutyLine(msgspec.Struct, frozen=True, kw_only=True):
    """A role, and the people who hold it for any part of the rest of the day."""

    role: Role
    people_count: int
    people: tuple[str, ...]


@holds("request rooms broken buttons_silent sounders sounders_silent duty ways_lost forgetting forgetting_on gaps")
class MorningKnown(Answer, frozen=True, kw_only=True, tag="morning-known"):
    """Answer to AskMorning. `rooms`: how many have two-way buttons. Buttons and sounders are named."""

    rooms: int
    broken: tuple[BrokenLine, ...]
    buttons_silent: tuple[str, ...]
    sounders: int
    sounders_silent: tuple[str, ...]
    duty: tuple[DutyLine, ...]
    ways_lost: tuple[WayLost, ...] = ()
    """This follows from the troubles, and is counted with them."""
    forgetting: int = 0
    """How many records will be forgotten here because the safety office has them, and when the first one goes. Which they are is told
    only behind a PIN (`AskForgetting`).
    """
    forgetting_on: date | None = None
    gaps: str = ""
    """The next hour that nobody of the response team covers, and how many more there are within a week, without a name."""


class AskMorning(HouseAsk[MorningKnown], frozen=True, kw_only=True, tag="ask-morning"):
    """Ask whether the building can call for help today: what a morning check looks at, besides the board."""
