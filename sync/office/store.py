"""Keeps what the office collected, in one SQLite file: entries as they were sealed, all other content sealed by the store's key.

    with store.writing():
        store.run("INSERT …")

Knows tables and sealing; other modules know what an entry means.
"""

import contextlib
import enum
import hashlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from sync.office import kinds
from sync.office.damage import code, is_damage
from sync.office.holder import says_holder
from sync.office.keyring import Keyring
from sync.office.tables import prepare
from sync.transport.line import printable

BUSY_WAIT_S = 30.0  # another command of the same office writes a page in far less than a second
NONCE_LEN = 12
NUMBER_MAX = 2**63 - 1  # SQLite's largest integer; a liar's numbers may go up to 2^64
TAG_LEN = 16  # 128 bits: the numbers of all incidents of a district never collide


ACKNOWLEDGED = "acknowledged "  # the beginning of a setting's name; then the name of a doubt
MEND = "What is damaged is left out, and collected again: handbell office verify, then handbell office collect"


class StoreError(Exception):
    """The store cannot be used. `str()` says what to do."""


class Damaged(StoreError):
    """Something in the store is not as it was written."""


class Kind(enum.StrEnum):
    """What a doubt is about."""

    GARBLED = "garbled"
    ELSEWHERE = "elsewhere"
    CHAIN = "chain"
    FORK = "fork"
    RUN = "run"
    RECEIPT = "receipt"
    WRAP = "wrap"
    CONTENT = "content"


class Acknowledged(msgspec.Struct, frozen=True, array_like=True, tag="acknowledged-1"):
    """What a person said when they looked into a doubt: when, and what they found. `further`: how far the doubt went then; None for a doubt
    known by its words. `by`: the user whose passphrase it was; empty where there are no users. `place`: where the doubt stood; None where
    that was not noted yet.
    """

    at_ms: int
    reason: str
    further: int | None
    by: str = ""
    place: tuple[bytes, bytes, int, str] | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that is not as it should be. `box` is empty and `number` 0 where it is about no entry.

    The words of some doubts change though nothing new is wrong. Then `about` says what stays the same, and `further` how far it goes now:
    only more of it is news. Without `about`, the words themselves identify the doubt. `name` and `acknowledged` are for `acknowledging`;
    `whose`, the building's name, is for people.
    """

    building: bytes
    box: bytes
    number: int
    kind: str
    says: str
    about: str = ""
    further: int = 0
    whose: str = ""
    name: str = ""
    acknowledged: Acknowledged | None = None

    def __str__(self) -> str:
        whose = "" if self.says.startswith(self.whose) else f"{self.whose}: "  # the words name only a box or a receipt
        return f"{self.kind.upper()}  {whose}{self.says}"

    @property
    def place(self) -> tuple[bytes, bytes, int, str]:
        """Where it stands. An impossible number stands at the nearest possible one."""
        return self.building, self.box, min(max(self.number, 0), NUMBER_MAX), self.kind


class Store:
    """The opened file. Made by `open`."""

    def __init__(self, db: sqlite3.Connection, keyring: Keyring, path: Path) -> None:
        self._db = db
        self.path = path
        self._cipher = ChaCha20Poly1305(keyring.store)
        self._tags = keyring.tags
        self.is_damaged = False

    @classmethod
    @contextmanager
    def open(cls, path: Path, keyring: Keyring) -> Iterator["Store"]:
        """Open the store; make it, mode 0600, where it is missing. Raises StoreError."""
        try:
            _make(path)
            db = connected(path)
        except (OSError, sqlite3.Error) as wrong:
            raise StoreError(f"{path} cannot be opened ({wrong}).") from wrong
        try:
            prepare(db)
            yield cls(db, keyring, path)
        except sqlite3.DatabaseError as wrong:
            raise trouble(path, wrong) from wrong
        except UnicodeDecodeError as wrong:  # the file's own schema is damaged
            raise Damaged(f"{path} cannot be used ({printable(str(wrong))}). {MEND}") from wrong
        finally:
            db.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Run one transaction: all of it is on the disk, or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def run(self, sql: str, *values: object) -> int:
        """Run a statement. Give how many rows it changed."""
        return self._db.execute(sql, values).rowcount

    def all(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Give every row."""
        return list(self.each(sql, *values))

    def each(self, sql: str, *values: object) -> Iterator[tuple[Any, ...]]:
        """Give every row, one after the other. Left out are damaged rows, in which a column holds what no column of its name can hold."""
        cursor = self._db.execute(sql, values)
        names = [column[0] for column in cursor.description]
        for row in cursor:
            if kinds.fit(names, row):
                yield row
            else:
                self.is_damaged = True

    def one(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        """Give the first row."""
        return next(self.each(sql, *values), None)

    # ---- sealing

    def seal(self, plaintext: bytes, *place: bytes) -> bytes:
        """Seal for this place alone: moved to another row, it does not open."""
        nonce = os.urandom(NONCE_LEN)
        return nonce + self._cipher.encrypt(nonce, plaintext, b"|".join(place))

    def unseal(self, sealed: bytes, *place: bytes) -> bytes:
        """Open what was sealed for this place. Raises Damaged where it was changed, cut, moved, or sealed by another store's key."""
        nonce = sealed[:NONCE_LEN].ljust(NONCE_LEN)
        try:
            return self._cipher.decrypt(nonce, sealed[NONCE_LEN:], b"|".join(place))
        except InvalidTag:
            raise Damaged(f"Something in the office's store was changed, or belongs to other keys. {MEND}") from None

    def unsealed(self, sealed: bytes, *place: bytes) -> bytes | None:
        """Open what was sealed; None where it is damaged. Then `is_damaged` is set, and the rest can still be read."""
        try:
            return self.unseal(sealed, *place)
        except Damaged:
            self.is_damaged = True
            return None

    def tag(self, *parts: bytes) -> bytes:
        """Give what stands in the index instead of these parts."""
        return hashlib.blake2b(
            b"|".join(parts), key=self._tags, digest_size=TAG_LEN, person=b"handbell office"
        ).digest()

    # ---- settings and doubts

    def setting(self, name: str) -> bytes | None:
        """Give what was kept under this name; None where there is nothing, or it is damaged."""
        row = self.one("SELECT sealed FROM setting WHERE name = ?", name)
        return None if row is None else self.unsealed(row[0], b"setting", name.encode())

    def keep_setting(self, name: str, value: bytes) -> None:
        """Keep a value under this name, in place of an earlier one."""
        sealed = self.seal(value, b"setting", name.encode())
        self.run("INSERT OR REPLACE INTO setting (name, sealed) VALUES (?, ?)", name, sealed)

    def doubt(self, doubt: Doubt, now_ms: int) -> None:
        """Name a doubt, once."""
        place = doubt.place
        row = (*place, self.seal(doubt.says.encode(), *place_of_doubt(*place)), now_ms)
        columns = "INTO doubt (building, box, number, kind, sealed, found_ms) VALUES (?, ?, ?, ?, ?, ?)"
        if not self.run(f"INSERT OR IGNORE {columns}", *row) and self._is_news(doubt):
            self.run(f"INSERT OR REPLACE {columns}", *row)

    def acknowledged(self, doubt: Doubt) -> Acknowledged | None:
        """Give what a person said of a doubt; None where nobody looked into it, or it goes further now than it did then."""
        kept = self.setting(ACKNOWLEDGED + self.name_of(doubt))
        said = None if kept is None else msgspec.msgpack.decode(kept, type=Acknowledged)
        return said if said is not None and doubt.further <= (said.further or 0) else None

    def name_of(self, doubt: Doubt) -> str:
        """Give the name that tells a doubt from others. It stays the same as long as the doubt is about the same."""
        where = doubt.building, doubt.box, doubt.kind.encode()
        what = (b"about", doubt.about.encode()) if doubt.about else (str(doubt.number).encode(), doubt.says.encode())
        return self.tag(b"doubt", *where, *what).hex()

    def _is_news(self, doubt: Doubt) -> bool:
        """Whether a doubt may replace the one named at its place: only when a person has looked into that one and not into this one."""
        place = doubt.place
        row = self.one("SELECT sealed FROM doubt WHERE building = ? AND box = ? AND number = ? AND kind = ?", *place)
        says = None if row is None else self.unsealed(row[0], *place_of_doubt(*place))
        named = None if says is None else replace(doubt, number=place[2], says=says.decode())
        new = replace(doubt, number=place[2])
        return named not in {None, new} and self.acknowledged(named) is not None and self.acknowledged(new) is None

    def doubts(self) -> Sequence[Doubt]:
        """Give the doubts named so far, by building and number."""
        rows = self.all("SELECT building, box, number, kind, sealed FROM doubt ORDER BY building, box, number, kind")
        return [
            Doubt(building, box, number, kind, says.decode())
            for building, box, number, kind, sealed in rows
            if (says := self.unsealed(sealed, *place_of_doubt(building, box, number, kind))) is not None
        ]


def _make(path: Path) -> None:
    """Make the file only if it is missing: closing a file here would end every lock that SQLite has on it in this process."""
    if not path.exists():
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))


def connected(path: Path) -> sqlite3.Connection:
    """Connect without looking at the file yet. Raises sqlite3.Error."""
    db = sqlite3.connect(path, timeout=BUSY_WAIT_S, isolation_level=None)
    db.text_factory = _text
    return db


def is_for_now(wrong: sqlite3.Error) -> bool:
    """Whether the same may work in a while: another command writes for long, as `verify` does, or the disk is full."""
    return code(wrong) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL}


def for_now(wrong: sqlite3.Error, path: Path) -> str:
    """Give what a command that goes on says of it (`is_for_now`): who writes, or what is full, and what to do."""
    begins = f"This office's store takes nothing at the moment ({path}: {printable(str(wrong))})."
    if code(wrong) == sqlite3.SQLITE_FULL:
        return f"{begins} Make room on its disk. It is tried again."
    return f"{begins}{says_holder(path) or ' Another command of this office writes to it.'} Wait until that has ended. It is tried again."


def is_in_it(wrong: sqlite3.Error) -> bool:
    """Whether something in the file is damaged or does not fit, while the rest can be used."""
    return code(wrong) in {sqlite3.SQLITE_OK, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_CONSTRAINT}


def trouble(path: Path, wrong: sqlite3.DatabaseError) -> StoreError:
    """Turn an error of SQLite into one that says what to do."""
    why = printable(str(wrong))
    if is_damage(wrong, path):
        return Damaged(f"{path} cannot be used ({why}). {MEND}")
    if code(wrong) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        says = (
            f"Another command of this office has written to {path} for {BUSY_WAIT_S:.0f} s ({why}).{says_holder(path)}"
        )
        return StoreError(f"{says} Wait until it has ended, and try again.")
    return StoreError(f"{path} cannot be used at the moment ({why}). See to its disk and who owns it, and try again.")


def place_of_doubt(building: bytes, box: bytes, number: int, kind: str) -> tuple[bytes, ...]:
    """Give the place for which the words of a doubt are sealed."""
    return b"doubt", building, box, number.to_bytes(8), kind.encode()


def _text(data: bytes) -> str:
    """Read text even from a damaged row: the reader sees that it is not ours."""
    return data.decode(errors="replace")
