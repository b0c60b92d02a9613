"""Defines the three interfaces that families offer (buttons, sounders, ways of messages), and some that only certain families offer.
Contract tests in tests/contracts run over each family and its twin.
"""

import enum
from collections.abc import Callable, Mapping
from typing import Protocol, runtime_checkable

import msgspec

from hardware.points import Point
from hardware.signals import Press, Signal

type KeyOf = Callable[[str], bytes | None]
"""Gives a device's key by its id in the plan; None if the device has no key on this box."""


class Phase(enum.StrEnum):
    """What a button's lamp may say. People tell the phases apart by rhythm and position; see ARCHITECTURE.md, "The lamp"."""

    READY = "ready"
    SENDING = "sending"
    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ON_THE_WAY = "on-the-way"
    NOT_DELIVERED = "not-delivered"
    TEST = "test"
    OUT_OF_SERVICE = "out-of-service"
    CLASS_COMING = "class-coming"


# Our choice: three refreshes are missed. A phase that was not refreshed for 15 s changes to *not delivered*.
PHASE_STALE_AFTER_S = 15
PHASE_REFRESH_S = 5  # A third of that: two refreshes may be lost before a lamp changes.
UNDELIVERED_AFTER_S = 5  # promise 1: without a receipt, the button itself says so at the latest 5 s after the press


class Feedback(msgspec.Struct, frozen=True):
    """What the box tells one button: the phase to show and, for each contact, the highest count that is on disk.

    A button refuses feedback whose `epoch_rank` is lower than one that it has seen (one int32, which rises with each epoch).
    `ledger` names the counting to which the receipts belong (see `Press`); a button believes no receipt of another ledger. `quiet`:
    make no sound. `dark`: make no light either.
    """

    phase: Phase
    epoch_rank: int
    receipts: Mapping[str, int] = {}
    ledger: str | None = None
    quiet: bool = False
    dark: bool = False


class Fitting(msgspec.Struct, frozen=True):
    """A device as the plan describes it. A device on the network has its own name, and an address typed by a person ("" if there is
    none). A device on a wire or heard by radio has, for each contact, the point where it is, and the name of its part if the plan says
    it. `holds`: the plan has a contact *hold* for it; that contact needs no point of its own.
    """

    device: str
    address: str = ""
    points: Mapping[str, Point] = {}
    part: str = ""
    holds: bool = False


class Link(msgspec.Struct, frozen=True):
    """What is known of one device's wire. `connected_at` is empty while the device is not connected.

    `lamp` is what a button says that it shows, or what a sounder says that it plays. `signal_worst` is for a device heard by radio:
    the worst margin of the last seven days, in its receiver's own units.
    """

    device: str
    connected_at: str
    firmware: str
    lamp: str
    signal_worst: int | None = None


class Stranger(msgspec.Struct, frozen=True):
    """A device that was found and is in no plan, with what it claims. Nothing of that is believed.

    `keyless`: it has no key yet and would take one. `found` says how it was found ("mDNS", "dialled in", "heard", "closed"). For a
    device on a wire, `line` is the line on which it was heard, `wire` is where it closed, and `part` is which part it says it is, all
    written as in a plan.
    """

    device: str
    mac: str
    address: str
    claims: str
    keyless: bool
    found: str
    line: str = ""
    wire: str = ""
    heard_ago_ms: int | None = None
    part: str = ""


class SignalSource(Protocol):
    """A family of buttons. What is true of all buttons of a family is in `hardware.families`."""

    family: str

    async def run(self, hear: Callable[[Signal], None]) -> None:
        """Listen until cancelled, and call `hear` for every signal. Raises HardwareError when the wire is gone."""
        ...

    def expect(self, fittings: Mapping[str, Fitting]) -> None:
        """Set the buttons, by id, that are planned for this family; no others are. Never blocks; may be called at any time, also before
        `run`.
        """
        ...

    def tell(self, button: str, feedback: Feedback) -> None:
        """Tell a button where it stands. Never blocks; a button that cannot be reached now is told when it connects again.

        Whoever knows the feedback calls this again every PHASE_REFRESH_S. A source never repeats feedback by itself: otherwise a
        lamp would look fresh although the board behind it has stopped.
        """
        ...


@runtime_checkable
class Keeps(Protocol):
    """Offered by a family whose wire wants to know that a press was taken."""

    def kept(self, press: Press) -> None:
        """Take in that a press is on disk, or rings while the disk does not answer, or was already on record. Never blocks."""
        ...


@runtime_checkable
class Finds(Protocol):
    """Offered by a family that finds its devices by itself: on the network, by radio, or where something closes."""

    def links(self) -> Mapping[str, Link]:
        """Return the wire of every expected button, by its id."""
        ...

    def strangers(self) -> tuple[Stranger, ...]:
        """Return the devices that were found and that nobody expects, the newest last. None of them ever rings."""
        ...


@runtime_checkable
class KeyGiver(Protocol):
    """Offered by a family whose devices are given a key."""

    async def give_key(self, device: str, key: bytes) -> None:
        """Give this key (32 bytes) to a stranger that has none. Raises HardwareError, which says what to do, if the device does not take
        it.
        """
        ...


class Pattern(enum.StrEnum):
    """What may sound. The patterns differ by rhythm and pitch (figures of IEC 60601-1-8). The drill can be heard not to be real."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    TROUBLE = "trouble"
    DRILL = "drill"


class Sounding(msgspec.Struct, frozen=True):
    """What a sounder shall play, over and over; `pattern` None is silence. `dark`: the sounder has a lamp, which shall stay off.

    A sounder with its own memory refuses a sounding whose `epoch_rank` is lower than one that it has seen, as a button does.
    """

    pattern: Pattern | None
    epoch_rank: int
    dark: bool = False


class SounderPort(Protocol):
    """One place where sound comes out. It plays what it was told, over and over, until it is told something else."""

    async def run(self, report: Callable[[str | None], None]) -> None:
        """Sound until cancelled. Calls `report(None)` when sound is proven to come out, and `report(why)` when it does not."""
        ...

    def sound(self, sounding: Sounding) -> None:
        """Set what is playing. Never blocks, and the sound never stops by itself. The same sounding again does not start anew.

        Whoever knows what must sound calls this again every PHASE_REFRESH_S. A port never repeats it by itself, so that a sounder on
        its own device notices, and says, that the board behind it has stopped.
        """
        ...


@runtime_checkable
class Linked(Protocol):
    """Offered by the port of a sounder that is a device of its own, on a wire that may break."""

    def link(self) -> Link:
        """Return the state of its wire."""
        ...


class MessageState(enum.StrEnum):
    """How far a message has come. Each state comes once, in this order; FAILED ends it, whatever came before."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    """Only where the way can know it: the phone confirmed the text, or the page showed the message."""
    FAILED = "failed"


class Reply(enum.StrEnum):
    """What a person may answer. No answer is never one of these."""

    GOING = "going"
    THERE = "there"
    CANNOT = "cannot"


class Message(msgspec.Struct, frozen=True):
    """What is said to one person by one way. `to` is the address at which this way finds the person, as the plan writes it. `text` is one
    line, and holds no student's name. `practice`: the text says so, and the way may mark it too. `test`: it is about no call and only
    proves the way, as its text says; any reply to it will do.
    """

    to: str
    text: str
    practice: bool = False
    test: bool = False


class Said(msgspec.Struct, frozen=True):
    """How far the message of this id has come. `why` tells people why it failed, and what to do."""

    message: str
    state: MessageState
    why: str = ""


class Replied(msgspec.Struct, frozen=True):
    """The person to whom this message was said answered it. Whoever hears the same reply twice takes it once."""

    message: str
    reply: Reply


class Reachable(msgspec.Struct, frozen=True):
    """Whether the way reaches this address now. `why` None: it does. `to` "" stands for the way itself, and so for all its addresses.
    `what` is the word of the `Ails` that is the cause, if there is one: one cause is one trouble.
    """

    to: str
    why: str | None
    what: str = ""


class Ails(msgspec.Struct, frozen=True):
    """Something is wrong with the device of a way. `what` is a short word that never changes; `why` None: that is over."""

    what: str
    why: str | None


type Report = Said | Replied | Reachable | Ails
"""What a way tells about its messages and itself."""


class Messenger(Protocol):
    """One way in which something is said to people, and which may fail. A message that was sent or delivered proves that no person knows
    of it: only a reply does.
    """

    family: str

    async def run(self, hear: Callable[[Report], None]) -> None:
        """Say messages until cancelled, and call `hear` for every report. It reports of itself and of each expected address whether they
        can be reached, first without being asked and then at each change. Raises HardwareError when the way is gone.
        """
        ...

    def expect(self, addresses: frozenset[str]) -> None:
        """Set the addresses that the plan has for this way. Never blocks; may be called at any time, also before `run`."""
        ...

    def say(self, messages: Mapping[str, Message]) -> None:
        """Set everything that has to be said now, by id, the most urgent first: a way that says one by one keeps to this order.
        Never blocks; may be called at any time, also before `run`.

        A message that stays in `messages` is said once, however often this is called. A message that has left them is not said any more
        if it still waited: a telephone stops ringing, a page takes it away, and nothing more is reported of it but a reply. Whoever
        knows the messages calls this again every PHASE_REFRESH_S. A message that failed is not tried again under the same id.
        """
        ...
