"""Every act of the plain console: the key it stands for, what it needs, and the command it makes. Pure.

A new act is one entry here; its word, and at which stages it applies, stand in the key table (`tui.keys`).
"""

from appliance.core.calls.commands import (
    Acknowledge,
    ConfirmAllRight,
    Undo,
)
from appliance.core.commands import DeskCommand
from appliance.flows.calls.dispatch import PAIR, SEND
from appliance.flows.calls.hand_off import HAND_OFF
from appliance.flows.calls.notes import NAME_OWED, NOTE
from appliance.flows.calls.responding import ARRIVE, CONFIRM
from appliance.flows.calls.stand_down import STAND_DOWN
from appliance.flows.calls.urgency import LESS, WORSE
from appliance.flows.parts import Given, Part
from appliance.flows.rooms import rooms
from tui.plain.asking.act import About, Act, act
from tui.plain.asking.answers import AsksReach
from tui.plain.box.restoring import RESTORE_ACTS
from tui.plain.box.sticks import STICK_ACTS
from tui.plain.building.acts import BUILDING_ACTS
from tui.plain.calls.hand_over_acts import HAND_OVER_ACTS
from tui.plain.calls.raising import BEFORE_A_PLACE, RAISE_CALL
from tui.plain.calls.tap_out_acts import TAP_OUT_ACTS
from tui.plain.devices.carried import CARRIED_ACTS
from tui.plain.devices.troubles import TROUBLE_ACTS
from tui.plain.devices.ways import WAYS_ACTS
from tui.plain.people.acts import PEOPLE_ACTS
from tui.plain.people.morning import MORNING_ACTS
from tui.plain.practice.acts import DRILL_ACTS, MAKE_REAL_ACT, WALK_TEST_ACTS


def _undo(given: Given) -> DeskCommand | str:
    incident = given.known.to_undo
    return Undo(incident=incident) if incident else "This desk did nothing in the last ten seconds that can be undone."


ACTS = (
    act("acknowledge", "have 3", lambda given: Acknowledge(incident=given.incident)),
    Act("dispatch", "send 3 lead", SEND),
    Act(
        "dispatch",
        "pair 3 security and mental health",
        PAIR,
        own_word="pair",
        own_help="Send two who go together. Both go in one act, and undo takes both back.",
    ),
    Act("confirm", "confirmed 3 Ana by radio", CONFIRM),
    Act("arrive", "arrived 3", ARRIVE),
    act("all_right", "all right 3", lambda given: ConfirmAllRight(incident=given.incident)),
    MAKE_REAL_ACT,
    Act("note", "note 3 the nurse needs the lift key", NOTE),
    Act("upgrade", "worse 3 medical", WORSE, own_help="It is worse than it was called."),
    Act(
        "upgrade",
        "less 3 assist",
        LESS,
        own_word="less",
        own_help="Somebody on scene says that it is less urgent than it was called.",
    ),
    act("undo", "undo", _undo, done="Done: it is taken back.", about=About.HOUSE),
    Act("name_owed", "name 3 Ana Reyes", NAME_OWED, about=About.EITHER),
    Act("hand_off", "hand 3 to hall", HAND_OFF),
    Act("stand_down", "stand down 3 attended seen by Ana", STAND_DOWN),
    RAISE_CALL,
    act(
        "reach",
        "reach B204",
        lambda given: AsksReach(given.parts["room"]),
        (Part("room", "For which room? Type its name, or part of it.", rooms, lead=BEFORE_A_PLACE),),
    ),
    *DRILL_ACTS,
    *WALK_TEST_ACTS,
    *CARRIED_ACTS,
    *PEOPLE_ACTS,
    *MORNING_ACTS,
    *WAYS_ACTS,
    *STICK_ACTS,
    *RESTORE_ACTS,
    *TAP_OUT_ACTS,
    *TROUBLE_ACTS,
    *BUILDING_ACTS,
    *HAND_OVER_ACTS,
)
