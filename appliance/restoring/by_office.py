"""Takes the place of a dead box by the safety office's act: the office's handover and the district's entries are opened, checked and laid
ready. What came is believed by the office's root key, which this box learnt from its seed or from a person. A refusal is named, and told
at the consoles; the uplink then brings another handover.
"""

from pathlib import Path

from appliance.api.discreet import Discreet
from appliance.core.ground.words import RestoredBy
from appliance.district import root_file
from appliance.envelope.bundle import About
from appliance.envelope.deposit import Signed
from appliance.envelope.handover import Handover, HandoverError, SealedHandover, opened
from appliance.logbook.carve import WrapFound
from appliance.recovery import handed_keys, office_way
from appliance.recovery.offered import Offered
from appliance.recovery.office_way import OFFERED, Wanted
from appliance.restoring.expected import expected
from appliance.restoring.found import Found
from appliance.restoring.mirror import CopyError
from appliance.restoring.opening import Opened
from appliance.restoring.refused import Refused
from appliance.restoring.restoring import WAITS, Building, Restored, build_and_lay
from appliance.restoring.vouched import Brought, Vouched, vouched, wraps_for
from appliance.settings import Settings
from appliance.swap import alone, box_of, is_wanted
from appliance.vault.vault import Vault, verify

NOT_ASKED = Refused("not-asked", "This box has asked the safety office for nothing yet.")
NOT_THERE_YET = Refused("not-there-yet", "The safety office's answer is not here yet. The box fetches it by itself.")
NO_ROOT = Refused(
    "no-root",
    "This box was told of no safety office, so it believes none. District IT writes `office` into its seed, or types: handbell trust",
)
BUSY = Refused("busy", "Something is being brought this moment. Look again in a few seconds.")


class _Handed(Discreet, frozen=True):
    """The handover, after it was opened."""

    handover: Handover

    def __repr__(self) -> str:
        return "_Handed()"


class ByOffice(Building):
    """A building with keys that were handed over: each is wrapped for this box's own reading key."""

    def __init__(
        self, found: Found, brought: Brought, opened: Opened, what: Vouched, unread: int, now_ms: int, before: bytes
    ) -> None:
        lost = what.beyond + unread
        super().__init__(found, brought, opened, what.believed, frozenset(), before, way=RestoredBy.OFFICE, lost=lost)
        self._vouched, self._now_ms = what, now_ms

    def build(self, built: Path) -> None:
        """Write it all, as `Building` does."""
        super().build(built)
        handed_keys.note(built / "logbook", self._vouched.believed.tip.number)

    def wraps(self, vault: Vault) -> list[WrapFound]:
        """Make one wrap for each key, for the reading key of this week."""
        return wraps_for(vault.reading_keys.current(self._now_ms).public, vault.building, self._vouched)


def lay_handed(settings: Settings, now_ms: int) -> Restored | Refused:
    """Lay ready what came, if all of it did. `now_ms`: this box's wall clock. Raises OSError and VaultError for this box's own disk."""
    wanted = office_way.wanted(settings)
    if wanted is None:
        return NOT_ASKED
    offered = Offered(settings.restoring / OFFERED)
    if not offered.came.whole:
        return NOT_THERE_YET
    root = root_file.read(settings.keys)
    if not root:
        return NO_ROOT
    try:
        with alone(settings), offered.alone():
            if is_wanted(settings):
                return Refused("waits-already", WAITS)
            handed = _opened(offered, wanted, root)
            if isinstance(handed, Refused):
                offered.refuse(handed.says, handover=True)
                return handed
            done = _laid(offered, handed.handover, settings, now_ms)
            if isinstance(done, Refused) and done.code != "no-room":
                offered.refuse(done.says, handover=False)
            return done
    except BlockingIOError:
        return BUSY


def _opened(offered: Offered, wanted: Wanted, root: bytes) -> _Handed | Refused:
    try:
        sealed = SealedHandover.unpack(offered.handover)
        found = opened(sealed, wanted.private, wanted.asked.building, root, _is_signed)
    except HandoverError as error:
        return Refused(
            "handover", f"What came as the safety office's answer {error}. Tell the safety office, by telephone."
        )
    if wanted.asked.box and found.bundle.box != wanted.asked.box:
        says = (
            f"The safety office handed over what box {found.bundle.box.hex()[:8]} had, and this box goes on for box "
            f"{wanted.asked.box.hex()[:8]}. Tell the safety office, by telephone."
        )
        return Refused("another-box", says)
    return _Handed(found)


def _laid(offered: Offered, handed: Handover, settings: Settings, now_ms: int) -> Restored | Refused:
    whose, before = expected(settings), box_of(settings)
    if (stranger := whose.why_not(handed.bundle)) is not None:
        return stranger
    contents, brought = whose.with_root(handed.bundle), Brought(offered)
    try:
        what = vouched(brought, handed)
        if isinstance(what, Refused):
            return what
        about = About(contents.building, contents.box, 0, 0, *handed.made, contents.device_key)
        found = Found(settings.restoring / OFFERED, (), None, ())
        building = ByOffice(found, brought, Opened(about, contents, newest=True), what, handed.unread, now_ms, before)
        return build_and_lay(building, settings)
    except CopyError as error:
        return Refused("copy-damaged", f"{error} It is fetched again.")


def _is_signed(signed: Signed) -> bool:
    return verify(signed.key, signed.statement, signed.signature)
