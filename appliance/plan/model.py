"""What a checked plan looks like. Pure values; knows neither the file it came from nor what is happening in the building."""

import enum

import msgspec

from appliance.plan.ids import (
    AreaName,
    BoardId,
    ButtonId,
    DeskId,
    HangId,
    KeyId,
    LineId,
    PersonId,
    RoomId,
    SounderId,
    ZoneId,
)

MINUTES_PER_WEEK = 7 * 24 * 60


class Kind(enum.StrEnum):
    """What a call asks for. Never inferred from anything but the contact pressed or a person's word."""

    TAP_OUT = "tap-out"
    ASSIST = "assist"
    MEDICAL = "medical"
    EMERGENCY = "emergency"

    @property
    def urgency(self) -> int:
        """Greater is more urgent. Emergency above medical: both are high priority (IEC 60601-1-8), violence first."""
        return _URGENCY[self]


_URGENCY = {Kind.TAP_OUT: 0, Kind.ASSIST: 1, Kind.MEDICAL: 2, Kind.EMERGENCY: 3}


class Role(enum.StrEnum):
    """Roles of the Classroom Incident Response Team and whoever else may be sent or told; then those who come in afterwards."""

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
"""Those a desk sends and the ladder tells. The others only decide what somebody may read and write of a record."""


class HangKind(enum.StrEnum):
    """What things hang on."""

    SWITCH = "switch"
    SUPPLY = "supply"
    PANEL = "panel"
    OTHER = "other"


class Speaks(enum.StrEnum):
    """What is spoken on a serial line."""

    INOVONICS = "inovonics"
    MODBUS = "modbus"
    ALARMDECODER = "alarmdecoder"


USUAL_BAUD = {Speaks.INOVONICS: 9600, Speaks.MODBUS: 19200, Speaks.ALARMDECODER: 115200}
"""As these receivers and boards leave their makers; Modbus over serial line, section 2.5.1, has 19200 as its usual."""


class Hours(msgspec.Struct, frozen=True):
    """A span of the week in local minutes since Monday 00:00, start included, end excluded; never wraps."""

    start_min: int
    end_min: int


class Room(msgspec.Struct, frozen=True, omit_defaults=True):
    """`phone_name` is the name the phone system shows (Kari's Law / RAY BAUM's Act dispatchable location).

    `quiet`: no button in this room ever buzzes; its lamp alone says what became of a press.
    """

    room: RoomId
    name: str
    floor: str
    zone: ZoneId
    phone_name: str
    quiet: bool = False


class Area(msgspec.Struct, frozen=True):
    """A place without a button, named so that nobody believes it is covered; `instead` says how to call from there."""

    name: str
    zone: ZoneId
    instead: str


class Contact(msgspec.Struct, frozen=True):
    """One of a button's contacts. Holding a contact for two seconds is a contact of its own, named "hold" (promise 4)."""

    contact: str
    kind: Kind


class Wire(msgspec.Struct, frozen=True):
    """Where on a wire a contact is, as the plan writes it (`appliance.plan.wire_text`)."""

    contact: str
    at: str


class Button(msgspec.Struct, frozen=True, omit_defaults=True):
    """`key` names a credential in the store, never the secret itself; "" where its family has none. `family` names the adapter.

    One that goes with whoever has a *duty* has no `room` (""): its place is an `area`, or a room `near` which it is used, or nothing at
    all. `wires` say where its contacts are, for a family on a wire or heard by radio; `part` is the name printed on it; `on` is what it
    hangs on besides.

    `device` is the name a device on the network goes by, where it is not the usual one (`appliance.plan.devices`); `address` is
    where it was typed to be, host or host:port, where it is not to be found by itself. `safe`: it has a contact *safe*, which
    answers a room check-in; that is no contact of a call, has no kind, and stands in no list of those. `tells_age`: a webhook device
    that says with each press how long ago it was made. It only says what people are to expect: what counts is the press itself.
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


class Desk(msgspec.Struct, frozen=True, omit_defaults=True):
    """A place where a console is attended. `zone` is where it stands: a call from there does not count this desk."""

    desk: DeskId
    name: str
    zone: ZoneId
    on: HangId = HangId("")


class Person(msgspec.Struct, frozen=True):
    """`told_by` names sounders (later also radios and pagers) that reach this person while on duty."""

    person: PersonId
    name: str
    roles: tuple[Role, ...]
    duty: tuple[Hours, ...]
    told_by: tuple[SounderId, ...] = ()


class Sounder(msgspec.Struct, frozen=True, omit_defaults=True):
    """A sounder or lamp. `family` names the adapter, `output` what that adapter plays it on (an ALSA device, a file).

    One on the network has no output; it has a `key`, and `device` and `address` as a button has.
    One on a relay is for calls of these `kinds` out of these `zones` alone, where any are written; `flash` "" is steady; `dark`: it is
    off in a lockdown; `drills`: practice lights it too.
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


class HangsOn(msgspec.Struct, frozen=True, omit_defaults=True):
    """What several things fail with: a switch, a supply, an alarm panel. `on` is what it hangs on itself."""

    hangs: HangId
    name: str
    what: HangKind
    on: HangId = HangId("")


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """A serial line. `port`: a path or a URL (`appliance.plan.check_lines`); `baud` 0: as what it `speaks` usually has it."""

    line: LineId
    name: str
    speaks: Speaks
    port: str
    baud: int = 0
    format: str = "8N1"
    on: HangId = HangId("")

    @property
    def speed_baud(self) -> int:
        """How fast it is."""
        return self.baud or USUAL_BAUD[self.speaks]


class Board(msgspec.Struct, frozen=True, omit_defaults=True):
    """A board with inputs and relays on a line, numbered from 1 as printed on it."""

    board: BoardId
    name: str
    line: LineId
    unit: int
    inputs: int = 0
    relays: int = 0
    on: HangId = HangId("")


class HandOver(msgspec.Struct, frozen=True, omit_defaults=True):
    """The way to the district's own listed panel: which desks may, two outputs in series, and the zone of the panel they close."""

    desks: tuple[DeskId, ...]
    outputs: tuple[str, ...]
    panel: str
    panel_zone: str
    pulse_ms: int = 1000


class Supply(msgspec.Struct, frozen=True, omit_defaults=True):
    """A supply with a battery that is watched; it bears the id of what hangs on it. `ups`: "usb", or a URL of another computer's NUT."""

    supply: HangId
    name: str
    ups: str
    feeds: str = "box"
    low_min: int = 10

    @property
    def feeds_box(self) -> bool:
        """Whether the box itself hangs on it."""
        return self.feeds == "box"


class Step(msgspec.Struct, frozen=True):
    """One step of the ladder: who is told when a call has not been acknowledged for `after_s`."""

    after_s: int
    desks: tuple[DeskId, ...] = ()
    sounders: tuple[SounderId, ...] = ()
    roles: tuple[Role, ...] = ()


class Limits(msgspec.Struct, frozen=True):
    """Every deadline of a call, with where its figure comes from."""

    sound_again_s: int = 10
    """UL 1069 (nurse call): sound continuously or again at least every 10 s until someone acts. However little is written here, 2.5 s
    between two bursts stay silent (IEC 60601-1-8)."""
    dispatch_s: int = 60
    """NFPA 1225: 90 % of calls dispatched within 60 s of being answered."""
    confirm_s: int = 30
    """Ours: half the dispatch time; a responder who has not answered in 30 s is replaced, not waited for."""
    arrive_s: int = 180
    """NFPA 72 positive alarm sequence: 180 s to investigate."""
    all_right_s: int = 600
    """Ours: ten minutes alone with an incident is long enough to be asked."""
    exhausted_s: int = 90
    """Ours: as long after the last default step (60 s) as that step came after the one before (30 s)."""
    ladder_again_s: int = 60
    """Ours: after the ladder is exhausted everyone is told again each minute, for as long as it takes."""
    tap_out_again_s: int = 120
    """Ours: a tap-out is quiet, so it is asked again after two minutes instead of climbing the ladder."""
    presence_s: int = 1800
    """Ours: a desk nobody touched for half an hour, and nobody confirmed at, is not attended."""
    lost_after_s: int = 180
    """NFPA 72 / UL: a fault is shown within 200 s; three missed check-ins of 60 s each are 180 s."""
    drill_s: int = 1800
    """Ours: a drill forgotten for half an hour ends by itself (promise 9)."""


class Retention(msgspec.Struct, frozen=True):
    """How many years records are kept; `appliance.record.retention` says of what, from when on, and where each figure comes from."""

    incident_years: int = 7
    injury_years: int = 5
    needless_years: int = 1
    drill_years: int = 3
    approved: str = ""
    """Who approved this schedule, and when. Empty: nothing is destroyed."""


DEFAULT_LADDER_AFTER_S = (0, 15, 30, 60)
"""15 s from NFPA 72 positive alarm sequence and NENA-STA-020 (90 % answered in 15 s); 30 and 60 s double it."""


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
    """Unset: the usual figures, approved by nobody. Left out of the document then, as every older one leaves it out."""

    hangs_on: tuple[HangsOn, ...] | msgspec.UnsetType = msgspec.UNSET
    lines: tuple[Line, ...] | msgspec.UnsetType = msgspec.UNSET
    boards: tuple[Board, ...] | msgspec.UnsetType = msgspec.UNSET
    power: tuple[Supply, ...] | msgspec.UnsetType = msgspec.UNSET
    hand_over: HandOver | msgspec.UnsetType = msgspec.UNSET
    """Unset where the plan file has no such section, as in every older document. Read them through `PlanIndex`, or `given`."""

    @property
    def kept(self) -> Retention:
        """How long records are kept."""
        return Retention() if isinstance(self.retention, msgspec.UnsetType) else self.retention


def given[Each](section: tuple[Each, ...] | msgspec.UnsetType) -> tuple[Each, ...]:
    """What a section holds; nothing where there is none."""
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
"""What a new box knows. Calls work even so: an unknown button rings as *unplaced* at every desk that is connected."""
