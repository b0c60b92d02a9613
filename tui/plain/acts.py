"""Every act of the plain console: the key it stands for, what it needs, and the command it makes. Pure.

An act whose key names its flow and an example (`tui.keys.table`) needs no entry here. These are the words beside the keys' own.
"""

from appliance.flows.calls.dispatch import PAIR
from appliance.flows.calls.urgency import LESS, WORSE
from tui.keys.table import KEYS
from tui.plain.asking.act import Act
from tui.plain.box.restoring import RESTORE_ACTS
from tui.plain.box.sticks import STICK_ACTS
from tui.plain.building.acts import BUILDING_ACTS
from tui.plain.calls.acts import TAP_OUT_ACTS
from tui.plain.calls.other_help import OTHER_HELP_ACTS
from tui.plain.devices.carried import CARRIED_ACTS
from tui.plain.devices.pages import PAGE_ACTS
from tui.plain.devices.troubles import TROUBLE_ACTS
from tui.plain.devices.ways import WAYS_ACTS
from tui.plain.people.acts import PEOPLE_ACTS
from tui.plain.people.ready import READY_ACTS
from tui.plain.people.resources import RESOURCES_ACTS
from tui.plain.practice.acts import DRILL_ACTS, WALK_TEST_ACTS

CALL_ACTS = (
    Act(
        "dispatch",
        "pair 3 security and mental health",
        PAIR,
        own_help="Send two who go together. Both go in one act, and undo takes both back.",
    ),
    Act("upgrade", "worse 3 medical", WORSE, own_help="It is worse than it was called."),
    Act(
        "upgrade",
        "less 3 assist",
        LESS,
        own_help="Somebody on scene says that it is less urgent than it was called.",
    ),
)

_OF_KEYS = (Act(key.action, key.example, key.flow, about=key.about) for key in KEYS if key.flow and key.example)
_PLACES = {key.action: place for place, key in enumerate(KEYS)}

ACTS = (
    *sorted((*_OF_KEYS, *CALL_ACTS), key=lambda act: _PLACES[act.action]),
    *DRILL_ACTS,
    *WALK_TEST_ACTS,
    *CARRIED_ACTS,
    *PEOPLE_ACTS,
    *WAYS_ACTS,
    *PAGE_ACTS,
    *RESOURCES_ACTS,
    *READY_ACTS,
    *STICK_ACTS,
    *RESTORE_ACTS,
    *TAP_OUT_ACTS,
    *OTHER_HELP_ACTS,
    *TROUBLE_ACTS,
    *BUILDING_ACTS,
)
