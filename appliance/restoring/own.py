"""Says who this box is already, as far as a restore must know: a copy of its own is seldom the wanted one. Changes nothing."""

from appliance.api.board.view import NEW_ENTRIES
from appliance.core.ground.words import RestoredBy
from appliance.envelope.format import FormatError
from appliance.logbook.head import HeadFile
from appliance.logbook.predecessor import predecessor_in
from appliance.logbook.store import HEAD_NAME
from appliance.settings import Settings
from appliance.vault.identity import BOX_ID, BUILDING_ID
from appliance.vault.kinds import OWN
from appliance.vault.pairs import Pairs


def own_box(settings: Settings) -> bytes:
    """Give the box's id; empty if it has none yet."""
    return _kept(settings, BOX_ID)


def own_building(settings: Settings) -> bytes:
    """Give the building's id; empty if the box has none yet."""
    return _kept(settings, BUILDING_ID)


def is_restored(settings: Settings) -> bool:
    """Return whether it has a former box's record. A box that goes on for another with nothing of its record has not."""
    before = predecessor_in(settings.logbook)
    return before is not None and before.way is not RestoredBy.NOTHING


def has_a_record(settings: Settings) -> bool:
    """Return whether the box was in use for so long that no screen of it offers a restore any more, plus as much again for the restore
    itself.

    This looks at the newest signed head, since only the daemon may open the record. If the head is missing or damaged, the answer is no,
    so a restore is possible.
    """
    file = HeadFile(settings.logbook / HEAD_NAME, own_building(settings), b"", _nothing, only_read=True)
    try:
        head = file.read(lambda *_: True)
    except FormatError:
        return False
    finally:
        file.close()
    return head is not None and head.number >= 2 * NEW_ENTRIES


def _nothing(statement: bytes) -> bytes:
    raise AssertionError(f"{len(statement)} bytes are only read here")


def _kept(settings: Settings, name: str) -> bytes:
    return Pairs(settings.keys, "", OWN.__getitem__, mends=False).verdict(name).content or b""
