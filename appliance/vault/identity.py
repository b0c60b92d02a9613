"""Opens what makes this box this box: ids, device key, key of look-up tags and rank. Reads lost parts from the record or makes them anew.

    folder 0700 · device.key 32 · building.id 16 · box.id 16 · local.key 32 · rank in digits · parents.id n × 16     all files 0600

`parents.id` are the boxes this one stands in for, the newest first: their record goes on here, their device keys are lost.
`local.key.new` is a mark: the local key was lost, and what the earlier key tagged has not been made anew yet.
"""

import logging
import os
from collections.abc import Callable
from pathlib import Path

from appliance.api.discreet import Discreet
from appliance.vault import files
from appliance.vault.errors import VaultError
from appliance.vault.kinds import ID_LEN, KEY_LEN, OWN, rank_in
from appliance.vault.mended import Mended
from appliance.vault.pairs import Pairs

DEVICE_KEY, BUILDING_ID, BOX_ID, LOCAL_KEY, RANK, PARENTS = (
    "device.key",
    "building.id",
    "box.id",
    "local.key",
    "rank",
    "parents.id",
)
LOCAL_IS_NEW = "local.key.new"
PARENTS_MAX = 8  # a box that lost its device key more often than that must be replaced

type FromRecord = Callable[[], tuple[bytes, bytes] | None]
"""Building and box (16 bytes each) as the newest entry of the record names them; None if there is no record."""


log = logging.getLogger("handbell.vault")


class Identity(Discreet, frozen=True):
    """All parts of the identity; `parents` newest first. Prints no key."""

    building: bytes
    box: bytes
    device_key: bytes
    local_key: bytes
    rank: int
    parents: tuple[bytes, ...]
    local_key_is_new: bool
    mended: tuple[Mended, ...]

    def __repr__(self) -> str:
        return f"Identity(box={self.box.hex()})"


def open_identity(pairs: Pairs, from_record: FromRecord | None, *, read_before: bool) -> Identity:
    """Find everything, or make it. `read_before`: there are reading keys, so this is no first start. Raises VaultError."""
    return _Opening(pairs, from_record, read_before=read_before).opened()


class _Opening:
    """One opening. It writes device.key last, so that after a power cut during a first start the next one is again a first start."""

    def __init__(self, pairs: Pairs, from_record: FromRecord | None, *, read_before: bool) -> None:
        self._pairs = pairs
        self._from_record = from_record
        self._asked = False
        self._recorded: tuple[bytes, bytes] | None = None
        verdicts = pairs.opened(OWN_NAMES)
        self._found = {name: verdict.content for name, verdict in verdicts.items()}
        self._mended = list(pairs.mended)
        for name, done in ((RANK, _RANK_LOST), (PARENTS, _PARENTS_LOST)):
            if verdicts[name].lost:
                self._lost(name, done)
        self._started_before = read_before or self._was_there(DEVICE_KEY)

    def opened(self) -> Identity:
        stands_in = self._found[DEVICE_KEY] is None and (self._started_before or self._record() is not None)
        self._started_before |= stands_in
        building = self._id(BUILDING_ID)
        parents = self._parents()
        if stands_in:
            parents = self._begin_to_stand_in(parents)
        box = self._id(BOX_ID)
        local, is_new = self._local_key()
        return Identity(
            building=building,
            box=box,
            local_key=local,
            device_key=self._found[DEVICE_KEY] or self._make(DEVICE_KEY, KEY_LEN),
            rank=rank_in(self._found[RANK] or b""),
            parents=parents,
            local_key_is_new=is_new,
            mended=tuple(self._mended),
        )

    def _was_there(self, name: str) -> bool:
        return any(path.exists() for path in (self._pairs.where(name), self._pairs.copy_at(name)))

    def _record(self) -> tuple[bytes, bytes] | None:
        if not self._asked and self._from_record is not None:
            self._recorded = self._from_record()
        self._asked = True
        return self._recorded

    def _id(self, name: str) -> bytes:
        found = self._found[name]
        if found is not None:
            return found
        recorded = self._record() if self._started_before else None
        if recorded is None:
            if self._started_before:
                self._lost(
                    name,
                    "It was made anew: this box is another one for the district. Tell the district's administrator.",
                )
            return self._make(name, ID_LEN)
        read = recorded[0] if name == BUILDING_ID else recorded[1]
        self._write(name, read)
        self._mended.append(
            Mended(name, "was lost with its second copy", "It was read back from the record; nothing is lost.")
        )
        return read

    def _parents(self) -> tuple[bytes, ...]:
        kept = self._found[PARENTS] or b""
        return tuple(kept[at : at + ID_LEN] for at in range(0, len(kept), ID_LEN))

    def _begin_to_stand_in(self, parents: tuple[bytes, ...]) -> tuple[bytes, ...]:
        """Write first which box it stands in for, then another box id, and the device key last: after an interruption it begins here
        again.

        The newest entry says which box kept the record last. An id that was only just made, and under which nothing was written, is no
        parent.
        """
        recorded = self._record()
        parent = recorded[1] if recorded is not None else None if parents else self._found[BOX_ID]
        if parent is not None and parent not in parents[:1]:
            parents = (parent, *parents)[:PARENTS_MAX]
            self._write(PARENTS, b"".join(parents))
        whose = f"box {parents[0].hex()}" if parents else "a box that nothing here names any more"
        self._lost(DEVICE_KEY, f"This box made itself another key and id, and stands in for {whose}. {STAND_IN}")
        self._found[BOX_ID] = self._make(BOX_ID, ID_LEN)
        return parents

    def _local_key(self) -> tuple[bytes, bool]:
        mark = self._pairs.where(LOCAL_IS_NEW)
        found = self._found[LOCAL_KEY]
        if found is not None:
            return found, mark.exists()
        if self._started_before and self._pairs.mends:
            self._lost(
                LOCAL_KEY, "It was made anew, and the tables that need it are built again from the record.", lost=False
            )
            self._mark(mark)
        return self._make(LOCAL_KEY, KEY_LEN), self._started_before

    def _mark(self, mark: Path) -> None:
        try:
            files.write(mark, b"")
        except (
            VaultError
        ) as error:  # the same disk will not have taken the key either: the next start begins here again
            log.warning("the mark of a new local key could not be kept: %s", error)

    def _make(self, name: str, length: int) -> bytes:
        made = os.urandom(length)
        self._write(name, made)
        return made

    def _write(self, name: str, content: bytes) -> None:
        if not self._pairs.mends:
            raise VaultError("is lost, with its second copy", self._pairs.where(name), _START)
        try:
            self._pairs.make_anew(name, content)
        except VaultError as error:
            if not self._started_before:
                raise
            said = "It is used until the next start, and kept once the disk takes it. Tell district IT."
            self._mended.append(Mended(name, f"could not be kept ({error.what})", said, lost=True))

    def _lost(self, name: str, done: str, *, lost: bool = True) -> None:
        self._mended.append(Mended(name, "was lost with its second copy", done, lost=lost))


OWN_NAMES = tuple(name for name in OWN if name in {DEVICE_KEY, BUILDING_ID, BOX_ID, LOCAL_KEY, RANK, PARENTS})
STAND_IN = (
    "Calls go on, and nothing is lost: its entries stay in this box until the district takes it in that box's place."
    " Tell the district's administrator both."
)
_RANK_LOST = "It is counted on from the record."
_PARENTS_LOST = "Which box this one stands in for, the record of the district's administrator says. Tell them."
_START = "Start the alert daemon: it makes it anew, and says what else is to be done."
