"""Acts of the plain console about who is at this desk, and the morning check."""

from appliance.flows.people.going import CAN_GO
from appliance.flows.people.pin import CHANGE_PIN, PROVE
from appliance.flows.people.sign_day import MORNING, SIGN_DAY
from appliance.flows.people.sign_in import SIGN_IN, SIGN_OUT
from tui.plain.asking.act import Act

PEOPLE_ACTS = (
    Act("sign_in", "sign in Ana", SIGN_IN),
    Act(
        "sign_in",
        "sign out",
        SIGN_OUT,
        own_help="Nobody by name is at this desk any more, and names and notes are not told here.",
    ),
    Act(
        "sign_in",
        "pin",
        PROVE,
        own_help="Prove who you are: then names and notes are told at this desk, as far as your role reads them. It is typed "
        "when you are asked, and not shown. No call ever needs it.",
    ),
    Act("sign_in", "change my pin", CHANGE_PIN, own_help="Choose another PIN or passphrase."),
    Act("going", "can go Ana Reyes", CAN_GO, own_help="They can go to a call again."),
    Act(
        "morning",
        "morning",
        MORNING,
        own_help="Hear whether the building can be called for help today: rooms that reach nobody and why, what is silent, who is on "
        f"duty. Then type {SIGN_DAY.name}, once a day.",
    ),
    Act(
        "morning",
        f"{SIGN_DAY.name} Ana Reyes",
        SIGN_DAY,
        own_help="Sign that you heard the morning check. What is not well is written down with your name. After your PIN no name is "
        "asked for.",
    ),
)
