"""Reads the texts that lie in the stores of a modem, hands each over once, and deletes what was recorded. Knows no line."""

import logging
from collections.abc import Callable
from typing import Final, assert_never

from hardware.errors import FrameError
from hardware.modem.commands import LIST, listed_in, read_in, room_in
from hardware.modem.deliver import Delivered, StatusReport, read_pdu
from hardware.modem.heard import HearText
from hardware.modem.joining import Joining, Slot, Whole
from hardware.modem.talk import Talk

log = logging.getLogger("handbell.modem")

NOWHERE: Final = "-"
"""The store of a text that the modem handed over and kept nowhere."""


class Incoming:
    """What came to one modem. It outlives every session; a text that nobody recorded is handed over again by the next run."""

    def __init__(self, hear_text: HearText, reported: Callable[[StatusReport], None], wake: Callable[[], None]) -> None:
        self.rooms: dict[str, tuple[int, int]] = {}
        """Store → how many texts it holds, and how many fit."""
        self._hear_text = hear_text
        self._reported = reported
        self._wake = wake
        self._joining = Joining()
        self._selected = ""
        self._nowhere = 0
        self._delete: dict[Slot, None] = {}

    @property
    def has_to_delete(self) -> bool:
        """Whether something that was recorded still lies there."""
        return bool(self._delete)

    def begins(self) -> None:
        """Begin a session: the modem may have started anew, or be another one. Nothing is deleted before everything was read."""
        self._selected = ""
        self._delete.clear()
        self.rooms.clear()

    def next_s(self) -> float | None:
        """Say when a text with missing parts is told; None if there is none."""
        return self._joining.next_s()

    async def read_all(self, talk: Talk, stores: tuple[str, ...], now_s: float) -> None:
        """Read every store. Raises Silent."""
        for store in stores:
            await self._select(talk, store, anew=True)
            answer = await talk.ask(LIST)
            if not answer.done:
                continue
            listed = listed_in(answer)
            self._joining.only(store, listed)
            self._delete = {slot: None for slot in self._delete if slot[0] != store or slot[1] in listed}
            for index, raw in listed.items():
                self._take((store, index), raw, now_s)
        self.again()
        self.tell(now_s)

    async def read_one(self, talk: Talk, at: Slot, now_s: float) -> bool:
        """Read the text that the modem named. False: it gave none, so everything has to be read. Raises Silent."""
        store, index = at
        await self._select(talk, store)
        raw = read_in(await talk.ask(f"AT+CMGR={index}"))
        if not raw:
            return False
        self._take(at, raw, now_s)
        self.tell(now_s)
        return True

    def handed(self, raw: str, now_s: float) -> None:
        """Take a text or a report that the modem handed over itself."""
        self._nowhere += 1
        self._take((NOWHERE, self._nowhere), raw, now_s)
        self.tell(now_s)

    def tell(self, now_s: float) -> None:
        """Hand over every text that is whole, or whose parts do not come."""
        for whole in self._joining.whole(now_s):
            self._hear_text(whole.heard, self._taken_by(whole))
            for slot in [each for each in whole.lying if each[0] == NOWHERE]:
                self._joining.forget(slot)

    async def delete_one(self, talk: Talk) -> None:
        """Delete one text that was recorded. If the modem refuses, the next reading finds it again. Raises Silent."""
        at = next(iter(self._delete))
        store, index = at
        await self._select(talk, store)
        answer = await talk.ask(f"AT+CMGD={index}")
        del self._delete[at]
        if answer.done:
            self._joining.forget(at)
            if store in self.rooms:
                used, fit = self.rooms[store]
                self.rooms[store] = max(0, used - 1), fit
        else:
            log.warning("the modem does not delete what was recorded: %s %s", answer.error, answer.code)

    def again(self) -> None:
        """Delete what was recorded and still lies there."""
        self._delete |= dict.fromkeys(self._joining.recorded())

    def _take(self, at: Slot, raw: str, now_s: float) -> None:
        try:
            read = read_pdu(raw)
        except FrameError as error:
            log.warning("a text cannot be read: %s", error)
            self._joining.take(at, raw, None, now_s)
            return
        match read:
            case Delivered():
                self._joining.take(at, raw, read, now_s)
            case StatusReport():
                self._reported(read)
                if at[0] != NOWHERE:
                    self._delete[at] = None
            case _:
                assert_never(read)

    def _taken_by(self, whole: Whole) -> Callable[[], None]:
        def taken() -> None:
            self._joining.record(whole)
            self.again()
            self._wake()

        return taken

    async def _select(self, talk: Talk, store: str, *, anew: bool = False) -> None:
        if store == self._selected and not anew:
            return
        answer = await talk.ask(f'AT+CPMS="{store}"')
        self._selected = store if answer.done else ""
        if (room := room_in(answer)) is not None:
            self.rooms[store] = room
