"""Every act of the plain console: the key it stands for, what it needs, and the command it makes. Pure.

A new act is one entry here; its word, and at which stages it applies, stand in the key table (`tui.keys.table`).
"""

from appliance.flows.calls.at_once import ACKNOWLEDGE, ALL_RIGHT, UNDO
from appliance.flows.calls.dispatch import PAIR, SEND
from appliance.flows.calls.hand_off import HAND_OFF
from appliance.flows.calls.hand_over import HAND_OVER
from appliance.flows.calls.notes import NAME_OWED, NOTE
from appliance.flows.calls.raising import RAISE_CALL
from appliance.flows.calls.reach import REACH
from appliance.flows.calls.responding import ARRIVE, CONFIRM
from appliance.flows.calls.stand_down import STAND_DOWN
from appliance.flows.calls.urgency import LESS, WORSE
from tui.plain.asking.act import About, Act
from tui.plain.box.restoring import RESTORE_ACTS
from tui.plain.box.sticks import STICK_ACTS
from tui.plain.building.acts import BUILDING_ACTS
from tui.plain.calls.acts import TAP_OUT_ACTS
from tui.plain.devices.carried import CARRIED_ACTS
from tui.plain.devices.troubles import TROUBLE_ACTS
from tui.plain.devices.ways import WAYS_ACTS
from tui.plain.people.acts import PEOPLE_ACTS
from tui.plain.practice.acts import DRILL_ACTS, MAKE_REAL_ACT, WALK_TEST_ACTS

ACTS = (
    Act("acknowledge", "have 3", ACKNOWLEDGE),
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
    Act("all_right", "all right 3", ALL_RIGHT),
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
    Act("undo", "undo", UNDO, about=About.HOUSE),
    Act("name_owed", "name 3 Ana Reyes", NAME_OWED, about=About.EITHER),
    Act("hand_off", "hand 3 to hall", HAND_OFF),
    Act("stand_down", "stand down 3 attended seen by Ana", STAND_DOWN),
    Act("raise_call", "call B204 assist", RAISE_CALL),
    Act("reach", "reach B204", REACH),
    *DRILL_ACTS,
    *WALK_TEST_ACTS,
    *CARRIED_ACTS,
    *PEOPLE_ACTS,
    *WAYS_ACTS,
    *STICK_ACTS,
    *RESTORE_ACTS,
    *TAP_OUT_ACTS,
    *TROUBLE_ACTS,
    *BUILDING_ACTS,
    Act("hand_over", "panel 3", HAND_OVER),
)
