"""Proves what a thief of the stick can read after two busy mornings, also a thief who has the replica: nothing of what was called.

It looks at each file at the target and each of the replica's own; at both databases with every value in them; and at each page of every LTX
file.
"""

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from appliance.core.events import Event
from tests.proof.copied_box import PHRASE, Replica, is_safe, seals_for
from tests.proof.test_stolen import NOTE, WORDS, busy_morning
from tests.sync.replica.ltx import pages_in
from tests.sync.replica.restored import LITESTREAM
from tests.system.box import Box
from tests.system.desk import Desk
from tests.system.school import button_of, rooms

pytestmark = pytest.mark.proof

NAMED = tuple(each for each in (*WORDS, *map(button_of, rooms(20))) if len(each) > 4)
"""Only longer words: four letters come up by chance in one of twenty runs, since so many bytes are looked at, and all of them are as good
as random.
"""
OF_SQLITE = {"sqlite_sequence", "_litestream_seq", "_litestream_lock"}


async def test_a_stick_and_both_databases_say_nothing_in_clear(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    seen: list[int] = []

    async def is_copied(desk: Desk) -> None:
        if not seen:
            await seals_for(desk, PHRASE)
        seen.append(await is_safe(desk))

    async with Box(tmp_path / "box", webhook=True) as box, Replica.of(box, stick) as replica:
        await busy_morning(box, before_dark=is_copied)
        replica.dies()
        found = dict(readable(stick, tmp_path / "scratch-of-stick"))
        found |= dict(readable(replica.folder, tmp_path / "scratch-of-replica"))
    assert seen[-1] > 400
    names = " ".join(found)
    for needed in (
        "bundle-",
        "latest",
        "mirror.db-wal",
        "mirror.db entry.entry",
        "wraps.db wrap.wrap",
        "mirror-",
        "wraps-",
    ):
        assert needed in names, f"there is nothing of {needed} to look at"
    entry = max(found["mirror.db entry.entry"], key=len)
    assert any(entry[:200] in page for name, pages in found.items() if ".ltx" in name for page in pages), (
        "it is unpacked"
    )
    for where, pieces in found.items():
        assert not any(word in where for word in NAMED), f"{where} is named after something secret"
        for piece in pieces:
            said = clear_in(piece, mine=where.endswith("READ-ME.txt"))
            assert not said, f"{said} stands in clear in {where}"


def test_the_look_would_find_it(tmp_path: Path) -> None:
    """It would find a word in a row of a database, and also in what Litestream made of that row, where packing hides the word from a look
    at the bytes.
    """
    target = tmp_path / "target"
    with closing(sqlite3.connect(tmp_path / "clear.db")) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("CREATE TABLE entry (entry)")
        db.executemany("INSERT INTO entry VALUES (?)", [(f"lies on the floor. {NOTE}",), (NOTE,)])
        db.commit()
        words = [str(LITESTREAM), "replicate", "-once", str(tmp_path / "clear.db"), f"file://{target}"]
        subprocess.run(words, check=True, capture_output=True, timeout=180)
    found = dict(readable(tmp_path, tmp_path / "scratch"))
    said = {where for where, pieces in found.items() if any("Zephyrine" in clear_in(piece) for piece in pieces)}
    assert "clear.db entry.entry" in said
    assert any(where.startswith("target/") and where.endswith(".ltx unpacked") for where in said), said


def clear_in(piece: bytes, *, mine: bool = False) -> list[str]:
    """Give the words of the plan, of people and of the record that are in the piece. `mine` leaves out the kinds of events, for texts that
    we write for people.
    """
    words = NAMED if mine else (*NAMED, *kinds_of(Event))
    return [
        word
        for word in words
        if any(word.encode(code) in piece for code in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le"))
    ]


@cache
def kinds_of(union: Any) -> tuple[str, ...]:
    """Give the tags by which each kind of event is known in its own bytes."""
    found: list[str] = []
    for each in get_args(getattr(union, "__value__", union)):
        found += [each.__struct_config__.tag] if isinstance(each, type) else kinds_of(each)
    return tuple(found)


def readable(folder: Path, scratch: Path) -> Iterator[tuple[str, list[bytes]]]:
    """Give everything below a folder, by its name: as it lies there, and also unpacked where it is packed."""
    scratch.mkdir()
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        name = str(path.relative_to(folder))
        yield name, [path.read_bytes()]
        if path.suffix == ".ltx":
            yield f"{name} unpacked", list(pages_in(path))
        if path.suffix == ".db":
            yield from _values(path, scratch)


def _values(path: Path, scratch: Path) -> Iterator[tuple[str, list[bytes]]]:
    """Give every value of every table, also values that lie on several pages."""
    for each in path.parent.glob(f"{path.name}*"):
        if each.is_file():
            shutil.copy2(each, scratch)
    with closing(sqlite3.connect(scratch / path.name)) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        for table in set(tables) - OF_SQLITE:
            columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
            for column in columns:
                values = db.execute(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL").fetchall()
                yield f"{path.name} {table}.{column}", [_bytes_of(value) for (value,) in values]


def _bytes_of(value: object) -> bytes:
    return value if isinstance(value, bytes) else msgspec.json.encode(value)
