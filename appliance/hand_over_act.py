"""Closes the contacts of the district's own alarm panel, once for each hand-over that was decided and spoken; otherwise keeps them open.
Decides nothing, and repeats nothing: what is read back from the record closes no contact. Both contacts are told to open at the start, at
the end, and whenever they could not be asked or were not open.
"""

import asyncio
import functools
import logging
from collections.abc import Callable, Collection
from typing import Final

import msgspec

from appliance.core.calls.commands import ReportPulse
from appliance.core.calls.hand_over import to_pulse
from appliance.core.devices.commands import ReportRestored, ReportTrouble
from appliance.core.ground.words import Cause
from appliance.engine.change import Change
from appliance.engine.engine import Engine
from appliance.kept_running import kept_running
from appliance.plan.ids import IncidentId
from appliance.plan.model import Plan
from appliance.tasks import Tasks, after
from appliance.wiring import PanelWire, panel_wire_of
from appliance.words.troubles import HAND_OVER_STUCK, PART_FAILED
from hardware.errors import HardwareError
from hardware.points import Coil, Pin
from hardware.relay.pulse import MayHaveClosed, TwoInSeries
from hardware.relay.relay import Relay

STUCK: Final = Cause(HAND_OVER_STUCK.word, "hand-over")
LOOK_EACH_S: Final = 1.0  # as often as a lamp's relay is looked at; a board answers in a hundredth of that
STUCK_AFTER_S: Final = 2.0
"""The same time after which an unplugged wire is reported. A start needs less until its lines are open."""
NOT_WIRED: Final = "the plan has no way to the alarm panel any more"

log = logging.getLogger("handbell.hand_over")

type MakeRelay = Callable[[Coil | Pin], Relay]
"""Makes what switches one output. Opens nothing, and raises HardwareError."""


class PanelContacts:
    """The panel's contacts; one per daemon. Call `use` with each plan, and `end` while the lines still have an owner."""

    def __init__(self, engine: Engine, tasks: Tasks, make: MakeRelay) -> None:
        self._engine = engine
        self._tasks = tasks
        self._make = make
        self._fitted: _Fitted | None = None
        self._pulsing: set[asyncio.Task[None]] = set()
        self._leaving: set[asyncio.Task[None]] = set()
        self._ending: Collection[asyncio.Task[None]] = ()
        """Whoever may still have a wire of before the last plan."""
        self._times = 0
        self._said: str | None = None
        engine.listen(self.change, "hand-over to the alarm panel")

    def use(self, plan: Plan, ending: Collection[asyncio.Task[None]] = ()) -> None:
        """Switch exactly the plan's two outputs, once the tasks that are `ending` have let go of the old wires."""
        self.let_go(plan)
        self._ending = ending
        if self._fitted is not None:
            return
        wire, why = self._wire_of(plan)
        if wire is None:
            self._say(why)
            return
        self._times += 1
        relays = self._make(wire.first), self._make(wire.second)
        series = TwoInSeries(*relays)
        name = f"contacts of the alarm panel {self._times}"
        keep = functools.partial(after, (*self._leaving, *ending), functools.partial(self._keep_open, series, relays))
        self._fitted = _Fitted(wire, series, self._tasks.start(kept_running(name, keep, self._failed), name=name))

    def let_go(self, plan: Plan) -> frozenset[asyncio.Task[None]]:
        """Let go of outputs that the plan changed. Give the tasks that still work: until they have ended, a running pulse is finished as
        it was asked for, and both outputs are opened, over the old wires.
        """
        if self._fitted is not None and self._fitted.wire != self._wire_of(plan)[0]:
            self._end(self._fitted.task)
        return frozenset(self._pulsing | self._leaving)

    def change(self, change: Change) -> None:
        """Called by the engine after every change. `shown` has each event that was decided in this run once, as soon as it may be spoken
        of.
        """
        for incident in to_pulse(change.shown):
            self._times += 1
            pulse = self._tasks.start(
                self._pulse(incident, self._fitted, self._ending), name=f"hand-over {self._times}"
            )
            self._pulsing.add(pulse)
            pulse.add_done_callback(self._pulsing.discard)

    async def end(self) -> None:
        """Open both outputs and let go of them. A running pulse is cut short: after the next start its result is reported as unknown."""
        ending = [*self._pulsing, *self._leaving, *([self._fitted.task] if self._fitted is not None else [])]
        if ending:
            await self._tasks.stop(*(task.get_name() for task in ending))

    async def _pulse(
        self, incident: IncidentId, fitted: "_Fitted | None", ending: Collection[asyncio.Task[None]]
    ) -> None:
        """Pulse once, and report how it went, whatever happens."""
        why, may_have_closed = "", False
        try:
            if fitted is None:
                raise HardwareError(NOT_WIRED)
            await after(ending, functools.partial(fitted.series.pulse, fitted.wire.pulse_s))
        except HardwareError as error:
            why, may_have_closed = str(error), isinstance(error, MayHaveClosed)
        except Exception:
            log.exception("the contacts of the alarm panel")
            why, may_have_closed = f"a fault of this box's own. {PART_FAILED.do}", True
        self._engine.submit(ReportPulse(incident=incident, why=why, may_have_closed=may_have_closed))

    async def _keep_open(self, series: TwoInSeries, relays: tuple[Relay, Relay]) -> None:
        """Look at both contacts over and over, until cancelled; a contact that is not known to be open is told to open."""
        loop = asyncio.get_running_loop()
        sure_s = loop.time()
        try:
            while True:
                await series.look()
                if not (why := series.stuck()):
                    sure_s = loop.time()
                if not why or loop.time() - sure_s >= STUCK_AFTER_S:
                    self._say(why)
                await asyncio.sleep(LOOK_EACH_S)
        finally:
            try:
                await series.off_uninterrupted()
            finally:
                for relay in relays:
                    _let_go(relay)

    def _wire_of(self, plan: Plan) -> tuple[PanelWire | None, str]:
        try:
            return panel_wire_of(plan), ""
        except HardwareError as error:  # the plan was checked, so it is the plan of a later release
            return None, str(error)

    def _end(self, task: asyncio.Task[None]) -> None:
        self._fitted = None
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)
        task.cancel()

    def _failed(self, _: Cause, why: str | None) -> None:
        if why is not None:
            self._say(why)

    def _say(self, why: str) -> None:
        """Report the trouble. The engine decides in turn whether it is new."""
        if why == self._said or not (why or self._said or STUCK.key in self._engine.board.troubles):
            return
        self._said = why
        says = f"The contacts of the alarm panel: {why.rstrip('.')}. {HAND_OVER_STUCK.do}"
        self._engine.submit(ReportTrouble(cause=STUCK, detail=says) if why else ReportRestored(cause=STUCK))


class _Fitted(msgspec.Struct, frozen=True):
    """What is in service: the wire as planned, the two relays, and the task that keeps them open."""

    wire: PanelWire
    series: TwoInSeries
    task: asyncio.Task[None]


def _let_go(relay: Relay) -> None:
    try:
        relay.close()
    except HardwareError as error:
        log.warning("a contact of the alarm panel was not let go of: %s", error)
