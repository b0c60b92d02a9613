"""What a desk in a browser can do: the keys that it has, and the commands that may leave it. Pure.

A person at a browser acts in a live call. They never hand over to an alarm panel, never adopt or set anything, and never type a PIN: a
browser's program comes from the process of the pages, which is not trusted, and whoever takes that over must not learn a PIN. So nobody
signs in here, and no record, log or name behind a PIN is shown.
"""

from appliance.core.building.commands import EndCheckIn, EndResponse, MarkRoom, StartCheckIn, StartResponse
from appliance.core.calls.commands import (
    Acknowledge,
    AddNote,
    Arrive,
    AssignCover,
    Confirm,
    ConfirmAllRight,
    Dispatch,
    Downgrade,
    HandOff,
    LocateCall,
    NameWhoActed,
    NoteSeclusion,
    RaiseCallFromDesk,
    StandDown,
    Undo,
    Upgrade,
)
from appliance.core.messages.commands import AcceptAnswer
from appliance.core.practice.commands import MakeDrillReal, MakeReal
from appliance.core.room_clear.commands import BeginClear, CountHere, EndClear
from appliance.core.texts.commands import ReadText
from tui.keys.key import Key
from tui.keys.table import KEYS

ACTIONS = frozenset(
    {
        "acknowledge",
        "dispatch",
        "confirm",
        "arrive",
        "all_right",
        "make_real",
        "drill_real",
        "note",
        "upgrade",
        "undo",
        "name_owed",
        "hand_off",
        "locate",
        "accept_answer",
        "texts",
        "stand_down",
        "card_911",
        "raise_call",
        "response",
        "check_in",
        "tap_outs",
        "room_clear",
        "select_up",
        "select_down",
        "close",
    }
)
"""The acts of the key table that a browser has. Any other key says so and does nothing."""

REACHED = (
    AcceptAnswer,
    Acknowledge,
    AddNote,
    Arrive,
    AssignCover,
    BeginClear,
    Confirm,
    ConfirmAllRight,
    CountHere,
    Dispatch,
    Downgrade,
    EndCheckIn,
    EndClear,
    EndResponse,
    HandOff,
    LocateCall,
    MakeDrillReal,
    MakeReal,
    MarkRoom,
    NameWhoActed,
    NoteSeclusion,
    RaiseCallFromDesk,
    ReadText,
    StandDown,
    StartCheckIn,
    StartResponse,
    Undo,
    Upgrade,
)
"""The commands that may leave a browser. The conversation sends no other, whatever a flow makes."""

HERE: tuple[Key, ...] = tuple(key for key in KEYS if key.action in ACTIONS)
BY_STROKE: dict[str, Key] = {stroke: key for key in HERE for stroke in key.every}
"""Each stroke of this console → its key. No two of these keys share one (a test)."""
NOT_HERE = "This is not done in a browser. Use a console of the box."
"""Said where a key of the other consoles is pressed."""
OF_OTHERS = frozenset(stroke for key in KEYS if key.action not in ACTIONS for stroke in key.every) - BY_STROKE.keys()
