"""Keeps under which root key notices are taken: the key of the first notice, until whoever has the server's machine names another.

The server needs it only to believe which fork was decided; buildings and office have the fingerprint themselves.
"""

from hashlib import sha256

from appliance.envelope.deposit import Refused
from sync.district.store import Sql
from sync.district.tables import audit
from sync.protocol import Kept

KEY = "root"  # a name in the table `setting`: the key itself, once a notice under it has come
FINGERPRINT = "root fingerprint"  # the SHA-256 of the key that is expected


def fingerprint(sql: Sql) -> bytes:
    """Give the SHA-256 of the root key whose notices are taken; empty while any key is."""
    key = _setting(sql, KEY)
    return sha256(key).digest() if key else _setting(sql, FINGERPRINT)


def takes(sql: Sql, key: bytes) -> bool:
    """Whether notices under this root key are taken. The first allowed key is kept from then on."""
    known = _setting(sql, KEY)
    if known:
        return known == key
    if _setting(sql, FINGERPRINT) not in {b"", sha256(key).digest()}:
        return False
    _keep(sql, KEY, key)
    return True


def replace(sql: Sql, new: bytes, instead_of: bytes, now_ms: int) -> Kept | Refused:
    """Take notices under the root key with this fingerprint, and no longer under the earlier one; its notices are no longer given out."""
    known = fingerprint(sql)
    if known == new:
        return Kept()
    if known != instead_of:
        whose = f"the root key {known.hex()}" if known else "no root key yet: the first notice says which"
        return Refused("other-root", f"This server takes notices under {whose}. Name that one with --instead-of.")
    key = _setting(sql, KEY)
    if key:
        sql.run("DELETE FROM notice WHERE key = ?", key)
    for name in (KEY, FINGERPRINT):
        sql.run("DELETE FROM setting WHERE name = ?", name)
    _keep(sql, FINGERPRINT, new)
    audit.add(sql, now_ms, "this machine", "root key replaced", f"{new.hex()} instead of {known.hex() or 'none'}")
    return Kept()


def _keep(sql: Sql, name: str, value: bytes) -> None:
    sql.run("INSERT INTO setting (name, value) VALUES (?, ?)", name, value)


def _setting(sql: Sql, name: str) -> bytes:
    row = sql.one("SELECT value FROM setting WHERE name = ?", name)
    return b"" if row is None else bytes(row[0])
