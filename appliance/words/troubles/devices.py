"""Troubles of calls, of buttons and their wires, and of devices by HTTPS."""

from appliance.words.troubles.row import About, Silences, TroubleWords, When, Who, by_device

# ---- calls

STEP_UNREACHABLE = TroubleWords(
    "step-unreachable",
    "Attend its desks, repair its sounders, or change the plan.",
    who=Who.FRONT_OFFICE,
    when=When.NOW,
    numbered="step {number} of the ladder reaches nobody",
    says="A step of the ladder reaches nobody.",
)
"""Its subject is the number of the step, from 0."""
DESK_UNATTENDED = TroubleWords(
    "desk-unattended",
    "Press a key there, or sit someone at it: calls do not count as told at it.",
    who=Who.FRONT_OFFICE,
    when=When.NOW,
    about=About.DESK,
    says="Nobody is at the desk.",
)
"""In the hours in which the plan expects people."""
SOUNDER_SILENT = TroubleWords(
    "sounder-silent",
    who=Who.FRONT_OFFICE,
    when=When.NOW,
    about=About.SOUNDER,
    comes_and_goes=True,
    stops=("sounder",),
    says="A sounder does not prove that sound comes out.",
)
WAY_LOST = TroubleWords(
    "way-lost",
    "Nobody is told by this way until it works again; desks, sounders and other ways go on.",
    when=When.NOW,
    comes_and_goes=True,
    says="A way of messages reaches nobody.",
)
"""Its subject is the family of the way."""
WAY_NOT_PROVED = TroubleWords(
    "way-not-proved",
    "See at a desk, under who would be told, which person that is. Ask them whether their device is on and shows the test.",
    when=When.TODAY,
    says="A way of messages has not proved for a month that it reaches one of its people.",
)
"""Its subject is the family of the way. It names no person: that somebody has taken their yes back must leave no mark."""
FAMILY_LOST = TroubleWords(
    "family-lost",
    when=When.NOW,
    comes_and_goes=True,
    silences=Silences.FAMILY,
    named_first=True,
    says="No button of a family is heard: its port, listener or receiver is gone.",
)
HAND_OVER_STUCK = TroubleWords(
    "hand-over-stuck",
    "A hand-over may not go out, or the panel's zone may stay closed: see to both relays. Until then call 911.",
    when=When.NOW,
    says="The contacts of the alarm panel do not do as they are told.",
)
WALK_TEST_NOT_PASSED = TroubleWords(
    "walk-test-not-passed",
    "Look at the button, then test it again: at a desk, W arms it for two minutes, then press it.",
    who=Who.FRONT_OFFICE,
    says="The last walk test was not passed.",
)
"""Named in the morning check alone, and never raised: the next test that is passed ends it."""

# ---- buttons

BUTTON_LOST = TroubleWords(
    "button-lost",
    "Check its power and network; until then use the phone there.",
    "Find it, check its battery and test it; until then it calls nobody.",
    when=When.NOW,
    about=About.BUTTON,
    by_device=True,
    comes_and_goes=True,
    says="The button has not been heard from.",
    otherwise_if="if it is a transmitter, which cannot be told anything",
)
BUTTON_CHATTERING = TroubleWords(
    "button-chattering",
    "look at its contact; every press rings",
    about=About.BUTTON,
    by_device=True,
    comes_and_goes=True,
    still_calls=True,
    still_works=True,
    says="The button is pressed more often than people press:",
)
BUTTON_FORMER_BOX = TroubleWords(
    "button-former-box",
    "another box, of a lower rank, speaks to it as well: the one that this box replaced, or one that was put back. The button "
    "obeys this box and refuses that one. Find that one, and take its power away for good",
    about=About.BUTTON,
    by_record=True,
    comes_and_goes=True,
    still_calls=True,
    still_works=True,
)
"""A button obeys this box while one of a lower rank speaks to it as well."""
BUTTON_OLDER_BOX = by_device("button-older-box")
BUTTON_WIPED = by_device("button-wiped", ended_by_a_test=True)
BUTTON_SWAPPED_BOARD = by_device("button-swapped-board", ended_by_a_test=True)
BUTTON_COUNT_BELOW_RECORD = TroubleWords(
    "button-count-below-record",
    "it counts fewer presses than were recorded: it was reset or restored, and does not ring until its "
    "count is above our record; set its count, and until then use the phone",
    when=When.NOW,
    about=About.BUTTON,
    by_record=True,
    comes_and_goes=True,
    ended_by_a_test=True,
)
BUTTON_REFUSED = by_device("button-refused", ended_by_a_test=True)
BUTTON_UNPLACED = TroubleWords(
    "button-unplaced",
    "find it, and add it to the plan",
    "find the button, and add `{contact}: check-in` to its contacts",
    when=When.NOW,
    about=About.STRANGER,
    comes_and_goes=True,
    ended_by_a_test=True,
    says="The plan does not have the button that was pressed, or the contact:",
)
BUTTON_STUCK = by_device("button-stuck")
BUTTON_TAMPERED = by_device("button-tampered", When.TODAY, still_calls=True)
BUTTON_LOW_SUPPLY = by_device("button-low-supply", When.TODAY, still_calls=True)
BUTTON_LOW_BATTERY = by_device("button-low-battery", When.TODAY, still_calls=True)
BUTTON_OTHER_PART = by_device("button-other-part", When.TODAY, still_calls=True)
BUTTON_RESTARTED = by_device("button-restarted", When.TODAY, still_calls=True)
BUTTON_WEAK_SIGNAL = by_device("button-weak-signal", When.TODAY, still_calls=True)
BUTTON_GARBLED = by_device("button-garbled")
BUTTON_FLOODING = by_device("button-flooding")
BUTTON_UNWELL = by_device("button-unwell")
BUTTON_IMPOSSIBLE_COUNT = by_device("button-impossible-count")
BUTTON_UNFORESEEN = by_device("button-unforeseen")
BUTTON_FLASH_FAILED = by_device("button-flash-failed")
BUTTON_UNKNOWN_COUNT = by_device("button-unknown-count")
BUTTON_NO_KEY = by_device("button-no-key")
BUTTON_TWO_BOARDS = by_device("button-two-boards")
BUTTON_NAME_CLAIMED = by_device("button-name-claimed", When.TODAY)
BUTTON_SLOTS_TAKEN = by_device("button-slots-taken")
BUTTON_NOT_OURS = by_device("button-not-ours")
BUTTON_OTHER_DEVICE = by_device("button-other-device")
BUTTON_BROKEN_WIRE = by_device("button-broken-wire")
BUTTON_NO_PANIC = by_device("button-no-panic")

# ---- what several buttons hang on

_ON_A_LINE = ("line", "receiver")

LINE_MISSING = by_device("line-missing", silences=Silences.LINE, stops=_ON_A_LINE)
LINE_REFUSED = by_device("line-refused", silences=Silences.LINE, stops=_ON_A_LINE)
LINE_SILENT = by_device("line-silent", silences=Silences.LINE, stops=_ON_A_LINE)
LINE_GARBLED = by_device("line-garbled", silences=Silences.LINE, stops=_ON_A_LINE)
LINE_OTHER = by_device("line-other", ended_by_a_test=True)
"""What is new there hears the school's own transmitters: a test of one of them ends it."""
LINE_TWO_MASTERS = by_device("line-two-masters")
RECEIVER_JAMMED = by_device("receiver-jammed")
RECEIVER_TAMPERED = by_device("receiver-tampered", When.TODAY)
RECEIVER_RESTARTED = by_device("receiver-restarted", When.TODAY)
RECEIVER_LINK_LOST = by_device("receiver-link-lost")
RECEIVER_BEHIND = by_device("receiver-behind")
BOARD_LOST = by_device("board-lost", stops=("board",))
BOARD_RESTARTED = by_device("board-restarted", When.TODAY)
PANEL_SILENT = by_device("panel-silent", stops=_ON_A_LINE)
PANEL_ON_BATTERY = by_device("panel-on-battery", When.TODAY)
PANEL_LOW_BATTERY = by_device("panel-low-battery", When.TODAY)

# ---- devices by HTTPS

WEBHOOK_REFUSED = TroubleWords(
    "webhook-refused",
    "If that is its device: give both the same secret, then press it for a test, and use the phone in that room until "
    "then. If it is not: find what is there.",
    when=When.NOW,
    comes_and_goes=True,
    says="A request for a button was not signed with its secret.",
)
WEBHOOK_FLOODED = TroubleWords(
    "webhook-flooded",
    "connects to the webhook door faster than any device does, and is held back; devices at other addresses call as before. Find what is "
    "there and take it off the network; if it is a device of yours, switch it off and on",
    comes_and_goes=True,
    says="The address that is named",
)
WEBHOOK_DOOR_CLOSED = TroubleWords(
    "webhook-door-closed",
    "Until then no device on the network is heard.",
    when=When.NOW,
    says="The certificate of the webhook door cannot be read or made.",
)
TOKEN_TOO_SHORT = TroubleWords("token-too-short", "its address could be guessed: give it a longer token", when=When.NOW)
TOKEN_SHARED = TroubleWords(
    "token-shared",
    "so none of them is used: give each a token of its own",
    when=When.NOW,
    says="The address of a button is the same as that of another,",
)
CREDENTIAL_UNUSABLE = TroubleWords(
    "credential-unusable", when=When.NOW, says="A device's key cannot be used, and the device is not heard."
)
