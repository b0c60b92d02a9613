"""What one pretend button says, turned into signals, over all its connections. Knows no bytes and no connection.

Nothing that goes on from here is beyond what a board can have, whatever was said.
"""

from collections.abc import Callable, Mapping
from typing import assert_never

from hardware import signals
from hardware.bounds import known_age, possible_count, printable
from hardware.errors import FrameError
from hardware.signals import BY_DEVICE, CONTACTS_MAX, IMPOSSIBLE_COUNT, UNFORESEEN, UNWELL, Signal
from hardware.simulated.frames import CheckIn, FaultSeen, FromButton, Hello, Mended, Pressed, Seen
from hardware.uncounted import Uncounted

QUIET_S = 60  # one check-in interval without a bad frame, and the fault is over
BROKE_FIRST_S = 1.0  # a button that met a fault of ours is let in again then, and twice as late each time ...
BROKE_MAX_S = 60.0  # ... at most this: one whose every word breaks something costs a connection a minute


class Voice:
    """`shut_until_s`: it is left alone until then."""

    def __init__(self, button: str, hear: Callable[[Signal], None]) -> None:
        self.shut_until_s = 0.0
        self._button = button
        self._hear = hear
        self._contacts: set[str] = set()
        self._uncounted = Uncounted()
        self._counts_well = True
        self._wrong_s: dict[str, float] = {}
        """What it did wrong and is not over: when it last did."""
        self._pause_s = BROKE_FIRST_S

    def said(self, frame: FromButton, ledger: str, now_s: float) -> None:
        """It said this, counting under `ledger`. Raises FrameError for what no button of ours says."""
        match frame:
            case Pressed():
                self._pressed(frame, ledger, now_s)
            case CheckIn():
                self._checked_in(frame, ledger, now_s)
            case FaultSeen(signals.OLDER_BOX as what, detail):
                self._hear(signals.RankSeen(self._button, signals.rank_in(detail)))
                self._hear(signals.Fault(self._button, what, ""))
            case FaultSeen(what, detail) if what in BY_DEVICE:
                self._hear(signals.Fault(self._button, what, printable(detail)))
            case FaultSeen(what, detail):
                self._hear(signals.Fault(self._button, UNWELL, f"it says {printable(f'{what} {detail}')!r}"))
            case Mended(what):
                self._hear(signals.Mended(self._button, what if what in BY_DEVICE else UNWELL))
            case Seen():
                pass  # what it says, that the connection lives, its connection knows already
            case Hello():
                raise FrameError("a second hello on one connection")
            case _:
                assert_never(frame)

    def went_wrong(self, what: str, detail: str, now_s: float) -> None:
        """It was cut off for this. Over once it checks in and has not done so for a while."""
        if what not in self._wrong_s:
            self._hear(signals.Fault(self._button, what, detail))
        self._wrong_s[what] = now_s

    def broke(self, error: Exception, now_s: float) -> None:
        """A fault of ours was met while it was heard: it is left alone, longer each time, unless it went well for a while in between."""
        if now_s - self.shut_until_s > BROKE_MAX_S:
            self._pause_s = BROKE_FIRST_S
        self.shut_until_s = now_s + self._pause_s
        self._pause_s = min(2 * self._pause_s, BROKE_MAX_S)
        says = f"what it says was not foreseen ({type(error).__name__}), and it was cut off"
        self.went_wrong(UNFORESEEN, says, now_s)

    def _pressed(self, said: Pressed, ledger: str, now_s: float) -> None:
        self._fitted(said.contact)
        if possible_count(said.counter):
            age_ms = known_age(said.age_ms)
            self._hear(signals.Press(self._button, said.contact, said.counter, age_ms, ledger=ledger))
            return
        if self._uncounted.rings(said.contact, f"{ledger} {said.counter}", now_s):
            self._hear(signals.Press(self._button, said.contact, counter=None, age_ms=None))
        self._judge_counts({said.contact: said.counter})

    def _checked_in(self, said: CheckIn, ledger: str, now_s: float) -> None:
        self._fitted(*said.counters)
        for what in [each for each, since_s in self._wrong_s.items() if now_s - since_s >= QUIET_S]:
            del self._wrong_s[what]
            self._hear(signals.Mended(self._button, what))
        impossible = {
            name: count for name, count in said.counters.items() if count is not None and not possible_count(count)
        }
        self._judge_counts(impossible)
        counters = said.counters | dict.fromkeys(impossible)
        self._hear(signals.CheckIn(self._button, counters, said.supply_mv, ledger))

    def _judge_counts(self, impossible: Mapping[str, int]) -> None:
        """Said when it is new. What an earlier run said is ended by the counts themselves (intake)."""
        well = not impossible
        if self._counts_well is well:
            return
        self._counts_well = well
        says = ", ".join(f"{contact}={count}" for contact, count in impossible.items())
        fault = signals.Fault(self._button, IMPOSSIBLE_COUNT, f"it says {printable(says)!r}, which no board can count")
        self._hear(signals.Mended(self._button, IMPOSSIBLE_COUNT) if well else fault)

    def _fitted(self, *contacts: str) -> None:
        """Each contact is a counting of its own, so that whoever invents them would fill the board and the record."""
        if len(self._contacts.union(contacts)) > CONTACTS_MAX:
            raise FrameError(f"it names more contacts than the {CONTACTS_MAX} a board can have")
        self._contacts.update(contacts)
