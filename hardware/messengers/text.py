"""Is the way of texts: it says each message as a text through a modem, and hands in the texts that come. Knows no call and no person."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

from hardware.messengers.reached import Reached
from hardware.messengers.texts_out import TextsOut
from hardware.modem.health import NOBODY_REACHED, TROUBLES
from hardware.modem.modem import Modem
from hardware.modem.sent import Sent
from hardware.modem.settings import HearText, Taken, TextHeard, TextSettings
from hardware.modem.times import Times
from hardware.ports import Ails, Message, Report
from hardware.serial.lines import Lines

__all__ = ["TextHeard", "TextMessenger", "TextSettings"]

USUAL: Final = Times()
NOT_YET: Final = "The modem looks for its SIM card and its cell"


class TextMessenger:
    """The way of texts. One for a box. It takes its line from `lines` while it runs; `hear_text` is given every text that came.

    An answer in a text is a text like any other here: whether it answers something, and what, is decided by whoever knows the calls.
    """

    family = TextSettings.family

    def __init__(self, settings: TextSettings, lines: Lines, hear_text: HearText, times: Times = USUAL) -> None:
        self._hear_text = hear_text
        self._addresses: frozenset[str] = frozenset()
        self._out = TextsOut(Sent(settings.folder), times)
        self._out.changed = self._wake
        self._modem = Modem(settings, lines, self._out, self._heard, self._stands, times)
        self._wrong: Mapping[str, str] = {}
        self._is_ready = False
        self._reached = Reached()
        self._ailing: set[str] = set()
        """What was told as wrong, and at first everything that an earlier run may have told."""
        self._said_wrong: set[str] = set()
        self._changed = asyncio.Event()

    @property
    def waits(self) -> bool:
        """Whether texts wait, because the modem can send none now."""
        return self._why_not() is not None

    async def run(self, hear: Callable[[Report], None]) -> None:
        """Say and hear until cancelled. Whoever runs it anew hears again who can be reached. Raises HardwareError if another family has the
        modem's line.
        """
        self._reached.begin()
        self._ailing, self._wrong, self._is_ready = set(TROUBLES), {}, False
        self._said_wrong = set()
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._modem.run())
                await self._go_on_telling(hear)
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None

    def expect(self, addresses: frozenset[str]) -> None:
        """Set the numbers of the plan."""
        if addresses != self._addresses:
            self._addresses = addresses
            self._reached.keep(addresses)
            self._wake()

    def say(self, messages: Mapping[str, Message]) -> None:
        """Set everything that has to be said now. A text that went cannot be taken back; one that waits is not sent."""
        if messages != self._out.wanted:
            self._out.say(messages)
            self._wake()

    # ---- inside

    async def _go_on_telling(self, hear: Callable[[Report], None]) -> None:
        while True:
            self._changed.clear()
            self._tell_of_modem(hear)
            for each in self._out.look(_now_s(), self._why_not()):
                hear(each)
            self._tell_of_numbers(hear)
            lapses_s = self._out.lapses_s()
            try:
                async with asyncio.timeout(None if lapses_s is None else max(0.05, lapses_s - _now_s())):
                    await self._changed.wait()
            except TimeoutError:
                pass

    def _why_not(self) -> str | None:
        """Say why nothing can be sent now; None if it can."""
        for word in self._wrong.keys() & NOBODY_REACHED:
            return self._wrong[word]
        return None if self._is_ready else NOT_YET

    def _tell_of_modem(self, hear: Callable[[Report], None]) -> None:
        """Tell what is wrong with the modem, first what is over. Of each trouble the first words stand: figures in it are no news."""
        lost = next((each for each in self._wrong if each in NOBODY_REACHED), "")
        if not lost and not self._is_ready:
            return
        for over in [each for each in TROUBLES if each in self._ailing and each not in self._wrong]:
            self._ailing.discard(over)
            hear(Ails(over, None))
        for word, why in self._wrong.items():
            if word not in self._said_wrong:
                self._ailing.add(word)
                hear(Ails(word, why))
        self._said_wrong = set(self._wrong)
        self._reached.tell("", self._wrong.get(lost), hear, lost)

    def _tell_of_numbers(self, hear: Callable[[Report], None]) -> None:
        for to in sorted(self._addresses):
            self._reached.tell(to, self._out.numbers.get(to), hear)

    def _stands(self, wrong: Mapping[str, str], is_ready: bool) -> None:
        self._wrong, self._is_ready = wrong, is_ready
        self._wake()

    def _heard(self, text: TextHeard, taken: Taken) -> None:
        self._out.heard_from(text.number)
        self._hear_text(text, taken)
        self._wake()

    def _wake(self) -> None:
        self._changed.set()
        self._modem.wake()


def _now_s() -> float:
    return asyncio.get_running_loop().time()
