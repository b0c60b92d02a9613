"""Opens a restored folder as a start opens it, and gives what the folder remembers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from appliance.core.board import Board
from appliance.logbook.remembering import Remembered
from appliance.logbook.start import open_logbook
from appliance.logbook.store import Logbook
from appliance.starting import rebuilt
from appliance.vault.vault import Vault
from tests.appliance.logbook.box import WALL_MS


@dataclass
class Opened:
    vault: Vault
    logbook: Logbook
    remembered: Remembered
    board: Board


@asynccontextmanager
async def opened_at(folder: Path) -> AsyncIterator[Opened]:
    """Open a restored folder. Raises `Damaged` where the folder is not as a start must find it."""
    vault = Vault.open(folder / "keys")
    assert not vault.mended
    logbook, remembered = await open_logbook(folder / "logbook", vault, wall_ms=WALL_MS, set_aside=False)
    try:
        yield Opened(vault, logbook, remembered, rebuilt(remembered))
    finally:
        await logbook.close(sign=False)
