"""Sets a modem up and looks how it is: its SIM card and PIN, its cell, its signal, where it stores texts. Knows no line and no text."""

import asyncio
from typing import Final

from hardware.modem.commands import (
    ASK_CARD,
    ASK_CELL,
    ASK_SIGNAL,
    ASK_SIM,
    ASK_STORES,
    ASK_TRIES,
    NO_ECHO,
    NUMBERED_ERRORS,
    PDU_MODE,
    TELL_CELL,
    TELL_TEXTS,
    Sim,
    card_in,
    registered_in,
    signal_dbm_in,
    sim_in,
    stores_in,
    tries_in,
)
from hardware.modem.health import Known
from hardware.modem.pin import WAS_WRONG, Pins
from hardware.modem.talk import Talk
from hardware.modem.times import Times

_SOON_S: Final = 2.0
"""How soon a modem is looked at again that searches its cell or reads its card: people wait in front of it."""
_MAY_SETTLE: Final = frozenset({Sim.BUSY, Sim.MISSING})
"""What a modem says of a good card too, in the first seconds after it started."""
REFUSES_PDU: Final = "it refuses to hand over texts as PDUs (AT+CMGF=0)"


class Looking:
    """Looks after one modem. `is_ready`: its card works and it is set up, so that texts can be read."""

    def __init__(self, times: Times, pins: Pins) -> None:
        self.is_ready = False
        self.stores: tuple[str, ...] = ("SM",)
        self.again_s = 0.0
        """How soon to look again."""
        self._times = times
        self._pins = pins
        self._cell: dict[str, bool] = {}
        self._unwell_since_s: float | None = None

    def begins(self) -> None:
        """Begin a session: this may be another modem."""
        self._unwell_since_s = None
        self.started()

    def started(self) -> None:
        """Take in that the modem started, or its card came or went: it may have lost what it was told."""
        self.is_ready = False
        self._cell = {}
        self._reports = ""

    def heard_cell(self, command: str, *, is_registered: bool) -> None:
        """Take in what the modem said unasked of one kind of cell."""
        self._cell[command] = is_registered

    async def look(self, talk: Talk, now_s: float) -> Known:
        """Set up what is not set up, and say how the modem is. Raises Silent."""
        await talk.ask(NO_ECHO)
        await talk.ask(NUMBERED_ERRORS)
        sim = sim_in(await talk.ask(ASK_SIM))
        pin = ""
        if sim is Sim.WANTS_PIN:
            pin = await self._try_pin(talk)
            sim = Sim.WANTS_PIN if pin else sim_in(await talk.ask(ASK_SIM))
            if sim is Sim.WANTS_PIN and not pin:
                sim = Sim.BUSY  # it took the PIN, and still reads the card
        if sim is not Sim.READY:
            self.is_ready = False
            settles = sim in _MAY_SETTLE and self._settles(now_s)
            self.again_s = min(_SOON_S if settles else 5 * _SOON_S, self._times.look_s)
            return Known(sim=None if settles else sim, pin=pin)
        if not self.is_ready:
            await asyncio.to_thread(self._pins.opened)
        if not self.is_ready and not await self._set_up(talk):
            self.again_s = min(_SOON_S, self._times.look_s)
            return Known(sim=sim) if self._settles(now_s) else Known(silent=REFUSES_PDU)
        return await self._connected(talk, now_s)

    async def _connected(self, talk: Talk, now_s: float) -> Known:
        for command in ASK_CELL:
            for line in (await talk.ask(command)).lines:
                if (registered := registered_in(line)) is not None:
                    self._cell[command] = registered
        dbm = signal_dbm_in(await talk.ask(ASK_SIGNAL))
        if any(self._cell.values()):
            self._unwell_since_s = None
            self.again_s = self._times.look_s
            return Known(sim=Sim.READY, registered=True, signal_dbm=dbm)
        settles = self._settles(now_s)
        self.again_s = min(_SOON_S if settles else 5 * _SOON_S, self._times.look_s)
        return Known(sim=Sim.READY, registered=None if settles else False)

    async def _set_up(self, talk: Talk) -> bool:
        """Tell the modem how texts are handed over. What it does not know is passed over; without PDUs nothing can be read."""
        if not (await talk.ask(PDU_MODE)).done:
            return False
        self.stores = stores_in(await talk.ask(ASK_STORES))
        first = self.stores[0]
        await talk.ask(f'AT+CPMS="{first}","{first}","{first}"')
        for command in TELL_TEXTS:
            if (await talk.ask(command)).done:
                break
        for command in TELL_CELL:
            await talk.ask(command)
        self.is_ready = True
        return True

    async def _try_pin(self, talk: Talk) -> str:
        """Try the PIN if it may be tried. Returns why not, or what is wrong with it; "" if the card took it. Raises Silent."""
        card = ""
        for command in ASK_CARD:
            if card := card_in(await talk.ask(command)):
                break
        left = tries_in(await talk.ask(ASK_TRIES))
        # hashing takes a quarter of a second, and a disk may hang: neither may hold up the loop
        why, pin = await asyncio.to_thread(self._may_try, card, left)
        if why:
            return why
        right = (await talk.ask(f'AT+CPIN="{pin}"', self._times.boots_s)).done
        await asyncio.to_thread(self._pins.ended, right=right)
        return "" if right else WAS_WRONG

    def _may_try(self, card: str, left: int | None) -> tuple[str, str]:
        pin = self._pins.given() or ""
        why = self._pins.why_not(card, left) or self._pins.begins(pin, card)
        return why, pin

    def _settles(self, now_s: float) -> bool:
        """Whether what is wrong is so young that it may pass."""
        if self._unwell_since_s is None:
            self._unwell_since_s = now_s
        return now_s - self._unwell_since_s < self._times.settles_s
