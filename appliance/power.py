"""Watches the supplies of the plan: what they say becomes troubles, and a file beside the sockets tells other programs to save power.
Decides no call, and switches no machine off: the box stays armed until power fails.
"""

import asyncio
import functools
import logging
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from pathlib import Path

import msgspec

from appliance.api.desk.health import OutageLine
from appliance.clock import MINUTE_MS
from appliance.core.devices.commands import ReportRestored, ReportTrouble
from appliance.core.ground.moment import on_calendar
from appliance.core.ground.power import Feed as ShownFeed
from appliance.core.ground.power import HeardOfSupply
from appliance.core.ground.words import Cause
from appliance.engine.engine import Engine
from appliance.kept_running import kept_running
from appliance.plan.ids import HangId
from appliance.plan.model import Supply as Planned
from appliance.plan.timezone import timezone_named
from appliance.settings import BEGIN_UPS
from appliance.tasks import Tasks
from appliance.words.troubles import POWER_BATTERY_DUE, POWER_LOW, POWER_ON_BATTERY, POWER_UNWATCHED, TROUBLES
from appliance.words.troubles.row import About
from hardware.power import outage
from hardware.power.address import USB, Mistake, where
from hardware.power.codec import SupplyState
from hardware.power.judging import Feed, Judge, Supply, must_shed
from hardware.power.ups import Ups

SHED = "low-power"
"""A file beside the sockets, while the battery of this box is low; handbell-shed.path looks for it. It is in memory: gone at a start."""

CAUSES = tuple(each.word for each in TROUBLES.values() if each.about is About.SUPPLY)

SHOW_MINUTES_EVERY_MS = 15_000  # each desk is sent its whole board; people think in minutes

log = logging.getLogger("handbell.power")


class Power:
    """Watches the supplies; one per daemon. `data`: where the last outage is noted. `run`: where the sockets are. `boot`: an id of this
    boot.
    """

    def __init__(self, engine: Engine, tasks: Tasks, data: Path, run: Path, boot: str) -> None:
        self._engine = engine
        self._tasks = tasks
        self._data = data
        self._file = run / SHED
        self._boot = boot
        self._watched: dict[str, _Watched] = {}
        self._times = 0
        self.last_outage = outage.read(data)
        self._kept = self.last_outage
        self._to_keep = asyncio.Event()
        self._shown_ms = 0

    @property
    def supplies(self) -> Mapping[str, Supply]:
        """The state of each planned supply, by id."""
        return {name: watched.judge.supply for name, watched in self._watched.items()}

    @property
    def sheds(self) -> bool:
        """Whether everything but alarms must wait, because the battery of this box is low."""
        return must_shed(self._feeding())

    def use(self, planned: Iterable[Planned]) -> None:
        """Watch exactly these supplies. One that has not changed goes on; troubles of one that is gone are restored."""
        wanted: dict[str, Planned] = {each.supply: each for each in planned}
        for name in [name for name, watched in self._watched.items() if wanted.get(name) != watched.planned]:
            self._watched.pop(name).task.cancel()
            self._engine.heard.power.pop(HangId(name), None)
        for name in wanted.keys() - self._watched.keys():
            self._watch(wanted[name])
        for trouble in list(self._engine.board.troubles.values()):
            if trouble.cause.what in CAUSES and trouble.cause.subject not in wanted:
                self._engine.report(trouble.cause, None)
        self._shed()

    def told(self) -> OutageLine | None:
        """Tell the last outage, for whoever looks after the box."""
        last = self.last_outage
        if last is None:
            return None
        end = "back" if last.ended is not None else "dark" if last.went_dark(self._boot) else ""
        return OutageLine(since_ms=last.since, held_min=last.held_min, end=end)

    async def keep_noted(self) -> None:
        """Write how long the outage is held, until cancelled. If the disk does not take it, only that figure is lost."""
        while True:
            await self._to_keep.wait()
            self._to_keep.clear()
            if (last := self.last_outage) is not None and last != self._kept:
                try:
                    await asyncio.to_thread(outage.write, self._data, last)
                except OSError as error:
                    log.warning("how long the outage is held was not written: %s", error.strerror or error)
                self._kept = last

    def _watch(self, planned: Planned) -> None:
        address = where(planned.ups)
        if isinstance(address, Mistake):  # the plan was checked, so it is the plan of a later release
            self._engine.report(Cause(POWER_UNWATCHED.word, planned.supply), f"{address.says} {address.do}")
            return
        run = functools.partial(Ups(address).run, functools.partial(self._heard, planned.supply))
        self._times += 1
        name = f"supply {planned.supply}"
        task = self._tasks.start(kept_running(name, run, self._engine.report), name=f"{name} {self._times}")
        self._watched[planned.supply] = _Watched(planned, Judge(planned.low_min), task, {})

    def _heard(self, supply: str, said: SupplyState | str) -> None:
        """Take in what a supply answered."""
        watched = self._watched.get(supply)
        if watched is None:
            return
        now = self._engine.clock.now()
        now_ms = on_calendar(now.wall_ms)
        stands = watched.judge.heard(said, datetime.fromtimestamp(now_ms / 1000, UTC).date())
        zone = None if now.week_minute is None else timezone_named(self._engine.board.index.plan.timezone)
        for what, says in troubles(watched.planned, stands, now_ms, zone).items():
            if watched.said.get(what) is not (is_so := says is not None):
                watched.said[what] = is_so
                self._say(Cause(what, supply), says)
        self._shed()
        self._note(now_ms)
        self._show(watched, stands)

    def _show(self, watched: "_Watched", stands: Supply) -> None:
        """Show it to the desks: at once, except when only the minutes changed, which an estimate does all the time."""
        shown, now_ms = self._engine.heard.power, self._engine.clock.now().mono_ms
        before = shown.get(watched.planned.supply)
        feed = None if stands.feed is None else ShownFeed(stands.feed.value)
        since_ms = before.since_ms if before is not None and before.feed is feed else now_ms
        now = HeardOfSupply(feed, not stands.unwatched, stands.minutes_left, bool(stands.battery_due), since_ms)
        if now == before:
            return
        only_minutes = before is not None and msgspec.structs.replace(before, minutes_left=now.minutes_left) == now
        if only_minutes and now_ms - self._shown_ms < SHOW_MINUTES_EVERY_MS:
            return
        shown[watched.planned.supply], self._shown_ms = now, now_ms
        self._engine.refresh()

    def _say(self, cause: Cause, says: str | None) -> None:
        """Report a trouble. The engine decides in turn whether it is new: the board does not have what was said a moment ago and is still
        at the disk.
        """
        if says is not None:
            self._engine.heard.failed_again(cause)
        self._engine.submit(
            ReportRestored(cause=cause) if says is None else ReportTrouble(cause=cause, detail=says),
        )

    def _note(self, now_ms: int) -> None:
        feeding = [each for each in self._feeding() if each.feed is not None]
        if feeding:
            on_battery = any(each.on_battery for each in feeding)
            self.last_outage = outage.noted(self.last_outage, on_battery=on_battery, now_ms=now_ms, boot=self._boot)
            self._to_keep.set()

    def _shed(self) -> None:
        """Set the file from the present state alone. If an earlier run of this boot left it, it stays until something is known, or nobody
        can tell: mains may be back.
        """
        still_asked = any(each.feed is None and not each.unwatched for each in self._feeding())
        if still_asked and not self.sheds:
            return
        if self._engine.heard.spares_power is not self.sheds:
            self._engine.heard.spares_power = self.sheds
            self._engine.refresh()  # tasks that wait for power look again
        try:
            if self.sheds:
                self._file.touch(mode=0o644)
            else:
                self._file.unlink(missing_ok=True)
        except OSError as error:
            log.warning("what is no alarm is not told to wait: %s: %s", self._file, error.strerror)

    def _feeding(self) -> list[Supply]:
        return [watched.judge.supply for watched in self._watched.values() if watched.planned.feeds_box]


class _Watched(msgspec.Struct, frozen=True):
    """A supply in service: as planned, the judge of its words, the task that asks it, and what was reported of it in this run."""

    planned: Planned
    judge: Judge
    task: asyncio.Task[None]
    said: dict[str, bool]


def troubles(planned: Planned, supply: Supply, now_ms: int, zone: tzinfo | None) -> dict[str, str | None]:
    """Give each trouble that a supply may have, with its sentence; None if it has not. `zone`: the building's, None if its time is not
    known.
    """
    low, dark = supply.feed is Feed.LOW, _dark(planned, supply, now_ms, zone)
    return {
        POWER_ON_BATTERY.word: f"{planned.name}: on battery. {dark}" if supply.on_battery else None,
        POWER_LOW.word: f"{planned.name}: the battery is nearly empty. {dark} {POWER_LOW.do}" if low else None,
        POWER_UNWATCHED.word: (
            f"Whether {planned.name} is on mains or on battery is not known: {supply.unwatched.rstrip('.')}.{_begin(planned)}"
            if supply.unwatched
            else None
        ),
        POWER_BATTERY_DUE.word: (
            f"{planned.name}: {supply.battery_due}. {POWER_BATTERY_DUE.do}" if supply.battery_due else None
        ),
    }


def _begin(planned: Planned) -> str:
    """Say how to begin what asks a UPS on USB (handbell-ups.service). A seed begins it; a plan that came by itself does not."""
    if planned.ups != USB:
        return ""
    return f" {POWER_UNWATCHED.do.format(command=BEGIN_UPS)}"


def _dark(planned: Planned, supply: Supply, now_ms: int, zone: tzinfo | None) -> str:
    """Say when it goes dark, as far as that is known. The time of day is used, because the sentence is written once and read for hours."""
    who = "This box" if planned.feeds_box else "What hangs on it"
    if supply.minutes_left is None:
        return f"{who} goes dark when it is empty; in how many minutes is not known."
    left = max(1, supply.minutes_left)
    if zone is None:
        return f"{who} goes dark in about {left} min, as it looked then, unless power comes back."
    now, then = (datetime.fromtimestamp(on_calendar(ms) / 1000, zone) for ms in (now_ms, now_ms + left * MINUTE_MS))
    day = "" if then.date() == now.date() else f" on {then:%A}"
    return f"{who} goes dark at about {then:%H:%M}{day}, as it looked at {now:%H:%M}, unless power comes back."
