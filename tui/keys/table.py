"""The one key table: bindings, the line at the foot of the screen and the help all come from it. Pure; knows no screen."""

from appliance.flows.box.restoring import RESTORE
from appliance.flows.box.sticks import LOOK
from appliance.flows.building.check_in import ASKS_EVERY_ROOM, START_CHECK_IN
from appliance.flows.building.figures import FIGURES
from appliance.flows.building.response import START_RESPONSE
from appliance.flows.building.response import begun as begun_response
from appliance.flows.building.room_clear import ROOM_CLEAR
from appliance.flows.calls.raising import RAISE_CALL, RAISE_FROM_LISTS
from appliance.flows.calls.reach import REACH
from appliance.flows.calls.tap_outs import COVER
from appliance.flows.calls.texts import READ_TEXT
from appliance.flows.devices.carried import CARRIED
from appliance.flows.devices.ways import WAYS
from appliance.flows.duties.noting import OWED
from appliance.flows.people.going import GOING, NOT_NOW
from appliance.flows.people.ready import READY
from appliance.flows.people.resources import RESOURCES
from appliance.flows.people.sign_day import MORNING
from appliance.flows.people.sign_in import SIGN_IN, WHO_IS_HERE
from appliance.flows.practice.drill import START_DRILL
from appliance.flows.practice.drill import begun as begun_practice
from appliance.flows.practice.exercise import EXERCISE, EXERCISE_ON_SCREEN
from appliance.flows.practice.real import MAKE_DRILL_REAL
from appliance.flows.practice.walk_test import TEST_PRESS, WALK_TEST
from appliance.flows.practice.walk_test import begun as begun_test
from tui.keys import rules
from tui.keys.calls import CALLS
from tui.keys.key import Group, Key

KEYS = (  # in a group the most needed first: at the foot of a small screen the last have no room
    *CALLS,
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
        "What to tell 911: address, room, number to call back; below it, what whoever goes in should know of the room. Handbell does not "
        "call 911; you do.",
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
        "semicolon",
        "texts",
        "Read text",
        "Read texts that are no answer, and what a text says besides its call. Whoever may read notes reads their words.",
        Group.HOUSE,
        acts=True,
        why_not=rules.no_text_waits,
        flow=READ_TEXT,
        on_screen=READ_TEXT,
        example="read text 3",
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
        "8",
        "owed",
        "Owed",
        "After an incident: what you owe or are owed, by when and why then, from all records. Say here what is done. It is shown after "
        "your PIN, and never rings.",
        Group.HOUSE,
        acts=True,
        why_not=rules.not_proven,
        command=OWED,
    ),
    Key(
        "3",
        "resources",
        "Resources",
        "What the district offers after an incident, whom to call, and who reads what is written: in English and Spanish. For everybody, "
        "without a PIN.",
        Group.HOUSE,
        flow=RESOURCES,
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
        "minus",
        "going",
        "Not now",
        "Say who cannot go to a call now, and who can again. Calls leave them out until midnight; no reason, written down nowhere.",
        Group.HOUSE,
        acts=True,
        flow=NOT_NOW,
        example="not now Ana Reyes",
        on_screen=GOING,
    ),
    Key(
        "5",
        "room_clear",
        "Room clear",
        "Send a class to its buddy room: the lamp there says it, every desk holds the hall, and children are counted there.",
        Group.HOUSE,
        acts=True,
        flow=ROOM_CLEAR,
        building=True,
        example="room clear B204 to B205",
        on_screen=ROOM_CLEAR,
    ),
    Key(
        "4",
        "exercise",
        "Exercise",
        "Talk or walk through a scenario, step by step; write down what was said. A real call ends it at once.",
        Group.HOUSE,
        acts=True,
        flow=EXERCISE,
        building=True,
        example="exercise next",
        on_screen=EXERCISE_ON_SCREEN,
    ),
    Key(
        "7",
        "other_help",
        "Other help",
        "Help that is not police, and families at the door: who can be called now, the number, what may be said. ENTER notes what came "
        "of it beside the selected call. Handbell calls nobody.",
        Group.HOUSE,
        command="other help",
    ),
    Key(
        "6",
        "ready",
        "Ready",
        "Hours of the coming week that nobody of the response team covers; your own trainings after your PIN; counts for everybody.",
        Group.HOUSE,
        acts=True,
        flow=READY,
    ),
    Key(
        "equals_sign",
        "figures",
        "Figures",
        "How soon help came, each half of a school year: unattended calls first. About the help, and never about who called.",
        Group.HOUSE,
        flow=FIGURES,
        example="figures",
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
