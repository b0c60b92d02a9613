"""All that is fixed about each trouble, in one table: its word, what to do, who acts, how soon, and what follows from it.

A trouble is a `Cause`: the word of its row here, and what it is about. A source takes the word from here, and adds what only the source
knows. A new trouble is one row here, and the place where it is noticed.

What a person does about a fault that a device names stands with its family, in `hardware/` (`FAULTS`, `WIRE_FAULTS`): one word may have a
text for each family there. The row here has all the rest of it.

The box plays no sound for a trouble (`appliance/core/calls/sounding.py`). So a row says how soon somebody has to act, and not how it rings.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass


class Who(enum.StrEnum):
    """Who acts, as INSTALL.md calls them."""

    FRONT_OFFICE = "front office"
    DISTRICT_IT = "district IT"
    SAFETY_OFFICE = "safety office"
    ADMINISTRATOR = "administrator"
    NOBODY = "nobody"


class When(enum.StrEnum):
    """How soon somebody has to act."""

    NOW = "now"
    """A call may not come or may not be told, or somebody may wait for help unheard."""
    TODAY = "today"
    """Calls work. The record, its copy, or something that calls will need, is at stake."""
    SOON = "this week"
    """Everything works for now."""


class About(enum.StrEnum):
    """What the subject of a trouble names: a thing of the plan with which the trouble ends, or nothing of that kind.

    The words of most of these kinds begin with its name. So a word of another release has a kind, too.
    """

    BUTTON = "button"
    LINE = "line"
    """A serial line or a pin."""
    RECEIVER = "receiver"
    PANEL = "panel"
    BOARD = "board"
    SUPPLY = "power"
    DESK = "desk"
    SOUNDER = "sounder"
    STRANGER = "stranger"
    """A button that the plan does not have yet: the trouble ends once the plan has it."""
    ELSE = ""


class Silences(enum.Enum):
    """Of which families no button is heard while a trouble stands."""

    FAMILY = enum.auto()
    """Of the family that its subject names."""
    NETWORK = enum.auto()
    """Of all families on the network."""
    LINE = enum.auto()
    """Of the families that are heard on this line and on no other."""


@dataclass(frozen=True, slots=True)
class TroubleWords:
    """One trouble. What people read of it, and what follows from it.

    `do` is the fixed end of what stands at the desks: what it means, where that is fixed, and what to do. `otherwise` is the same in a
    second case. Empty: all of it depends on what is wrong, and the source says it. A part in braces is filled in by the source.
    """

    word: str
    do: str = ""
    otherwise: str = ""
    who: Who = Who.DISTRICT_IT
    when: When = When.TODAY
    about: About = About.ELSE
    by_device: bool = False
    """A device or a wire says it, and its family in `hardware/` says what to do."""
    by_record: bool = False
    """It is a fault of a button that no device says, because only the record shows it. `do` then follows a detail."""
    by_replica: bool = False
    """The replica may say that this is wrong with the copy."""
    comes_and_goes: bool = False
    """It can begin and end by itself, so that it is damped (`appliance/core/devices/damping.py`). All others end by what a person does (a
    key at a desk, a walk test), who must see at once that it helped, or speak of the box itself.
    """
    ended_by_a_test: bool = False
    """A person looks at the button and presses it for a test: that ends it."""
    done: str = ""
    """What a person says who ends it. Only people can know that it is over; empty for all other troubles."""
    silences: Silences | None = None
    stops: tuple[str, ...] = ()
    """What leads nowhere while it stands, as kinds of `appliance.plan.ways.Link`. A trouble of a button stops that button."""
    still_calls: bool = False
    """Of a button: a press of it still comes. Somebody has to look at it, and no way is away."""
    still_works: bool = False
    """Of a button: a press of it rings here, and its lamp answers."""
    named_first: bool = False
    """Others may stand in the list because of it: `handbell doctor` names it before them."""
    says: str = ""
    """What is wrong, in few words: for INSTALL.md, and for a source that has no better words. Where no full stop ends it, `do` goes on."""
    stands: str = ""
    """The same in capitals on the idle screen, before the words that say where the copy lies."""
    numbered: str = ""
    """Its title where the subject is a number. The subject counts from 0, and people count from 1."""

    @property
    def title(self) -> str:
        """As people read it."""
        return self.word.replace("-", " ")

    @property
    def short(self) -> str:
        """The word without its kind: what devices and families call it."""
        return self.word.partition("-")[2]

    @property
    def of_a_button(self) -> bool:
        """Whether the subject is a button."""
        return self.about in {About.BUTTON, About.STRANGER}


def _by_device(
    word: str,
    when: When = When.NOW,
    *,
    ended_by_a_test: bool = False,
    silences: Silences | None = None,
    stops: tuple[str, ...] = (),
    still_calls: bool = False,
) -> TroubleWords:
    """A trouble that a device or a wire says: its family says what to do. It comes and goes as fast as the device can talk.

    Whoever mends one sees it twice at once, and then after two minutes.
    """
    return TroubleWords(
        word,
        when=when,
        about=About(word.partition("-")[0]),
        by_device=True,
        comes_and_goes=True,
        ended_by_a_test=ended_by_a_test,
        silences=silences,
        stops=stops,
        still_calls=still_calls,
    )


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
)
"""`otherwise`: of one that cannot be told anything, as a transmitter."""
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
BUTTON_OLDER_BOX = _by_device("button-older-box")
BUTTON_WIPED = _by_device("button-wiped", ended_by_a_test=True)
BUTTON_SWAPPED_BOARD = _by_device("button-swapped-board", ended_by_a_test=True)
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
BUTTON_REFUSED = _by_device("button-refused", ended_by_a_test=True)
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
BUTTON_STUCK = _by_device("button-stuck")
BUTTON_TAMPERED = _by_device("button-tampered", When.TODAY, still_calls=True)
BUTTON_LOW_SUPPLY = _by_device("button-low-supply", When.TODAY, still_calls=True)
BUTTON_LOW_BATTERY = _by_device("button-low-battery", When.TODAY, still_calls=True)
BUTTON_OTHER_PART = _by_device("button-other-part", When.TODAY, still_calls=True)
BUTTON_RESTARTED = _by_device("button-restarted", When.TODAY, still_calls=True)
BUTTON_WEAK_SIGNAL = _by_device("button-weak-signal", When.TODAY, still_calls=True)
BUTTON_GARBLED = _by_device("button-garbled")
BUTTON_FLOODING = _by_device("button-flooding")
BUTTON_UNWELL = _by_device("button-unwell")
BUTTON_IMPOSSIBLE_COUNT = _by_device("button-impossible-count")
BUTTON_UNFORESEEN = _by_device("button-unforeseen")
BUTTON_FLASH_FAILED = _by_device("button-flash-failed")
BUTTON_UNKNOWN_COUNT = _by_device("button-unknown-count")
BUTTON_NO_KEY = _by_device("button-no-key")
BUTTON_TWO_BOARDS = _by_device("button-two-boards")
BUTTON_NAME_CLAIMED = _by_device("button-name-claimed", When.TODAY)
BUTTON_SLOTS_TAKEN = _by_device("button-slots-taken")
BUTTON_NOT_OURS = _by_device("button-not-ours")
BUTTON_OTHER_DEVICE = _by_device("button-other-device")
BUTTON_BROKEN_WIRE = _by_device("button-broken-wire")
BUTTON_NO_PANIC = _by_device("button-no-panic")

# ---- what several buttons hang on

_ON_A_LINE = ("line", "receiver")

LINE_MISSING = _by_device("line-missing", silences=Silences.LINE, stops=_ON_A_LINE)
LINE_REFUSED = _by_device("line-refused", silences=Silences.LINE, stops=_ON_A_LINE)
LINE_SILENT = _by_device("line-silent", silences=Silences.LINE, stops=_ON_A_LINE)
LINE_GARBLED = _by_device("line-garbled", silences=Silences.LINE, stops=_ON_A_LINE)
LINE_OTHER = _by_device("line-other", ended_by_a_test=True)
"""What is new there hears the school's own transmitters: a test of one of them ends it."""
LINE_TWO_MASTERS = _by_device("line-two-masters")
RECEIVER_JAMMED = _by_device("receiver-jammed")
RECEIVER_TAMPERED = _by_device("receiver-tampered", When.TODAY)
RECEIVER_RESTARTED = _by_device("receiver-restarted", When.TODAY)
RECEIVER_LINK_LOST = _by_device("receiver-link-lost")
RECEIVER_BEHIND = _by_device("receiver-behind")
BOARD_LOST = _by_device("board-lost", stops=("board",))
BOARD_RESTARTED = _by_device("board-restarted", When.TODAY)
PANEL_SILENT = _by_device("panel-silent", stops=_ON_A_LINE)
PANEL_ON_BATTERY = _by_device("panel-on-battery", When.TODAY)
PANEL_LOW_BATTERY = _by_device("panel-low-battery", When.TODAY)

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

# ---- the box

_DEAF = "no button on the network is heard, and no console elsewhere sees this box."
_TELL = "Tell district IT: the system journal has the details. This line goes when the box is restarted."

NETWORK_AWAY = TroubleWords(
    "network-away",
    f"{_DEAF} Put the cable in.",
    f"{_DEAF} Put it into the port that the seed names, if it names one; else tell district IT that this network gives out no address.",
    who=Who.FRONT_OFFICE,
    when=When.NOW,
    comes_and_goes=True,
    silences=Silences.NETWORK,
    named_first=True,
    says="The box is on no network:",
)
"""`otherwise`: there is a cable, and no address."""
DISK_NEARLY_FULL = TroubleWords(
    "disk-nearly-full",
    "calls go on, but soon nothing can be recorded. Tell district IT.",
    says="There is hardly any room left on the disk:",
)
CLOCK_MOVED = TroubleWords(
    "clock-moved", "times in the record before and after differ by that", when=When.SOON, says="The clock was moved:"
)
CLOCK_UNTRUSTED = TroubleWords(
    "clock-untrusted",
    "the clock has not been set since power came back: times shown may be wrong. Connect the network or set it.",
)
TIMEZONE_UNKNOWN = TroubleWords(
    "timezone-unknown",
    "everybody counts as on duty. Install its timezone data.",
    says="This system does not know the time zone of the plan:",
)
PART_FAILED = TroubleWords(
    "part-failed",
    "Until this line goes, use the phone where nothing is answered. Tell district IT: the system journal has the details.",
    f"It was not told of a change, and may show or sound what is over. Compare it with the board. {_TELL}",
    when=When.NOW,
    says="A part of Handbell failed, and is begun again by itself.",
)
"""`otherwise`: a listener failed at one change, and goes on."""
INTERNAL_FAULT = TroubleWords(
    "internal-fault", _TELL, when=When.NOW, says="This program has a fault: something could not be carried out."
)
DESK_LINE_FULL = TroubleWords(
    "desk-line-full",
    "See on the box what runs as that user (ps -u {user}), and end what nobody uses. Calls go on.",
    says="A console was refused, because one user has most of the places.",
)
KEY_FILE_MENDED = TroubleWords(
    "key-file-mended", says="A key file was damaged, or others could read it. The box has put it right."
)
KEY_LOST = TroubleWords("key-lost", says="A key file is lost, and its second copy too.")
READING_KEY_DAMAGED = TroubleWords(
    "reading-key-damaged",
    says="A week's key cannot be read. It hides what only it opens, open calls and the plan among them.",
)
BOX_STANDS_IN = TroubleWords(
    "box-stands-in",
    "Calls go on and are recorded here; the district gets nothing of it until its administrator has taken this box in that one's place. "
    "Tell them both numbers.",
    says="The device key of a box is lost, and this box stands in for it.",
)
SEED_NOT_APPLIED = TroubleWords("seed-not-applied", says="The seed was not applied. Nothing was changed.")
NOT_SET_UP = TroubleWords(
    "not-set-up",
    "This box has no seed and no plan: it knows no rooms and no buttons. Put {file} onto the card's partition HANDBELL, or onto a "
    "stick that you put in, or adopt a plan: handbell plan adopt.",
    when=When.NOW,
)
BUTTONS_UNTESTED = TroubleWords(
    "buttons-untested",
    "Not every button has been pressed since it was set up here. Walk to each: at a desk, W arms one for two minutes, then press it. "
    "This goes by itself when all have been pressed.",
    who=Who.FRONT_OFFICE,
)

# ---- supplies

POWER_ON_BATTERY = TroubleWords(
    "power-on-battery",
    who=Who.FRONT_OFFICE,
    when=When.NOW,
    about=About.SUPPLY,
    comes_and_goes=True,
    says="A supply is on battery.",
)
POWER_LOW = TroubleWords(
    "power-low",
    "Calls are taken until then; afterwards use the phone or a radio, and send somebody round.",
    who=Who.FRONT_OFFICE,
    when=When.NOW,
    about=About.SUPPLY,
    says="The battery of a supply is nearly empty.",
)
POWER_UNWATCHED = TroubleWords(
    "power-unwatched",
    "Look at its data cable. Where no seed of this box names it, root runs: {command}",
    about=About.SUPPLY,
    comes_and_goes=True,
    says="Whether a supply is on mains or on battery is not known.",
)
"""`do`: of a UPS on USB. Of any other, the source says what is known."""
POWER_BATTERY_DUE = TroubleWords(
    "power-battery-due",
    "Have it replaced.",
    when=When.SOON,
    about=About.SUPPLY,
    says="The battery of a supply is worn out, or old.",
)

# ---- the record

LOGBOOK_NOT_RECORDING = TroubleWords(
    "logbook-not-recording",
    when=When.NOW,
    says="The disk takes no entries. Calls sound and show all the same, and buttons get no receipt.",
)
LOGBOOK_DAMAGED = TroubleWords(
    "logbook-damaged",
    "Calls ring as ever. The box starts anew when no call is open, and mends it then.",
    who=Who.NOBODY,
    says="The record is damaged.",
)
LOGBOOK_SET_ASIDE = TroubleWords(
    "logbook-set-aside",
    "Tell district IT: take what is needed from that folder and destroy it. This line goes with it.",
    "What it still holds is brought back into the record, now or after the next restart. Nothing has to be done yet.",
    says="A damaged record is kept in a folder beside the one in use.",
)
"""`otherwise`: while it is brought back."""
CHAIN_BROKEN = TroubleWords(
    "chain-broken",
    "Tell district IT: handbell log verify names them. This line goes once the check after a restart finds none.",
    says="There are faults in the record.",
)
ENTRIES_UNREADABLE = TroubleWords(
    "entries-unreadable",
    "something open, or of the plan, may be missing. Tell district IT. This line goes at the first restart that can read all.",
    when=When.NOW,
    says="Entries of the record cannot be read:",
)
OPEN_CALLS_FOUND = TroubleWords(
    "open-calls-found",
    "The box starts anew now, so that it rings.",
    who=Who.NOBODY,
    when=When.NOW,
    says="An open call was found in a damaged record.",
)
OPEN_CALLS_UNREADABLE = TroubleWords(
    "open-calls-unreadable",
    "ask every room whether it waits for help. Tell district IT. This line goes at the first restart that can read all, with no damaged "
    "logbook kept any more.",
    who=Who.FRONT_OFFICE,
    when=When.NOW,
    says="Open calls cannot be read from the record, or entries of it are missing:",
)
RECORD_READ_FOR_A_REASON = TroubleWords(
    "record-read-for-a-reason",
    "somebody read record {number} for a reason of their own; an administrator looks at it",
    who=Who.ADMINISTRATOR,
)
RECORD_ROLLED_BACK = TroubleWords(
    "record-rolled-back",
    "it was put back to an earlier state, or there are two of this box. Calls work. What is missing is fetched and kept: handbell log show "
    "--brought-back. Find out which, and tell the safety office.",
    says="The district signed that it holds entries of this box that the record does not have:",
)

# ---- the copy, and what would open it

COPY_FULL = TroubleWords(
    "copy-full",
    "Make room there, or use a larger one.",
    by_replica=True,
    comes_and_goes=True,
    says="There is no room left where the copy of the record lies.",
    stands="NO ROOM LEFT",
)
COPY_UNPLUGGED = TroubleWords(
    "copy-unplugged",
    "Put it back, or plug the line in. The copy goes on by itself.",
    who=Who.FRONT_OFFICE,
    by_replica=True,
    comes_and_goes=True,
    says="Where the copy of the record lies is not there.",
)
"""The idle screen says it in words of its own: the place of the copy is not where something is wrong, but what is gone."""
COPY_REFUSED = TroubleWords(
    "copy-refused",
    "Look at its rights, key and clock: handbell replica status",
    by_replica=True,
    comes_and_goes=True,
    says="Where the copy of the record lies does not take it.",
    stands="REFUSED",
)
"""Read-only, rights, host key, certificate, credentials."""
COPY_WIPED = TroubleWords(
    "copy-wiped",
    "The copy begins anew by itself. Find out who removed it.",
    by_replica=True,
    comes_and_goes=True,
    says="Where the copy of the record lies something is gone.",
    stands="WIPED",
)
COPY_ELSEWHERE = TroubleWords(
    "copy-elsewhere",
    "Switch that box off, or give it another place: two boxes must not be one.",
    by_replica=True,
    comes_and_goes=True,
    says="Another box writes where the copy of this one lies.",
    stands="ANOTHER BOX WRITES",
)
COPY_NOT_OURS = TroubleWords(
    "copy-not-ours",
    "If this box takes a dead one's place, restore from it (key R). Else put this building's own in.",
    who=Who.FRONT_OFFICE,
    by_replica=True,
    comes_and_goes=True,
    says="What is there is the copy of another building.",
    stands="ANOTHER BUILDING'S COPY IS",
)
COPY_OLD = TroubleWords(
    "copy-old",
    "Put the newest one back in, or leave this one in: the copy begins anew on it by itself.",
    who=Who.FRONT_OFFICE,
    by_replica=True,
    comes_and_goes=True,
    says="An earlier copy of this box is there.",
    stands="AN EARLIER COPY IS",
)
COPY_STANDING_STILL = TroubleWords(
    "copy-standing-still",
    "It goes on by itself once the copy's place is back: see the other lines.",
    by_replica=True,
    comes_and_goes=True,
    says="The copy waits: what is not yet copied takes all the room it may.",
    stands="STANDS STILL",
)
COPY_SILENT = TroubleWords(
    "copy-silent",
    "Nothing is heard from the replica for 5 minutes: the copy of the record may be old. Calls work. systemctl status handbell-replica "
    "handbell-replica-far",
    "See: handbell replica status",
    comes_and_goes=True,
    stands="NOT PROVED FOR 5 MINUTES",
)
"""`otherwise`: the replica is heard, and proves nothing."""
COPY_TRIAL_OVERDUE = TroubleWords(
    "copy-drill-overdue",
    "The copy of the record was not restored for trial for 35 days. Try it: handbell replica drill",
    when=When.SOON,
)
COPY_TRIAL_FAILED = TroubleWords(
    "copy-drill-failed",
    "Tell district IT. Try again: handbell replica drill",
    says="The copy of the record could not be restored for trial.",
)
RECOVERY_NOBODY = TroubleWords(
    "recovery-nobody",
    "Nobody could open the copy of the record: there is no recovery phrase, and the safety office named no recovery recipient. Make a "
    "phrase: handbell recovery renew",
)
BUNDLE_FAILED = TroubleWords(
    "bundle-failed", "Calls work. Tell district IT.", says="The recovery bundle could not be made."
)
CALLS_MAY_BE_OPEN = TroubleWords(
    "calls-may-be-open",
    "Calls may have been open: ask every room.",
    who=Who.FRONT_OFFICE,
    when=When.NOW,
    done="Done: every room was asked",
)
"""A box goes on for another, and nothing proves that no call was open there. It stands until somebody says that every room was asked."""
CALLS_BEFORE_RESTORE = TroubleWords(
    "calls-before-restore",
    "They stay on this card for 90 days, in {folder}: write down what is known of them. District IT can read them (INSTALL).",
    "What was recorded on this card before the restore cannot be read: ask every room that may have called. {folder} has it.",
    who=Who.FRONT_OFFICE,
    when=When.NOW,
    done="Done: those calls were looked after",
    says="Calls were taken on this card before a restore put another record in the place of its own.",
)
"""Calls were taken on a card before a restore put another record in the place of its own. Its subject is the folder they are kept in."""
ENTRIES_BEYOND_COPY = TroubleWords(
    "entries-beyond-copy",
    "A call in them does not ring here: ask its room.",
    who=Who.FRONT_OFFICE,
    when=When.NOW,
    done="Done: those entries were read",
    says="The district has entries of the box before this one that the copy lacks.",
)
"""The district has entries of the box before this one that the copy had not. Its subject says which."""

# ---- district and safety office

DISTRICT_LINE = TroubleWords(
    "district-line", "Calls work, and the record waits here.", comes_and_goes=True, says="No line to the district."
)
OFFICE_UNKNOWN = TroubleWords(
    "office-unknown",
    "Ask it for its fingerprint: handbell trust.",
    "Wait for its notice, or ask it for one.",
    when=When.SOON,
    says="No safety office can open this building's record: if this box is lost, the record is lost.",
)
"""`otherwise`: its fingerprint is known."""
OPENED_OVERDUE = TroubleWords(
    "opened-overdue",
    "this box may not forget them. Ask the office.",
    who=Who.SAFETY_OFFICE,
    when=When.SOON,
    says="The safety office has not opened parts of the record in time:",
)
DISTRICT_ROLLED_BACK = TroubleWords(
    "district-rolled-back",
    "it was put back to an earlier state. What it lost is sent again. Tell district IT and the safety office.",
    says="The district has fewer entries of this box than it has signed for:",
)
DISTRICT_SAYS_FORK = TroubleWords(
    "district-says-fork",
    "The district has two histories of this box and countersigns neither until the safety office decides. Calls work. Was an old copy of "
    "this box started? Switch it off, and tell the office.",
)
DISTRICT_FORK = TroubleWords(
    "district-fork",
    "there are two boxes with one identity, or an old copy was started. Calls work. What is missing is fetched and kept: handbell log show "
    "--brought-back. Switch the other box off; the safety office decides which record goes on.",
    says="The district signed for another entry than this box has:",
)
FORK_DECIDED_AGAINST = TroubleWords(
    "fork-decided-against",
    "The safety office decided that another history of this box is the right one: what this box records is believed by nobody outside. "
    "Calls work. Ask the office, and set this box up anew as a new box.",
)
BOX_SUPERSEDED = TroubleWords(
    "box-superseded",
    "The district has another box for this building, and keeps what this one sends apart. Calls work. If this box is the right one, tell "
    "district IT.",
)
BOX_REVOKED = TroubleWords(
    "box-revoked",
    "The district has shut this box out for good (revoked) and takes nothing from it. Calls work. Ask district IT why, and for another "
    "card.",
    "nobody outside believes its record. Calls work. Ask the office.",
    says="This box was shut out, by the district or by the safety office.",
)
"""`otherwise`: the safety office revoked it."""
BUILDING_NAME_DIFFERS = TroubleWords(
    "building-name-differs",
    "Calls work. Tell district IT today.",
    comes_and_goes=True,
    says="The district's list and the plan call the building by two names.",
)
DISTRICT_OTHER_OFFICE = TroubleWords(
    "district-other-office",
    "Two districts seem to have this box: ask the safety office which one is right.",
    who=Who.SAFETY_OFFICE,
    says="A notice of another safety office came, and is not believed.",
)
DISTRICT_NOT_BELIEVED = TroubleWords(
    "district-not-believed",
    "Nothing of it was taken, and calls work. Tell district IT.",
    says="Something that came from the district is not believed.",
)
OFFICE_FINGERPRINT_LOST = TroubleWords(
    "office-fingerprint-lost", says="The safety office's fingerprint cannot be read."
)
SEALED_FEED_MISUSED = TroubleWords(
    "sealed-feed-misused",
    "Only that line was closed. Restart handbell-uplink; if it comes again, tell district IT.",
    says="Somebody on the sealed feed did what no uplink does.",
)


TROUBLES: Mapping[str, TroubleWords] = {
    each.word: each for each in tuple(globals().values()) if isinstance(each, TroubleWords)
}
"""By word, in the order above. Events that end several troubles at once are written in this order."""

_KINDS = {about.value: about for about in (About.BUTTON, About.LINE, About.RECEIVER, About.PANEL, About.BOARD)}
"""Kinds whose troubles devices and wires say."""


def row_of(word: str) -> TroubleWords:
    """What is fixed about a trouble. A word of another release, or one that a device made up, is known by its kind alone."""
    return TROUBLES.get(word) or _by_kind(word)


def word_of(kind: str, short: str) -> str:
    """The word of what a device or a wire says of itself: `word_of("line", "missing")`."""
    return f"{kind}-{short}"


def cause_words(what: str, subject: str, between: str = " ") -> str:
    """A trouble by name, as people read it: what, and of what. Steps are counted from 1, as everywhere they are told."""
    known = row_of(what)
    if known.numbered and subject.isdecimal():
        return known.numbered.format(number=int(subject) + 1)
    return between.join(part for part in (known.title, subject) if part)


def _by_kind(word: str) -> TroubleWords:
    kind, dash, _ = word.partition("-")
    if dash and kind in _KINDS:
        return TroubleWords(word, about=_KINDS[kind], comes_and_goes=True)
    return TroubleWords(word, about=About.SUPPLY if dash and kind == About.SUPPLY else About.ELSE)
