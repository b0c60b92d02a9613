"""Wraps every data key for the office's newest key, in pieces: killed at any moment, it goes on where it was. Opens no entry.

A yearly rotation makes a key, has the root name it, wraps the old data keys for it, and destroys the old key. Buildings wrap new data keys
themselves.
"""

from typing import NamedTuple

from appliance.envelope.deposit import Wrap
from appliance.envelope.format import wrap_info
from appliance.envelope.hybrid import PublicKey
from appliance.envelope.seal import DataKey, wrap
from sync.office.keyring import Keyring
from sync.office.line import OfficeLine, answered
from sync.office.opening import Opener
from sync.office.store import Store
from sync.protocol import WrapsAdded

AT_ONCE = 500  # wraps in one request: 0.6 MB, and a twentieth of a second's work


class _Old(NamedTuple):
    building: bytes
    stream: bytes
    key_no: int
    number: int
    epoch: bytes


class Rotation:
    """Wraps data keys for the newest key of the ring."""

    def __init__(self, store: Store, keyring: Keyring) -> None:
        self._store = store
        self._opener = Opener(store, keyring)
        self._to = keyring.newest.opening.public

    def missing(self) -> int:
        """Count the data keys that we have not wrapped for the newest key."""
        row = self._store.one("SELECT count(*) FROM data_key WHERE wrapped_for != ?", self._to.fingerprint)
        return 0 if row is None else int(row[0])

    async def go_on(self, line: OfficeLine) -> int:
        """Wrap the next piece. Give how many, 0 when all is done. Raises Unreachable, Refused.

        A piece is noted after the district said that it has it. A piece that is sent twice only makes another wrap of the same key, which
        harms nothing.
        """
        old = self._next()
        if not old:
            return 0
        wraps = [made for each in old if (made := self._wrapped(each)) is not None]
        answered(await line.add_wraps(WrapsAdded(old[0].building, tuple(wraps))))
        with self._store.writing():
            for each in old:
                self._store.run(
                    "UPDATE data_key SET wrapped_for = ? WHERE building = ? AND stream = ? AND key_no = ?",
                    *(self._to.fingerprint, each.building, each.stream, each.key_no),
                )
        return len(old)

    def _next(self) -> list[_Old]:
        """Give the next data keys to wrap, all of one building."""
        rows = self._store.all(
            "SELECT building, stream, key_no, number, epoch FROM data_key WHERE wrapped_for != ?"
            " ORDER BY building, stream, key_no LIMIT ?",
            *(self._to.fingerprint, AT_ONCE),
        )
        return [_Old(*row) for row in rows if row[0] == rows[0][0]]

    def _wrapped(self, old: _Old) -> Wrap | None:
        key = self._opener.key(old.building, old.stream, old.key_no)
        return None if key is None else wrapped(old.building, old.epoch, old.number, key, self._to)


def wrapped(building: bytes, epoch: bytes, number: int, key: DataKey, to: PublicKey) -> Wrap:
    """Wrap a data key for another reader, in the place of key entry `number`."""
    info = wrap_info(building, epoch, key.stream, key.key_no, key.klass, to.fingerprint)
    return Wrap(number, key.stream, key.key_no, to.fingerprint, wrap(key.raw, to, info))
