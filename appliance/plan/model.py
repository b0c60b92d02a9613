"""Defines the values that make up a checked plan. Knows neither the file that it came from nor what is happening in the building."""

import enum
from typing import Literal

import msgspec

from appliance.plan import span
from appliance.plan.hanging import HangsOn
from appliance.plan.ids import (
    AreaName,
    BoardId,
    ButtonId,
    DeskId,
    HangId,
    KeyId,
    LineId,
    PersonId,
    PhoneId,
    RoomId,
    SounderId,
    TeamId,
    ZoneId,
)
from appliance.plan.messages import MessageWay, Team
from appliance.plan.other_help import SHIPPED, Families, Helper
from appliance.plan.supports import NOTHING_FILLED_IN, Supports
from appliance.plan.telephones import SharedPhone, Telephone, Texts
from appliance.plan.walls import Wall

MINUTES_PER_WEEK = span.MINUTES_PER_WEEK
Hours = span.Hours


class Kind(enum.StrEnum):
    """What a call asks for, the least urgent first. Only the contact pressed or a person's word decides it; it is never inferred from
    anything else.
    """

    TAP_OUT = "tap-out"
    ASSIST = "assist"
    MEDICAL = "medical"
    EMERGENCY = "emergency"

    @property
    def urgency(self) -> int:
        """A greater number is more urgent. Emergency is above medical: both are high priority (IEC 60601-1-8), and violence comes first."""
        return _URGENCY[self]


_URGENCY = {kind: place for place, kind in enumerate(Kind)}


class Role(enum.StrEnum):
    """The roles of people: the Classroom Incident Response Team and others who may be sent or told, then the roles that only concern
    records.
    """

    LEAD = "lead"
    SECURITY = "security"
    MENTAL_HEALTH = "mental-health"
    NURSE = "nurse"
    ADMINISTRATOR = "administrator"
    OFFICE = "office"
    TEACHER = "teacher"
    POINT_OF_CONTACT = "point-of-contact"
    HUMAN_RESOURCES = "human-resources"
    SPECIAL_EDUCATION = "special-education"
    SCHOOL_RESOURCE_OFFICER = "school-resource-officer"
    AUDITOR = "auditor"
    SYSTEM_ADMINISTRATOR = "system-administrator"


ROLES_SENT = (Role.LEAD, Role.SECURITY, Role.MENTAL_HEALTH, Role.NURSE, Role.ADMINISTRATOR, Role.OFFICE)
"""The roles that a desk sends and the ladder tells. The others only decide what somebody may read and write in a record."""


class Speaks(enum.StrEnum):
    """The protocol of a serial line."""

    INOVONICS = "inovonics"
    MODBUS = "modbus"
    ALARMDECODER = "alarmdecoder"


USUAL_BAUD = {Speaks.INOVONICS: 9600, Speaks.MODBUS: 19200, Speaks.ALARMDECODER: 115200}
"""The speed that these receivers and boards have when their makers send them out; Modbus over serial line, section 2.5.1, has 19200 as
its usual.
"""


class Room(msgspec.Struct, frozen=True, omit_defaults=True):
    """A room. `phone_name` is the name the phone system shows (Kari's Law / RAY BAUM's Act dispatchable location).

    `quiet`: no button in this room ever buzzes; only its lamp says what became of a press. `buddy`: the room to which its class goes
    when this room is cleared; "" if the plan names none. `exits`, `thrown` and `stand` tell whoever is sent there how to leave it, what
    can be thrown, and where to stand. `phone`: the extension of its phone.
    """

    room: RoomId
    name: str
    floor: str
    zone: ZoneId
    phone_name: str
    quiet: bool = False
    buddy: RoomId = RoomId("")
    exits: str = ""
    thrown: str = ""
    stand: str = ""
    phone: str = ""


class Area(msgspec.Struct, frozen=True):
    """A place without a button. The plan names it so that nobody believes that it is covered; `instead` says how to call from there."""

    name: str
    zone: ZoneId
    instead: str


class Contact(msgspec.Struct, frozen=True):
    """One contact of a button. Holding a contact for two seconds counts as another contact, named "hold" (promise 4)."""

    contact: str
    kind: Kind


class Wire(msgspec.Struct, frozen=True):
    """Where a contact is on a wire, as the plan writes it (`appliance.plan.wire_text`)."""

    contact: str
    at: str


class Button(msgspec.Struct, frozen=True, omit_defaults=True):
    """A button. `key` names a credential in the store, never the secret itself; it is "" where the family has none. `family` names the
    adapter.

    A button that goes with a *duty* is carried by the person who has that duty, and has no `room` (""). Its place is an `area`, or a
    room `near` which it is used, or nothing at all. `wires` say where its contacts are, for a family on a wire or heard by radio;
    `part` is the name printed on it; `on` is what it hangs on besides.

    `device` is the name of a device on the network, if it is not the usual name (`appliance.plan.devices`). `address` is where a
    person said that it is, host or host:port, if it cannot be found by itself. `safe`: it has a contact *safe*, which answers a room
    check-in; that contact makes no call, has no kind, and is not in `contacts`. `tells_age`: a webhook device that says with each
    press how long ago it was made. This field only tells people what to expect; the press itself decides.
    """

    button: ButtonId
    room: RoomId
    family: str
    key: KeyId
    contacts: tuple[Contact, ...]
    device: str = ""
    address: str = ""
    safe: bool = False
    tells_age: bool = False
    duty: str = ""
    area: AreaName = AreaName("")
    near: RoomId = RoomId("")
    part: str = ""
    wires: tuple[Wire, ...] = ()
    on: HangId = HangId("")


PAGE = "page"
"""The family of a page, in all decisions about calls. No entry of `buttons` may have it."""


class Page(msgspec.Struct, frozen=True, omit_defaults=True):
    """A page: the browser of a computer in `room`, with one large button for each of `kinds`.

    `carried`: the computer leaves its room, so the page asks each day whether it is there.
    """

    page: ButtonId
    room: RoomId
    kinds: tuple[Kind, ...]
    carried: bool = False

    @property
    def button(self) -> Button:
        """The page as the decisions about calls know it: a button with one contact for each kind, named as the kind."""
        return Button(self.page, self.room, PAGE, KeyId(""), tuple(Contact(kind.value, kind) for kind in self.kinds))


class Desk(msgspec.Struct, frozen=True, omit_defaults=True):
    """A place where somebody sits at a console. `zone` is where it stands: for a call from that zone, this desk does not count as told.

    `browser`: its console may be a browser, which is paired with the desk.
    """

    desk: DeskId
    name: str
    zone: ZoneId
    on: HangId = HangId("")
    browser: bool = False


class Person(msgspec.Struct, frozen=True):
    """A person. `told_by` names sounders (later also radios and pagers) that reach this person while on duty.

    `ways` are those in which messages reach this person, in the order in which they are tried. `agreed` is the day of the person's
    written yes to messages on a device of their own. Both are unset where the plan file does not name them, as in every older document;
    read `message_ways`.
    """

    person: PersonId
    name: str
    roles: tuple[Role, ...]
    duty: tuple[Hours, ...]
    told_by: tuple[SounderId, ...] = ()
    agreed: str | msgspec.UnsetType = msgspec.UNSET
    ways: tuple[MessageWay, ...] | msgspec.UnsetType = msgspec.UNSET

    @property
    def message_ways(self) -> tuple[MessageWay, ...]:
        """The ways in which messages may reach this person. A device of their own is none of them without the person's yes."""
        return tuple(each for each in given(self.ways) if each.of_school or bool(self.agreed))


class Sounder(msgspec.Struct, frozen=True, omit_defaults=True):
    """A sounder or lamp. `family` names the adapter, and `output` what that adapter plays it on (an ALSA device, a file).

    A sounder on the network has no output; it has a `key`, `device` and `address` as a button has. A sounder on a relay may be
    limited to calls of some `kinds` and out of some `zones`; empty means all. `flash` "" is steady; `dark`: it is off in a lockdown;
    `drills`: practice lights it too.
    """

    sounder: SounderId
    name: str
    family: str
    output: str
    zone: ZoneId
    key: KeyId = KeyId("")
    device: str = ""
    address: str = ""
    kinds: tuple[Kind, ...] = ()
    zones: tuple[ZoneId, ...] = ()
    flash: str = ""
    dark: bool = False
    drills: bool = False


class SerialLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """A serial line. `port` is a path or a URL (`appliance.plan.check_lines`); `baud` 0 means the usual speed of what it `speaks`."""

    line: LineId
    name: str
    speaks: Speaks
    port: str
    baud: int = 0
    format: str = "8N1"
    on: HangId = HangId("")

    @property
    def speed_baud(self) -> int:
        """The speed of the line."""
        return self.baud or USUAL_BAUD[self.speaks]


class CircuitBoard(msgspec.Struct, frozen=True, omit_defaults=True):
    """A board with inputs and relays on a line. They are numbered from 1, as printed on the board."""

    board: BoardId
    name: str
    line: LineId
    unit: int
    inputs: int = 0
    relays: int = 0
    on: HangId = HangId("")


class HandOver(msgspec.Struct, frozen=True, omit_defaults=True):
    """The way to the district's own listed panel: the desks that may use it, two outputs in series, and the zone of the panel that they
    close.
    """

    desks: tuple[DeskId, ...]
    outputs: tuple[str, ...]
    panel: str
    panel_zone: str
    pulse_ms: int = 1000


class Supply(msgspec.Struct, frozen=True, omit_defaults=True):
    """A supply with a battery that is watched. It has the id of an entry of `hangs_on`. `ups`: "usb", or a URL of the NUT of another
    computer.
    """

    supply: HangId
    name: str
    ups: str
    feeds: str = "box"
    low_min: int = 10

    @property
    def feeds_box(self) -> bool:
        """Whether the box itself hangs on this supply."""
        return self.feeds == "box"


class Step(msgspec.Struct, frozen=True):
    """One step of the ladder: who is told when a call has not been acknowledged for `after_s`. `people`, `teams` and `phones` (shared
    phones) are unset where the plan file does not name them, as in every older document.
    """

    after_s: int
    desks: tuple[DeskId, ...] = ()
    sounders: tuple[SounderId, ...] = ()
    roles: tuple[Role, ...] = ()
    people: tuple[PersonId, ...] | msgspec.UnsetType = msgspec.UNSET
    teams: tuple[TeamId, ...] | msgspec.UnsetType = msgspec.UNSET
    phones: tuple[PhoneId, ...] | msgspec.UnsetType = msgspec.UNSET


class Limits(msgspec.Struct, frozen=True):
    """Every deadline of a call, each with the source of its figure."""

    sound_again_s: int = 10
    """UL 1069 (nurse call): sound continuously or again at least every 10 s until someone acts. However small this figure is, 2.5 s
    between two bursts stay silent (IEC 60601-1-8).
    """
    dispatch_s: int = 60
    """NFPA 1225: 90 % of calls dispatched within 60 s of being answered."""
    confirm_s: int = 30
    """Ours: half the dispatch time; if a responder has not answered in 30 s, somebody else is sent."""
    arrive_s: int = 180
    """NFPA 72 positive alarm sequence: 180 s to investigate."""
    all_right_s: int = 600
    """Ours: after ten minutes alone with an incident, somebody should ask whether all is well."""
    exhausted_s: int = 90
    """Ours: the last default step comes at 60 s, 30 s after the step before it; the ladder ends another 30 s later."""
    ladder_again_s: int = 60
    """Ours: after the ladder is exhausted everyone is told again each minute, for as long as it takes."""
    tap_out_again_s: int = 120
    """Ours: a tap-out is quiet, so it is asked again after two minutes instead of climbing the ladder."""
    presence_s: int = 1800
    """Ours: a desk is not attended when nobody touched a key or confirmed their presence there for half an hour."""
    lost_after_s: int = 180
    """NFPA 72 / UL: a fault is shown within 200 s; three missed check-ins of 60 s each are 180 s."""
    drill_s: int = 1800
    """Ours: a drill forgotten for half an hour ends by itself (promise 9)."""


class Retention(msgspec.Struct, frozen=True):
    """How many years records are kept. `appliance.record.retention` says for which records, from which day on, and the source of each
    figure.
    """

    incident_years: int = 7
    injury_years: int = 5
    needless_years: int = 1
    drill_years: int = 3
    approved: str = ""
    """Who approved this schedule, and when. If it is empty, nothing is destroyed."""
    forget_opened: Literal[True] | msgspec.UnsetType = msgspec.UNSET
    """Whether a record also goes as soon as the safety office opened all of it and nothing keeps it (`appliance.record.forgetting`). Unset:
    it does not. Then the document leaves it out, as every older document does.
    """


DEFAULT_LADDER_AFTER_S = (0, 15, 30, 60)
"""15 s from NFPA 72 positive alarm sequence and NENA-STA-020 (90 % answered in 15 s); 30 and 60 s double it."""


class Space(msgspec.Struct, frozen=True, omit_defaults=True):
    """A room or an area of the plan to recalibrate in; the other one of the two is empty. `places`: how many people at once. `adult` says
    which adult is in sight there.
    """

    adult: str
    room: RoomId = RoomId("")
    area: AreaName = AreaName("")
    places: int = 1


class TapOuts(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a school planned for tap-outs. What a student's break must be is no field: it is the same for every school
    (`appliance.core.calls.tap_outs`).

    `covers`: the roles that cover, in the order in which they are asked. `cover_within_min`: how long until cover is
    expected in the room, in minutes.
    """

    cover_within_min: int
    covers: tuple[Role, ...] = ()
    spaces: tuple[Space, ...] = ()


class Plan(msgspec.Struct, frozen=True):
    """A building as adopted. Look things up through `appliance.plan.index`, never by scanning."""

    building: str
    timezone: str
    address: str
    phone: str
    rooms: tuple[Room, ...]
    areas: tuple[Area, ...]
    buttons: tuple[Button, ...]
    desks: tuple[Desk, ...]
    people: tuple[Person, ...]
    sounders: tuple[Sounder, ...]
    occupied: tuple[Hours, ...]
    ladder: tuple[Step, ...]
    limits: Limits = Limits()
    retention: Retention | msgspec.UnsetType = msgspec.UNSET
    """Unset: the usual figures, approved by nobody. Then the document leaves it out, as every older document does."""

    hangs_on: tuple[HangsOn, ...] | msgspec.UnsetType = msgspec.UNSET
    lines: tuple[SerialLine, ...] | msgspec.UnsetType = msgspec.UNSET
    boards: tuple[CircuitBoard, ...] | msgspec.UnsetType = msgspec.UNSET
    power: tuple[Supply, ...] | msgspec.UnsetType = msgspec.UNSET
    hand_over: HandOver | msgspec.UnsetType = msgspec.UNSET
    """Unset where the plan file has no such section, as in every older document. Read them through `PlanIndex` or `given`."""

    supports: Supports | msgspec.UnsetType = msgspec.UNSET
    """Unset where the plan file has no such section, as in every older document. Read it through `supported`."""

    tap_outs: TapOuts | msgspec.UnsetType = msgspec.UNSET
    """Unset where the plan file has no such section, as in every older document. Read it through `tapped_out`."""

    @property
    def tapped_out(self) -> TapOuts | None:
        """What the school planned for tap-outs; None where the plan has no such section."""
        return None if isinstance(self.tap_outs, msgspec.UnsetType) else self.tap_outs

    other_help: tuple[Helper, ...] | msgspec.UnsetType = msgspec.UNSET
    families: Families | msgspec.UnsetType = msgspec.UNSET
    """Unset where the plan file has no such section, as in every older document. Read them through `helpers` and `families_at_door`."""

    pages: tuple[Page, ...] | msgspec.UnsetType = msgspec.UNSET
    """Unset where the plan file has no such section, as in every older document. Read them through `PlanIndex` or `given`."""
    teams: tuple[Team, ...] | msgspec.UnsetType = msgspec.UNSET
    """Unset where the plan file has no such section, as in every older document."""
    walls: tuple[Wall, ...] | msgspec.UnsetType = msgspec.UNSET
    """Unset where the plan file has no such section, as in every older document. Read them through `PlanIndex` or `given`."""
    plain_http: bool | msgspec.UnsetType = msgspec.UNSET
    """Whether rooms may also call over HTTP without encryption, where nothing proves who calls. Unset: they may not."""

    telephone: Telephone | msgspec.UnsetType = msgspec.UNSET
    shared_phones: tuple[SharedPhone, ...] | msgspec.UnsetType = msgspec.UNSET
    texts: Texts | msgspec.UnsetType = msgspec.UNSET
    """Unset where the plan file has no such section, as in every older document. Read them through `PlanIndex` or `given`."""

    @property
    def dialled(self) -> Telephone | None:
        """The phone system; None where the plan has none."""
        return None if isinstance(self.telephone, msgspec.UnsetType) else self.telephone

    @property
    def texted(self) -> Texts | None:
        """The modem for texts; None where the plan has none."""
        return None if isinstance(self.texts, msgspec.UnsetType) else self.texts

    @property
    def helpers(self) -> tuple[Helper, ...]:
        """Help that is not police: the plan's own, then what is shipped. An entry of the plan with the id of a shipped one replaces it."""
        own = given(self.other_help)
        taken = {each.helper for each in own}
        return (*own, *(each for each in SHIPPED if each.helper not in taken))

    @property
    def families_at_door(self) -> Families | None:
        """What the plan says of families at the door; None where it has no such section."""
        return None if isinstance(self.families, msgspec.UnsetType) else self.families

    @property
    def supported(self) -> Supports:
        """What the district filled in of its supports for educators: nothing, where the plan has no such section."""
        return NOTHING_FILLED_IN if isinstance(self.supports, msgspec.UnsetType) else self.supports

    @property
    def kept(self) -> Retention:
        """How long records are kept: the plan's figures, or the usual ones."""
        return Retention() if isinstance(self.retention, msgspec.UnsetType) else self.retention


def given[Each](section: tuple[Each, ...] | msgspec.UnsetType) -> tuple[Each, ...]:
    """Give what a section holds, or nothing where the plan has no such section."""
    return () if isinstance(section, msgspec.UnsetType) else section


NO_PLAN = Plan(
    building="No plan adopted",
    timezone="UTC",
    address="",
    phone="",
    rooms=(),
    areas=(),
    buttons=(),
    desks=(),
    people=(),
    sounders=(),
    occupied=(),
    ladder=(),
)
"""The plan of a new box. Calls work all the same: an unknown button rings as *unplaced* at every desk that is connected."""
