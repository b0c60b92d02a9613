"""Who this box is already, as far as a restore must know: a copy of its own is seldom the one that is wanted. Changes nothing."""

from appliance.core.words import RestoredBy
from appliance.logbook.predecessor import predecessor_in
from appliance.settings import Settings
from appliance.vault.identity import BOX_ID, BUILDING_ID
from appliance.vault.kinds import OWN
from appliance.vault.pairs import Pairs


def own_box(settings: Settings) -> bytes:
    """Its id; nothing where it has none yet."""
    return _kept(settings, BOX_ID)


def own_building(settings: Settings) -> bytes:
    """Its building's; nothing where it has none yet."""
    return _kept(settings, BUILDING_ID)


def is_restored(settings: Settings) -> bool:
    """Whether it has a former box's record. One that goes on for another with nothing of it has not."""
    before = predecessor_in(settings.logbook)
    return before is not None and before.way is not RestoredBy.NOTHING


def _kept(settings: Settings, name: str) -> bytes:
    return Pairs(settings.keys, "", OWN.__getitem__, mends=False).verdict(name).content or b""
