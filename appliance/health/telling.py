"""Tells `handbell doctor` about the daemon: its doors, how many keys it has, the size of its record. Changes nothing. Files are looked at
in a thread: a card that does not answer must not keep a press waiting.
"""

import asyncio
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from appliance.api.desk.health import DoorKnown, HealthKnown, OutageLine
from appliance.health import systemd
from appliance.plan.ids import KeyId
from appliance.plan.index import PlanIndex
from appliance.settings import Settings
from appliance.vault import files
from appliance.vault.credentials import Credentials
from appliance.vault.errors import VaultError

DEVICE_KEY = "device.key"
_READING = "reading"
_READING_ENDING = ".key"


class Telling:
    """Answers the doctor; one per daemon. `doors`, `plan` and `outage` are asked at each request, since all may change."""

    def __init__(
        self,
        settings: Settings,
        credentials: Credentials,
        box_key: bytes,
        plan: Callable[[], PlanIndex],
        doors: Callable[[], tuple[DoorKnown, ...]],
        outage: Callable[[], OutageLine | None] = lambda: None,
    ) -> None:
        self._settings = settings
        self._credentials = credentials
        self._box_key = box_key
        self._plan = plan
        self._doors = doors
        self._outage = outage
        self._began_s = time.monotonic()
        self._watchdog_s = systemd.watchdog_every_s()

    async def known(self, request: int) -> HealthKnown:
        """Give the answer. If a folder cannot be read, the answer says so; nothing is raised."""
        needed = keys_needed(self._plan())
        return await asyncio.to_thread(self._look, request, needed, self._doors(), self._outage())

    def _look(
        self, request: int, needed: tuple[KeyId, ...], doors: tuple[DoorKnown, ...], outage: OutageLine | None
    ) -> HealthKnown:
        weeks = sorted(files.names(self._settings.keys / _READING, _READING_ENDING))
        there = self._credentials.ids()
        return HealthKnown(
            request=request,
            version=installed_version(),
            running_ms=int((time.monotonic() - self._began_s) * 1000),
            watchdog_ms=None if self._watchdog_s is None else int(self._watchdog_s * 1000),
            doors=doors,
            box_key=self._box_key,
            record_len=folder_len(self._settings.logbook),
            device_key_wall_ms=_written_ms(self._settings.keys / DEVICE_KEY),
            reading_weeks=len(weeks),
            reading_newest=weeks[-1] if weeks else "",
            secrets=len(there),
            without_secret=sum(key not in there for key in needed),
            keys_wrong=self._wrong(there),
            outage=outage,
        )

    def _wrong(self, there: tuple[KeyId, ...]) -> str:
        """Say what is wrong with the first secret that is not as it must be, without its name. The trouble has the name, for whoever may
        read that.
        """
        try:
            for key in there:
                self._credentials.proof(key)
        except VaultError as error:
            return error.what
        return ""


def keys_needed(plan: PlanIndex) -> tuple[KeyId, ...]:
    """Give a key for each device of the plan that proves one; if two devices have the same key name, it comes twice."""
    named = [each.key for each in plan.buttons.values()] + [each.key for each in plan.sounders.values()]
    return tuple(key for key in named if key)


def installed_version() -> str:
    """Give the version of this program as it is installed; empty if it runs from its sources alone."""
    try:
        return version("handbell")
    except PackageNotFoundError:
        return ""


def folder_len(folder: Path) -> int:
    """Give the bytes of all files in a folder, 0 if it cannot be read."""
    try:
        return sum(file.stat().st_size for file in folder.iterdir() if file.is_file())
    except OSError:
        return 0


def _written_ms(path: Path) -> int | None:
    try:
        return files.written_ms(path)
    except VaultError:
        return None
