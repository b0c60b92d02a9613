"""Who may read what: every field the desk line sends, and what each reader may see of it. Pure data; knows no PIN, no socket.

A live call needs no name of who acted and nothing that was written down but its place: place, kind, times and who goes are for every desk.
The rest is for people who proved who they are, as far as their roles reach. Applied where a view is made, never in a console.
"""

import enum
import functools

import msgspec

from appliance.api import health_messages as h
from appliance.api import keeping_messages as k
from appliance.api import recovery_messages as r
from appliance.api import ways_messages as y
from appliance.api import wires_messages as w
from appliance.api.ask import Refusal, Reply
from appliance.api.board.board import BoardView
from appliance.api.board.building import CheckInRoom, CheckInView, DayCheckLine, ManyRoomsLine, ResponseLine
from appliance.api.board.calls import CallCard, EndedCall, HandedLine, NameOwedLine, ResponderLine, TapOutLine, UndoLine
from appliance.api.board.outside import AskingLine, CopyLine, DistrictLine
from appliance.api.board.practice import (
    DrillLine,
    DrillOverLine,
    PlannedDrillLine,
    PracticeLine,
    TestOverLine,
    WalkTestLine,
)
from appliance.api.board.supervised import (
    CarriedLine,
    CutOffLine,
    DeskLine,
    OutOfServiceLine,
    PowerLine,
    TroubleLine,
    ZoneLine,
)
from appliance.api.desk.buttons import ButtonAdopted, ButtonLine, ButtonsKnown, SounderLine, StrangerLine
from appliance.api.desk.entries import FeedItem, FeedItems
from appliance.api.desk.line import CallsMoved, State, Welcome
from appliance.api.desk.morning import BrokenLine, DutyLine, MorningKnown
from appliance.api.desk.people import PeopleKnown, PinLine
from appliance.api.desk.plan import AreaLine, PendantLine, PersonLine, PlanFacts, RoomLine
from appliance.api.desk.reach import ReachKnown, ReachStep
from appliance.api.records.trust import Verified
from appliance.core import events as e
from appliance.core.words import PracticeCall
from appliance.plan.ids import DeskId
from appliance.plan.model import Role, Wire


class Content(enum.Enum):
    """What a field holds, by whom it could harm."""

    OPEN = "nobody's name and nothing about a child: for every console, also one that only watches"
    DESK = "people who can be sent, and who goes: no desk can answer a call without them"
    NAMES = "who acted, and names that were typed"
    NOTES = "words written about a call: may hold facts about a student (class B)"
    KEEPING = "who has a PIN: for whoever keeps the box, who writes the plan with those names too"
    REASONS = "words written about a fault: may say who broke what"


ROLES: dict[Role, frozenset[Content]] = {
    # They lead the response, answer for it afterwards, and fill in its record.
    Role.LEAD: frozenset({Content.NAMES, Content.NOTES, Content.REASONS}),
    Role.ADMINISTRATOR: frozenset({Content.NAMES, Content.NOTES, Content.REASONS}),
    # They look after the educator and the student.
    Role.NURSE: frozenset({Content.NAMES, Content.NOTES}),
    Role.MENTAL_HEALTH: frozenset({Content.NAMES, Content.NOTES}),
    # They need to know who was where and what is broken, not what was written about a child (FERPA, 34 CFR 99.31(a)(1)(i)(A): a
    # legitimate educational interest; who has one besides is for the district to say).
    Role.SECURITY: frozenset({Content.NAMES, Content.REASONS}),
    Role.OFFICE: frozenset({Content.NAMES, Content.REASONS}),
    # They come in afterwards, by the record (`appliance.record.access`): a live call needs none of it told to them.
    Role.TEACHER: frozenset(),
    Role.POINT_OF_CONTACT: frozenset(),
    Role.HUMAN_RESOURCES: frozenset(),
    Role.SPECIAL_EDUCATION: frozenset(),
    Role.SCHOOL_RESOURCE_OFFICER: frozenset(),
    Role.AUDITOR: frozenset(),
    Role.SYSTEM_ADMINISTRATOR: frozenset(),
}
"""What a role opens, to a person who proved who they are. Several roles open what any of them opens."""


class Reads(msgspec.Struct, frozen=True, eq=False):
    """What one console may read now. The same contents are the same object, so that views can be kept by it."""

    contents: frozenset[Content]
    proven: bool

    def may(self, kind: type[msgspec.Struct], field: str) -> bool:
        """Whether a field of a message, or a text of an event, may be read."""
        return TABLE[kind][field] in self.contents


def unproven(desk: DeskId | None) -> Reads:
    """What a console reads without anybody's PIN: a watching one least."""
    opened = {Content.OPEN} if desk is None else {Content.OPEN, Content.DESK}
    return _reads(frozenset(opened), False)


def keeping() -> Reads:
    """What an administrator reads on the box's command line: no more of calls than a watching console."""
    return _reads(frozenset({Content.OPEN, Content.KEEPING}), False)


def proven(roles: tuple[Role, ...]) -> Reads:
    """What a person of these roles reads at a desk where they proved who they are."""
    opened = frozenset({Content.OPEN, Content.DESK}).union(*(ROLES[role] for role in roles))
    return _reads(opened, True)


@functools.cache
def _reads(contents: frozenset[Content], is_proven: bool) -> Reads:
    return Reads(contents, is_proven)


# ---- the table: a field that is not in it fails a test (`tests/appliance/api/test_access.py`) ------------------------------

_OPEN: dict[type[msgspec.Struct], str] = {
    UndoLine: "desk what ends_in_ms",
    NameOwedLine: "desk due_in_ms",
    CallCard: "incident number room room_name phone_name floor kind stage drill recorded age_ms pressed_ago_ms presses holds ringing"
    " rings_here overdue deadline_in_ms deadline_what confirmed two_way lamp own_zone step exhausted undo names_owed"
    " sent lapsed_ago_ms heard_by duty hop handed",
    HandedLine: "wall_ms state why",
    ResponderLine: "role stage due_in_ms",
    TapOutLine: "incident number room room_name stage drill recorded age_ms presses asks asks_here told_ago_ms overdue two_way"
    " lamp own_zone undo names_owed",
    EndedCall: "incident number room_name kind drill undo",
    TroubleLine: "what subject detail age_ms shelved_ms",
    DeskLine: "desk name connected attended",
    DrillLine: "drill name rooms ends_in_ms untimed",
    PlannedDrillLine: "plan name rooms at_ms untimed",
    DrillOverLine: "name wall_ms calls calls_made interrupted made_real_at",
    PracticeLine: "call room_name",
    PracticeCall: "number room shown_ms acknowledged_ms sent_ms confirmed_ms on_scene_ms stood_down_ms",
    WalkTestLine: "button room_name ends_in_ms desk untimed rang pendant",
    TestOverLine: "button passed ended_ms wall_ms",
    ZoneLine: "zone heard planned",
    OutOfServiceLine: "button room_name ends_in_ms",
    CutOffLine: "room_name why",
    ResponseLine: "response detail practice age_ms",
    ManyRoomsLine: "first rooms over_ms age_ms",
    CheckInRoom: "room room_name floor answer call marked_ago_ms",
    CheckInView: "check_in practice age_ms rooms",
    BoardView: "version building wall_ms clock_trusted recording calls troubles desks drill walk_test buttons_heard"
    " buttons_planned zones test_over out_of_service cut_off ended response check_in proven tap_outs"
    " day_check day_unchecked district copy asking power spares_power carried ways_lost new replaces planned drill_over"
    " timezone many_rooms",
    AskingLine: "code since_ms handover entries whole refused",
    DayCheckLine: "wall_ms today not_well",
    BrokenLine: "why rooms",
    DutyLine: "role people_count",
    MorningKnown: "request rooms broken buttons_silent sounders sounders_silent duty ways_lost",
    DistrictLine: "office sealed_for head countersigned countersigned_ms held overdue reachable for_ms why head_state"
    " certificate_until_ms building_name server",
    CopyLine: "kind where head proved proved_ago_ms silent trouble says free_mib bundle bundle_made"
    " drilled_ms drill_ok phrase_ms checked_ms",
    CarriedLine: "button duty",
    PendantLine: "button duty where untimed",
    PowerLine: "name state watched minutes_left battery_due held_s feeds_box",
    AreaLine: "name instead",
    RoomLine: "room name floor zone phone_name buttons untimed",
    FeedItem: "number wall_ms incident call line",  # what stands in a line: by the texts of its event, below
    ButtonLine: "button room room_name family two_way told heard_ago_ms ledger troubles out_of_service_ms pressed device"
    " connected_at firmware shows place_name duty cls part wires checks_in_s battery signal_worst",
    SounderLine: "sounder name family works trouble device connected_at firmware plays",
    StrangerLine: "device family mac address claims keyless found line wire heard_ago_ms part",
    Welcome: "building epoch desk protocol",
    State: "board",
    CallsMoved: "cards",
    Reply: "request ok code says recorded",
    FeedItems: "request head items",
    PlanFacts: "request building address phone rooms desks uncovered timezone areas duties hands_over",
    ReachStep: "after_s places people_count",
    ReachKnown: "request room_name button steps broken",
    ButtonsKnown: "request buttons strangers cut_off uncovered sounders",
    ButtonAdopted: "request room_name plan_line key_made recorded keyed",
    PeopleKnown: "request",
    Verified: "request head verified_from complete findings",
    Refusal: "says",
    # how the box itself is: numbers, paths and ports, and no name of a key
    h.DoorKnown: "door where",
    h.OutageLine: "since_ms held_min end",
    h.HealthKnown: "request version outage running_ms watchdog_ms doors box_key record_len device_key_wall_ms reading_weeks reading_newest"
    " secrets without_secret keys_wrong",
    # wires of the building and what is wrong with them: no person, and no call
    Wire: "contact at",
    w.WireTrouble: "what detail age_ms",
    w.WireLine: "line name speaks port baud troubles",
    w.BoardLine: "board name line unit troubles",
    w.SupplyLine: "supply name ups troubles",
    w.BoxPinLine: "pin button contact troubles",
    w.WiresKnown: "request lines boards supplies pins hands_over",
    # ways into and out of rooms: places, devices and what they hang on
    y.WayLine: "kind subject name family hangs_on heard_by said if_carried away proved_ago_ms",
    y.RoomWaysLine: "room name zone phone independent share ways",
    y.ZoneWaysLine: "zone independent share ways",
    y.WayLost: "room_name inward left causes",
    y.WaysKnown: "request building seen rooms zones lost",
    # for administrators of the box alone: numbers of records, and the district's own rules
    k.DueLine: "number classes says",
    k.DueKnown: "request due why_not",
    k.DueDestroyed: "request records keys wraps",
    r.RecoveryKnown: "request fingerprint set_ms checked_ms office bundle says for_phrase at_copy to_vouch vouched",
    # words a whole building acts on, or a machine's own
    e.ResponseStarted: "detail",
    e.DrillStarted: "name",
    e.DrillPlanned: "name",
    e.DrillMeasured: "name",
    e.TroubleRaised: "detail",
    e.EpochStarted: "epoch device_key reason plan_digest clock signature",
    e.PlanAdopted: "by digest",
    e.OfficeTrusted: "by",
    e.RecordOpened: "attempt",
    e.CopyTargetChanged: "kind where",
    e.CopyDrilled: "says",
    e.CopyOverwritten: "kind where",
    e.RecoveryKeySet: "by",
    e.RecoveryChecked: "by",
    e.PanelFailed: "why",
}

_DESK: dict[type[msgspec.Struct], str] = {
    CallCard: "going carried",
    CarriedLine: "name",  # who is to be found and helped: no desk can send anybody to a duty without it
    ResponderLine: "who",
    TapOutLine: "cover",
    BoardView: "here",  # with the name of whoever signed in at this very desk: people must see in whose name they act
    PlanFacts: "people",
    ReachStep: "people",
    DutyLine: "people",
    DayCheckLine: "by",  # whoever relies on a signature must see whose it is
    PersonLine: "person name roles on_duty",
}

_KEEPING: dict[type[msgspec.Struct], str] = {
    PeopleKnown: "people",
    PinLine: "person name roles since_wall_ms",
}

_NAMES: dict[type[msgspec.Struct], str] = {
    CallCard: "acknowledged_by",
    DeskLine: "operator",
    ResponseLine: "started_by",
    CheckInRoom: "marked_by",
    e.HelpConfirmed: "responder",
    e.HelpArrived: "responder",
    e.OneConfirmed: "responder",
    e.OneArrived: "responder",
    e.StoodDown: "saw_room",
    e.CoverAssigned: "cover",
    e.WhoActedNamed: "name",
    e.DayChecked: "name",
}

_NOTES: dict[type[msgspec.Struct], str] = {
    e.NoteAdded: "text",
    e.CallRaisedElsewhere: "place",  # its words alone: what is read afterwards; an open call says its place to everybody
}

_REASONS: dict[type[msgspec.Struct], str] = {e.ButtonOutOfService: "reason", e.TroubleShelved: "reason"}


def _table() -> dict[type[msgspec.Struct], dict[str, Content]]:
    made: dict[type[msgspec.Struct], dict[str, Content]] = {}
    every = ((Content.OPEN, _OPEN), (Content.DESK, _DESK), (Content.NAMES, _NAMES), (Content.NOTES, _NOTES))
    for content, rows in (*every, (Content.REASONS, _REASONS), (Content.KEEPING, _KEEPING)):
        for kind, fields in rows.items():
            made.setdefault(kind, {}).update(dict.fromkeys(fields.split(), content))
    return made


TABLE = _table()
"""Message or event → field → what it holds."""
