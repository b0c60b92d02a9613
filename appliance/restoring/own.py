"""Who this box is already, as far as a restore must know: its own copy is nobody's to restore from. Changes nothing."""

from appliance.settings import Settings
from appliance.vault.identity import BOX_ID, PARENTS
from appliance.vault.kinds import OWN
from appliance.vault.pairs import Pairs


def own_box(settings: Settings) -> bytes:
    """Its id; nothing where it has none yet."""
    return _kept(settings, BOX_ID)


def goes_on_for_another(settings: Settings) -> bool:
    """Whether it took a box's place before."""
    return bool(_kept(settings, PARENTS))


def _kept(settings: Settings, name: str) -> bytes:
    return Pairs(settings.keys, "", OWN.__getitem__, mends=False).verdict(name).content or b""
