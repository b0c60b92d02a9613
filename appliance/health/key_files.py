"""Looks after the key files: soon after each start and once a week, in a thread. Says what was put right and what is lost. Knows no key:
the vault knows what to look at, and how to put it right. No call waits for this.
"""

import asyncio
import time
from collections.abc import Callable, Collection, Sequence

from appliance.core.ground.words import Cause
from appliance.vault.mended import Mended
from appliance.vault.vault import Vault
from appliance.words.troubles import BOX_STANDS_IN, KEY_FILE_MENDED, KEY_LOST

EVERY_S = 7 * 86_400.0  # bits rot over months: with a week between two looks, both copies seldom go in the same week
NOTICED_S = 30.0  # for example, a key that a person put in has its second copy that soon
MENDED, LOST = KEY_FILE_MENDED.word, KEY_LOST.word
STANDS_IN = Cause(BOX_STANDS_IN.word, "box")
PEOPLE = "people"

type Report = Callable[[Cause, str | None], None]
type RestoreAllBut = Callable[[str, Collection[str]], None]
type LookAt = Callable[[], Sequence[Mended]]


class KeyFiles:
    """Reports one trouble for each file. It goes at the next start that finds nothing wrong with the file."""

    def __init__(
        self, report: Report, restore_all_but: RestoreAllBut, looks: Sequence[LookAt], noticed: Callable[[], bool]
    ) -> None:
        """Keep the parts. `looks` are called in a thread, one after the other. `noticed` says whether to look now instead of next week."""
        self._report = report
        self._restore_all_but = restore_all_but
        self._looks = looks
        self._noticed = noticed
        self._found: dict[str, set[str]] = {MENDED: set(), LOST: set()}

    def found(self, mended: Sequence[Mended]) -> None:
        """Report what was found."""
        for each in mended:
            cause = Cause(LOST if each.lost else MENDED, subject_of(each.file))
            self._found[cause.what].add(cause.subject)
            self._report(cause, each.says)

    def report_stand_in(self, vault: Vault, restored: bytes | None) -> None:
        """Report that this box stands in for another, until the district has taken it in that one's place. `restored`: the former box
        whose copy this one was restored from. Its key is not lost, since the bundle has the proof, and nobody has to be told.
        """
        parent = vault.stand_in_for
        self._report(STANDS_IN, None if parent is None or parent == restored else _stands_in(vault.box, parent))

    async def run(self) -> None:
        """Look for ever."""
        await self._look()
        for what, subjects in self._found.items():
            self._restore_all_but(what, subjects)
        looked_s = time.monotonic()
        while True:
            await asyncio.sleep(NOTICED_S)
            if self._noticed() or time.monotonic() - looked_s >= EVERY_S:
                await self._look()
                looked_s = time.monotonic()

    async def _look(self) -> None:
        for look in self._looks:
            self.found(await asyncio.to_thread(look))


def subject_of(file: str) -> str:
    """Give the name that a trouble uses for a file. It does not say whose PIN it is, although nobody can tell that from the file's name
    without the pepper.
    """
    if file == ".":
        return "keys"
    return PEOPLE if file.startswith(f"{PEOPLE}/") else file


def _stands_in(box: bytes, parent: bytes) -> str:
    return (
        f"the device key of box {parent.hex()} is lost, and this box, {box.hex()}, stands in for it. {BOX_STANDS_IN.do}"
    )
