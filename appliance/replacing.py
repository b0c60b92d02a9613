"""Lets a new box go on in place of another of which it has nothing: it takes the building's number, and begins anew with it. Every entry
has the number, and the district gives that building's place to no other number. So earlier entries are set aside as at a restore
(`swap`), at a moment in which nobody calls; a restore may still follow. Opens no entry and believes no proof: an administrator of the box
says so, or its seed.
"""

import asyncio
import logging
import os
import shutil
from pathlib import Path

from appliance.api.board.view import NEW_ENTRIES
from appliance.core.ground.words import RestoredBy
from appliance.engine.engine import Engine
from appliance.envelope.format import GENESIS_DIGEST
from appliance.logbook import predecessor
from appliance.logbook.predecessor import Predecessor
from appliance.settings import Settings
from appliance.swap import alone, is_wanted, put_there, say_yes
from appliance.vault import folders
from appliance.vault.errors import VaultError
from appliance.vault.identity import BUILDING_ID, RANK
from appliance.vault.kinds import OWN
from appliance.vault.pairs import Pairs
from appliance.vault.vault import Vault

BUILT = "built"  # the same name as a restore uses, so that the leftovers of an interrupted restore are removed
BEGINS_ANEW = "This box begins anew in that one's place, as soon as no call is open here."
ITSELF = "That is the number of this box itself."
NOT_NEW = "This box has a record of its own and goes on with it. A box that replaces another begins with a blank card."
WAITS = "Somebody restores a record here, or one lies ready: that comes first."

log = logging.getLogger("handbell.alert")


class Replacing:
    """Replaces a box; one per daemon."""

    def __init__(self, settings: Settings, vault: Vault, engine: Engine) -> None:
        self._settings = settings
        self._vault = vault
        self._engine = engine

    async def instead_of(self, building: bytes, box: bytes) -> tuple[str, bool]:
        """Go on for this box of this building. Give what prevents it, empty if it is done, and whether it will be done by itself."""
        says = await self._instead_of(building, box)
        return says, says == BEGINS_ANEW

    async def _instead_of(self, building: bytes, box: bytes) -> str:
        if box == self._vault.box:
            return ITSELF
        if self._vault.building == building:  # it is done already, even if its record was lost since
            return ""
        if self._engine.board.recovery.replaced is not None or self._engine.head >= NEW_ENTRIES:
            return NOT_NEW
        if is_wanted(self._settings):
            return BEGINS_ANEW
        log.warning("this box is to go on in place of box %s", box.hex())
        try:
            return await asyncio.to_thread(self._laid, building, box)
        except (OSError, VaultError) as error:
            return f"It could not be made ready: {error}"

    def _laid(self, building: bytes, box: bytes) -> str:
        settings, built = self._settings, self._settings.restoring / BUILT
        try:
            with alone(settings):
                if settings.restored.exists():  # somebody reads what is in it, and says yes or no
                    return WAITS
                shutil.rmtree(built, ignore_errors=True)
                _build(built, _predecessor(building, box), self._vault.rank)
                os.sync()
                if not put_there(built, settings, self._vault.box):
                    return WAITS
                say_yes(settings)
        except BlockingIOError:
            return WAITS
        return BEGINS_ANEW


def _build(built: Path, before: Predecessor, rank: int) -> None:
    """Make keys with nothing but the number and a rank no lower than this box's: a first start makes the others."""
    folders.open_folder(built / "keys")
    pairs = Pairs(built / "keys", "", OWN.__getitem__)
    pairs.make_anew(RANK, b"%d\n" % rank)
    pairs.make_anew(BUILDING_ID, before.building)
    folders.open_folder(built / "logbook")
    predecessor.keep(built / "logbook", before)


def _predecessor(building: bytes, box: bytes) -> Predecessor:
    return Predecessor(
        building=building,
        box=box,
        device_key=b"",
        epoch=b"",
        number=0,
        digest=GENESIS_DIGEST,
        copy_ms=0,
        way=RestoredBy.NOTHING,
        used_before=False,
        statement=b"",
        signature=b"",
        proven_by=b"",
        calls_so_far=0,
        lost_calls=0,
        missing=0,
        unproven=True,
    )
