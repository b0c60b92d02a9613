"""Everything that travels on the two unix sockets, typed once for both ends. Pure values; msgpack inside length-prefixed frames.

Desk line: the client sends `Attach` first, then `Act`, `Present` and what it asks for; the server sends `Welcome`, then `State`
whenever something changes (only ever the latest: a slow desk skips, never queues), `Reply` per request, `FeedItems` after `Follow`.
Sealed feed: the client sends `FollowSealed` and `AskHead`; the server answers `SealedItems` and `SignedHead`. The uplink also
hands in what the district said (`HandIn`) and asks for one kind of signature (`AskEnrolment`); neither is a command.
"""

from typing import Literal

import msgspec

from appliance.api.copy_messages import (
    AskRestoring,
    AskSuccession,
    FromReplica,
    OfferRestoring,
    OfferTaken,
    RestoringWanted,
    SuccessionKnown,
    ToReplica,
)
from appliance.api.discreet import Discreet
from appliance.api.health_messages import AskHealth, HealthKnown
from appliance.api.keeping_messages import FromDeskOfKeeping, ToDeskOfKeeping
from appliance.api.provisioning_messages import FromDeskOfProvisioning
from appliance.api.record_messages import FromDeskOfRecords, ToDeskOfRecords
from appliance.api.recovery_messages import FromDeskOfRecovery, RecoveryKnown
from appliance.api.ways_messages import AskWays, WayLost, WaysKnown
from appliance.api.wires_messages import AskWires, WiresKnown
from appliance.core.commands import DeskCommand
from appliance.core.handed import State as HandedState
from appliance.core.words import Awaited, BuildingResponse, DeskAct, PracticeCall, RoomAnswer, Stage
from appliance.envelope.deposit import Signed
from appliance.plan.ids import AreaName, ButtonId, CheckInId, DeskId, DrillPlanId, IncidentId, PersonId, RoomId
from appliance.plan.model import Contact, Kind, Role, Wire

PROTOCOL = 2


# ---- what a desk sees -------------------------------------------------------------------------------------------------


class UndoLine(msgspec.Struct, frozen=True, kw_only=True):
    """What a desk did last in an incident, and for how much longer it can take that back."""

    desk: DeskId
    what: DeskAct
    ends_in_ms: int


class NameOwedLine(msgspec.Struct, frozen=True, kw_only=True):
    """A desk that owes the name of an unlisted person; below zero it is overdue."""

    desk: DeskId
    due_in_ms: int


class ResponderLine(msgspec.Struct, frozen=True, kw_only=True):
    """One who was sent to a call, or came. `who` is a name, or the role where none is known. `stage` is how far they have come.

    `due_in_ms`: when they should have confirmed, below zero since they should; None once they have.
    """

    role: Role | None
    who: str
    stage: Stage
    due_in_ms: int | None


type HeardBy = Literal["", "pendant", "contact", "panel"]
"""Pressed by radio, at a wired contact, or at the building's own alarm panel."""


class HandedLine(msgspec.Struct, frozen=True, kw_only=True):
    """That a call was handed over to the district's alarm panel, when by the wall clock, and what is known of it. Nobody here knows whether
    anybody was told.
    """

    wall_ms: int
    state: HandedState
    why: str = ""
    """Why it was not, or why nobody knows, where that is known."""


class CallCard(msgspec.Struct, frozen=True, kw_only=True):
    """One open call as every desk may see it. Ages and deadlines are relative to the moment it was sent (ms)."""

    incident: IncidentId
    number: int
    room: RoomId | None
    """None where it is from no room."""
    room_name: str
    """What people call the place it is from."""
    phone_name: str
    floor: str
    kind: Kind
    stage: Stage
    drill: bool
    recorded: bool
    """False while the disk has not taken everything of this call: shown as *unrecorded* (promise 2)."""
    age_ms: int
    pressed_ago_ms: int | None
    """How long before it was heard the button was pressed; None is *unknown when*."""
    presses: int
    """As they were counted: one that was held on counts twice, since it rings twice. `times_pressed` are those people made."""
    ringing: bool
    rings_here: bool
    """Whether this desk is among those told so far."""
    overdue: Awaited | None
    deadline_in_ms: int
    deadline_what: str
    acknowledged_by: str
    going: str
    """Everybody who was sent: a name or a role, several in short with a plus between."""
    confirmed: bool
    """Whether at least one of them said that they are going."""
    two_way: bool
    lamp: str
    """What the caller's lamp shows now: "dark" in a lockdown; "cannot be told" for a one-way device."""
    step: int
    exhausted: bool
    holds: int = 0
    """How many presses were held on for two seconds, which asks for more than a press."""
    own_zone: bool = False
    """This desk stands in the room's own zone: it shows the call, and does not count for it (promise 1)."""
    undo: UndoLine | None = None
    names_owed: tuple[NameOwedLine, ...] = ()
    sent: tuple[ResponderLine, ...] = ()
    """Everybody of `going`, each as far as they have come."""
    lapsed_ago_ms: int | None = None
    """Since somebody took it and sent nobody in time, or sent help that did not answer in time; None where neither is so."""
    heard_by: HeardBy = ""
    """How a press came that nobody can answer."""
    duty: str = ""
    """What a button in nobody's room goes with: `room_name` says it too, and where it is, as far as it is planned, is a hint."""
    carried: str = ""
    """Who carries it, as somebody said at a desk today."""
    hop: str = ""
    """What heard the press first: "receiver", or a repeater as printed on it; empty where that was not told."""
    handed: HandedLine | None = None

    @property
    def rung(self) -> tuple[IncidentId, int, bool]:
        """What it rings for: another where it was pressed again or made real, which is shown, told and reported anew."""
        return self.incident, self.presses, self.drill

    @property
    def times_pressed(self) -> int:
        """How often somebody pressed, held on or not."""
        return max(1, self.presses - self.holds)


class TapOutLine(msgspec.Struct, frozen=True, kw_only=True):
    """One open tap-out, in its own queue and among no calls. Says nothing of who asked, nor why."""

    incident: IncidentId
    number: int
    room: RoomId | None
    """None where it is from no room."""
    room_name: str
    """What people call the place it is from."""
    stage: Stage
    drill: bool
    recorded: bool
    age_ms: int
    presses: int
    asks: bool
    """Whether it waits for somebody to do something about it, and `asks_here` whether that is shown at this desk."""
    asks_here: bool
    told_ago_ms: int
    """Since it was last asked: it makes one soft sound then (`appliance.core.tap_out`)."""
    overdue: Awaited | None
    cover: str
    two_way: bool
    lamp: str
    """What the button's lamp shows now: that of a call in the same room, where there is one."""
    own_zone: bool = False
    """As of a call."""
    undo: UndoLine | None = None
    names_owed: tuple[NameOwedLine, ...] = ()

    @property
    def rung(self) -> tuple[IncidentId, int, bool]:
        """What it asks for: another where it was pressed again or made real."""
        return self.incident, self.presses, self.drill


class EndedCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call stood down a moment ago, for as long as that can be undone."""

    incident: IncidentId
    number: int
    room_name: str
    kind: Kind
    drill: bool
    undo: UndoLine


class TroubleLine(msgspec.Struct, frozen=True, kw_only=True):
    """One open trouble. `shelved_ms`: for how much longer a person put it aside; None where nobody did."""

    what: str
    subject: str
    detail: str
    age_ms: int
    shelved_ms: int | None = None


class DeskLine(msgspec.Struct, frozen=True, kw_only=True):
    """One desk of the plan and how it stands."""

    desk: DeskId
    name: str
    connected: bool
    attended: bool
    operator: str


class DrillLine(msgspec.Struct, frozen=True, kw_only=True):
    """The running drill. `untimed` are the buttons in its rooms that cannot say when they were pressed: they ring as real."""

    drill: str
    name: str
    rooms: tuple[RoomId, ...]
    ends_in_ms: int
    untimed: tuple[ButtonId, ...] = ()


class PlannedDrillLine(msgspec.Struct, frozen=True, kw_only=True):
    """Practice that somebody means to start at `at_ms`, by the box's wall clock. It never starts by itself. `untimed` as of a drill."""

    plan: DrillPlanId
    name: str
    rooms: tuple[RoomId, ...]
    at_ms: int
    untimed: tuple[ButtonId, ...] = ()


class PracticeLine(msgspec.Struct, frozen=True, kw_only=True):
    """A call of practice that is over."""

    call: PracticeCall
    room_name: str


class DrillOverLine(msgspec.Struct, frozen=True, kw_only=True):
    """The last drill that ended, when by the box's wall clock, and what was measured."""

    name: str
    wall_ms: int
    calls: tuple[PracticeLine, ...]
    calls_made: int
    """All of them; `calls` are as many as are told one by one."""
    interrupted: bool
    """The box restarted during it: only what came after that is measured."""
    made_real_at: str = ""
    """The name of the desk at which somebody said that it was no practice; empty where it just ended."""


class WalkTestLine(msgspec.Struct, frozen=True, kw_only=True):
    """The button waiting for its test press. `desk` stands the test: one of the plan, or the box's own command line.

    `untimed`: it cannot say when it was pressed, so that its press rings. `rang` is the call that it raised, while the desk that
    stands the test may say that it was pressed just now.
    """

    button: str
    room_name: str
    ends_in_ms: int
    desk: str = ""
    untimed: bool = False
    rang: IncidentId | None = None
    pendant: bool = False
    """Whether it goes with a duty, so that whoever has that must be found first."""


class TestOverLine(msgspec.Struct, frozen=True, kw_only=True):
    """How the last walk test since the box started ended; `ended_ms` after its start, so that no two are alike."""

    button: str
    passed: bool
    ended_ms: int
    wall_ms: int
    """When, by the box's wall clock."""


class OutOfServiceLine(msgspec.Struct, frozen=True, kw_only=True):
    """A button nobody may rely on now, on the word of two people. A press of it rings all the same."""

    button: str
    room_name: str
    ends_in_ms: int


class CutOffLine(msgspec.Struct, frozen=True, kw_only=True):
    """A room that has two-way buttons of which none works now, and why."""

    room_name: str
    why: str


class ResponseLine(msgspec.Struct, frozen=True, kw_only=True):
    """What the whole building does now. Handbell does not announce it: people do, over the PA."""

    response: BuildingResponse
    detail: str
    practice: bool
    age_ms: int
    started_by: str


class ManyRoomsLine(msgspec.Struct, frozen=True, kw_only=True):
    """Enough different rooms called within a minute to ask about the whole building (`appliance.api.many_rooms_view`).

    `first` is the first of these calls, by which a desk knows what it was asked; `over_ms` how long after it the last room called.
    `age_ms`: since there were enough.
    """

    first: IncidentId
    rooms: int
    over_ms: int
    age_ms: int


class CheckInRoom(msgspec.Struct, frozen=True, kw_only=True):
    """One room that is asked. `call` is the number of its open call, which makes it need help whatever it was marked."""

    room: RoomId
    room_name: str
    floor: str
    answer: RoomAnswer
    call: int | None
    marked_by: str
    """A desk or a person, "button" for its own contact *safe*, empty where nobody has."""
    marked_ago_ms: int | None


class CheckInView(msgspec.Struct, frozen=True, kw_only=True):
    """The room check-in that is on. `rooms`: no answer first, then needs help, then safe."""

    check_in: CheckInId
    practice: bool
    age_ms: int
    rooms: tuple[CheckInRoom, ...]

    def count(self, answer: RoomAnswer) -> int:
        """How many rooms have answered this."""
        return sum(room.answer is answer for room in self.rooms)


class DayCheckLine(msgspec.Struct, frozen=True, kw_only=True):
    """The last morning check that was signed. `today`: whether on this day, None while nobody knows what day it is.

    `by` is a person, or the desk where nobody proved who they are and what was typed may not be read. `not_well`: how many things
    were not, when it was signed.
    """

    wall_ms: int
    by: str
    today: bool | None
    not_well: int


class DistrictLine(msgspec.Struct, frozen=True, kw_only=True):
    """How far the record is outside this building. Numbers and times come of receipts this box has verified itself.

    `office`: whether a safety office is believed; `sealed_for`: whether new entries are sealed for it. `head` is the
    newest entry on disk; `countersigned` how far the district has signed for, at `countersigned_ms` by its own clock (0 before the
    first). `held`: entries of open calls that went ahead of the backlog. `overdue`: incidents the office has not opened in time.

    The rest is the uplink's word: `reachable` (None: nothing is heard from it), since `for_ms`, `why` not, and the state the
    district gives this box ("ok", "fork", "superseded", "revoked", empty before any), when its certificate ends (0: none yet), and
    what the district calls this building (empty: not told).
    """

    office: bool
    sealed_for: bool
    head: int
    countersigned: int
    countersigned_ms: int
    held: int
    overdue: int
    reachable: bool | None
    for_ms: int
    why: str
    head_state: str
    certificate_until_ms: int = 0
    building_name: str = ""
    server: str = ""

    @property
    def backlog(self) -> int:
        """Entries the district has not countersigned yet."""
        return max(0, self.head - self.countersigned)


class PowerLine(msgspec.Struct, frozen=True, kw_only=True):
    """A supply with a battery. `state` is mains, battery or low, as it was heard last; empty while it never was. `held_s`: since when on
    battery. `feeds_box`: whether the box itself hangs on it.
    """

    name: str
    state: str = ""
    watched: bool = True
    minutes_left: int | None = None
    battery_due: bool = False
    held_s: int = 0
    feeds_box: bool = True


class CarriedLine(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody said at a desk today who carries this button, which goes with a duty."""

    button: ButtonId
    duty: str
    name: str


class CopyLine(msgspec.Struct, frozen=True, kw_only=True):
    """The copy of this record, which a new box would begin with. `kind` of its place ("stick", "folder", "sftp", "s3"), empty where none is
    set up, and `where`, its name. `head` is the newest entry on disk.

    The rest is the replica's word: every entry up to `proved` was seen there `proved_ago_ms` ago, 0 while nothing is proved; what is wrong
    there (`trouble`, a cause's name, and `says`), how much room is left, and which recovery bundle is beside it (`bundle`, its serial; the
    newest this box made is `bundle_made`, 0 for none). `silent`: nothing is heard from the replica. `drilled_ms`: when
    the copy was last restored for trial, 0 for never; `phrase_ms` and `checked_ms`: since when there is this recovery phrase, and when it
    was last typed, 0 for never; all by the wall clock.
    """

    kind: str
    where: str
    head: int
    proved: int
    proved_ago_ms: int
    silent: bool
    trouble: str = ""
    says: str = ""
    free_mib: int | None = None
    bundle: int = 0
    bundle_made: int = 0
    drilled_ms: int = 0
    drill_ok: bool = False
    phrase_ms: int = 0
    checked_ms: int = 0


class AskingLine(msgspec.Struct, frozen=True, kw_only=True):
    """This box asks the safety office for what another box had. `code`: what people tell it by telephone. `since_ms`: by the wall clock.
    `handover`: the office has answered; `entries` have come since, all of them where it is `whole`. `refused`: why what came was not
    taken, empty where nothing was refused.
    """

    code: str
    since_ms: int
    handover: bool = False
    entries: int = 0
    whole: bool = False
    refused: str = ""


class ZoneLine(msgspec.Struct, frozen=True, kw_only=True):
    """The two-way buttons of one zone: how many were heard from lately."""

    zone: str
    heard: int
    planned: int


class BoardView(msgspec.Struct, frozen=True, kw_only=True):
    """All that is open now, for one desk. `calls` keep their order of arrival; the console sorts for its screen.

    At a console some calls may be newer than `version` (`CallsMoved`).
    """

    version: int
    building: str
    wall_ms: int
    clock_trusted: bool
    recording: bool
    """False while the disk does not take entries."""
    here: DeskLine | None
    calls: tuple[CallCard, ...]
    troubles: tuple[TroubleLine, ...]
    desks: tuple[DeskLine, ...]
    drill: DrillLine | None
    walk_test: WalkTestLine | None
    buttons_heard: int
    buttons_planned: int
    """Of the two-way buttons: one-way devices cannot be supervised."""
    zones: tuple[ZoneLine, ...] = ()
    """The same by zone, in the order of the plan's rooms."""
    test_over: TestOverLine | None = None
    out_of_service: tuple[OutOfServiceLine, ...] = ()
    cut_off: tuple[CutOffLine, ...] = ()
    """Rooms not covered now, besides those that never are (`PlanFacts.uncovered`)."""
    ended: tuple[EndedCall, ...] = ()
    tap_outs: tuple[TapOutLine, ...] = ()
    """Open ones, oldest first."""
    planned: tuple[PlannedDrillLine, ...] = ()
    """Drills that somebody means to start, the next first."""
    drill_over: DrillOverLine | None = None
    response: ResponseLine | None = None
    check_in: CheckInView | None = None
    many_rooms: tuple[ManyRoomsLine, ...] = ()
    """What a desk is asked, the oldest first; whether it answered is its own to know."""
    day_check: DayCheckLine | None = None
    day_unchecked: bool = False
    """Whether people are in the building and nobody has signed a morning check today."""
    district: DistrictLine | None = None
    """None: this box says nothing about it."""
    copy: CopyLine | None = None
    """The same of the copy."""
    asking: AskingLine | None = None
    """None: this box asks the safety office for nothing."""
    power: tuple[PowerLine, ...] = ()
    """Empty: this box watches no supply."""
    spares_power: bool = False
    """The box's own battery is nearly empty: what is no alarm is put off."""
    carried: tuple[CarriedLine, ...] = ()
    """In the order of the plan; of a duty nobody spoke of today there is none."""
    ways_lost: int = 0
    """Rooms that have lost a way they counted on."""
    new: bool = False
    """This box has hardly a record of its own, and no other one's: it may be to take a dead one's place."""
    replaces: str = ""
    """The box it goes on in place of without anything of its record, the first digits; empty where there is none such."""
    proven: bool = False
    """Whether somebody at this console proved with their PIN who they are, and reads what their roles may read."""
    timezone: str = ""
    """Where the building is, as in America/Denver; empty where no plan is adopted, which nobody knows then."""

    @property
    def plan_name(self) -> str:
        """What the plan calls the building; empty before one is adopted."""
        return self.building if self.timezone else ""


class RoomLine(msgspec.Struct, frozen=True, kw_only=True):
    """A room as the console needs it to raise a call, plan a drill or arm a walk test. `untimed` are those of its buttons that cannot say
    when they were pressed.
    """

    room: RoomId
    name: str
    floor: str
    zone: str
    phone_name: str
    buttons: tuple[str, ...]
    untimed: tuple[ButtonId, ...] = ()


class AreaLine(msgspec.Struct, frozen=True, kw_only=True):
    """An area as the console needs it to raise a call: no button is there, and `instead` says how people call from it."""

    name: AreaName
    instead: str


class PendantLine(msgspec.Struct, frozen=True, kw_only=True):
    """A button that goes with a duty and no room. `where`: that duty, and its place as far as it is planned. `untimed` as of a room."""

    button: ButtonId
    duty: str
    where: str
    untimed: bool = False


class PersonLine(msgspec.Struct, frozen=True, kw_only=True):
    """A person of the plan; `on_duty` as of now."""

    person: PersonId
    name: str
    roles: tuple[Role, ...]
    on_duty: bool


class PinLine(msgspec.Struct, frozen=True, kw_only=True):
    """A person of the plan, and since when they have a PIN or passphrase: by the box's wall clock then; None for who has none."""

    person: PersonId
    name: str
    roles: tuple[Role, ...]
    since_wall_ms: int | None


class FeedItem(msgspec.Struct, frozen=True, kw_only=True):
    """One entry in words, already filtered to what this desk may read."""

    number: int
    wall_ms: int
    incident: IncidentId | None
    call: int | None
    line: str


class ButtonLine(msgspec.Struct, frozen=True, kw_only=True):
    """One button of the plan, what is known of it and of its wire. Where nothing is known, a text is empty and a number None.

    `told` is what its lamp was last told to show, "dark" in a lockdown; `shows` what the button itself says it shows. `ledger` is that
    of its newest recorded press. `connected_at` is an address, of a family that has such.
    """

    button: str
    room: RoomId
    room_name: str
    family: str
    two_way: bool
    told: str
    heard_ago_ms: int | None
    ledger: str
    troubles: tuple[TroubleLine, ...]
    out_of_service_ms: int | None
    """How much longer it is out of service."""
    pressed: bool = False
    """Whether any press of it is on record, a test's too: one that was never pressed has not been proven."""
    device: str = ""
    connected_at: str = ""
    firmware: str = ""
    shows: str = ""
    place_name: str = ""
    """Where it stands or is used, without its duty."""
    duty: str = ""
    cls: int = 0
    """The number of its class of devices, which says what it can promise; 0 where its family is not known here."""
    part: str = ""
    wires: tuple[Wire, ...] = ()
    checks_in_s: int | None = None
    """How long it may be silent before anybody is told; None where nobody notices."""
    battery: str = ""
    """`good` or `low`, of one that says so."""
    signal_worst: int | None = None
    """Of the last seven days, in its receiver's own units."""


class SounderLine(msgspec.Struct, frozen=True, kw_only=True):
    """One sounder of the plan. `works` once sound was proven; the rest as of a button, `plays` what it says itself that it plays."""

    sounder: str
    name: str
    family: str
    works: bool
    trouble: TroubleLine | None = None
    device: str = ""
    connected_at: str = ""
    firmware: str = ""
    plays: str = ""


class StrangerLine(msgspec.Struct, frozen=True, kw_only=True):
    """A device that was found and is in no plan, with what it claims. Nothing of it is believed.

    `keyless`: it has no key yet and would take one; `found` is how ("mDNS", "dialled in", "heard", "closed"). Of one on a wire, `line` is
    that on which it was heard, `wire` where it closed and `part` which one it says it is, as a plan writes them.
    """

    device: str
    family: str
    mac: str
    address: str
    claims: str
    keyless: bool
    found: str
    line: str = ""
    wire: str = ""
    heard_ago_ms: int | None = None
    part: str = ""


# ---- client to server, desk line --------------------------------------------------------------------------------------


class Attach(msgspec.Struct, frozen=True, kw_only=True, tag="attach"):
    """First frame. `desk` is which desk of the plan this console stands at; None watches without acting."""

    desk: DeskId | None
    client: str
    protocol: int = PROTOCOL
    shows_calls: bool = True
    """False for a command that only asks: nobody looks at it, so it never makes the desk connected or attended (promise 1)."""


class Act(msgspec.Struct, frozen=True, kw_only=True, tag="act"):
    """Do this, in this desk's and its operator's name."""

    request: int
    command: DeskCommand


class Present(msgspec.Struct, frozen=True, kw_only=True, tag="present"):
    """A person touched a key here. Sent at most every few seconds; makes the desk attended."""


class Follow(msgspec.Struct, frozen=True, kw_only=True, tag="follow"):
    """Send entries with numbers above `after`, up to `limit`; `incident` narrows to one, `room` to the latest ones from there.

    They come in order; `newest_first` sends the last ones where there are more than `limit`. `brought_back`: not of this record, but of
    what it lost and the district had, from the oldest on; go on after the `head` of the answer until that is 0.
    """

    request: int
    after: int
    limit: int = 200
    incident: IncidentId | None = None
    newest_first: bool = False
    room: RoomId | None = None
    brought_back: bool = False


class ProveSelf(Discreet, frozen=True, kw_only=True, tag="prove-self"):
    """This person is at this desk and proves it with a PIN or passphrase. Needed to read names and notes, never to act on a call."""

    request: int
    person: PersonId
    secret: str

    def __repr__(self) -> str:
        return f"ProveSelf(request={self.request}, person={self.person!r})"


class SetPin(Discreet, frozen=True, kw_only=True, tag="set-pin"):
    """`handbell people set-pin`: by the administrators' group or root, or at a desk by the person, who gives the PIN before it."""

    request: int
    person: PersonId
    secret: str
    before: str = ""

    def __repr__(self) -> str:
        return f"SetPin(request={self.request}, person={self.person!r})"


class AskPeople(msgspec.Struct, frozen=True, kw_only=True, tag="ask-people"):
    """`handbell people list`: who of the plan has a PIN. For the administrators' group and root, on the box's command line."""

    request: int


class TakePin(msgspec.Struct, frozen=True, kw_only=True, tag="take-pin"):
    """`handbell people remove`: this person has no PIN any more. For whom AskPeople is answered."""

    request: int
    person: PersonId


class BelieveOffice(msgspec.Struct, frozen=True, kw_only=True, tag="believe-office"):
    """`handbell trust`: believe the safety office with this fingerprint, `instead_of` another. Needs the administrators' group or root."""

    request: int
    fingerprint: str
    instead_of: str = ""


class AskPlan(msgspec.Struct, frozen=True, kw_only=True, tag="ask-plan"):
    """Send rooms, people and the 911 facts of the adopted plan."""

    request: int


class AdoptPlanFile(msgspec.Struct, frozen=True, kw_only=True, tag="adopt-plan-file"):
    """`handbell plan adopt`: the canonical bytes of a checked plan. Needs the administrators' group or root."""

    request: int
    document: bytes


class AskButtons(msgspec.Struct, frozen=True, kw_only=True, tag="ask-buttons"):
    """Send every button, every stranger, and the places no press comes from."""

    request: int


class AskReach(msgspec.Struct, frozen=True, kw_only=True, tag="ask-reach"):
    """If this room pressed now, who would be told?"""

    request: int
    room: RoomId


class AskMorning(msgspec.Struct, frozen=True, kw_only=True, tag="ask-morning"):
    """Can the building be called for help today? What a morning check looks at, beside the board."""

    request: int


class AdoptButton(msgspec.Struct, frozen=True, kw_only=True, tag="adopt-button"):
    """Take a device into service in a room: its key, and its entry in the plan. Needs the administrators' group or root.

    `key` (32 bytes) is the one the device has already; None has the box make one and give it to the device. `address` is where a
    device is that is not found by itself. `safe`: it has a contact that answers a room check-in. The rest as in a plan, for a device on a
    wire; one that goes with a duty has no room (""). Without `contacts` it has those that are usual in its family.
    """

    request: int
    device: str
    room: RoomId
    button: ButtonId
    contacts: tuple[Contact, ...]
    key: bytes | None = None
    address: str = ""
    safe: bool = False
    family: str = ""
    part: str = ""
    wires: tuple[Wire, ...] = ()
    duty: str = ""
    area: AreaName = AreaName("")
    near: RoomId = RoomId("")


class TellCarried(Discreet, frozen=True, kw_only=True, tag="tell-carried"):
    """This person carries this button today, which goes with a duty; an empty name takes back what was said. It is kept nowhere but in
    memory, until midnight.
    """

    request: int
    button: ButtonId
    name: str

    def __repr__(self) -> str:
        return f"TellCarried(request={self.request}, button={self.button!r})"


class TakeOver(msgspec.Struct, frozen=True, kw_only=True, tag="take-over"):
    """Go above the rank that most buttons have heard which refuse this box. Needs the administrators' group or root.

    Its Reply says the numbers, done or not.
    """

    request: int


class AskVerify(msgspec.Struct, frozen=True, kw_only=True, tag="ask-verify"):
    """How far the chain has been verified, and what was found."""

    request: int


# ---- server to client, desk line --------------------------------------------------------------------------------------


class Welcome(msgspec.Struct, frozen=True, kw_only=True, tag="welcome"):
    """Attached. `epoch` changes when the box restarts."""

    building: str
    epoch: str
    desk: DeskId | None
    protocol: int = PROTOCOL


class State(msgspec.Struct, frozen=True, kw_only=True, tag="state"):
    """The whole board, latest only."""

    board: BoardView


class CallsMoved(msgspec.Struct, frozen=True, kw_only=True, tag="calls-moved"):
    """Calls that came or moved just now, ahead of a whole board that takes long to send. The board follows and tells of all else."""

    cards: tuple[CallCard, ...]


class Reply(msgspec.Struct, frozen=True, kw_only=True, tag="reply"):
    """The answer to one request. `recorded` False: done from memory while the disk is away (promise 2)."""

    request: int
    ok: bool
    code: str = ""
    says: str = ""
    recorded: bool = True


class FeedItems(msgspec.Struct, frozen=True, kw_only=True, tag="feed-items"):
    """Entries asked for with Follow; `head` is the newest number there is. Of what was brought back it is the last one looked at: that no
    key here opens an entry does not mean that there is none after it.
    """

    request: int
    head: int
    items: tuple[FeedItem, ...]


class PlanFacts(msgspec.Struct, frozen=True, kw_only=True, tag="plan-facts"):
    """Answer to AskPlan."""

    request: int
    building: str
    address: str
    phone: str
    rooms: tuple[RoomLine, ...]
    people: tuple[PersonLine, ...]
    desks: tuple[DeskLine, ...]
    uncovered: tuple[str, ...]
    """Rooms and areas without a two-way button, by name."""
    timezone: str = ""
    """The building's, as IANA names it: in it are the times of records read and typed, wherever the console runs."""
    areas: tuple[AreaLine, ...] = ()
    duties: tuple[PendantLine, ...] = ()
    hands_over: str = ""
    """The alarm panel to which this desk may hand a call over, by name; empty where it may not."""


class ReachStep(msgspec.Struct, frozen=True, kw_only=True):
    """Whom one step of the ladder reaches as things are now. `places` are desks somebody is at and sounders that work."""

    after_s: int
    places: tuple[str, ...]
    people_count: int
    people: tuple[str, ...]


class ReachKnown(msgspec.Struct, frozen=True, kw_only=True, tag="reach-known"):
    """Answer to AskReach: the whole chain. `button` is empty while the room's button works, else why it does not.

    `broken` is the first broken link in words, empty where the chain holds. The first step is the one at once.
    """

    request: int
    room_name: str
    button: str
    steps: tuple[ReachStep, ...]
    broken: str


class BrokenLine(msgspec.Struct, frozen=True, kw_only=True):
    """Rooms whose chain is broken at the same link, by name, and that link in words."""

    why: str
    rooms: tuple[str, ...]


class DutyLine(msgspec.Struct, frozen=True, kw_only=True):
    """A role, and who holds it for any of the rest of the day."""

    role: Role
    people_count: int
    people: tuple[str, ...]


class MorningKnown(msgspec.Struct, frozen=True, kw_only=True, tag="morning-known"):
    """Answer to AskMorning. `rooms`: how many have two-way buttons. Buttons and sounders by name."""

    request: int
    rooms: int
    broken: tuple[BrokenLine, ...]
    buttons_silent: tuple[str, ...]
    sounders: int
    sounders_silent: tuple[str, ...]
    duty: tuple[DutyLine, ...]
    ways_lost: tuple[WayLost, ...] = ()
    """It follows from the troubles, and is counted with them."""


class ButtonsKnown(msgspec.Struct, frozen=True, kw_only=True, tag="buttons-known"):
    """Answer to AskButtons. `cut_off` and `uncovered` as in BoardView and PlanFacts."""

    request: int
    buttons: tuple[ButtonLine, ...]
    strangers: tuple[StrangerLine, ...]
    cut_off: tuple[CutOffLine, ...]
    uncovered: tuple[str, ...]
    sounders: tuple[SounderLine, ...] = ()


class PeopleKnown(msgspec.Struct, frozen=True, kw_only=True, tag="people-known"):
    """Answer to AskPeople: everybody of the plan, in its order."""

    request: int
    people: tuple[PinLine, ...]


class ButtonAdopted(msgspec.Struct, frozen=True, kw_only=True, tag="button-adopted"):
    """Answer to AdoptButton when it is in the plan. Nothing is proven yet: that is for a walk test.

    `plan_line` is its entry as a plan file has it; `key_made` whether the box made its key, `keyed` whether it has one at all.
    """

    request: int
    room_name: str
    plan_line: str
    key_made: bool
    recorded: bool
    keyed: bool = True


class Verified(msgspec.Struct, frozen=True, kw_only=True, tag="verified"):
    """Answer to AskVerify."""

    request: int
    head: int
    verified_from: int
    complete: bool
    findings: tuple[str, ...]


class Refusal(msgspec.Struct, frozen=True, kw_only=True, tag="refusal"):
    """The frame could not be accepted, and why; the line is closed after it."""

    says: str


# ---- sealed feed ------------------------------------------------------------------------------------------------------


class FollowSealed(msgspec.Struct, frozen=True, kw_only=True, tag="follow-sealed"):
    """Entries above `after`, oldest first, with the wraps of the key entries among them. `wait_s` holds the answer open.

    `outward`: they are to leave the building, so without the wraps of the building's own reading keys.
    """

    request: int
    after: int
    limit: int = 500
    wait_s: int = 0
    outward: bool = False


class AskHead(msgspec.Struct, frozen=True, kw_only=True, tag="ask-head"):
    """The newest signed head."""

    request: int


class LineState(msgspec.Struct, frozen=True, kw_only=True):
    """The line to the district as the uplink sees it: its word, and shown as such. What counts are verified receipts.

    `for_ms`: since it last changed. `why` is one sentence, empty while all is well. `sent` is the newest number the district
    took, `head_state` the state it told (`appliance.envelope.deposit.HeadTold`), empty before it ever told one, and `no-certificate`
    while it answers and wants another certificate.
    `certificate_until_ms`: when the certificate ends that the uplink shows there, 0 while it has none. `building_name`: what the
    district calls this building, empty where it did not say. `server`: the district's first address, by which the box is enrolled.
    """

    reachable: bool
    for_ms: int
    why: str = ""
    sent: int = 0
    head_state: str = ""
    certificate_until_ms: int = 0
    building_name: str = ""
    server: str = ""


HAND_IN_MAX = (
    256  # statements at once: 256 × 60 µs of checking (150 on a Pi), in small pieces between which presses are heard
)


class HandIn(msgspec.Struct, frozen=True, kw_only=True, tag="hand-in"):
    """What the district said, as it came: HAND_IN_MAX statements at most. The alert daemon believes none of it before it has
    checked every signature itself.
    """

    request: int
    receipts: tuple[Signed, ...] = ()
    holdings: tuple[Signed, ...] = ()
    notices: tuple[Signed, ...] = ()
    opened: tuple[Signed, ...] = ()
    line: LineState | None = None


class BringBack(msgspec.Struct, frozen=True, kw_only=True, tag="bring-back"):
    """Entries of this box that the district has and its own record lost: contiguous, oldest first, as they came. Without any it asks
    how far it is. The alert daemon keeps only what hangs on its own record and on a receipt it believes. `of`: of the box it replaced,
    what that one had beyond the copy this one began with.
    """

    request: int
    entries: tuple[bytes, ...] = ()
    of: bytes = b""


class BroughtBackTo(msgspec.Struct, frozen=True, kw_only=True, tag="brought-back-to"):
    """Answer to BringBack. `wanted`: go on above entry `after`, or where the histories part if that is 0. Else it is whole, or `says`
    why it cannot be kept.
    """

    request: int
    after: int
    wanted: bool
    says: str = ""


class AskEnrolment(msgspec.Struct, frozen=True, kw_only=True, tag="ask-enrolment"):
    """Sign that this certificate request (PEM) comes from this box; with an empty `token` it renews (`appliance.envelope.statements`).

    The alert daemon puts in building and box itself and signs nothing but such statements, so that whoever took over the uplink
    gets a certificate for this box's own deposits, which it had already, and no other word of the device key.
    """

    request: int
    token: str
    csr: str


class SealedEntry(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """One stored entry, byte for byte."""

    number: int
    entry: bytes


class SealedWrap(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """One detached wrap of a data key."""

    number: int
    """The key entry that names it."""
    stream: bytes
    key_no: int
    recipient: bytes
    wrap: bytes


class SealedItems(msgspec.Struct, frozen=True, kw_only=True, tag="sealed-items"):
    """Answer to FollowSealed."""

    request: int
    head: int
    entries: tuple[SealedEntry, ...]
    wraps: tuple[SealedWrap, ...]


class SignedHead(msgspec.Struct, frozen=True, kw_only=True, tag="signed-head"):
    """Statement and device signature (see `appliance.envelope.format.head_statement`), and the key that checks it."""

    request: int
    number: int
    statement: bytes
    signature: bytes
    device_key: bytes = b""
    """Ed25519 public key, 32 bytes. Whoever trusts the statement compares it with the one they know this box by."""


class HandedIn(msgspec.Struct, frozen=True, kw_only=True, tag="handed-in"):
    """Answer to HandIn. `countersigned`: the newest number a verified receipt covers, 0 where none does. `refused`: why, for each
    thing handed in that was not believed. `again`: when some of that is worth handing in once more: "soon", because whom to believe is
    not known or the record cannot be read now; "keys", after a notice that may name its key; empty where never. `plan_name`: what the
    adopted plan calls the building, empty before one. `early`: those of `refused` that came before what they are judged by, as before
    the safety office's first notices; no fault of anybody's.
    """

    request: int
    countersigned: int
    refused: tuple[str, ...] = ()
    early: tuple[str, ...] = ()
    again: Literal["", "keys", "soon"] = ""
    plan_name: str = ""


class EnrolmentSigned(msgspec.Struct, frozen=True, kw_only=True, tag="enrolment-signed"):
    """Answer to AskEnrolment. An empty `signature` says no, and `says` why."""

    request: int
    building: bytes
    box: bytes
    device_key: bytes
    signature: bytes
    says: str = ""


type FromDesk = (
    Attach
    | Act
    | Present
    | Follow
    | AskPlan
    | AskButtons
    | AskReach
    | AskMorning
    | AdoptPlanFile
    | AdoptButton
    | TakeOver
    | AskVerify
    | AskHealth
    | AskWires
    | AskWays
    | ProveSelf
    | SetPin
    | TellCarried
    | BelieveOffice
    | FromDeskOfRecords
    | AskPeople
    | TakePin
    | FromDeskOfKeeping
    | FromDeskOfProvisioning
    | FromDeskOfRecovery
)
type ToDesk = (
    Welcome
    | State
    | CallsMoved
    | Reply
    | FeedItems
    | PlanFacts
    | ButtonsKnown
    | ReachKnown
    | MorningKnown
    | ButtonAdopted
    | PeopleKnown
    | Verified
    | HealthKnown
    | WiresKnown
    | WaysKnown
    | Refusal
    | ToDeskOfRecords
    | ToDeskOfKeeping
    | RecoveryKnown
)
type FromFeedReader = (
    FollowSealed
    | AskHead
    | HandIn
    | BringBack
    | AskEnrolment
    | AskSuccession
    | AskRestoring
    | OfferRestoring
    | FromReplica
)
type ToFeedReader = (
    SealedItems
    | SignedHead
    | HandedIn
    | BroughtBackTo
    | EnrolmentSigned
    | SuccessionKnown
    | RestoringWanted
    | OfferTaken
    | Refusal
    | ToReplica
)
