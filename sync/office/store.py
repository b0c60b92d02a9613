"""What the office collected, in one SQLite file: entries as they were sealed, all else that says something sealed by the store's key.

    with store.writing():
        store.run("INSERT …")

Knows tables and sealing; what an entry means is for others.
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

BUSY_WAIT_S = 30.0  # another command of the same office writes a page in well under a second
NONCE_LEN = 12
NUMBER_MAX = 2**63 - 1  # SQLite's largest integer; a liar's numbers go up to 2^64
TAG_LEN = 16  # 128 bits: numbers of all incidents of a district never collide


ACKNOWLEDGED = "acknowledged "  # of a setting; then the name of a doubt
MEND = "What is damaged is left out, and collected again: handbell office verify, then handbell office collect"


class StoreError(Exception):
    """The store cannot be used. `str()` says what to do."""


class Damaged(StoreError):
    """Something in it is not as it was written."""


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
    """A person looked into a doubt: when, and what they found. `further`: how far it went then; None for one that its words name. `by`:
    the user whose passphrase it was; empty where there are none. `place`: where the doubt stood; None where that was not noted yet.
    """

    at_ms: int
    reason: str
    further: int | None
    by: str = ""
    place: tuple[bytes, bytes, int, str] | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that is not as it should be. `box` empty and `number` 0 where it is about no entry.

    `about`: where its words change though nothing new is wrong, what stays the same of it; `further`: how far it goes then, and more
    of it is news. Without it the words are what it is about. `name` and `acknowledged` are for `acknowledging`, and `whose`, the
    building's name, is for people.
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
        whose = "" if self.says.startswith(self.whose) else f"{self.whose}: "  # words that have only a box or a receipt
        return f"{self.kind.upper()}  {whose}{self.says}"

    @property
    def place(self) -> tuple[bytes, bytes, int, str]:
        """Where it stands. A number that nothing counts to stands as the nearest that something does."""
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
        """Made where it is missing, 0600. Raises StoreError."""
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
        except UnicodeDecodeError as wrong:  # of the file's own schema
            raise Damaged(f"{path} cannot be used ({printable(str(wrong))}). {MEND}") from wrong
        finally:
            db.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: all of it is on the disk, or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def run(self, sql: str, *values: object) -> int:
        """A statement; how many rows it changed."""
        return self._db.execute(sql, values).rowcount

    def all(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Every row."""
        return list(self.each(sql, *values))

    def each(self, sql: str, *values: object) -> Iterator[tuple[Any, ...]]:
        """Every row, one after the other; but for those with something in a column that none of its name holds: they rotted."""
        cursor = self._db.execute(sql, values)
        names = [column[0] for column in cursor.description]
        for row in cursor:
            if kinds.fit(names, row):
                yield row
            else:
                self.is_damaged = True

    def one(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        """The first row."""
        return next(self.each(sql, *values), None)

    # ---- sealing

    def seal(self, plaintext: bytes, *place: bytes) -> bytes:
        """For this place alone: moved to another row, it does not open."""
        nonce = os.urandom(NONCE_LEN)
        return nonce + self._cipher.encrypt(nonce, plaintext, b"|".join(place))

    def unseal(self, sealed: bytes, *place: bytes) -> bytes:
        """Raises Damaged where it was changed, cut, moved, or sealed by another store's key."""
        nonce = sealed[:NONCE_LEN].ljust(NONCE_LEN)
        try:
            return self._cipher.decrypt(nonce, sealed[NONCE_LEN:], b"|".join(place))
        except InvalidTag:
            raise Damaged(f"Something in the office's store was changed, or belongs to other keys. {MEND}") from None

    def unsealed(self, sealed: bytes, *place: bytes) -> bytes | None:
        """None for what is damaged: the rest is read all the same, and `is_damaged` from then on."""
        try:
            return self.unseal(sealed, *place)
        except Damaged:
            self.is_damaged = True
            return None

    def tag(self, *parts: bytes) -> bytes:
        """What stands in the index instead of these."""
        return hashlib.blake2b(
            b"|".join(parts), key=self._tags, digest_size=TAG_LEN, person=b"handbell office"
        ).digest()

    # ---- settings and doubts

    def setting(self, name: str) -> bytes | None:
        """What was kept under this name, and is not damaged."""
        row = self.one("SELECT sealed FROM setting WHERE name = ?", name)
        return None if row is None else self.unsealed(row[0], b"setting", name.encode())

    def keep_setting(self, name: str, value: bytes) -> None:
        """In place of what was there."""
        sealed = self.seal(value, b"setting", name.encode())
        self.run("INSERT OR REPLACE INTO setting (name, sealed) VALUES (?, ?)", name, sealed)

    def doubt(self, doubt: Doubt, now_ms: int) -> None:
        """Name it, once."""
        place = doubt.place
        row = (*place, self.seal(doubt.says.encode(), *place_of_doubt(*place)), now_ms)
        columns = "INTO doubt (building, box, number, kind, sealed, found_ms) VALUES (?, ?, ?, ?, ?, ?)"
        if not self.run(f"INSERT OR IGNORE {columns}", *row) and self._is_news(doubt):
            self.run(f"INSERT OR REPLACE {columns}", *row)

    def acknowledged(self, doubt: Doubt) -> Acknowledged | None:
        """What a person said of it; None for one that nobody looked into, or that goes further than it did then."""
        kept = self.setting(ACKNOWLEDGED + self.name_of(doubt))
        said = None if kept is None else msgspec.msgpack.decode(kept, type=Acknowledged)
        return said if said is not None and doubt.further <= (said.further or 0) else None

    def name_of(self, doubt: Doubt) -> str:
        """What tells it from others, and is the same as long as it is about the same."""
        where = doubt.building, doubt.box, doubt.kind.encode()
        what = (b"about", doubt.about.encode()) if doubt.about else (str(doubt.number).encode(), doubt.says.encode())
        return self.tag(b"doubt", *where, *what).hex()

    def _is_news(self, doubt: Doubt) -> bool:
        """Of one place one is named, until that one was looked into: then it keeps no other away."""
        place = doubt.place
        row = self.one("SELECT sealed FROM doubt WHERE building = ? AND box = ? AND number = ? AND kind = ?", *place)
        says = None if row is None else self.unsealed(row[0], *place_of_doubt(*place))
        named = None if says is None else replace(doubt, number=place[2], says=says.decode())
        new = replace(doubt, number=place[2])
        return named not in {None, new} and self.acknowledged(named) is not None and self.acknowledged(new) is None

    def doubts(self) -> Sequence[Doubt]:
        """What was named so far, by building and number."""
        rows = self.all("SELECT building, box, number, kind, sealed FROM doubt ORDER BY building, box, number, kind")
        return [
            Doubt(building, box, number, kind, says.decode())
            for building, box, number, kind, sealed in rows
            if (says := self.unsealed(sealed, *place_of_doubt(building, box, number, kind))) is not None
        ]


def _make(path: Path) -> None:
    """Where it is missing alone: to close a file here ends every lock on it that SQLite has in this process."""
    if not path.exists():
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))


def connected(path: Path) -> sqlite3.Connection:
    """Without a look at the file yet. Raises sqlite3.Error."""
    db = sqlite3.connect(path, timeout=BUSY_WAIT_S, isolation_level=None)
    db.text_factory = _text
    return db


def is_for_now(wrong: sqlite3.Error) -> bool:
    """Whether the same may go well in a while: another command writes for long, as `verify` does, or the disk is full."""
    return code(wrong) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL}


def for_now(wrong: sqlite3.Error, path: Path) -> str:
    """What a command that goes on says of it (`is_for_now`): who writes, or what is full, and what to do."""
    begins = f"This office's store takes nothing at the moment ({path}: {printable(str(wrong))})."
    if code(wrong) == sqlite3.SQLITE_FULL:
        return f"{begins} Make room on its disk. It is tried again."
    return f"{begins}{says_holder(path) or ' Another command of this office writes to it.'} Wait until that has ended. It is tried again."


def is_in_it(wrong: sqlite3.Error) -> bool:
    """Whether something in the file is damaged or does not fit, and the rest can be used."""
    return code(wrong) in {sqlite3.SQLITE_OK, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_CONSTRAINT}


def trouble(path: Path, wrong: sqlite3.DatabaseError) -> StoreError:
    """What to do about it."""
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
    """Where its words stand."""
    return b"doubt", building, box, number.to_bytes(8), kind.encode()


def _text(data: bytes) -> str:
    """Also of a damaged row: whoever looks at it sees that it is no word of ours."""
    return data.decode(errors="replace")
