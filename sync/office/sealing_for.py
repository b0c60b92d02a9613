"""Keeps for whom each building seals, as its own record shows: the newest notice of recipients that it took. Opens nothing, and asks
nobody.
"""

from typing import NamedTuple

import msgspec

from appliance.core.district.events import NoticeTaken
from appliance.envelope.deposit import Recipient
from appliance.envelope.format import UNREADABLE, FormatError
from appliance.envelope.hybrid import fingerprint
from appliance.envelope.statements import Notice, NoticeType
from sync.office.store import Store


class _Known(msgspec.Struct, frozen=True, array_like=True, tag="recipients-of-1"):
    version: int
    recipients: tuple[bytes, ...]


class Still(NamedTuple):
    """Buildings whose record shows that they seal for a key, and buildings whose record does not say."""

    sealing: list[bytes]
    not_known: list[bytes]


def take(store: Store, building: bytes, event: NoticeTaken) -> None:
    """Take what a building says it took, in place of what it said before."""
    try:
        notice = Notice.unpack(event.statement)
        if notice.type is not NoticeType.RECIPIENTS:
            return
        named = msgspec.msgpack.decode(notice.body, type=tuple[Recipient, ...])
    except (FormatError, *UNREADABLE):
        return  # a box may write what it likes: it is believed only about itself
    known = _known(store, building)
    if known is None or known.version <= notice.version:
        recipients = tuple(fingerprint(each.public) for each in named)
        store.keep_setting(_name(building), msgspec.msgpack.encode(_Known(notice.version, recipients)))


def still(store: Store, key: bytes) -> Still:
    """Find the buildings that seal for the key of this fingerprint, among all that ever wrote anything."""
    found = Still([], [])
    for (building,) in store.all("SELECT DISTINCT building FROM box WHERE number > 0 ORDER BY building"):
        known = _known(store, building)
        if known is None:
            found.not_known.append(building)
        elif key in known.recipients:
            found.sealing.append(building)
    return found


def _known(store: Store, building: bytes) -> _Known | None:
    kept = store.setting(_name(building))
    return None if kept is None else msgspec.msgpack.decode(kept, type=_Known)


def _name(building: bytes) -> str:
    return f"recipients of {building.hex()}"
