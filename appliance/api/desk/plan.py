"""Defines what a desk asks about the adopted plan, and how a plan is adopted. Pure values; knows no socket."""

import msgspec

from appliance.api.ask import AdministratorAsk, Answer, HouseAsk, Reply
from appliance.api.board.supervised import DeskLine
from appliance.api.contents import holds
from appliance.api.ways.pages import PageLine
from appliance.plan.ids import AreaName, ButtonId, PersonId, RoomId
from appliance.plan.model import Hours, Role
from appliance.plan.other_help import Families, Helper


@holds("room name floor zone phone_name buttons untimed buddy exits thrown stand")
class RoomLine(msgspec.Struct, frozen=True, kw_only=True):
    """A room as the console needs it to raise a call, plan a drill or start a walk test. `untimed` are its buttons that cannot say when
    they were pressed. `buddy`: where its class goes when it is cleared; "" if the plan does not say. The last three are notes for
    whoever is sent there (`appliance.plan.model.Room`).
    """

    room: RoomId
    name: str
    floor: str
    zone: str
    phone_name: str
    buttons: tuple[str, ...]
    untimed: tuple[ButtonId, ...] = ()
    buddy: RoomId = RoomId("")
    exits: str = ""
    thrown: str = ""
    stand: str = ""


@holds("name instead")
class AreaLine(msgspec.Struct, frozen=True, kw_only=True):
    """An area as the console needs it to raise a call. It has no button, and `instead` says how people call from there."""

    name: AreaName
    instead: str


@holds("button duty where untimed")
class PendantLine(msgspec.Struct, frozen=True, kw_only=True):
    """A button that goes with a duty and is in no room. `where`: the duty, with its place if one is planned. `untimed` as in RoomLine."""

    button: ButtonId
    duty: str
    where: str
    untimed: bool = False


@holds(desk="person name roles on_duty")
class PersonLine(msgspec.Struct, frozen=True, kw_only=True):
    """A person of the plan. `on_duty`: whether they are on duty now."""

    person: PersonId
    name: str
    roles: tuple[Role, ...]
    on_duty: bool


@holds(
    "request building address phone rooms desks uncovered timezone areas duties hands_over communications scenarios other_help families "
    "occupied pages",
    desk="people",
)
class PlanFacts(Answer, frozen=True, kw_only=True, tag="plan-facts"):
    """Answer to AskPlan."""

    building: str
    address: str
    phone: str
    rooms: tuple[RoomLine, ...]
    people: tuple[PersonLine, ...]
    desks: tuple[DeskLine, ...]
    uncovered: tuple[str, ...]
    """Rooms and areas without a two-way button, by name."""
    timezone: str = ""
    """The building's timezone, as IANA names it. Times of records are read and typed in it, wherever the console runs."""
    areas: tuple[AreaLine, ...] = ()
    duties: tuple[PendantLine, ...] = ()
    hands_over: str = ""
    """The alarm panel to which this desk may hand a call over, by name. Empty if this desk may not."""
    communications: str = ""
    """The digest of the file of communications that was adopted (`AskCommunications`). Empty while the shipped one counts."""
    scenarios: str = ""
    """Changes with the scenarios that this building adopted (`AskExercised`). Empty while there are none."""
    other_help: tuple[Helper, ...] = ()
    """Help that is not police: the plan's own, then what is shipped."""
    families: Families | None = None
    """What the plan says of families at the door; None where it says nothing."""
    occupied: tuple[Hours, ...] = ()
    """When people are expected in the building. Empty where the plan gives no hours."""
    pages: tuple[PageLine, ...] = ()


class AskPlan(HouseAsk[PlanFacts], frozen=True, kw_only=True, tag="ask-plan"):
    """Send rooms, people and the 911 facts of the adopted plan."""


class AdoptPlanFile(AdministratorAsk[Reply], frozen=True, kw_only=True, tag="adopt-plan-file"):
    """`handbell plan adopt`: the canonical bytes of a checked plan. Needs the administrators' group or root."""

    document: bytes
