"""Words of the plain console about practice: drills and their plans, walk tests, and practice that becomes real. Pure."""

from appliance.flows.practice.drill import BEGIN_DRILL, DROP_DRILL, PLAN_DRILL, START_DRILL
from appliance.flows.practice.real import END_DRILL, MAKE_DRILL_REAL
from appliance.flows.practice.walk_test import END_WALK_TEST, TEST_PRESS, WALK_TEST
from tui.plain.asking.act import Act

DRILL_ACTS = (
    Act(
        "drill",
        "drill B204 B205",
        START_DRILL,
        own_help="Start practice in rooms you name. Any other call stays real.",
    ),
    Act("drill", "end drill", END_DRILL, own_help="Practice is over: every call is real again."),
    Act("drill_real", "whole drill real", MAKE_DRILL_REAL),
    Act(
        "drill",
        "plan drill B204 B205",
        PLAN_DRILL,
        own_help="Write down a drill for later. Nothing starts by itself; type drills to hear what is planned.",
    ),
    Act("drill", "begin Autumn", BEGIN_DRILL, own_help="Start a drill that was planned, in its rooms."),
    Act("drill", "drop Autumn", DROP_DRILL, own_help="A planned drill will not be practised."),
)
WALK_TEST_ACTS = (
    Act("walk_test", "test B204", WALK_TEST),
    Act("test_press", "just now", TEST_PRESS),
    Act(
        "walk_test",
        "end test",
        END_WALK_TEST,
        own_help="Do not wait for the test press any longer.",
    ),
)
