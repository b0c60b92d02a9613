"""The one key table: bindings, the line at the foot of the screen and the help all come from it. Pure; knows no screen."""

import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from appliance.api.board.calls import TapOutLine
from appliance.core.ground.words import Stage
from appliance.flows.box.restoring import RESTORE
from appliance.flows.box.sticks import LOOK
from appliance.flows.building.check_in import ASKS_EVERY_ROOM, START_CHECK_IN
from appliance.flows.building.response import START_RESPONSE
from appliance.flows.building.response import begun as begun_response
from appliance.flows.calls.at_once import ACKNOWLEDGE, ALL_RIGHT, NOBODY_ON_SCENE, UNDO
from appliance.flows.calls.dispatch import SEND, SEND_ANYBODY
from appliance.flows.calls.hand_off import HAND_OFF
from appliance.flows.calls.hand_over import HAND_OVER
from appliance.flows.calls.notes import NAME_OWED, NOTE
from appliance.flows.calls.raising import RAISE_CALL, RAISE_FROM_LISTS
from appliance.flows.calls.reach import REACH
from appliance.flows.calls.responding import ARRIVE, CONFIRM, NOBODY_HAS_IT, NOBODY_SENT
from appliance.flows.calls.stand_down import STAND_DOWN
from appliance.flows.calls.tap_outs import COVER, OUT, STILL_OUT, TO_CALL, over
from appliance.flows.calls.urgency import HOW_URGENT, WORSE
from appliance.flows.devices.carried import CARRIED
from appliance.flows.devices.ways import WAYS
from appliance.flows.flow import Flow
from appliance.flows.known import Known
from appliance.flows.people.sign_day import MORNING
from appliance.flows.people.sign_in import SIGN_IN, WHO_IS_HERE
from appliance.flows.practice.drill import START_DRILL
from appliance.flows.practice.drill import begun as begun_practice
from appliance.flows.practice.real import MAKE_DRILL_REAL, MAKE_REAL
from appliance.flows.practice.walk_test import TEST_PRESS, WALK_TEST
from appliance.flows.practice.walk_test import begun as begun_test
from tui.keys import rules
from tui.keys.rules import Finder, Reason, ReasonThere

OPEN = frozenset(Stage) - {Stage.STOOD_DOWN}


class Group(enum.Enum):
    """Where a key is listed. Keys about a call act on the selected one."""

    CALL = "About the selected call"
    HOUSE = "About this desk and the building"
    MOVE = "Moving about"


class About(enum.Enum):
    """What an act is about, and so which list a number after its word belongs to."""

    CALL = enum.auto()
    TAP_OUT = enum.auto()
    EITHER = enum.auto()
    HOUSE = enum.auto()


@dataclass(frozen=True, slots=True)
class Key:
    """One key and what it does.

    `also` are further keys for the same act. A key about a call applies at the `stages` of the selected call; at any other stage
    `otherwise` is said. Both are empty for keys that are not about a call. `finds` gives another call than the selected one for the key to
    act on; then the stage does not count. A console that only watches refuses keys about a call, and those with `acts`. `why_not` gives any
    other reason not to do it now, and `why_not_there` one about a call or tap-out that somebody named by its number.

    `flow` is what the act asks, on both consoles, and its name is the command of the act at the plain console. A screen begins `on_screen`
    in its place, where it has room for more in one list, and for an act about the building; which flow that is may depend on what is
    known. With `at_once` the screen begins the flow only if the call has been looked at for a while: a flow without a part acts without a
    question.

    `command` is the word of a key that has a command and no flow. `example` is how a command is typed. `keyboard` is what the help says
    besides if there are keys. `about` says which list a number after the word belongs to; None: calls if there are `stages`. `building`:
    it is about the whole building, and not about this desk. `of_tap_out` is the flow that says the same of a tap-out. `in_a_panel`: it acts
    while a panel is open too, where every other key belongs to what is typed or chosen.
    """

    key: str
    action: str
    label: str
    help: str
    group: Group
    also: tuple[str, ...] = ()
    stages: frozenset[Stage] = field(default_factory=frozenset)
    otherwise: str = ""
    finds: Finder | None = None
    acts: bool = False
    why_not: Reason = rules.none
    why_not_there: ReasonThere = rules.nothing_there
    at_once: bool = False
    command: str = ""
    keyboard: str = ""
    flow: Flow[Any] | None = None
    on_screen: Flow[Any] | Callable[[Known], Flow[Any]] | None = None
    example: str = ""
    about: About | None = None
    building: bool = False
    in_a_panel: bool = False
    of_tap_out: Flow[Any] | Callable[[TapOutLine], Flow[Any]] | None = None

    def begins(self, known: Known) -> Flow[Any] | None:
        """Give the flow that a screen begins in the place of `flow`, where it does."""
        if self.on_screen is None or isinstance(self.on_screen, Flow):
            return self.on_screen
        return self.on_screen(known)

    def same_of(self, line: TapOutLine) -> Flow[Any] | None:
        """Give the flow that says the same of this tap-out; None where none does."""
        if self.of_tap_out is None or isinstance(self.of_tap_out, Flow):
            return self.of_tap_out
        return self.of_tap_out(line)

    @property
    def concerns(self) -> About:
        """What it is about."""
        return self.about or (About.CALL if self.stages else About.HOUSE)

    @property
    def word(self) -> str:
        """What is typed for it at the plain console; empty where nothing is."""
        return self.flow.name if self.flow else self.command

    @property
    def shown(self) -> str:
        """The key as printed on a keyboard."""
        return _PRINTED.get(self.key, self.key.upper())

    @property
    def every(self) -> tuple[str, ...]:
        """All keys for this act, the first one first. A letter also as it comes with Caps Lock on."""
        keys = (self.key, *self.also)
        return (*keys, *(key.upper() for key in keys if len(key) == 1 and key.isalpha()))


_PRINTED = {"question_mark": "?", "up": "↑", "down": "↓", "escape": "ESC", "ctrl+q": "CTRL-Q", "ctrl+p": "CTRL-P"}

KEYS = (  # in a group the most needed first: at the foot of a small screen the last have no room
    Key(
        "space",
        "acknowledge",
        "I have it",
        "A person has this call: it stops ringing and the caller's button shows it. No name and no PIN is needed.",
        Group.CALL,
        also=("f2",),
        stages=OPEN,
        at_once=True,
        finds=rules.ringing,
        why_not=rules.nothing_rings,
        keyboard="F2 does the same, also while you are typing.",
        flow=ACKNOWLEDGE,
        example="have 3",
        why_not_there=rules.has_somebody,
        of_tap_out=COVER,
        in_a_panel=True,
    ),
    Key(
        "d",
        "dispatch",
        "Send help",
        "Choose a role, a pair of roles, or a person on duty, to send to the room. Sending also acknowledges.",
        Group.CALL,
        stages=OPEN,
        flow=SEND,
        on_screen=SEND_ANYBODY,
        example="send 3 lead",
        of_tap_out=COVER,
    ),
    Key(
        "c",
        "confirm",
        "Confirmed",
        "Somebody said that they are going. Only now does the caller's button show 'on the way'.",
        Group.CALL,
        stages=frozenset({Stage.DISPATCHED, Stage.CONFIRMED, Stage.ON_SCENE}),
        otherwise=NOBODY_SENT,
        flow=CONFIRM,
        example="confirmed 3 Ana by radio",
        of_tap_out=COVER,
    ),
    Key(
        "s",
        "arrive",
        "On scene",
        "The responder is in the room. Asks who, when nobody was sent or several were.",
        Group.CALL,
        stages=OPEN - {Stage.CALLED},
        otherwise=NOBODY_HAS_IT,
        at_once=True,
        why_not=rules.all_on_scene,
        flow=ARRIVE,
        example="arrived 3",
        of_tap_out=OUT,
    ),
    Key(
        "k",
        "all_right",
        "All right",
        "You asked the responder on scene, and they are still all right. Starts the next ten minutes.",
        Group.CALL,
        stages=frozenset({Stage.ON_SCENE}),
        otherwise=NOBODY_ON_SCENE,
        at_once=True,
        flow=ALL_RIGHT,
        example="all right 3",
        of_tap_out=STILL_OUT,
    ),
    Key(
        "a",
        "make_real",
        "It is real",
        "This call of practice is real: it rings everywhere as a new call does, and nobody has it yet. Nothing takes that back; a slip is "
        "stood down.",
        Group.CALL,
        stages=OPEN,
        at_once=True,
        why_not=rules.real_already,
        flow=MAKE_REAL,
        example="real 3",
        about=About.EITHER,
        why_not_there=rules.real_there,
    ),
    Key(
        "n",
        "note",
        "Note",
        "Write down what you hear. Text half typed is kept whatever happens on the board.",
        Group.CALL,
        stages=OPEN,
        flow=NOTE,
        example="note 3 the nurse needs the lift key",
    ),
    Key(
        "u",
        "upgrade",
        "How urgent",
        "It is worse than it was called; or less, once somebody is on scene and says so.",
        Group.CALL,
        stages=OPEN,
        why_not=rules.most_urgent,
        flow=WORSE,
        on_screen=HOW_URGENT,
        of_tap_out=TO_CALL,
    ),
    Key(
        "z",
        "undo",
        "Undo",
        "Take back what this desk did last, within ten seconds. The record keeps both.",
        Group.CALL,
        stages=OPEN,
        finds=rules.undoable,
        why_not=rules.nothing_to_undo,
        flow=UNDO,
        example="undo",
        about=About.HOUSE,
        at_once=True,
    ),
    Key(
        "m",
        "name_owed",
        "Name",
        "Whoever acted here without being in the plan gives a name, within a minute.",
        Group.CALL,
        stages=OPEN,
        finds=rules.without_name,
        why_not=rules.no_name_owed,
        flow=NAME_OWED,
        example="name 3 Ana Reyes",
        about=About.EITHER,
        why_not_there=rules.no_name_owed_there,
    ),
    Key(
        "h",
        "hand_off",
        "Hand off",
        "Another desk takes this call; it rings there until somebody acknowledges.",
        Group.CALL,
        stages=OPEN,
        why_not=rules.no_other_desk,
        flow=HAND_OFF,
        example="hand 3 to hall",
    ),
    Key(
        "q",
        "hand_over",
        "Alarm panel",
        "Hand an emergency over to the district's alarm panel: a word is typed and confirmed. Only at desks that the plan names. Whether "
        "police were told is not known here: call 911 too.",
        Group.CALL,
        stages=OPEN,
        why_not=rules.not_handed_over,
        flow=HAND_OVER,
        example="panel 3",
    ),
    Key(
        "x",
        "stand_down",
        "Stand down",
        "The response is over: choose how it ended and say who saw the room.",
        Group.CALL,
        stages=OPEN,
        flow=STAND_DOWN,
        example="stand down 3 attended seen by Ana",
        of_tap_out=over,
    ),
    Key(
        "l",
        "timeline",
        "Log",
        "Everything recorded about this call, newest first.",
        Group.CALL,
        stages=OPEN,
        command="log",
    ),
    Key(
        "y",
        "test_press",
        "It was the test",
        "Pressed just now, for the walk test of this desk: its call ends as a test. Asked of a button that cannot say when it was pressed.",
        Group.HOUSE,
        why_not=rules.no_test_rang,
        flow=TEST_PRESS,
        building=True,
    ),
    Key(
        "j",
        "drill_real",
        "Drill is real",
        "The whole drill is real: every call open in it rings as a real one, and the drill is over. Asked once. It starts no response of "
        "the building.",
        Group.HOUSE,
        acts=True,
        why_not=rules.no_drill,
        flow=MAKE_DRILL_REAL,
        building=True,
        on_screen=MAKE_DRILL_REAL,
    ),
    Key(
        "9",
        "card_911",
        "911 card",
        "What to tell 911: address, room, number to call back. Handbell does not call 911; you do.",
        Group.HOUSE,
        command="911",
    ),
    Key(
        "r",
        "restore",
        "Replace a box",
        "This box is new: let it take the place of a dead one, from the copy and the recovery phrase. Calls are taken meanwhile.",
        Group.HOUSE,
        why_not=rules.not_new,
        flow=RESTORE,
    ),
    Key(
        "r",
        "raise_call",
        "Raise a call",
        "Somebody phoned, came or radioed: raise the call for their room, for an area, or for a place in your words.",
        Group.HOUSE,
        acts=True,
        flow=RAISE_CALL,
        on_screen=RAISE_FROM_LISTS,
        example="call B204 assist",
    ),
    Key(
        "b",
        "response",
        "Building",
        "Hold, secure, lockdown, evacuate or shelter: confirmed by typing its name, shown at every desk, announced by nobody but "
        "you. In a lockdown no room's lamp lights.",
        Group.HOUSE,
        acts=True,
        flow=START_RESPONSE,
        building=True,
        on_screen=begun_response,
    ),
    Key(
        "i",
        "check_in",
        "Check-in",
        f"{ASKS_EVERY_ROOM} Type to find a room; F3 safe, F4 needs help, F5 takes it back. Who is silent stands first.",
        Group.HOUSE,
        acts=True,
        flow=START_CHECK_IN,
        building=True,
        on_screen=START_CHECK_IN,
    ),
    Key(
        "y",
        "tap_outs",
        "Tap-outs",
        "Somebody asks for a short break or cover: say who goes, when the educator is out, and when they are back. It is no "
        "emergency: it makes one soft sound, and another each time it has waited too long.",
        Group.HOUSE,
        acts=True,
        why_not=rules.no_tap_out,
        flow=COVER,
    ),
    Key(
        "t",
        "troubles",
        "Troubles",
        "What is wrong with the system, and what to do about it.",
        Group.HOUSE,
        command="troubles",
        keyboard="ENTER on one puts it aside for a while.",
    ),
    Key(
        "p",
        "drill",
        "Drill",
        "Start practice in rooms you name, plan it, or end it; see what the last drill took. Any other call stays real.",
        Group.HOUSE,
        acts=True,
        flow=START_DRILL,
        building=True,
        on_screen=begun_practice,
    ),
    Key(
        "o",
        "sign_in",
        "Sign in/out",
        "Say who is at this desk; once signed in, your PIN here shows names and notes. No call ever needs either.",
        Group.HOUSE,
        acts=True,
        flow=SIGN_IN,
        on_screen=WHO_IS_HERE,
    ),
    Key(
        "w",
        "walk_test",
        "Walk test",
        "Test one button: its next press within two minutes is a test.",
        Group.HOUSE,
        acts=True,
        flow=WALK_TEST,
        building=True,
        on_screen=begun_test,
    ),
    Key(
        "0",
        "carried",
        "Pendants",
        "Say who carries a pendant today. It stands at every desk until midnight, and is written down nowhere.",
        Group.HOUSE,
        acts=True,
        why_not=rules.no_pendant,
        flow=CARRIED,
        on_screen=CARRIED,
    ),
    Key(
        "e",
        "records",
        "Records",
        "Say what happened, in about three minutes, and get a receipt; complete and review records; begin one nobody pressed for.",
        Group.HOUSE,
        acts=True,
        command="records",
    ),
    Key(
        "v",
        "reach",
        "Who is told",
        "If a room pressed now, who would be told, at once and later; or where the chain is broken.",
        Group.HOUSE,
        flow=REACH,
        example="reach B204",
        on_screen=REACH,
    ),
    Key(
        "g",
        "morning",
        "Morning",
        "Whether the building can be called for help today, on one screen: rooms that reach nobody and why, what is silent, who is on "
        "duty. Somebody signs it, once a day.",
        Group.HOUSE,
        flow=MORNING,
    ),
    Key(
        "2",
        "ways",
        "Ways",
        "Each room's ways to call and to be heard, what they share, and when each was last proved. Rooms with fewer than two stand first.",
        Group.HOUSE,
        flow=WAYS,
    ),
    Key(
        "f",
        "stick",
        "USB stick",
        "Carry the record to the district on a stick, where there is no line, and its receipts back. It opens for nobody on the way.",
        Group.HOUSE,
        acts=True,
        flow=LOOK,
    ),
    Key(
        "ctrl+p",
        "palette",
        "Commands",
        "Everything that can be done now, found by typing; colours too.",
        Group.HOUSE,
    ),
    Key("question_mark", "help", "Help", "This page.", Group.HOUSE, also=("f1",), command="help"),
    Key("up", "select_up", "Call above", "Select the call above.", Group.MOVE),
    Key("down", "select_down", "Call below", "Select the call below.", Group.MOVE),
    Key(
        "escape",
        "close",
        "Close",
        "Close what is open at the foot of the screen. What you typed is kept.",
        Group.MOVE,
        command="cancel",
        in_a_panel=True,
    ),
    Key(
        "ctrl+q",
        "leave",
        "Leave",
        "Close this console. Refused while a call is open: the desk would be blind.",
        Group.MOVE,
        why_not=rules.stays,
        command="leave",
        in_a_panel=True,
    ),
)

BY_ACTION = {key.action: key for key in KEYS}
BY_KEY = {key.key: tuple(each.action for each in KEYS if each.key == key.key) for key in KEYS}
"""Every act of a key: what it answers while something is asked comes before what it does else."""
OUT_OF_TURN = frozenset(BY_ACTION["acknowledge"].also)
"""Means the same whatever the key before it led to: a call is taken while a box or its disk takes its time with something else."""
