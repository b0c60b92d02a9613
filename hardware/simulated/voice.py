"""Turns what one pretend button says into signals, over all its connections. Knows no bytes and no connection.

Whatever the button says, the signals never go beyond what a board can have.
"""

from collections.abc import Callable, Mapping
from typing import assert_never

from hardware import signals
from hardware.bounds import known_age, possible_count, printable
from hardware.errors import FrameError
from hardware.signals import BY_DEVICE, CONTACTS_MAX, IMPOSSIBLE_COUNT, UNFORESEEN, UNWELL, Signal
from hardware.simulated.frames import CheckIn, FaultSeen, FromButton, Hello, Mended, Pressed, Seen
from hardware.uncounted import Uncounted

QUIET_S = 60  # after one check-in interval without a bad frame, the fault is over
# After a fault of ours, a button is let in again after this time, and after twice the time before each time ...
BROKE_FIRST_S = 1.0
BROKE_MAX_S = 60.0  # ... but at most after this. A button whose every word causes a fault costs a connection a minute.


class Voice:
    """What one button says. It is not let in before `shut_until_s`."""

    def __init__(self, button: str, hear: Callable[[Signal], None]) -> None:
        self.shut_until_s = 0.0
        self._button = button
        self._hear = hear
        self._contacts: set[str] = set()
        self._uncounted = Uncounted()
        self._counts_well = True
        self._wrong_s: dict[str, float] = {}
        """What it did wrong and is not over: when it last did so."""
        self._pause_s = BROKE_FIRST_S

    def said(self, frame: FromButton, ledger: str, now_s: float) -> None:
        """Take what the button said, counting under `ledger`. Raises FrameError for words that no button of ours says."""
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
                pass  # the connection already knows that it is alive
            case Hello():
                raise FrameError("a second hello on one connection")
            case _:
                assert_never(frame)

    def went_wrong(self, what: str, detail: str, now_s: float) -> None:
        """Note why the button was cut off. The fault is over once it checks in and has not done this for a while."""
        if what not in self._wrong_s:
            self._hear(signals.Fault(self._button, what, detail))
        self._wrong_s[what] = now_s

    def broke(self, error: Exception, now_s: float) -> None:
        """Note a fault of ours, met while the button was heard. It is not let in for a while, longer each time, unless it went well for
        a while in between.
        """
        if now_s - self.shut_until_s > BROKE_MAX_S:
            self._pause_s = BROKE_FIRST_S
        self.shut_until_s = now_s + self._pause_s
        self._pause_s = min(2 * self._pause_s, BROKE_MAX_S)
        says = f"our program failed on what it says ({type(error).__name__}), and it was cut off"
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
        """Report impossible counts if that is new. If an earlier run reported them, the counts themselves end that (intake)."""
        well = not impossible
        if self._counts_well is well:
            return
        self._counts_well = well
        says = ", ".join(f"{contact}={count}" for contact, count in impossible.items())
        fault = signals.Fault(self._button, IMPOSSIBLE_COUNT, f"it says {printable(says)!r}, which no board can count")
        self._hear(signals.Mended(self._button, IMPOSSIBLE_COUNT) if well else fault)

    def _fitted(self, *contacts: str) -> None:
        """Check the number of contacts. Each contact is a counting of its own, so a device that invents contacts would fill the board
        and the record.
        """
        if len(self._contacts.union(contacts)) > CONTACTS_MAX:
            raise FrameError(f"it names more contacts than the {CONTACTS_MAX} a board can have")
        self._contacts.update(contacts)
