"""Tests damage in all places: in a table, in a frame of the log, in a row that can still be read. What is open is found; what is lost is
counted.
"""

import random
import re
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from pathlib import Path

import pytest

from appliance.core.building.events import SafePressed
from appliance.core.calls.events import CallRaised
from appliance.core.devices.events import TroubleRaised
from appliance.core.ground.events import PlanAdopted
from appliance.core.ground.words import Cause, Door, Source
from appliance.envelope import format as layout
from appliance.logbook import recovery
from appliance.logbook.database import open_database
from appliance.logbook.errors import Damaged
from appliance.logbook.recovery import LOGBOOK_NAME
from appliance.logbook.start import open_logbook
from appliance.plan.ids import ButtonId, CheckInId, RoomId
from tests.appliance.logbook.box import WALL_MS, Box, box_at, call, note, stand_down
from tests.appliance.logbook.full_disk import no_file_grows

pytestmark = pytest.mark.slow

PLAN = PlanAdopted(by="", digest="d", document=bytes(5000))
TABLES = (
    "open_incident",
    "standing",
    "incident",
    "counter",
    "wrap",
    "wrap_of_key",
    "entry_of_stream",
    "incident_named",
    "entry",
)


async def lived(folder: Path) -> Box:
    """Make a box that was killed in use: 40 calls that ended and two that are open. Its log is as the kill left it, in `folder`/dead."""
    async with box_at(folder / "box") as box:
        await box.keep(PLAN, TroubleRaised(cause=Cause("x", "y"), detail="z"))
        for number in range(1, 41):
            await box.keep(call(number, f"A{number % 7}"), note(number, "x" * number * 20), stand_down(number))
        await box.logbook.work(lambda db: db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone())
        await box.keep(call(41, "B204"), note(41, "open"))
        await box.keep(call(42, "B206"))
        await box.logbook.copying.write_all()
        shutil.copytree(folder / "box", folder / "dead")
    return box


def pages_of(path: Path, name: str) -> list[int]:
    with closing(sqlite3.connect(path)) as db:
        return [page for (page,) in db.execute("SELECT pageno FROM dbstat WHERE name = ?", (name,))]


@asynccontextmanager
async def mended_at(folder: Path) -> AsyncIterator[Box]:
    """Start the box as systemd does: if the start entry itself met damage, the next start mends it."""
    async with AsyncExitStack() as stack:
        try:
            box = await stack.enter_async_context(box_at(folder))
        except Damaged as damage:
            recovery.mark(folder / "logbook", str(damage))
            box = await stack.enter_async_context(box_at(folder))
        yield box


def rooms(box: Box) -> list[str]:
    facts = [fact.event for fact in (*box.remembered.facts, *box.remembered.carried)]
    return [str(event.room) for event in facts if isinstance(event, CallRaised)]


def safe(counter: int, check_in: CheckInId | None = None) -> SafePressed:
    source = Source(Door.BUTTON, ButtonId("B204-wall"), "safe", counter)
    return SafePressed(room=RoomId("B204"), source=source, pressed_ago_ms=0, check_in=check_in)


def has_plan(box: Box) -> bool:
    return any(fact.event == PLAN for fact in (*box.remembered.facts, *box.remembered.carried))


@pytest.mark.parametrize("copies", ["with side copies", "without"])
@pytest.mark.parametrize("table", TABLES)
async def test_a_page_of_garbage_in_any_table_ends_no_start(tmp_path: Path, table: str, copies: str) -> None:
    await lived(tmp_path)
    async with box_at(tmp_path / "box"):
        pass
    path = tmp_path / "box" / "logbook" / LOGBOOK_NAME
    if copies == "without":
        for side in path.parent.glob("*.[01]"):
            side.unlink()
    dice = random.Random(table)
    pages = pages_of(path, table)
    assert pages
    data = path.read_bytes()
    for page in pages[:6]:
        path.write_bytes(data[: (page - 1) * 2048] + dice.randbytes(2048) + data[page * 2048 :])
        shutil.copytree(tmp_path / "box", tmp_path / f"{page}")
        async with mended_at(tmp_path / f"{page}") as box:
            told = rooms(box), has_plan(box)
            said = box.remembered.missing + box.remembered.lost_calls + len(box.remembered.unreadable)
            assert told == (["B204", "B206"], True) or (said and copies == "without"), (page, box.remembered)
            assert box.remembered.counters[ButtonId("B206-wall"), "help", ""] == 42 or said
            pressed = box.seal(call(43, "B207"))
            try:
                await box.logbook.record(pressed)
            except Damaged:
                box.logbook.keep_unwritten([pressed])
        async with box_at(tmp_path / f"{page}") as box:
            assert "B207" in rooms(box)


async def test_one_bad_frame_in_the_log_loses_no_receipted_call(tmp_path: Path) -> None:
    await lived(tmp_path)
    wal = tmp_path / "dead" / "logbook" / f"{LOGBOOK_NAME}-wal"
    data = wal.read_bytes()
    used = data.rstrip(b"\0")
    dice = random.Random(1)
    for number in range(25):
        folder = tmp_path / f"case-{number}"
        shutil.copytree(tmp_path / "dead", folder)
        at = dice.randrange(len(used))
        spoilt = bytearray(data)
        spoilt[at] ^= 1 << dice.randrange(8)
        (folder / "logbook" / wal.name).write_bytes(spoilt)
        async with box_at(folder) as box:
            assert rooms(box) == ["B204", "B206"], at
            assert has_plan(box)


async def test_a_file_that_cannot_be_opened_keeps_its_log(tmp_path: Path) -> None:
    async with box_at(tmp_path / "box") as box:
        await box.keep(call(1, "B204"))
        await box.logbook.work(lambda db: db.execute("PRAGMA user_version=99"))
        shutil.copytree(tmp_path / "box", tmp_path / "dead")
    path = tmp_path / "dead" / "logbook" / LOGBOOK_NAME
    log = path.with_name(f"{LOGBOOK_NAME}-wal").read_bytes()
    with pytest.raises(Damaged, match="no logbook of this version"):
        await open_database(path)
    assert path.with_name(f"{LOGBOOK_NAME}-wal").read_bytes() == log


@pytest.mark.parametrize("left", ["nothing", "an empty file"])
async def test_a_log_whose_file_is_gone_is_read_before_sqlite_deletes_it(tmp_path: Path, left: str) -> None:
    async with box_at(tmp_path / "box") as box:
        await box.keep(PLAN, call(1, "B204"), call(2, "B206"))
        shutil.copytree(tmp_path / "box", tmp_path / "dead")
    record = tmp_path / "dead" / "logbook" / LOGBOOK_NAME
    record.unlink()
    if left == "an empty file":
        record.touch()
    async with box_at(tmp_path / "dead") as box:
        assert rooms(box) == ["B204", "B206"] and has_plan(box)
        assert box.remembered.missing == 0
        assert recovery.set_aside_in(tmp_path / "dead" / "logbook") == [box.remembered.set_aside]


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        (
            "UPDATE open_incident SET stream = zeroblob(16) WHERE first = (SELECT min(first) FROM open_incident)",
            "open incident",
        ),
        ("DELETE FROM open_incident", "is open, and no table says so"),
        ("UPDATE standing SET number = 1 WHERE number = (SELECT max(number) FROM standing)", "stand"),
        ("DELETE FROM standing", "stands, and no table says so"),
        ("UPDATE counter SET hidden = zeroblob(60)", "count"),
        ("DELETE FROM counter", "count"),
        ("INSERT INTO open_incident SELECT first, stream, name, room FROM incident LIMIT 1", "is over"),
        ("UPDATE wrap SET wrap = zeroblob(1168)", "key of entry"),
    ],
)
async def test_a_row_that_reads_and_is_wrong_is_found(tmp_path: Path, sql: str, says: str) -> None:
    await lived(tmp_path)
    with closing(sqlite3.connect(tmp_path / "box" / "logbook" / LOGBOOK_NAME, isolation_level=None)) as db:
        db.execute(sql)
    async with box_at(tmp_path / "box") as box:
        assert box.remembered.set_aside is not None and re.search(says, box.remembered.troubles[0])
        assert rooms(box) == ["B204", "B206"] and has_plan(box)
        assert box.remembered.counters[ButtonId("B204-wall"), "help", ""] == 41


async def test_without_side_copies_and_with_the_newest_entries_gone_it_is_said_how_many_are_missing(
    tmp_path: Path,
) -> None:
    async with box_at(tmp_path) as box:
        await box.keep(call(1, "B204"))
        before = (
            (tmp_path / "logbook" / LOGBOOK_NAME).read_bytes(),
            (tmp_path / "logbook" / f"{LOGBOOK_NAME}-wal").read_bytes(),
        )
        await box.keep(call(2, "B206"), note(2, "x"))
        head = box.logbook.kept[0]
    for side in (tmp_path / "logbook").glob("*.[01]"):
        side.unlink()
    (tmp_path / "logbook" / LOGBOOK_NAME).write_bytes(before[0])
    (tmp_path / "logbook" / f"{LOGBOOK_NAME}-wal").write_bytes(before[1])
    async with box_at(tmp_path) as box:
        assert rooms(box) == ["B204"]
        assert box.remembered.missing == 3, "key entry, call and note"
        assert box.remembered.parent is not None and box.remembered.parent[1] == head


async def test_where_nothing_says_what_is_open_a_call_that_nobody_can_open_is_counted(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        await box.keep(call(1, "B204"), call(2, "B206"))
        stream = await box.logbook.reader.stream_of_incident("i-1")
    with closing(sqlite3.connect(tmp_path / "logbook" / LOGBOOK_NAME, isolation_level=None)) as db:
        db.execute("DELETE FROM wrap WHERE stream = ?", (stream,))
        db.execute("DELETE FROM counter")
        db.execute("DROP TABLE open_incident")
    for side in (tmp_path / "logbook").glob("open.[01]"):
        side.unlink()
    async with box_at(tmp_path) as box:
        assert rooms(box) == ["B206"]
        assert box.remembered.lost_calls == 1


async def test_what_was_put_aside_is_read_also_where_the_disk_takes_no_other_file(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        await box.keep(call(1, "B204"), call(2, "B206"))
    folder = tmp_path / "logbook"
    for side in folder.glob("*.[01]"):
        side.unlink()
    recovery.mark(folder, "a page is damaged")
    for closed in (None, "it took too long"):
        with no_file_grows():
            logbook, remembered = await open_logbook(
                folder, box.vault, wall_ms=WALL_MS, closed=closed, unwritable_too=True
            )
        assert logbook.unwritable and rooms(Box(box.vault, logbook, remembered)) == ["B204", "B206"]
        assert remembered.missing == 0
        await logbook.close()
    async with box_at(tmp_path) as box:
        assert rooms(box) == ["B204", "B206"] and box.remembered.missing == 0


async def test_an_older_side_copy_takes_nothing_from_a_healthy_record(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        await box.keep(call(1, "B204"))
        await box.logbook.copying.write_all()
        old = {path.name: path.read_bytes() for path in (tmp_path / "logbook").glob("*.[01]")}
        await box.keep(stand_down(1), call(2, "B206"))
    for name, data in old.items():
        (tmp_path / "logbook" / name).write_bytes(data)
    async with box_at(tmp_path) as box:
        assert box.remembered.set_aside is None and rooms(box) == ["B206"]


async def test_a_count_that_is_carried_over_is_not_lowered_by_an_older_press_that_is_carried_over_too(
    tmp_path: Path,
) -> None:
    async with box_at(tmp_path) as box:
        await box.keep(safe(1, check_in=CheckInId("c")))  # this press stands
        await box.keep(safe(2))
    recovery.mark(tmp_path / "logbook", "a page is damaged")
    for _ in range(2):
        async with box_at(tmp_path) as box:
            assert box.remembered.counters == {(ButtonId("B204-wall"), "safe", ""): 2}


async def test_what_a_damaged_record_does_not_take_is_there_at_the_next_start(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        await box.keep(call(1, "B204"))
        unwritten = box.seal(call(2, "B206"))
        box.logbook.keep_unwritten([unwritten])
    async with box_at(tmp_path) as box:
        assert box.remembered.set_aside is not None and rooms(box) == ["B204", "B206"]
        assert box.remembered.parent is not None
        assert box.remembered.parent[1:] == (unwritten.last, layout.entry_digest(unwritten.entries[-1][2]).hex())
        assert not (tmp_path / "logbook" / recovery.MARK_NAME).exists()


async def test_what_was_kept_at_numbers_that_others_have_is_told_all_the_same(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        await box.keep(call(1, "B204"))
        head = box.logbook.chain.head
        lost = box.seal(call(2, "B206"))
        box.logbook.chain.head = head  # as if a run had had less of this record before it
        await box.keep(call(3, "B207"))
        box.logbook.keep_unwritten([lost])
    async with box_at(tmp_path) as box:
        assert rooms(box) == ["B204", "B207", "B206"]
        assert box.remembered.counters[ButtonId("B206-wall"), "help", ""] == 2


async def test_a_record_that_is_gone_with_all_that_lay_beside_it_is_said_to_be(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        box.vault.keep_rank(7)
        await box.keep(call(1, "B204"))
    shutil.rmtree(tmp_path / "logbook")
    async with box_at(tmp_path) as box:
        assert box.remembered.missing == 1 and "all of it is gone" in box.remembered.troubles[0]
    async with box_at(tmp_path) as box:
        assert box.remembered.set_aside is None


async def test_a_number_that_a_flipped_bit_made_takes_no_end_and_no_count(tmp_path: Path) -> None:
    """An entry whose number became 2**60 or more is not the newest, and nobody counts up to it."""
    await lived(tmp_path)
    wal = tmp_path / "dead" / "logbook" / f"{LOGBOOK_NAME}-wal"
    data = wal.read_bytes()
    begins = [found.start() for found in re.finditer(re.escape(layout.BEGINS), data)]
    for bit in (60, 63):
        folder = tmp_path / f"bit-{bit}"
        shutil.copytree(tmp_path / "dead", folder)
        spoilt = bytearray(data)
        spoilt[begins[-1] + layout.FRONT_LEN + 7 - bit // 8] ^= 1 << bit % 8
        (folder / "logbook" / wal.name).write_bytes(spoilt)
        async with box_at(folder) as box:
            assert rooms(box) == ["B204", "B206"]
            assert box.logbook.kept[0] < 1000


@pytest.mark.parametrize("column", ["NULL", "7", "'text \x80'"])
async def test_a_row_that_holds_no_bytes_is_damage_and_no_bug(tmp_path: Path, column: str) -> None:
    await lived(tmp_path)
    async with box_at(tmp_path / "box") as box:
        head = box.logbook.kept[0]
    with closing(sqlite3.connect(tmp_path / "box" / "logbook" / LOGBOOK_NAME, isolation_level=None)) as db:
        db.execute("PRAGMA writable_schema=ON")
        db.execute("UPDATE sqlite_schema SET sql = replace(replace(sql, ' STRICT', ''), ' NOT NULL', '')")
        db.execute("PRAGMA writable_schema=RESET")
    with closing(sqlite3.connect(tmp_path / "box" / "logbook" / LOGBOOK_NAME, isolation_level=None)) as db:
        db.execute(f"UPDATE entry SET entry = {column} WHERE number = ?", (head - 3,))
    async with mended_at(tmp_path / "box") as box:
        assert box.remembered.set_aside is not None
        assert rooms(box) == ["B204", "B206"] and has_plan(box)


async def test_a_schema_of_garbage_is_damage_in_whatever_letters_sqlite_says_so(tmp_path: Path) -> None:
    await lived(tmp_path)
    async with box_at(tmp_path / "box"):
        pass
    path = tmp_path / "box" / "logbook" / LOGBOOK_NAME
    data = path.read_bytes()
    spoilt = data.replace(b"indexentry_of_streamentry", b"index\xa0ntry_of_streamentry")
    path.write_bytes(spoilt.replace(b"CREATE INDEX entry_of_stream", b"CREATX INDEX entry_of_stream"))
    async with box_at(tmp_path / "box") as box:
        assert box.remembered.set_aside is not None
        assert rooms(box) == ["B204", "B206"] and has_plan(box)


async def test_what_came_after_the_side_copies_is_read_with_its_keys_from_the_file(tmp_path: Path) -> None:
    """The log is in the file by then, and the file is damaged elsewhere: entries alone open nothing."""
    await lived(tmp_path)
    async with box_at(tmp_path / "box") as box:
        older = {path: path.read_bytes() for path in (tmp_path / "box" / "logbook").glob("*.[01]")}
        await box.keep(call(43, "B208"))
    for path, content in older.items():
        path.write_bytes(content)
    recovery.mark(tmp_path / "box" / "logbook", "a page elsewhere")
    async with box_at(tmp_path / "box") as box:
        assert rooms(box) == ["B204", "B206", "B208"]
        assert (box.remembered.missing, box.remembered.lost_calls) == (0, 0)


async def test_a_commit_that_a_power_cut_tore_is_no_damage(tmp_path: Path) -> None:
    async with box_at(tmp_path / "box") as box:
        await box.keep(call(1, "B204"))
        await box.logbook.copying.write_all()
        before = len((tmp_path / "box" / "logbook" / f"{LOGBOOK_NAME}-wal").read_bytes().rstrip(b"\0"))
        shutil.copytree(tmp_path / "box", tmp_path / "torn")
        await box.keep(call(2, "B206"))
        wal = (tmp_path / "box" / "logbook" / f"{LOGBOOK_NAME}-wal").read_bytes()
    frame = 2048 + 24
    used = len(wal.rstrip(b"\0"))
    for lost in range(32 + (before - 32 + frame - 1) // frame * frame, used, frame):
        folder = tmp_path / f"torn-{lost}"
        shutil.copytree(tmp_path / "torn", folder)
        torn = wal[:lost] + bytes(frame) + wal[lost + frame :]
        (folder / "logbook" / f"{LOGBOOK_NAME}-wal").write_bytes(torn)
        async with box_at(folder) as box:
            assert box.remembered.set_aside is None and rooms(box) == ["B204"], lost
