"""Gives what a copy gives back: Litestream restores it from what is at a target, and no code of the replica looks at it."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import msgspec

from appliance.envelope.format import GENESIS_DIGEST, entry_digest, read_head_statement, unpack_header

LITESTREAM = Path(sys.executable).parent / "litestream"
_LEVEL = re.compile(r"\d{4}")


class Restored(msgspec.Struct, frozen=True):
    """What was restored. `wraps` has the wraps by the number of their key entry."""

    entries: list[bytes]
    wraps: dict[int, bytes]
    version: int
    gone: set[tuple[bytes, int]]


def restored(box: Path, scratch: Path) -> Restored:
    """Restore from a box's folder at a target, by its marker. Every entry must be in the chain, and the last one must be the head's."""
    _, _, _, mirror, wraps, *_ = msgspec.msgpack.decode((box / "latest").read_bytes())
    of_mirror = database_from({"type": "file", "path": str(box / f"mirror-{mirror.hex()}")}, scratch / "mirror.db")
    of_wraps = database_from({"type": "file", "path": str(box / f"wraps-{wraps.hex()}")}, scratch / "wraps.db")
    return read(of_mirror, of_wraps)


def entries_in(box: Path, scratch: Path) -> list[bytes]:
    """Restore the entries alone, whether or not they follow each other."""
    mirror = msgspec.msgpack.decode((box / "latest").read_bytes())[3]
    out = database_from({"type": "file", "path": str(box / f"mirror-{mirror.hex()}")}, scratch / "mirror.db")
    with closing(sqlite3.connect(out)) as db:
        return [entry for (entry,) in db.execute("SELECT entry FROM entry ORDER BY number")]


def as_folder(bucket: Path, scratch: Path) -> Path:
    """Copy a bucket's files into the layout of a folder target: a bucket has `0000/` for `ltx/0/`. All files belong to one marker, even if
    the copy goes on meanwhile.
    """
    box, marker = scratch / "box", b""
    while not marker or (bucket / "latest").read_bytes() != marker:
        marker = (bucket / "latest").read_bytes()
        shutil.rmtree(box, ignore_errors=True)
        for file in bucket.rglob("*"):
            level, beneath = file.parent.name, file.parent.relative_to(bucket)
            place = box / (beneath.parent / "ltx" / str(int(level)) if _LEVEL.fullmatch(level) else beneath)
            with suppress(FileNotFoundError):  # Litestream joined the file meanwhile, or still writes it
                if file.is_file():
                    place.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(file, place / file.name)
    return box


def read(of_mirror: Path, of_wraps: Path) -> Restored:
    """Read and check both databases."""
    with closing(sqlite3.connect(of_mirror)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        entries = [entry for _, entry in db.execute("SELECT number, entry FROM entry ORDER BY number")]
        ((statement,),) = db.execute("SELECT statement FROM head").fetchall()
    with closing(sqlite3.connect(of_wraps)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        wraps = dict(db.execute("SELECT number, wrap FROM wrap").fetchall())
        version = int(dict(db.execute("SELECT name, value FROM about").fetchall()).get("version", b"0"))
        gone = set(db.execute("SELECT stream, key_no FROM gone").fetchall())
    digest = GENESIS_DIGEST
    for entry in entries:
        assert unpack_header(entry).prev_digest in {digest, GENESIS_DIGEST}
        digest = entry_digest(entry)
    _, _, _, number, of_head = read_head_statement(statement)
    assert (number, of_head) == (unpack_header(entries[-1]).number, digest)
    return Restored(entries, wraps, version, gone)


def database_from(replica: dict[str, object], out: Path, environment: dict[str, str] | None = None) -> Path:
    """Give one database as Litestream restores it."""
    out.parent.mkdir(exist_ok=True, parents=True)
    for ending in ("", "-wal", "-shm"):
        out.with_name(out.name + ending).unlink(missing_ok=True)
    settings = out.with_suffix(".yml")
    settings.write_text(json.dumps({"dbs": [{"path": "/nowhere/of.db", "replica": replica}]}))
    words = [LITESTREAM, "restore", "-config", settings, "-o", out, "/nowhere/of.db"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=environment)
    assert out.exists(), done.stderr
    return out
