"""The two interfaces every device family offers. Contract tests in tests/contracts run over each family and its twin."""

import enum
from collections.abc import Callable, Mapping
from typing import Protocol, runtime_checkable

import msgspec

from hardware.points import Point
from hardware.signals import Press, Signal

type KeyOf = Callable[[str], bytes | None]
"""A device's key by its id in the plan; None where it has none here."""


class Phase(enum.StrEnum):
    """What a button's lamp may claim. Told apart by rhythm and position; see ARCHITECTURE.md, "The lamp"."""

    READY = "ready"
    SENDING = "sending"
    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ON_THE_WAY = "on-the-way"
    NOT_DELIVERED = "not-delivered"
    TEST = "test"
    OUT_OF_SERVICE = "out-of-service"


PHASE_STALE_AFTER_S = 15  # ours: three refreshes missed; a phase not refreshed for 15 s falls to *not delivered*
PHASE_REFRESH_S = 5  # a third of that: two refreshes may be lost before a lamp changes
UNDELIVERED_AFTER_S = 5  # promise 1: the button itself says so at the latest 5 s after an unreceipted press


class Standing(msgspec.Struct, frozen=True):
    """What the appliance tells one button: the phase to show and, per contact, the highest counter it has on disk.

    A button refuses a standing whose `epoch` is older than one it has seen (`epoch_rank`, one int32, rises with each epoch).
    `ledger` names the counting the receipts belong to (see `Press`); a button believes no receipt of another ledger.
    `quiet`: make no sound. `dark`: make no light either.
    """

    phase: Phase
    epoch_rank: int
    receipts: Mapping[str, int] = {}
    ledger: str | None = None
    quiet: bool = False
    dark: bool = False


class Fitting(msgspec.Struct, frozen=True):
    """A device as the plan has it. One on the network has a name it goes by, and an address typed by a person ("" where there is none).

    One on a wire or heard by radio has, for each contact, the point where that is, and the name of its part where the plan says it;
    `holds`: the plan has a contact *hold* for it, which needs no point of its own.
    """

    device: str
    address: str = ""
    points: Mapping[str, Point] = {}
    part: str = ""
    holds: bool = False


class Link(msgspec.Struct, frozen=True):
    """What is known of one device's wire. `connected_at` is empty while it is not connected.

    `lamp` is what a button says it shows, and a sounder that it plays. `signal_worst`: of one heard by radio, the worst margin of the
    last seven days, in its receiver's own units.
    """

    device: str
    connected_at: str
    firmware: str
    lamp: str
    signal_worst: int | None = None


class Stranger(msgspec.Struct, frozen=True):
    """A device that was found and is in no plan, with what it claims. Nothing of it is believed.

    `keyless`: it has no key yet and would take one; `found` is how it was found ("mDNS", "dialled in", "heard", "closed"). Of one on a
    wire, `line` is that on which it was heard, `wire` where it closed and `part` which one it says it is, as a plan writes them.
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
    """A family of buttons; what holds of all of them is in `hardware.families`."""

    family: str

    async def run(self, hear: Callable[[Signal], None]) -> None:
        """Listen until cancelled, calling `hear` for every signal. Raises HardwareError when the wire is gone."""
        ...

    def expect(self, fittings: Mapping[str, Fitting]) -> None:
        """These buttons, by id, are planned for this family, and no others. Never blocks; may be called at any time, also before `run`."""
        ...

    def tell(self, button: str, standing: Standing) -> None:
        """Tell a button where it stands. Never blocks; a button that cannot be reached now is told on reconnect.

        Called again every PHASE_REFRESH_S by whoever knows where it stands; a source never repeats a standing by itself, so that
        no lamp stays fresh when the board behind it has stopped.
        """
        ...


@runtime_checkable
class Keeps(Protocol):
    """What a family offers whose wire wants to know that a press was taken."""

    def kept(self, press: Press) -> None:
        """It is on disk, or rings while the disk is away; or it was on record before. Never blocks."""
        ...


@runtime_checkable
class Finds(Protocol):
    """What a family offers whose devices are found by themselves: on the network, by radio, or where something closes."""

    def links(self) -> Mapping[str, Link]:
        """Every expected button's wire, by id."""
        ...

    def strangers(self) -> tuple[Stranger, ...]:
        """Devices found that nobody expects, the newest last. None of them ever rings."""
        ...


@runtime_checkable
class KeyGiver(Protocol):
    """What a family offers whose devices are given a key."""

    async def give_key(self, device: str, key: bytes) -> None:
        """Give a stranger without a key this one (32 bytes). Raises HardwareError with what to do when it does not take it."""
        ...


class Pattern(enum.StrEnum):
    """What may sound. Distinct by rhythm and pitch (IEC 60601-1-8 figures), drill recognisably not real."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    TROUBLE = "trouble"
    DRILL = "drill"


class Sounding(msgspec.Struct, frozen=True):
    """What a sounder shall play, over and over; `pattern` None is silence. `dark`: it has a lamp, and shall not light it.

    A sounder with a memory of its own refuses one whose `epoch_rank` is older than one it has seen, as a button does.
    """

    pattern: Pattern | None
    epoch_rank: int
    dark: bool = False


class SounderPort(Protocol):
    """One place sound comes out. Level-driven: it plays what it was told over and over until told otherwise."""

    async def run(self, report: Callable[[str | None], None]) -> None:
        """Sound until cancelled. Calls `report(None)` when sound is proven to come out, `report(why)` when it does not."""
        ...

    def sound(self, sounding: Sounding) -> None:
        """Set what is playing. Never blocks and never stops by itself; the same again starts nothing anew.

        Called again every PHASE_REFRESH_S by whoever knows what must sound; a port never repeats it by itself, so that a sounder
        of its own notices, and says, that the board behind it has stopped.
        """
        ...


@runtime_checkable
class Linked(Protocol):
    """What the port of a sounder offers that is a device of its own, on a wire that may break."""

    def link(self) -> Link:
        """How its wire stands."""
        ...
