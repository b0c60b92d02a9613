"""Looks things up in one plan, in constant time. Pure; made once when a plan is adopted."""

import functools
from collections.abc import Iterable
from typing import TYPE_CHECKING

from appliance.plan.coverage import calls_for_help
from appliance.plan.devices import tells_age
from appliance.plan.families import INOVONICS, PAGE_WAY, two_way, watched
from appliance.plan.hanging import HangsOn
from appliance.plan.ids import AreaName, BoardId, ButtonId, DeskId, HangId, LineId, PersonId, RoomId, SounderId
from appliance.plan.messages import MessageWay
from appliance.plan.model import (
    NO_PLAN,
    Area,
    Button,
    CircuitBoard,
    Contact,
    Desk,
    Hours,
    Page,
    Person,
    Plan,
    Role,
    Room,
    SerialLine,
    Sounder,
    Speaks,
    Supply,
    given,
)
from appliance.plan.other_help import ALWAYS
from appliance.plan.telephones import CALLED_BY_PHONE, CALLED_BY_TEXT
from appliance.plan.walls import Wall
from hardware.parts import CHECK_IN_S, GRACE_S, PARTS

if TYPE_CHECKING:
    from appliance.plan.pairable import Pairable
    from appliance.plan.phone_book import PhoneBook
    from appliance.plan.ways import PlanWays


SHARED_PHONE = "phone:"
"""Begins what stands for a shared phone where an entry names a person or a desk."""
MODEM = "texts:modem"
"""Stands for the modem where a person is told. No person has such an id: a plan allows no colon."""


class PlanIndex:
    """Dictionaries over a `Plan`: `rooms`, `buttons`, `desks`, `people`, `sounders` and the entries about wires by id; `areas` by name;
    `buttons_in` by room.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.rooms: dict[RoomId, Room] = {room.room: room for room in plan.rooms}
        self.areas: dict[AreaName, Area] = {AreaName(area.name): area for area in plan.areas}
        self.pages: dict[ButtonId, Page] = {page.page: page for page in given(plan.pages)}
        """The pages. Each is a button of its own family too, in `buttons` and `buttons_in`. No list of what covers a room has one."""
        self.walls: dict[ButtonId, Wall] = {wall.wall: wall for wall in given(plan.walls)}
        """The wall boards by the id as which a browser is paired. None is a button: nobody presses there."""
        self.plain_http: bool = plan.plain_http is True
        """Whether rooms may call over HTTP without encryption."""
        self.buttons: dict[ButtonId, Button] = {page.page: page.button for page in self.pages.values()}
        self.buttons |= {button.button: button for button in plan.buttons}
        self.desks: dict[DeskId, Desk] = {desk.desk: desk for desk in plan.desks}
        self.browser_desks: frozenset[DeskId] = frozenset(desk.desk for desk in plan.desks if desk.browser)
        self.people: dict[PersonId, Person] = {person.person: person for person in plan.people}
        self.sounders: dict[SounderId, Sounder] = {sounder.sounder: sounder for sounder in plan.sounders}
        self.hangs_on: dict[HangId, HangsOn] = {each.hangs: each for each in given(plan.hangs_on)}
        self.lines: dict[LineId, SerialLine] = {each.line: each for each in given(plan.lines)}
        self.boards: dict[BoardId, CircuitBoard] = {each.board: each for each in given(plan.boards)}
        self.supplies: dict[HangId, Supply] = {each.supply: each for each in given(plan.power)}
        self.supervised: tuple[Button, ...] = tuple(button for button in plan.buttons if two_way(button.family))
        """Buttons that check in and can be told. They make a room covered, and they are counted as heard."""
        self.watched: tuple[Button, ...] = tuple(button for button in plan.buttons if watched(button.family))
        """All buttons that check in by themselves. Any other button is never missed by itself."""
        self.silent_after_s: dict[ButtonId, int] = {each.button: _silent_after_s(each, plan) for each in self.watched}
        self.longer_s: frozenset[int] = frozenset(self.silent_after_s.values()) - {plan.limits.lost_after_s}
        """The times that some buttons may be silent which are longer than the usual time."""
        radio = tuple(each.line for each in given(plan.lines) if each.speaks is Speaks.INOVONICS)
        self.receivers: dict[str, tuple[LineId, ...]] = {INOVONICS: radio} if radio else {}
        """Family → the lines of the receivers that hear it. Without any of these receivers, the box hears no button of the family."""
        self.answering: dict[RoomId, tuple[ButtonId, ...]] = {}
        """Room → its two-way buttons that call for help. They make the room covered."""
        for button in self.supervised:
            if button.room and calls_for_help(button):
                self.answering[button.room] = (*self.answering.get(button.room, ()), button.button)
        self.buttons_in: dict[RoomId, list[ButtonId]] = {}
        for button in (*plan.buttons, *(page.button for page in self.pages.values())):
            if button.room:  # a button that goes with a duty is in no room
                self.buttons_in.setdefault(button.room, []).append(button.button)

        self.untimed: frozenset[ButtonId] = frozenset(each.button for each in plan.buttons if not tells_age(each))
        """Buttons that cannot say when they were pressed. Their presses are always real, whatever is practised or tested."""

    @property
    def plan_name(self) -> str:
        """Give the plan's name of the building, or "" when no plan is adopted."""
        return "" if self.plan == NO_PLAN else self.plan.building

    @property
    def in_browsers(self) -> bool:
        """Whether anything of this plan is shown in browsers."""
        return self.over_tls or self.plain_http

    @property
    def over_tls(self) -> bool:
        """Whether anything of this plan is shown in browsers with encryption."""
        return bool(self.pages or self.walls or self.browser_desks or PAGE_WAY in self.addresses)

    @functools.cached_property
    def pairable(self) -> "dict[ButtonId, Pairable]":
        """Give everything of the plan that a browser can be paired with, by its id: pages of rooms, phones, wall boards, desks."""
        from appliance.plan.pairable import pairable  # noqa: PLC0415  # it needs the model, which a plan without pages never asks here

        return pairable(self.plan)

    @functools.cached_property
    def rung(self) -> dict[PersonId, Person]:
        """Give the shared phones, each as a person who is told by telephone. No person has such an id: a plan allows no colon."""
        return {
            (name := PersonId(f"{SHARED_PHONE}{each.phone}")): Person(
                name,
                each.name,
                roles=(),
                duty=each.hours or ALWAYS,
                ways=(MessageWay(CALLED_BY_PHONE, each.extension, school=True),),
            )
            for each in given(self.plan.shared_phones)
        }

    @functools.cached_property
    def modem(self) -> Person | None:
        """Give the modem for texts as somebody who is told at its own number: there goes its monthly test, and nothing else. None if the
        plan has no modem.
        """
        texts = self.plan.texted
        if texts is None:
            return None
        way = MessageWay(CALLED_BY_TEXT, texts.number, school=True)
        return Person(PersonId(MODEM), "The modem for texts", roles=(), duty=ALWAYS, ways=(way,))

    @functools.cached_property
    def phone_book(self) -> "PhoneBook":
        """Give whose each telephone number of the plan is."""
        from appliance.plan.phone_book import phone_book  # noqa: PLC0415  # only a plan with phones or texts ever asks

        return phone_book(self.plan)

    @functools.cached_property
    def addresses(self) -> dict[str, frozenset[str]]:
        """Give every address by the family of the way of messages: of people, of shared phones, and of the modem for texts. Empty if
        messages reach nobody of the plan.
        """
        found: dict[str, frozenset[str]] = {}
        for person in (*self.plan.people, *self.rung.values(), *([self.modem] if self.modem else [])):
            for way in person.message_ways:
                found[way.by] = found.get(way.by, frozenset()) | {way.to}
        return found

    @functools.cached_property
    def ways(self) -> "PlanWays":
        """Give the ways into and out of each room. They are made, and their module is imported, at the first question, so that a start
        and a press never wait for them.
        """
        from appliance.plan.ways import PlanWays  # noqa: PLC0415

        return PlanWays(self)

    @property
    def ways_made(self) -> "PlanWays | None":
        """Give the ways if they are made already, else None. For a caller that must not wait."""
        return self.__dict__.get("ways")

    def untimed_in(self, rooms: Iterable[RoomId]) -> tuple[ButtonId, ...]:
        """Give the buttons of these rooms that cannot say when they were pressed, in the order of the rooms."""
        return tuple(each for room in rooms for each in self.buttons_in.get(room, ()) if each in self.untimed)

    def contact(self, button: ButtonId, contact: str) -> Contact | None:
        """Give the contact as planned, or None when the plan does not know it."""
        known = self.buttons.get(button)
        return next((each for each in known.contacts if each.contact == contact), None) if known else None

    def quiet(self, button: ButtonId) -> bool:
        """Whether this button is in a room where no button may buzz."""
        known = self.buttons.get(button)
        room = self.rooms.get(known.room) if known else None
        return room is not None and room.quiet

    @property
    def unheld(self) -> frozenset[Role]:
        """The role of the point of contact, while nobody in the plan has it. Supports for educators are owed in this role, so then they
        stand in nobody's own list.
        """
        return frozenset({Role.POINT_OF_CONTACT}).difference(*(person.roles for person in self.plan.people))

    def on_duty(self, role: Role, week_minute: int | None) -> list[Person]:
        """Give the people with this role who are on duty at a local minute of the week. While the clock is not trusted, give all of
        them.
        """
        holders = [person for person in self.plan.people if role in person.roles]
        return [person for person in holders if self.is_on_duty(person, week_minute)]

    def is_on_duty(self, person: Person, week_minute: int | None) -> bool:
        """Whether a person is on duty at a local minute of the week. Everybody is while the clock is not trusted."""
        return week_minute is None or within(person.duty, week_minute)

    def occupied(self, week_minute: int | None) -> bool:
        """Whether people are expected in the building. True while the clock is not trusted, and when the plan gives no hours."""
        return week_minute is None or not self.plan.occupied or within(self.plan.occupied, week_minute)


def _silent_after_s(button: Button, plan: Plan) -> int:
    """Tell how many seconds a button may be silent before anybody is told. A transmitter whose part the plan does not name is treated as
    the usual kind.
    """
    usual_s = plan.limits.lost_after_s
    if two_way(button.family):
        return usual_s
    part = PARTS.get(button.part)
    return max(usual_s, int(2 * CHECK_IN_S + GRACE_S if part is None else part.silent_after_s))


def within(spans: tuple[Hours, ...], week_minute: int) -> bool:
    """Whether a local minute of the week falls in any of the spans."""
    return any(span.start_min <= week_minute < span.end_min for span in spans)
