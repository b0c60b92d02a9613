"""Keeps the key that each building named, for which lessons are sealed. Opens nothing, and asks nobody."""

import msgspec

from appliance.core.district.events import NoticesKeyNamed
from appliance.envelope.hybrid import KeyBytesError, PublicKey
from sync.office.store import Store


class _Named(msgspec.Struct, frozen=True, array_like=True, tag="notices-key-of-1"):
    """`number`: of its entry, in the record of `box`."""

    box: bytes
    number: int
    public: bytes


def take(store: Store, building: bytes, box: bytes, number: int, event: NoticesKeyNamed) -> None:
    """Take the key that a building names, in place of the one before. A box may write what it likes: it is believed only about itself."""
    try:
        PublicKey.from_bytes(event.public)
    except KeyBytesError:
        return
    known = _named(store, building)
    if known is None or known.box != box or known.number <= number:
        store.keep_setting(_name(building), msgspec.msgpack.encode(_Named(box, number, event.public)))


def of(store: Store, building: bytes) -> PublicKey | None:
    """Give the key that this building named last; None while it named none."""
    known = _named(store, building)
    return None if known is None else PublicKey.from_bytes(known.public)


def _named(store: Store, building: bytes) -> _Named | None:
    kept = store.setting(_name(building))
    return None if kept is None else msgspec.msgpack.decode(kept, type=_Named)


def _name(building: bytes) -> str:
    return f"notices key of {building.hex()}"
