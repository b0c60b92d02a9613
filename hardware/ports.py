"""The two interfaces every device family offers. Contract tests in tests/contracts run over each family and its twin."""

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from hardware.signals import Signal


class Phase(enum.StrEnum):
    """What a button's lamp may claim. Told apart by rhythm and position; see ARCHITECTURE.md, "The lamp"."""

    READY = "ready"
    SENDING = "sending"
    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ON_THE_WAY = "on-the-way"
    NOT_DELIVERED = "not-delivered"
    TEST = "test"


PHASE_STALE_AFTER_S = 15  # ours: three refreshes missed; a phase not refreshed for 15 s falls to *not delivered*
PHASE_REFRESH_S = 5  # a third of that: two refreshes may be lost before a lamp changes
UNDELIVERED_AFTER_S = 5  # promise 1: the button itself says so at the latest 5 s after an unreceipted press


@dataclass(frozen=True, slots=True)
class Standing:
    """What the appliance tells one button: the phase to show and, per contact, the highest counter it has on disk.

    A button refuses a standing whose `epoch` is older than one it has seen (`epoch_rank` rises with each epoch).
    `ledger` names the counting the receipts belong to (see `Press`); a button believes no receipt of another ledger.
    """

    phase: Phase
    epoch_rank: int
    receipts: Mapping[str, int] = field(default_factory=dict)
    ledger: str | None = None


class SignalSource(Protocol):
    """A family of buttons. `two_way` False means its buttons cannot be told and never count as coverage."""

    family: str
    two_way: bool

    async def run(self, hear: Callable[[Signal], None]) -> None:
        """Listen until cancelled, calling `hear` for every signal. Raises HardwareError when the wire is gone."""
        ...

    def tell(self, button: str, standing: Standing) -> None:
        """Tell a button where it stands. Never blocks; a button that cannot be reached now is told on reconnect.

        Called again every PHASE_REFRESH_S by whoever knows where it stands; a source never repeats a standing by itself, so that
        no lamp stays fresh when the board behind it has stopped.
        """
        ...


class Pattern(enum.StrEnum):
    """What may sound. Distinct by rhythm and pitch (IEC 60601-1-8 figures), drill recognisably not real."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    TROUBLE = "trouble"
    DRILL = "drill"


class SounderPort(Protocol):
    """One place sound comes out. Level-driven: it plays `pattern` over and over until told otherwise."""

    async def run(self, report: Callable[[str | None], None]) -> None:
        """Sound until cancelled. Calls `report(None)` when sound is proven to come out, `report(why)` when it does not."""
        ...

    def sound(self, pattern: Pattern | None) -> None:
        """Set what is playing; None is silence. Never blocks and never stops by itself."""
        ...
