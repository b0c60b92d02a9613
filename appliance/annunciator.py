"""Tells lamps, receipts and sounders what the board says. Reads the board after every change; decides nothing and records nothing."""

import asyncio
import functools
import logging
from collections.abc import Awaitable, Callable, Collection, Iterable

import msgspec

from appliance.core.building.responses import dark, hides
from appliance.core.calls.lamps import Lamp, lamp_for
from appliance.core.calls.sounding import sounding
from appliance.core.devices.commands import ReportRestored, ReportTrouble
from appliance.core.ground.commands import Look
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import Cause
from appliance.engine.change import Change
from appliance.engine.engine import Engine
from appliance.kept_running import kept_running
from appliance.plan.devices import device_of
from appliance.plan.families import ON_THE_NETWORK, two_way
from appliance.plan.ids import ButtonId, SounderId
from appliance.plan.model import Plan, Sounder
from appliance.tasks import Tasks, after
from appliance.wiring import output_of, wires_of
from appliance.words.troubles import BUTTON_UNFORESEEN, NETWORK_AWAY, PART_FAILED, SOUNDER_SILENT
from hardware.errors import HardwareError
from hardware.outputs import RelayOutput
from hardware.ports import PHASE_REFRESH_S, Feedback, Link, Linked, Pattern, Phase, SignalSource, SounderPort, Sounding
from hardware.registry import Output
from hardware.serial.line import Wire

type MakeSounder = Callable[[Sounder, int], SounderPort]
"""Makes a port for a planned sounder that sounds again after so many seconds. Raises HardwareError."""

BACK_REFRESHES = 3  # 15 s: a broken connection is made again within 5 s, and the box may first need an address
# 150 s: the network's own trouble is raised within 120 s, and a port takes some of the 200 s to notice
HELD_REFRESHES = 30

log = logging.getLogger("handbell.annunciator")


class MadeFrom(msgspec.Struct, frozen=True):
    """All that a sounder is made from. The plan may move its board or its line, and leave the sounder as it was."""

    sounder: Sounder
    again_s: int
    output: Output | None
    over: tuple[Wire, ...]


class Fitted(msgspec.Struct, frozen=True):
    """A sounder in service: what it is made from, its port, and the task that runs it."""

    made_from: MadeFrom
    port: SounderPort
    task: asyncio.Task[None]


class Held(msgspec.Struct):
    """Why a sounder on the network does not sound, held back while the network itself is away. `left`: refreshes until the sounder is
    named. `longest`: refreshes until it is named even if the network comes and goes, and so is no trouble itself.
    """

    why: str
    left: int
    longest: int


class Annunciator:
    """Sets lamps and sounders from the board's present state alone, so nothing can fall silent by itself."""

    def __init__(
        self,
        engine: Engine,
        sources: dict[str, SignalSource],
        tasks: Tasks,
        make_sounder: MakeSounder,
        is_cut_off: Callable[[], bool] = lambda: False,
    ) -> None:
        self._engine = engine
        self._sources = sources
        self._tasks = tasks
        self._make_sounder = make_sounder
        self._is_cut_off = is_cut_off
        self._held: dict[SounderId, Held] = {}
        self._fitted: dict[SounderId, Fitted] = {}
        self._leaving: set[asyncio.Task[None]] = set()
        """Lamps out of service that may not be off yet."""
        self._ending: Collection[asyncio.Task[None]] = ()
        """Whoever may still have a wire of before the last plan."""
        self._times_fitted = 0
        self._playing: dict[SounderId, Sounding] = {}
        self._untold: set[ButtonId] = set()
        engine.listen(self.change, "lamps and sounders")

    def use(self, plan: Plan, ending: Collection[asyncio.Task[None]] = ()) -> None:
        """Fit exactly the plan's sounders: new ones are taken into service, changed and gone ones out of it. A lamp waits for the tasks
        that are `ending`: a line of the same name may still be the old one.
        """
        self.let_go(plan)
        self._ending = ending
        self._fit_missing(plan)
        self._sound()

    def let_go(self, plan: Plan) -> frozenset[asyncio.Task[None]]:
        """Take sounders that the plan changed or removed out of service. Give the tasks that still switch their lamps off over the old
        wires.
        """
        wanted = {sounder.sounder: _made_from(plan, sounder) for sounder in plan.sounders}
        played_on = {_played_on(sounder) for sounder in plan.sounders}
        for name in [name for name, fitted in self._fitted.items() if wanted.get(name) != fitted.made_from]:
            gone = self._fitted.pop(name)
            if (
                _played_on(gone.made_from.sounder) not in played_on
            ):  # a device goes on ringing when its appliance vanishes
                gone.port.sound(Sounding(None, self._engine.board.epoch_rank))
            gone.task.cancel()
            if isinstance(gone.made_from.output, RelayOutput):
                self._leaving.add(gone.task)
                gone.task.add_done_callback(self._leaving.discard)
            self._engine.heard.sounders.pop(name, None)  # what it last said was about the old sounder
            self._playing.pop(name, None)
            self._held.pop(name, None)
        return frozenset(self._leaving)

    def _fit_missing(self, plan: Plan) -> None:
        for sounder in plan.sounders:
            if sounder.sounder not in self._fitted:
                self._fit(_made_from(plan, sounder))

    def _fit(self, made_from: MadeFrom) -> None:
        sounder = made_from.sounder
        try:
            port = self._make_sounder(sounder, made_from.again_s)
        except HardwareError as error:
            self.sounder_reports(sounder.sounder, str(error))
            return
        self._times_fitted += 1
        report = functools.partial(self.sounder_reports, sounder.sounder)
        name = f"sounder {sounder.sounder}"
        run: Callable[[], Awaitable[None]] = functools.partial(port.run, report)
        if isinstance(made_from.output, RelayOutput):
            run = functools.partial(after, (*self._leaving, *self._ending), run)
        running = kept_running(name, run, lambda _, why: report(why) if why else None)
        task = self._tasks.start(running, name=f"{name} {self._times_fitted}")
        self._fitted[sounder.sounder] = Fitted(made_from, port, task)

    def sounder_reports(self, sounder: SounderId, why: str | None) -> None:
        """Note that a sounder proved itself (`None`), or why it does not sound: that is a trouble, named once.

        A sounder that is silent because the box is on no network is not named: one cause is one trouble (`appliance/health/network.py`).
        """
        self._engine.heard.sounder_reports(sounder, why is None, self._engine.clock.now())
        before = self._held.pop(sounder, None)
        planned = self._engine.board.index.sounders.get(sounder)
        behind = planned is not None and planned.family in ON_THE_NETWORK
        if why is not None and behind and self._network_is_away():
            self._held[sounder] = Held(why, BACK_REFRESHES, HELD_REFRESHES if before is None else before.longest)
        else:
            self._name(sounder, why)

    def _network_is_away(self) -> bool:
        """Return whether the network is away: by the trouble of that name, or before it, since the trouble is raised only after a while."""
        return self._network_is_named() or self._is_cut_off()

    def _network_is_named(self) -> bool:
        return any(each.cause.what == NETWORK_AWAY.word for each in self._engine.board.troubles.values())

    def _name_who_stays_silent(self) -> None:
        """Name the silent sounders once the network is back and they had time to come back too, or if the network comes and goes."""
        is_named = bool(self._held) and self._network_is_named()
        is_away = bool(self._held) and self._network_is_away()
        for sounder, held in list(self._held.items()):
            held.left = BACK_REFRESHES if is_away else held.left - 1
            held.longest = HELD_REFRESHES if is_named else held.longest - 1
            if not held.left or not held.longest:
                self._name(sounder, self._held.pop(sounder).why)

    def _name(self, sounder: SounderId, why: str | None) -> None:
        cause = Cause(SOUNDER_SILENT.word, sounder)
        if why is not None:
            self._engine.heard.failed_again(cause)
        # The engine decides in turn whether this is new: the board does not have what was said a moment ago and is still at the disk.
        self._engine.submit(ReportRestored(cause=cause) if why is None else ReportTrouble(cause=cause, detail=why))

    def links(self) -> dict[SounderId, Link]:
        """Give the wire of every sounder that has its own."""
        return {name: fitted.port.link() for name, fitted in self._fitted.items() if isinstance(fitted.port, Linked)}

    async def end(self) -> None:
        """End every sounder while its wires still have an owner, so that outputs on relays are left off."""
        if names := [fitted.task.get_name() for fitted in self._fitted.values()]:
            await self._tasks.stop(*names)
        if self._leaving:
            await asyncio.wait(self._leaving)

    def change(self, change: Change) -> None:
        """Called by the engine after every change: tell receipts first, then lamps, then sounders."""
        self.tell(self._engine.board.index.buttons if change.volatile else change.buttons)
        self._sound()

    def tell(self, buttons: Iterable[ButtonId]) -> None:
        """Tell these buttons their state: receipts for what is on disk, and their lamps."""
        now = self._engine.clock.now()
        planned = self._engine.board.index.buttons
        for button in buttons:
            known = planned.get(button)
            source = self._sources.get(known.family) if known is not None else self._unplaced_source()
            if source is not None and two_way(source.family):
                self._tell(source, button, now)

    def _tell(self, source: SignalSource, button: ButtonId, now: Moment) -> None:
        """Tell one button. A fault with it must not keep the others from being told."""
        cause = Cause(BUTTON_UNFORESEEN.word, button)
        try:
            source.tell(button, self._feedback(button, now))
        except Exception:
            if button not in self._untold:
                log.exception("button %s cannot be told where it stands", button)
            self._untold.add(button)
            self._engine.report(cause, f"It cannot be told where it stands. {PART_FAILED.do}")
        else:
            if button in self._untold:
                self._untold.discard(button)
                self._engine.report(cause, None)

    async def keep_refreshing(self) -> None:
        """Tell buttons and sounders their state, over and over: a lamp that is not refreshed for 15 s says *not delivered* by itself, and
        a network sounder of ours says after 30 s that Handbell is down.

        This drives the refreshes, not the ports, and only while the engine answers: a lamp never outlives the board behind it.
        """
        while True:
            await asyncio.sleep(PHASE_REFRESH_S)
            await self._engine.submit(Look()).spoken
            self.refresh()

    def refresh(self) -> None:
        """Refresh once. A planned sounder that could not be taken into service is tried again."""
        self._name_who_stays_silent()
        self._fit_missing(self._engine.board.index.plan)
        self.tell(self._engine.board.index.buttons)
        self._sound(again=True)

    def _feedback(self, button: ButtonId, now: Moment) -> Feedback:
        engine = self._engine
        lamp = lamp_for(engine.board, engine.heard, button, now, engine.unrecorded)
        kept = engine.kept.get(button)
        return Feedback(
            _PHASES[lamp],
            engine.board.epoch_rank,
            receipts={} if kept is None else dict(kept.counts),
            ledger=None if kept is None else kept.ledger or None,
            quiet=engine.board.index.quiet(button),
            dark=dark(engine.board, button),
        )

    def _sound(self, *, again: bool = False) -> None:
        board = self._engine.board
        wanted, hidden = sounding(board, self._engine.clock.now()), hides(board)
        for sounder, fitted in list(self._fitted.items()):
            priority = wanted.get(sounder)
            asked = Sounding(Pattern(priority.value) if priority is not None else None, board.epoch_rank, dark=hidden)
            if again or self._playing.get(sounder) != asked:
                self._playing[sounder] = asked
                self._play(sounder, fitted, asked)

    def _play(self, sounder: SounderId, fitted: Fitted, asked: Sounding) -> None:
        """Tell a sounder what to play. If that fails, take it into service anew; it is told with the next refresh."""
        try:
            fitted.port.sound(asked)
        except Exception:
            log.exception("sounder %s cannot be told what to play, and is begun again", sounder)
            self.sounder_reports(
                sounder, f"It cannot be told what to play, and is begun again by itself. {PART_FAILED.do}"
            )
            fitted.task.cancel()
            self._playing.pop(sounder, None)
            self._fit(self._fitted.pop(sounder).made_from)

    def _unplaced_source(self) -> SignalSource | None:
        return next((each for each in self._sources.values() if two_way(each.family)), None)


_PHASES = {lamp: Phase(lamp.value) for lamp in Lamp}


def _made_from(plan: Plan, sounder: Sounder) -> MadeFrom:
    again_s = plan.limits.sound_again_s
    try:
        output = output_of(plan, sounder, again_s)
    except HardwareError:  # the code that makes the sounder reports this
        output = None
    return MadeFrom(sounder, again_s, output, wires_of(plan, output.at) if isinstance(output, RelayOutput) else ())


def _played_on(sounder: Sounder) -> tuple[str, str, str]:
    """Give what identifies the thing itself, whatever the plan calls it."""
    return sounder.family, sounder.output, device_of(sounder)
