"""Makes a copy of a box's record as the replica does, from the data folder with sqlite3 alone, and the bundle beside it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from appliance.envelope import format as layout
from appliance.envelope.bundle import About, Contents, seal
from appliance.envelope.hybrid import PrivateKey
from appliance.envelope.open_calls import OpenCalls
from appliance.envelope.phrase import entropy_of, new_phrase, private_of
from appliance.logbook.salvage import revealed
from appliance.restoring.found import Marker
from appliance.vault.vault import Vault

PHRASE = new_phrase(bytes(range(16)))
SUCCESSION = bytes([9]) * 32
MADE_MS = 1_795_500_000_000

KEPT = """
SELECT number, stream, key_no, recipient, wrap FROM wrap WHERE stream IN (
  SELECT stream FROM open_incident UNION SELECT stream FROM incident WHERE unfinished = 1)
UNION SELECT wrap.number, wrap.stream, wrap.key_no, wrap.recipient, wrap.wrap FROM wrap JOIN keys_of_standing USING (stream, key_no)
"""


def key_of(phrase: str = PHRASE) -> PrivateKey:
    """Give the key pair of a phrase."""
    entropy = entropy_of(phrase)
    assert isinstance(entropy, bytes)
    return private_of(entropy)


@contextmanager
def database(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a database; what the block writes is kept, and the file is closed."""
    with sqlite3.connect(path) as db:
        yield db
    db.close()


def copy_of(data: Path, folder: Path, *, serial: int = 7, upto: int | None = None) -> Path:
    """Make both databases, a bundle and the marker for the box of this data folder, which is not running. `upto` is the last entry of the
    copy, if it is not the newest. Then it is not known which calls were open at that entry, so that is left out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    vault = Vault.open(data / "keys", mends=False)
    with sqlite3.connect(f"file:{data / 'logbook' / 'logbook.db'}?mode=ro", uri=True) as db:
        entries = db.execute("SELECT number, entry FROM entry WHERE number <= ?", (upto or 1 << 62,)).fetchall()
        wraps = kept_wraps(db)
        streams = [stream for (stream,) in db.execute("SELECT stream FROM open_incident")] if upto is None else None
        counts = revealed((hidden for (hidden,) in db.execute("SELECT hidden FROM counter")), vault)
    db.close()
    write_mirror(folder, vault, entries, streams)
    write_wraps(folder, vault, wraps)
    contents = contents_of(data, vault, {each[3] for each in wraps}, tuple((*each, n) for each, n in counts.items()))
    write_bundle(folder, vault, contents, serial, entries[-1])
    marker = Marker(vault.building, vault.box, bytes(8), bytes(8), bytes(8), serial, MADE_MS)
    (folder / "latest").write_bytes(msgspec.msgpack.encode(marker))
    return folder


def kept_wraps(db: sqlite3.Connection) -> list[tuple[int, bytes, int, bytes, bytes]]:
    """Give the wraps of what is open, stands or is unreviewed."""
    db.execute("CREATE TEMP TABLE keys_of_standing (stream BLOB, key_no INTEGER)")
    for (entry,) in db.execute("SELECT entry FROM entry JOIN standing USING (number)").fetchall():
        header = layout.whole_header(entry)
        db.execute("INSERT INTO keys_of_standing VALUES (?, ?)", (header.stream, header.key_no))
    return db.execute(KEPT).fetchall()


def write_mirror(
    folder: Path, vault: Vault, entries: list[tuple[int, bytes]], streams: list[bytes] | None = None
) -> None:
    """Write the mirror as `sync.replica.mirror` does, with a head signed at the last of these entries. `streams` are the open calls there,
    signed too.
    """
    number, newest = entries[-1]
    statement = layout.head_statement(
        vault.building, vault.box, layout.whole_header(newest).epoch, number, layout.entry_digest(newest)
    )
    is_open = b""
    if streams is not None:
        is_open = OpenCalls(vault.building, vault.box, number, layout.entry_digest(newest), tuple(streams)).pack()
    with sqlite3.connect(folder / "mirror.db") as db:
        db.executescript(
            "CREATE TABLE entry(number INTEGER PRIMARY KEY, entry BLOB NOT NULL) STRICT;"
            "CREATE TABLE head(one INTEGER PRIMARY KEY CHECK(one = 1), statement BLOB, signature BLOB, device_key BLOB,"
            " is_open BLOB, is_open_signature BLOB) STRICT;"
        )
        db.executemany("INSERT INTO entry VALUES (?, ?)", entries)
        signed = vault.sign(is_open) if is_open else b""
        head = (statement, vault.sign(statement), vault.device_public, is_open, signed)
        db.execute("INSERT INTO head VALUES (1, ?, ?, ?, ?, ?)", head)
        _about(db, vault)
    db.close()


def write_wraps(folder: Path, vault: Vault, wraps: list[tuple[int, bytes, int, bytes, bytes]]) -> None:
    """Write the wraps as `sync.replica.wraps` does."""
    with sqlite3.connect(folder / "wraps.db") as db:
        db.executescript(
            "CREATE TABLE wrap(number INTEGER, stream BLOB, key_no INTEGER, recipient BLOB, wrap BLOB,"
            " PRIMARY KEY(stream, key_no, recipient, number)) STRICT, WITHOUT ROWID;"
            "CREATE TABLE gone(stream BLOB, key_no INTEGER, PRIMARY KEY(stream, key_no)) STRICT, WITHOUT ROWID;"
        )
        db.executemany("INSERT INTO wrap VALUES (?, ?, ?, ?, ?)", wraps)
        _about(db, vault)
    db.close()


def contents_of(
    data: Path, vault: Vault, needed: set[bytes], counts: tuple[tuple[str, str, str, int], ...] = ()
) -> Contents:
    """Give what the bundle of that box has in it."""
    keys = data / "keys"
    files = [
        each
        for name in ("people.pepper", "codes.pepper", "webhook.pem", "root.fingerprint")
        for each in keys.glob(name)
    ]
    files += [*keys.glob("credentials/*.secret"), *keys.glob("people/*.secret")]
    reading = vault.reading_keys
    weeks = [week for week in reading.weeks() if reading.fingerprint(week) in needed]
    return Contents(
        building=vault.building,
        box=vault.box,
        device_key=vault.device_public,
        rank=vault.rank,
        calls_so_far=0,
        plan=b"",
        root="",
        files=tuple((str(path.relative_to(keys)), path.read_bytes()) for path in files),
        reading=tuple((week, reading.reading_key(week).seed) for week in weeks),
        counts=counts,
        address_book=b"{}",
        succession=SUCCESSION,
        parents=vault.parents,
        recovery=key_of().public.raw,
    )


def write_bundle(
    folder: Path, vault: Vault, contents: Contents, serial: int, newest: tuple[int, bytes], phrase: str = PHRASE
) -> Path:
    """Write the bundle, sealed for the phrase alone and signed by the box."""
    number, entry = newest
    about = About(
        contents.building, contents.box, serial, MADE_MS, number, layout.entry_digest(entry), contents.device_key
    )
    path = folder / f"bundle-{serial:08d}"
    path.write_bytes(seal(contents, about, [key_of(phrase).public], vault.sign).pack())
    return path


def _about(db: sqlite3.Connection, vault: Vault) -> None:
    db.execute("CREATE TABLE about(name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID")
    rows = [("format", b"1"), ("building", vault.building), ("box", vault.box), ("made_ms", b"0")]
    db.executemany("INSERT INTO about VALUES (?, ?)", rows)
