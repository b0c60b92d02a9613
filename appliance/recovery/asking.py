"""Does the daemon's part of asking the safety office for what another box had: tells the uplink what is wanted, keeps what it brings,
shows how far it is. Believes nothing of what came: another process opens it (`handbell restore`).
"""

import asyncio
import logging

import msgspec

from appliance.api.board.view import NEW_ENTRIES
from appliance.core.devices.supervision import AskingOffice
from appliance.engine.engine import Engine
from appliance.recovery import office_way
from appliance.recovery.offered import BEING_READ, Came, Offered, Taken
from appliance.recovery.office_way import OFFERED, Wanted
from appliance.settings import Settings
from appliance.vault.errors import VaultError

LOOK_EVERY_S = 2.0  # somebody has just asked at a console, and waits for the code
NOTHING_ASKED = Taken(False, 0, "this box has asked for nothing")

log = logging.getLogger("handbell.recovery")


class Asking:
    """Asks the safety office; one for the daemon."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self._engine = engine
        self._settings = settings
        self._offered = Offered(settings.restoring / OFFERED)
        self._one_at_a_time = asyncio.Lock()

    async def run(self) -> None:
        """Look for ever whether somebody asks, and what has come."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EVERY_S)

    async def look(self) -> None:
        """Look once, and show the result at every desk."""
        async with self._one_at_a_time:
            shown = await asyncio.to_thread(self._shown)
        if shown != self._engine.heard.asking:
            self._engine.heard.asking = shown
            self._engine.refresh()

    async def wanted(self) -> tuple[Wanted | None, bytes]:
        """Give what is asked for, and the SHA-256 of the handover that must not be brought again."""
        async with self._one_at_a_time:
            found = await asyncio.to_thread(office_way.wanted, self._settings)
            return found, await asyncio.to_thread(lambda: self._offered.has) if found is not None else b""

    async def take(self, handover: bytes, entries: tuple[bytes, ...], *, whole: bool) -> Taken:
        """Keep what the uplink brings. Raises nothing: if a disk fails, the answer says so."""
        async with self._one_at_a_time:
            found = await asyncio.to_thread(office_way.wanted, self._settings)
            if found is None:
                return NOTHING_ASKED
            building = found.asked.building
            try:
                return await asyncio.to_thread(self._offered.take, building, handover, entries, whole=whole)
            except BlockingIOError:
                return Taken(False, 0, BEING_READ)
            except (OSError, VaultError) as error:
                return Taken(False, 0, f"it cannot be kept now: {error}")

    def _shown(self) -> AskingOffice | None:
        found = office_way.wanted(self._settings) or self._begun()
        if found is None:
            return None
        try:
            came = self._offered.came
        except OSError as error:
            log.warning("what came of another box cannot be looked at: %s", error)
            came = Came()
        return AskingOffice(found.code, found.asked.since_ms, **msgspec.structs.asdict(came))

    def _begun(self) -> Wanted | None:
        """Ask by itself if this box took another box's place and has nothing of its record, for as long as a console offers that."""
        if self._engine.head >= NEW_ENTRIES:
            return None
        try:
            return office_way.ask_by_itself(self._settings, self._engine.clock.now().wall_ms)
        except (OSError, VaultError) as error:
            log.warning("the safety office is not asked yet: %s", error)
            return None
