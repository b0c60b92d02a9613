"""Plays sound on a sounder or hall lamp of ours on the LAN, which runs ESPHome. It tells the sounder what to play, and believes it once
it says that it plays that.

It is told again and again what must sound, as every sounder is, and reached through the same `Lan` as our buttons. Knows no call.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from hardware.bounds import printable
from hardware.esphome.address_book import Met
from hardware.esphome.lan import Lan
from hardware.esphome.named import Named
from hardware.esphome.peer import Value, Wants
from hardware.esphome.wire import FAULTS, SILENT, SOUND, SOUNDING, parse_faults
from hardware.ports import Fitting, Link, Sounding
from hardware.signals import OLDER_BOX, Fault, Mended, RankSeen, Signal
from hardware.sound.reports import Reports

if TYPE_CHECKING:
    # imported only for its name: it brings a client library with it (see Lan)
    from hardware.esphome.session import Session

# A broken connection is made again within 5 s. After twice that time without one, the sounder is lost.
LOST_AFTER_S = 10
CONFIRMS_WITHIN_S = (
    3.0  # It answers within milliseconds. A lost packet is sent again within one second, and once more within two.
)
LOOK_EVERY_S = 0.5

SOUNDS_ALL_THE_SAME = frozenset({"name-claimed", "swapped-board"})
"""Faults that do not stop the sound. They are logged, and not reported as silence."""

LOOK_AT_IT = "Check its power, its network cable and its address"
SWITCH_IT = "Switch it off and on; if that does not help, replace it"
WHAT_TO_DO = {
    "refused": "Give it its own key again: flash it with the settings it was provisioned with",
    "not-ours": "Flash it with the firmware of our sounder",
    "no-key": "Put its key into the credential store",
    "other-device": "Correct its address in the plan, or leave it out",
    "lost": LOOK_AT_IT,
    "slots-taken": "Disconnect other programs from it, or switch it off and on",
    "two-boards": "Switch one of the two off",
    OLDER_BOX: "It obeys a box of a higher rank. Switch off every other box; then, on the one to keep: handbell buttons take-over",
    "flash-failed": "Its memory is worn out: replace the board",
}
log = logging.getLogger("handbell.esphome")


class EsphomeSounder:
    """One sounder. `name` is its id in the plan. A keeper of `lan` looks after it while it runs."""

    wants = Wants(
        entities=frozenset({SOUNDING, FAULTS}), actions={SOUND: {"epoch": "int", "pattern": "text", "dark": "bool"}}
    )

    def __init__(self, name: str, fitting: Fitting, key_of: Callable[[str], bytes | None], lan: Lan) -> None:
        self.name = name
        self.fitting = fitting
        self._key_of = key_of
        self._lan = lan
        self._session: Session | None = None
        self._named: Named | None = None
        self._wanted: Sounding | None = None
        self._says = ""
        self._wrong: dict[str, str] = {}
        self._obeys: int | None = None  # the highest rank that it has heard, as it says when it refuses a box
        self._sure_s = 0.0  # when it last was as it should be, or came or went
        self._news = asyncio.Event()

    def sound(self, sounding: Sounding) -> None:
        """Set what it plays, now or when it comes back."""
        self._wanted = sounding
        self._tell()

    def link(self) -> Link:
        """Return the state of its wire, and what it says that it plays."""
        if self._session is None:
            return Link(self.fitting.device, "", "", "")
        return Link(self.fitting.device, str(self._session.peer), self._session.firmware, self._says)

    async def run(self, report: Callable[[str | None], None]) -> None:
        """Keep its connection until cancelled. Reports that it sounds once the sounder says that it plays what it was told."""
        reports = Reports(report)
        self._sure_s = time.monotonic()
        self._lan.keep(self)
        try:
            while True:
                self._judge(reports, time.monotonic())
                self._news.clear()
                try:
                    async with asyncio.timeout(LOOK_EVERY_S):
                        await self._news.wait()
                except TimeoutError:
                    continue
        finally:
            self._lan.let_go(self)

    # ---- what its keeper asks and tells

    def key(self) -> bytes | None:
        """Return the key that the credential store has now."""
        return self._key_of(self.name)

    def hear(self, signal: Signal) -> None:
        """Take in that something is wrong with it, or right again."""
        match signal:
            case Fault(_, what, detail) if what in SOUNDS_ALL_THE_SAME:
                log.warning("sounder %s: %s, %s", self.name, what, detail)
            case Fault(_, what, detail):
                self._wrong[what] = detail
            case Mended(_, what):
                self._wrong.pop(what, None)
            case RankSeen(_, rank):
                self._obeys = rank
        self._news.set()

    def begin(self, session: "Session", named: Named, met: Met, *, other_board: bool) -> Callable[[str, Value], None]:
        """Begin with the device, which has just proved its key."""
        if named is not self._named:  # a new keeper: it will never report as over what an earlier keeper reported
            self._wrong = {what: detail for what, detail in self._wrong.items() if what in named}
        self._session, self._named, self._says = session, named, ""
        self._sure_s = time.monotonic()
        self._tell()
        return self._said

    def end(self) -> None:
        """Note that the device is away."""
        self._session = None
        self._sure_s = time.monotonic()
        self._news.set()

    # ---- what it is told, and what it says

    def _tell(self) -> None:
        if self._session is not None and self._wanted is not None:
            pattern = self._wanted.pattern.value if self._wanted.pattern is not None else ""
            epoch = self._wanted.epoch_rank
            self._session.call(SOUND, {"epoch": epoch, "pattern": pattern, "dark": self._wanted.dark})

    def _said(self, name: str, value: Value) -> None:
        if name == SOUNDING:
            self._says = printable(str(value or ""))
        elif name == FAULTS and value is not None and self._named is not None:
            self._named.device_says(parse_faults(str(value)))
        self._news.set()

    # ---- whether it sounds

    def _judge(self, reports: Reports, now_s: float) -> None:
        """Report whether it sounds as soon as that is known. A doubt of a moment is not reported."""
        wrong = next((each for each in self._wrong.items() if not self._is_of_a_former_box(each[0])), None)
        if wrong is not None:
            what, detail = wrong
            reports.say(f"{detail or what}. {WHAT_TO_DO.get(what, SWITCH_IT)}.")
        elif self._session is None:
            if now_s - self._sure_s >= LOST_AFTER_S:
                reports.say(f"{self.fitting.device} is not connected: {self._lan.why_away(self)}. {LOOK_AT_IT}.")
        elif self._says and self._says == (self._asked() or self._says):
            self._sure_s = now_s
            reports.say(None)
        elif now_s - self._sure_s >= CONFIRMS_WITHIN_S:
            asked, says = self._asked() or SILENT, self._says or "nothing"
            reports.say(f"{self.fitting.device} was told {asked!r} and says {says!r}. {SWITCH_IT}.")

    def _is_of_a_former_box(self, what: str) -> bool:
        """Return whether the box that it refuses is another one. It says to every box that it refuses one. If the rank that it obeys is
        not higher than ours, the refused box is not this one. Buttons report the other box.
        """
        told = self._wanted.epoch_rank if self._wanted is not None else 0
        return what == OLDER_BOX and self._obeys is not None and self._obeys <= told

    def _asked(self) -> str:
        """Return what it should say that it plays. Empty as long as it was told nothing; then anything that it says is right."""
        if self._wanted is None:
            return ""
        return self._wanted.pattern.value if self._wanted.pattern is not None else SILENT
