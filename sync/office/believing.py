"""Keeps whom the office believes: the notices under its own root key, and what they say of receipt keys, revoked boxes and forks. Signs
nothing.
"""

import hashlib
from collections.abc import Iterable

import msgspec

from appliance.envelope.deposit import ForkDecided, ReceiptKeys, Recipient, RevokedBox, Signed
from appliance.envelope.exercise_sets import ExercisesTold, SetTold
from appliance.envelope.format import FormatError
from appliance.envelope.statements import Notice, NoticeType
from sync.office.root import fingerprint, in_groups
from sync.office.store import Store
from sync.transport.checking import is_signed

NOTICES = "notices"  # the setting that lists the notices there are
type Named = tuple[int, bytes, int]  # type, building and version of a notice


class NotOurs(Exception):
    """This is a notice that no building of ours would follow. `str()` says why."""


def read(signed: Signed) -> Notice:
    """Read a notice, whoever signed it. Raises NotOurs."""
    try:
        return Notice.unpack(signed.statement)
    except FormatError as wrong:
        raise NotOurs(f"This {wrong.what}.") from wrong


def checked(signed: Signed, root: bytes) -> Notice:
    """Read a notice under the root key of this fingerprint. Raises NotOurs."""
    notice = read(signed)
    if fingerprint(signed.key) != root:
        raise NotOurs(
            f"This notice is under the root key {in_groups(fingerprint(signed.key))[:19]} …, and this office's is "
            f"{in_groups(root)[:19]} …: no building would follow it."
        )
    if not is_signed(signed):
        raise NotOurs("This notice was changed after it was signed.")
    return notice


def keep(store: Store, signed: Signed, notice: Notice) -> None:
    """Keep a notice. From now on it is believed, unless a newer one of its kind is known."""
    remember(store, [(int(notice.type), notice.building, notice.version)])
    store.run(
        "INSERT OR IGNORE INTO notice (digest, building, type, version, statement, key, signature) VALUES (?, ?, ?, ?, ?, ?, ?)",
        *(*columns(signed, notice), signed.statement, signed.key, signed.signature),
    )


def remember(store: Store, more: Iterable[Named] = ()) -> None:
    """Note which notices there are, apart from the notices themselves: if this disk loses one, no district gives it back."""
    named = _remembered(store)
    if named is None or not named.issuperset(more):
        there = _there(store) if named is None else named
        store.keep_setting(NOTICES, msgspec.msgpack.encode(sorted({*there, *more})))


def lost(store: Store) -> list[Named]:
    """Give the notices that were here and are lost, except those that a newer one of their kind replaced."""
    there, named = _there(store), _remembered(store) or set()
    newest = {(about, building): version for about, building, version in sorted(there | named)}
    return sorted(each for each in named - there if newest[each[:2]] == each[2])


def _remembered(store: Store) -> set[Named] | None:
    kept = store.setting(NOTICES)
    return None if kept is None else set(msgspec.msgpack.decode(kept, type=list[Named]))


def _there(store: Store) -> set[Named]:
    return {
        (about, building, version)
        for about, building, version in store.all("SELECT type, building, version FROM notice")
    }


def columns(signed: Signed, notice: Notice) -> list[bytes | int]:
    """Give the first columns of a notice's row: its digest, and what the notice says it is."""
    digest = hashlib.sha256(signed.key + signed.statement).digest()
    return [digest, notice.building, int(notice.type), notice.version]


def forget_others(store: Store, root: bytes) -> None:
    """Forget all notices that are not under the root key of this fingerprint."""
    for (key,) in store.all("SELECT DISTINCT key FROM notice"):
        if fingerprint(key) != root:
            store.run("DELETE FROM notice WHERE key = ?", key)
    store.keep_setting(NOTICES, msgspec.msgpack.encode(sorted(_there(store))))


def receipt_keys(store: Store) -> frozenset[bytes]:
    """Give the keys whose receipts count; none before the notice is known."""
    newest = _newest(store, NoticeType.RECEIPT_KEYS)
    return frozenset(msgspec.msgpack.decode(newest.body, type=ReceiptKeys)) if newest else frozenset()


def revoked_above(store: Store, box: bytes) -> int | None:
    """Give the number of the last entry of a box that is believed; None for a box that is not revoked."""
    newest = _newest(store, NoticeType.REVOKED)
    revoked = msgspec.msgpack.decode(newest.body, type=tuple[RevokedBox, ...]) if newest else ()
    return min((each.last for each in revoked if each.box == box), default=None)


def decided(store: Store, building: bytes, box: bytes) -> dict[int, bytes]:
    """Give entry number → digest of the history that goes on, for the forks of a box that were decided."""
    newest = _newest(store, NoticeType.FORK_DECIDED, building)
    forks = msgspec.msgpack.decode(newest.body, type=tuple[ForkDecided, ...]) if newest else ()
    return {each.number: each.digest for each in forks if each.box == box}


def recipients(store: Store) -> tuple[Recipient, ...]:
    """Give the recipients of the newest notice: those who may open records."""
    newest = _newest(store, NoticeType.RECIPIENTS)
    return msgspec.msgpack.decode(newest.body, type=tuple[Recipient, ...]) if newest else ()


def lessons_body(store: Store) -> bytes:
    """Give the sealed lessons of the newest notice (`appliance.envelope.sealed_lessons`); empty where nothing was told yet."""
    newest = _newest(store, NoticeType.LESSONS)
    return newest.body if newest else b""


def exercises_told(store: Store) -> tuple[SetTold, ...]:
    """Give the sets of exercises of the newest notice; none where nothing was assigned yet."""
    newest = _newest(store, NoticeType.EXERCISES)
    return msgspec.msgpack.decode(newest.body, type=ExercisesTold) if newest else ()


def recovery_recipients(store: Store) -> tuple[Recipient, ...]:
    """Give the recipients that open and sign nothing: keys that lie offline for the day when a box or all other keys are lost."""
    return tuple(each for each in recipients(store) if not each.signing)


def to_give_again(store: Store) -> list[Signed]:
    """Give the newest notice of each kind except decided forks, oldest first. A decision waits until the district names its fork again:
    before that, sending it again changes nothing.
    """
    rows = store.all(
        "SELECT statement, key, signature, max(version) FROM notice WHERE type != ? GROUP BY type, building ORDER BY version",
        int(NoticeType.FORK_DECIDED),
    )
    return [Signed(*row[:3]) for row in rows]


def _newest(store: Store, about: NoticeType, building: bytes | None = None) -> Notice | None:
    rows = store.all(
        "SELECT digest, statement, key FROM notice WHERE type = ? AND (? IS NULL OR building = ?) ORDER BY version DESC",
        *(int(about), building, building),
    )
    for digest, statement, key in rows:
        if hashlib.sha256(key + statement).digest() == digest:
            return Notice.unpack(statement)
        store.is_damaged = True
    return None
