"""Keeps which box follows on which, and after which entry: believed by what the former box and its key signed, not by the district. Opens
nothing.
"""

import msgspec

from appliance.envelope.format import FormatError
from appliance.envelope.statements import Succession, SuccessionKey
from sync.office import believing
from sync.office.store import Doubt, Kind, Store
from sync.protocol import BoxListed, Follows
from sync.transport.checking import is_signed

_NAME = "follows "  # the beginning of a setting's name; then the new box's id in hex


def take(store: Store, building: bytes, listed: BoxListed, now_ms: int) -> None:
    """Take what the district says that a box follows on. The first proven one stays, because a box follows on only one."""
    if listed.follows is None or of(store, listed.box) is not None:
        return
    wrong = _wrong(store, building, listed, listed.follows)
    if not wrong:
        store.keep_setting(_NAME + listed.box.hex(), msgspec.msgpack.encode(listed.follows))
        return
    says = f"The district says that box {listed.box.hex()[:8]} follows on another one, and {wrong}. It is read as a box of its own."
    store.doubt(Doubt(building, listed.box, 0, Kind.RUN, says), now_ms)


def of(store: Store, box: bytes) -> Follows | None:
    """Give the proof that a box follows on another; None for a box that began by itself."""
    kept = store.setting(_NAME + box.hex())
    return None if kept is None else msgspec.msgpack.decode(kept, type=Follows)


def parent(store: Store, box: bytes) -> Succession | None:
    """Give which box it follows on, and after which entry."""
    found = of(store, box)
    return None if found is None else Succession.unpack(found.proof.statement)


def heirs(store: Store, building: bytes, former: bytes) -> list[Succession]:
    """Give the boxes that follow on this one, by number and id."""
    boxes = store.all("SELECT box FROM box WHERE building = ? AND box != ?", building, former)
    found = [said for (box,) in boxes if (said := parent(store, box)) is not None and said.former_box == former]
    return sorted(found, key=lambda said: (said.number, said.new_box))


def chosen(store: Store, said: Succession, decided: dict[int, bytes]) -> bool:
    """Whether the office decided for this heir, by the digest of its first entry."""
    digest = decided.get(said.number + 1)
    return digest is not None and _has(store, said.new_box, said.number + 1, digest)


def own(store: Store, building: bytes, box: bytes) -> dict[int, bytes]:
    """Give what was decided about a box's own entries. A decision that chose one of its heirs is left out: it names no
    entry of this box.
    """
    decided = believing.decided(store, building, box)
    if not decided:
        return decided
    others = {said.number + 1 for said in heirs(store, building, box) if chosen(store, said, decided)}
    return {number: digest for number, digest in decided.items() if number not in others}


def _wrong(store: Store, building: bytes, listed: BoxListed, follows: Follows) -> str:
    try:
        said, named = Succession.unpack(follows.proof.statement), SuccessionKey.unpack(follows.named.statement)
    except FormatError:
        return "shows no proof of it"
    former = store.one("SELECT building, device_key, listed_key FROM box WHERE box = ?", said.former_box)
    if said.building != building or former is None or former[0] != building:
        return "the proof is about another building"
    if (said.new_box, said.new_device_key) != (listed.box, listed.device_key):
        return "the proof is about another box"
    if (named.building, named.box, named.public) != (building, said.former_box, follows.proof.key):
        return "the key it was signed by is not the one that the former box named"
    if follows.named.key != (former[1] or former[2]) or not is_signed(follows.named):
        return "the former box did not name that key"
    return "" if is_signed(follows.proof) else "its signature does not hold"


def _has(store: Store, box: bytes, number: int, digest: bytes) -> bool:
    at = (box, number, digest)
    return store.one("SELECT 1 FROM entry WHERE box = ? AND number = ? AND digest = ?", *at) is not None
