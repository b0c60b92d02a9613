"""Reports once what was recorded on this card before a restore put another record in its place. Opens no entry; changes nothing.

    before-restore-1/told      it was reported, or there was nothing to report

Those calls rang, and ring here no more. Nobody finds them on the board, so a person must be told where they can be read.
"""

import asyncio
import logging
import re
from pathlib import Path

from appliance.core.devices.commands import ReportTrouble
from appliance.core.ground.words import Cause
from appliance.engine.engine import Engine
from appliance.logbook.counted import Counted, counted_in
from appliance.plan.mistakes import counted
from appliance.settings import Settings
from appliance.swap import BEFORE
from appliance.words.troubles import CALLS_BEFORE_RESTORE

TOLD = "told"

log = logging.getLogger("handbell.alert")


async def tell_of_interim(settings: Settings, engine: Engine) -> None:
    """Report each folder of which nobody was told. Returns when all is on disk; if the disk is away, the next start reports it."""
    try:
        for folder in await asyncio.to_thread(_untold, settings.data):
            found = await asyncio.to_thread(counted_in, folder / "logbook")
            if found is None or found.calls:
                cause = Cause(CALLS_BEFORE_RESTORE.word, folder.name)
                await engine.submit(ReportTrouble(cause=cause, detail=_says(found, folder))).kept
            (folder / TOLD).write_bytes(b"")
    except OSError as error:
        log.warning("what was recorded before a restore is not told now: %s", error)


def _untold(data: Path) -> list[Path]:
    found = [each for each in data.iterdir() if re.fullmatch(f"{BEFORE}[0-9]+", each.name)]
    return sorted(each for each in found if not (each / TOLD).exists())


def _says(found: Counted | None, folder: Path) -> str:
    read = CALLS_BEFORE_RESTORE.do.format(folder=folder.name)
    if found is None:
        return CALLS_BEFORE_RESTORE.otherwise.format(folder=folder)
    were = "was" if found.calls == 1 else "were"
    taken = f"{counted(found.calls, 'call')} {were} taken on this card before the restore, and {were} no part of what was restored."
    still = f" {len(found.open)} may be open still: ask every room that may have called." if found.open else ""
    return f"{taken}{still} {read}"
