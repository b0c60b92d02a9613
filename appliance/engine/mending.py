"""Looks after a damaged record while calls go on: tells the desks, brings entries back, and ends the process when a start must mend the
record. The logbook itself reads, sets aside and puts together the damaged files. Decides nothing about calls, and never delays a press.
"""

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path

from appliance.core.district.copies import ASK_ROOMS
from appliance.core.ground.place import Place, title, without_words
from appliance.core.ground.words import Cause
from appliance.engine.engine import Engine
from appliance.logbook.aside import BROUGHT_BACK
from appliance.logbook.errors import Damaged, LogbookError, NotKept
from appliance.logbook.recovery import mark, set_aside_in
from appliance.logbook.refilling import Refilling
from appliance.logbook.remembering import Remembered
from appliance.logbook.store import Logbook
from appliance.plan.mistakes import counted
from appliance.vault.vault import Vault
from appliance.words import troubles

ENTRIES_UNREADABLE = Cause(troubles.ENTRIES_UNREADABLE.word, "logbook")
CALLS_FOUND = Cause(troubles.OPEN_CALLS_FOUND.word, "logbook")
CALLS_UNREADABLE = Cause(troubles.OPEN_CALLS_UNREADABLE.word, "logbook")
LOGBOOK_DAMAGED = Cause(troubles.LOGBOOK_DAMAGED.word, "logbook")
BRINGING_BACK = "what was set aside"
"""The name of the task `bring_back`."""
TRIES_NAME = "tries"  # a file in the folder: one dot for each time that reading began
REFILL_TRIES_MAX = 3  # of one folder: its content may be what ends the process
# between two pieces of under a millisecond or one commit: calls find the disk free most of the time
REFILL_BREATH_S = 0.02
REFILL_AGAIN_S = 30.0  # after the disk was away: nobody waits for old entries

log = logging.getLogger("handbell.mending")


class Mending:
    """Mends a damaged record; one for each run. `bring_back` and `end_when_damaged` are tasks. Each may end the process with `Damaged`,
    which says what the next start mends. What is reported here is a trouble at the desks.
    """

    def __init__(self, engine: Engine, logbook: Logbook, vault: Vault) -> None:
        self._engine = engine
        self._logbook = logbook
        self._vault = vault
        self._found_open: list[Place] = []
        """Places of open calls in what was brought back: they ring from the next start on."""

    def report_start(self, remembered: Remembered) -> None:
        """Report what this start found wrong, and restore troubles of an earlier run that this start does not find any more."""
        report = self._engine.report
        if remembered.set_aside is not None:
            says = f"{'; '.join(remembered.troubles)}. {troubles.LOGBOOK_SET_ASIDE.otherwise}"
            report(Cause(troubles.LOGBOOK_SET_ASIDE.word, remembered.set_aside.name), says)
        report(LOGBOOK_DAMAGED, None)  # a start mends it
        report(CALLS_FOUND, None)
        report(ENTRIES_UNREADABLE, _of_entries(remembered.unreadable))
        if remembered.lost_calls or remembered.missing or not set_aside_in(self._logbook.folder):
            report(CALLS_UNREADABLE, _of_calls(remembered.lost_calls, remembered.missing))
        if remembered.ask_rooms:
            report(ASK_ROOMS, remembered.ask_rooms)
        if self._asides() and self._logbook.unwritable is None:
            # cleared before anybody reads the record: what is missing until then is not lost
            self._logbook.whole.clear()

    async def bring_back(self) -> None:
        """Bring back what damaged logbooks still hold. Whatever goes wrong here, calls go on, and so do all other tasks.

        Raises Damaged where a call was found that is open: it rings from the next start on, and the next start takes a second.
        """
        if self._logbook.whole.is_set():
            return
        try:
            while not await self._bring_back():  # noqa: ASYNC110 - nobody says when a disk is back
                await asyncio.sleep(REFILL_AGAIN_S)
        except (LogbookError, OSError) as error:
            log.warning("bringing back what was set aside is put off until the next start: %s", error)
        except Exception:  # the bytes of a damaged file may make a reader fail in any way
            log.exception("what was set aside cannot be brought back")
        self._logbook.whole.set()
        if self._found_open:
            index = self._engine.board.index
            places = ", ".join(title(without_words(each), index) for each in self._found_open)
            says = f"in the damaged record an open call was found ({places})"
            self._engine.report(CALLS_FOUND, f"{says}. {troubles.OPEN_CALLS_FOUND.do}")
            await self._engine.rest()
            await self._engine.recorder.caught_up()
            raise Damaged(says)

    async def end_when_damaged(self) -> None:
        """End the process, because a start mends a damaged record, in a second. Wait first for a moment in which no call is open. Raises
        Damaged.
        """
        why = await asyncio.shield(self._logbook.damaged)
        self._engine.report(LOGBOOK_DAMAGED, f"{why}. {troubles.LOGBOOK_DAMAGED.do}")
        version = self._engine.version
        while self._engine.board.incidents:
            version = await self._engine.changed_since(version)
        await self._engine.recorder.caught_up()
        mark(self._logbook.folder, why)
        raise Damaged(why)

    async def _bring_back(self) -> bool:
        """Bring back once. Return False if the disk was away meanwhile: the damaged files are not at fault, so this counts as no try."""
        lowest = (await self._logbook.reader.after(0, 1))[0][0]
        asides = [aside for aside in self._asides() if _may_be_read(aside, lowest)]
        if not asides:
            return True
        refilling = Refilling(self._logbook, self._vault, asides, self._breathe)
        try:
            gaps = await refilling.run()
        except NotKept as error:
            log.warning("bringing back what was set aside is put off: %s", error)
            for aside in asides:
                (aside / TRIES_NAME).unlink(missing_ok=True)
            return False
        finally:
            self._found_open += refilling.open_again
        for aside in asides:
            if gaps:
                log.warning("what could be read in %s is in the record; missing: %s", aside, ", ".join(map(str, gaps)))
            else:
                log.warning("all of the damaged logbook in %s is in the record, and the folder is destroyed", aside)
            cause = Cause(troubles.LOGBOOK_SET_ASIDE.word, aside.name)
            self._engine.report(cause, None)  # a folder with gaps is reported again, as it is now
        return True

    async def _breathe(self) -> None:
        await self._engine.rest()
        await asyncio.sleep(REFILL_BREATH_S)

    def _asides(self) -> list[Path]:
        """Give the damaged logbooks from which more may be brought back."""
        return [aside for aside in set_aside_in(self._logbook.folder) if not (aside / BROUGHT_BACK).exists()]


def _may_be_read(aside: Path, lowest: int) -> bool:
    """Count one more try that began while the record's lowest entry had this number. After too many tries from the same number, leave the
    folder to people.
    """
    tries = aside / TRIES_NAME
    began, _, dots = (tries.read_text("utf-8", "replace") if tries.exists() else "").partition(" ")
    # an earlier try that came further was ended by something else
    tried = dots.count(".") if began == str(lowest) else 0
    if tried >= REFILL_TRIES_MAX:
        (aside / BROUGHT_BACK).write_text("It could not be read to its end.\n", "utf-8")
        return False
    tries.write_text(f"{lowest} {'.' * (tried + 1)}", "utf-8")
    return True


def _of_entries(unreadable: Sequence[str]) -> str | None:
    if not unreadable:
        return None
    more = f", and {len(unreadable) - 1} more" if len(unreadable) > 1 else ""
    return f"{unreadable[0]}{more}: {troubles.ENTRIES_UNREADABLE.do}"


def _of_calls(lost: int, missing: int) -> str | None:
    if not lost and not missing:
        return None
    what = [f"{counted(lost, 'open call')} cannot be read from the record"] if lost else []
    what += (
        [f"at least {counted(missing, 'entry of the record is missing', 'entries of the record are missing')}"]
        if missing
        else []
    )
    return f"{', and '.join(what)}: {troubles.OPEN_CALLS_UNREADABLE.do}"
