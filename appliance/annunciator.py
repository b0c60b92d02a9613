"""Says what the board says: lamps, receipts and sounders. Reads the board after every change; decides nothing and records nothing."""

import asyncio
import logging
from collections.abc import Iterable

from appliance.core.commands import ReportRestored, ReportTrouble
from appliance.core.events import (
    CallRaised,
    EpochStarted,
    Event,
    PlanAdopted,
    PressedAgain,
    WalkTestArmed,
    WalkTestEnded,
    WalkTestPassed,
)
from appliance.core.lamps import lamp_for
from appliance.core.sounding import sounding
from appliance.core.words import Cause, Source
from appliance.engine.engine import Change, Engine
from appliance.plan.ids import ButtonId, SounderId
from hardware.ports import PHASE_REFRESH_S, Pattern, Phase, SignalSource, SounderPort, Standing

log = logging.getLogger("handbell.annunciator")


class Annunciator:
    """Level-driven: what sounds and what a lamp shows follows from the board alone, so nothing can quiet itself."""

    def __init__(self, engine: Engine, sources: dict[str, SignalSource]) -> None:
        self._engine = engine
        self._sources = sources
        self._sounders: dict[SounderId, SounderPort] = {}
        self._playing: dict[SounderId, Pattern | None] = {}
        engine.listen(self.change)

    def has_sounder(self, sounder: SounderId, port: SounderPort) -> None:
        """Take a sounder into service; it plays at once what it should be playing."""
        self._sounders[sounder] = port
        self._playing.pop(sounder, None)
        self._sound()

    def drop_sounder(self, sounder: SounderId) -> None:
        """A sounder left the plan."""
        port = self._sounders.pop(sounder, None)
        if port is not None:
            port.sound(None)

    def sounder_reports(self, sounder: SounderId, why: str | None) -> None:
        """A sounder proved itself (`None`) or says why it does not sound: that is trouble, named once."""
        self._engine.heard.sounder_reports(sounder, why is None)
        cause = Cause("sounder-silent", sounder)
        if why is None and cause.key in self._engine.board.troubles:
            self._engine.submit(ReportRestored(cause=cause))
        elif why is not None and cause.key not in self._engine.board.troubles:
            self._engine.submit(ReportTrouble(cause=cause, detail=why))

    def change(self, change: Change) -> None:
        """Called by the engine after every change: receipts first, then lamps, then sounders."""
        for button in self._concerned(change):
            self.tell(button)
        self._sound()

    def tell(self, button: ButtonId) -> None:
        """Tell one button where it stands: receipts for what is on disk, and its lamp."""
        planned = self._engine.board.index.buttons.get(button)
        source = self._sources.get(planned.family) if planned is not None else self._unplaced_source()
        if source is not None and source.two_way:
            source.tell(button, self._standing(button))

    async def keep_refreshing(self) -> None:
        """Tell every button where it stands, over and over: a lamp not refreshed for 15 s says *not delivered* by itself.

        Driven from here and not by the sources, so that a lamp stays fresh only while the board behind it is alive.
        """
        while True:
            await asyncio.sleep(PHASE_REFRESH_S)
            for button in list(self._engine.board.index.buttons):
                self.tell(button)

    def _standing(self, button: ButtonId) -> Standing:
        engine = self._engine
        lamp = lamp_for(engine.board, engine.heard, button, engine.clock.now(), engine.unrecorded)
        kept = engine.kept.get(button)
        if kept is None:
            return Standing(Phase(lamp.value), engine.board.epoch_rank)
        return Standing(Phase(lamp.value), engine.board.epoch_rank, dict(kept.counts), kept.ledger or None)

    def _concerned(self, change: Change) -> Iterable[ButtonId]:
        events = (*change.kept, *change.shown)
        buttons = self._engine.board.index.buttons
        if not events or any(isinstance(event, PlanAdopted | EpochStarted) for event in events):
            return list(buttons)
        pressed = [
            source.button for event in events if (source := _source(event)) is not None and source.button is not None
        ]
        armed = [event.button for event in events if isinstance(event, WalkTestArmed | WalkTestEnded)]
        in_rooms = [button for room in change.rooms for button in self._engine.board.index.buttons_in.get(room, ())]
        return dict.fromkeys((*pressed, *armed, *in_rooms))

    def _sound(self) -> None:
        wanted = sounding(self._engine.board)
        for sounder, port in self._sounders.items():
            priority = wanted.get(sounder)
            pattern = Pattern(priority.value) if priority is not None else None
            if self._playing.get(sounder, _NEVER) != pattern:
                self._playing[sounder] = pattern
                port.sound(pattern)

    def _unplaced_source(self) -> SignalSource | None:
        return next(iter(self._sources.values()), None)


_NEVER = object()


def _source(event: Event) -> Source | None:
    return event.source if isinstance(event, CallRaised | PressedAgain | WalkTestPassed) else None
