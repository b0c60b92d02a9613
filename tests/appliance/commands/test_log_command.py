"""Tests `handbell log` beside the running daemon, and on a record at rest: what it says, what it returns, what it leaves alone."""

import asyncio
import itertools
import os
import pwd
import re
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

from appliance.commands.log import main
from appliance.core.board import Board
from appliance.core.calls.commands import Acknowledge, AddNote, RaiseCall, RaiseCallFromDesk, StandDown
from appliance.core.ground.place import Place
from appliance.core.ground.words import Actor, Door, Outcome, Source
from appliance.daemon import Daemon
from appliance.envelope.format import entry_digest
from appliance.log import turns
from appliance.log.timeline import ASKED_AT_ONCE
from appliance.logbook.brought_back import BroughtBack
from appliance.plan.document import to_document
from appliance.plan.ids import AreaName, ButtonId, DeskId, IncidentId, KeyId, RoomId
from appliance.plan.model import Area, Kind, Plan
from appliance.settings import Settings
from tests.appliance.doors.harness import school
from tests.patience import patient

pytestmark = pytest.mark.slow

FRONT = Actor(DeskId("front"))


class Cli:
    """The command, and what it said last."""

    def __init__(self, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
        self._settings = settings
        self._capsys = capsys
        self.said = ""
        self.erred = ""

    def __call__(self, what: str, *more: str | Path) -> int:
        folders = ["--data", str(self._settings.data), "--run", str(self._settings.run)]
        code = main([what, *folders, *map(str, more)])
        printed = self._capsys.readouterr()
        self.said, self.erred = printed.out, printed.err
        return code

    async def beside(self, what: str, *more: str | Path) -> int:
        """Run the command beside the daemon that runs in this test's own loop."""
        return await asyncio.to_thread(self, what, *more)


class Box:
    """A daemon in this process, with the plan of a small school."""

    def __init__(self, daemon: Daemon) -> None:
        self.daemon = daemon
        self._counts = itertools.count(1)

    @property
    def board(self) -> Board:
        return self.daemon.engine.board

    async def press(self, room: str) -> IncidentId:
        source = Source(Door.BUTTON, ButtonId(f"B{room}"), "help", next(self._counts))
        await self.daemon.engine.submit(RaiseCall(place=Place(room=RoomId(room)), kind=Kind.ASSIST, source=source)).kept
        return next(each.incident for each in self.board.incidents.values() if each.room == room)

    async def does(self, command: Acknowledge | AddNote | RaiseCallFromDesk | StandDown) -> None:
        await self.daemon.engine.submit(command, FRONT).kept

    async def signed(self) -> None:
        """Wait for the quiet moment after which the newest head is signed."""
        async with patient():
            while self.daemon.logbook.signed_head[0] < self.daemon.logbook.kept[0]:
                await asyncio.sleep(0.02)


def cedar_creek() -> Plan:
    """Make the small school, as sound as an adopted plan must be."""
    plan = school()
    buttons = tuple(msgspec.structs.replace(button, key=KeyId(button.button)) for button in plan.buttons)
    areas = (*plan.areas, Area("Front hall", plan.desks[0].zone, "walk to the desk"))
    return msgspec.structs.replace(plan, phone="+1 720 555 0100", areas=areas, buttons=buttons)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)  # short names, as on the box, so that lines are as long as on the box
    Path("run").mkdir()
    return Settings(data=Path("data"), run=Path("run"))


@pytest.fixture
def log(settings: Settings, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(settings, capsys)


@asynccontextmanager
async def box_at(settings: Settings) -> AsyncIterator[Box]:
    async with Daemon.started(settings) as daemon:
        if not daemon.engine.board.index.plan.rooms:
            await daemon.adopt(to_document(cedar_creek())).kept
        yield Box(daemon)


@pytest.fixture
async def at_rest(settings: Settings) -> Settings:
    """Make a record of two epochs, with one call stood down and one still open. The daemon is down."""
    async with box_at(settings) as box:
        first = await box.press("201")
        await box.does(Acknowledge(incident=first))
        await box.does(AddNote(incident=first, text="Ana is on her way"))
        await box.does(StandDown(incident=first, outcome=Outcome.ATTENDED, saw_room="Ana Ortiz"))
        await box.press("202")
    async with box_at(settings):
        pass
    return settings


@contextmanager
def opened(settings: Settings) -> Iterator[sqlite3.Connection]:
    """Open the logbook's file as somebody else would."""
    db = sqlite3.connect(settings.logbook / "logbook.db", isolation_level=None)
    try:
        yield db
    finally:
        db.close()


def entry_count(settings: Settings) -> int:
    with opened(settings) as db:
        return int(db.execute("SELECT count(*) FROM entry").fetchone()[0])


# ---- beside the daemon


async def test_the_daemon_answers_for_the_record_and_is_not_disturbed(settings: Settings, log: Cli) -> None:
    async with box_at(settings) as box:
        await box.press("201")

        assert await log.beside("verify") == 0
        assert "as the running alert daemon checked it" in log.said
        assert log.said.endswith("Intact.\n")
        assert max(map(len, log.said.splitlines())) <= 80
        await box.press("202")


async def test_faults_the_daemon_found_are_told_with_what_they_mean(settings: Settings, log: Cli) -> None:
    async with box_at(settings) as box:
        box.daemon.queries.verification.findings.append("entry 7: it does not follow entry 6 as stored")

        assert await log.beside("verify") == 1
        assert "entry 7: it does not follow entry 6 as stored" in log.said
        assert "changed, taken out or put in" in log.said
        assert "NOT INTACT: 1 fault." in log.said


async def test_the_timeline_is_shown_without_names_and_notes(settings: Settings, log: Cli) -> None:
    async with box_at(settings) as box:
        incident = await box.press("201")
        await box.does(Acknowledge(incident=incident))
        await box.does(AddNote(incident=incident, text="a word about a child"))

        assert await log.beside("show") == 0
        assert re.search(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +\d+  call 1: Room 201: assist call", log.said, re.MULTILINE)
        assert "Acknowledged at Front office" in log.said
        assert "a word about a child" not in log.said
        assert max(map(len, log.said.splitlines())) <= 80


async def test_the_timeline_has_the_buildings_time_and_says_whose_it_is(settings: Settings, log: Cli) -> None:
    there = ZoneInfo("Asia/Kathmandu")
    async with Daemon.started(settings) as daemon:
        assert await log.beside("show") == 0
        assert log.said.startswith("Times are those of this machine:"), "nobody has said yet where the building is"
        await daemon.adopt(to_document(msgspec.structs.replace(cedar_creek(), timezone=there.key))).kept
        assert await log.beside("show") == 0
        beside = log.said
    assert await log.beside("show") == 0
    for said in (beside, log.said):
        first, line, *_ = said.splitlines()
        assert first == "Times are those of Asia/Kathmandu."
        at = datetime.fromisoformat(line[:19]).replace(tzinfo=there)
        assert abs(at - datetime.now(UTC)) < timedelta(hours=1)


async def test_one_call_one_incident_or_one_room_is_shown(settings: Settings, log: Cli) -> None:
    async with box_at(settings) as box:
        await box.press("201")
        second = await box.press("202")

        for which in (("--call", "2"), ("--incident", second), ("--room", "202")):
            assert await log.beside("show", *which) == 0
            assert "Room 202" in log.said and "Room 201" not in log.said

        await box.does(RaiseCallFromDesk(place=Place(area=AreaName("Front hall")), kind=Kind.ASSIST))
        assert await log.beside("show", "--room", "front hall") == 0
        assert "call 3: Front hall: assist call" in log.said and "Room 201" not in log.said

        assert await log.beside("show", "--call", "4") == 1
        assert "call 4 is not among the newest 2,000 entries" in log.said
        assert await log.beside("show", "--room", "999") == 1
        assert await log.beside("show", "--incident", "nobody's") == 1


async def test_a_call_with_more_entries_than_one_answer_holds_is_shown_to_its_end(settings: Settings, log: Cli) -> None:
    async with box_at(settings) as box:
        incident = await box.press("201")
        await box.does(Acknowledge(incident=incident))
        for _ in range(ASKED_AT_ONCE):
            await box.does(AddNote(incident=incident, text="a word"))
        await box.does(StandDown(incident=incident, outcome=Outcome.ATTENDED, saw_room="Ana Ortiz"))

        for which in (("--call", "1"), ("--incident", incident)):
            assert await log.beside("show", *which) == 0
            assert "call 1: Room 201: assist call" in log.said
            assert "call 1: Stood down" in log.said, "whoever reads only the end is told of which call it is, too"
            assert log.erred == ""
        assert await log.beside("show", "--room", "201") == 0
        assert "The whole of a call: handbell log show --call NUMBER" in log.erred


async def test_last_counts_lines_of_the_timeline(settings: Settings, log: Cli) -> None:
    async with box_at(settings) as box:
        for room in ("201", "202", "203", "204"):
            await box.press(room)

        assert await log.beside("show", "--last", "2") == 0
        assert len(re.findall(r"^\d{4}-", log.said, re.MULTILINE)) == 2


async def test_an_export_from_the_sealed_feed_checks_out_elsewhere(
    settings: Settings, log: Cli, tmp_path: Path
) -> None:
    file = tmp_path / "record.export"
    async with box_at(settings) as box:
        await box.press("201")
        await box.signed()
        assert await log.beside("export", file) == 0
        device = box.daemon.vault.device_public.hex()

    assert file.stat().st_mode & 0o777 == 0o600
    assert b"Room 201" not in file.read_bytes()
    assert await log.beside("verify", "--export", file) == 0
    assert device[:8] in log.said and log.said.endswith("Intact.\n")


@pytest.mark.slow
async def test_a_daemon_that_has_the_record_but_no_socket_here_is_left_alone(
    settings: Settings, log: Cli, tmp_path: Path
) -> None:
    async with box_at(settings) as box:
        elsewhere = Cli(Settings(data=settings.data, run=tmp_path / "nowhere"), log._capsys)
        for what in (("verify",), ("show",), ("export", str(tmp_path / "x"))):
            assert await elsewhere.beside(*what) == 2
            assert "in use by another process" in elsewhere.erred
        await box.press("201")  # the daemon still takes presses


# ---- a record at rest


def test_a_whole_record_at_rest_is_intact(at_rest: Settings, log: Cli) -> None:
    count = entry_count(at_rest)

    assert log("verify") == 0
    assert "opened directly" in log.said and "in 2 runs of the box" in log.said
    assert log.said.endswith("Intact.\n")
    assert entry_count(at_rest) == count


async def test_the_daemon_starts_as_usual_after_a_look(at_rest: Settings, log: Cli) -> None:
    assert await log.beside("verify") == await log.beside("show") == 0
    async with box_at(at_rest) as box:
        assert [incident.room for incident in box.board.incidents.values()] == ["202"]
        assert not any("logbook" in trouble for trouble in box.board.troubles)


def test_the_timeline_at_rest_reads_as_beside_the_daemon(at_rest: Settings, log: Cli) -> None:
    assert log("show", "--call", "1") == 0
    assert "Stood down at Front office" in log.said and "attended" in log.said
    assert "Ana" not in log.said
    assert "Room 202" not in log.said


def test_an_export_at_rest_checks_out(at_rest: Settings, log: Cli, tmp_path: Path) -> None:
    assert log("export", tmp_path / "record.export") == 0
    assert f"{entry_count(at_rest):,} entries" in log.said
    assert log("verify", "--export", tmp_path / "record.export") == 0


def flip(db: sqlite3.Connection, number: int) -> None:
    data = bytearray(db.execute("SELECT entry FROM entry WHERE number = ?", (number,)).fetchone()[0])
    data[-20] ^= 1
    db.execute("UPDATE entry SET entry = ? WHERE number = ?", (bytes(data), number))


def second_run(db: sqlite3.Connection) -> int:
    rows = db.execute("SELECT number, substr(entry, 39, 16) FROM entry ORDER BY number").fetchall()
    return next(int(number) for number, epoch in rows if epoch != rows[0][1])


def last(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT max(number) FROM entry").fetchone()[0])


MISHAPS: dict[str, tuple[Callable[[sqlite3.Connection], object], str, str]] = {
    "a flipped bit": (lambda db: flip(db, 6), "CHAIN", "entry 7: it does not follow entry 6 as stored"),
    "a flipped bit at the end": (lambda db: flip(db, last(db)), "SIGNED HEAD", "is not the entry that was signed"),
    "an entry taken out": (
        lambda db: db.execute("DELETE FROM entry WHERE number = 5"),
        "CHAIN",
        "entries 5 to 5 are missing before it",
    ),
    "the end cut off": (
        lambda db: db.execute("DELETE FROM entry WHERE number > 8"),
        "SIGNED HEAD",
        "the record ends here, but entry",
    ),
    "the beginning cut off": (
        lambda db: (db.execute("DELETE FROM entry WHERE number < 5"), db.execute("DELETE FROM wrap WHERE number < 5")),
        "START OF A RUN",
        "entry 5: the record begins here",
    ),
    "the first run cut off": (
        lambda db: (
            db.execute(f"DELETE FROM entry WHERE number < {second_run(db)}"),
            db.execute("DELETE FROM wrap WHERE number < (SELECT min(number) FROM entry)"),
            db.execute("DELETE FROM open_incident WHERE first < (SELECT min(number) FROM entry)"),
            db.execute("DELETE FROM incident WHERE first < (SELECT min(number) FROM entry)"),
            db.execute("DELETE FROM standing WHERE number < (SELECT min(number) FROM entry)"),
        ),
        "START OF A RUN",
        "the record begins here without a reason",
    ),
    "a wrap changed": (
        lambda db: db.execute("UPDATE wrap SET wrap = zeroblob(1168) WHERE number = 1"),
        "KEY",
        "entry 1: the wrap does not open the key",
    ),
    "a call listed as over": (
        lambda db: (
            db.execute("INSERT INTO incident SELECT *, 0 FROM open_incident"),
            db.execute("DELETE FROM open_incident"),
        ),
        "LOOK-UP TABLE",
        "was not stood down, but is listed as over",
    ),
    "a call listed as open": (
        lambda db: (
            db.execute("INSERT INTO open_incident SELECT first, stream, name, room FROM incident"),
            db.execute("DELETE FROM incident"),
        ),
        "LOOK-UP TABLE",
        "was stood down, but is listed as open",
    ),
    "a stray wrap": (
        lambda db: db.execute("UPDATE wrap SET number = 900 WHERE number = 1"),
        "LOOK-UP TABLE",
        "entry 900: a wrap is kept for it",
    ),
}


@pytest.mark.parametrize("mishap", MISHAPS)
def test_every_mishap_is_named_with_its_entry_and_its_meaning(at_rest: Settings, log: Cli, mishap: str) -> None:
    happens, kind, says = MISHAPS[mishap]
    with opened(at_rest) as db:
        happens(db)

    assert log("verify") == 1
    assert kind in log.said
    assert says in " ".join(log.said.split())
    assert "NOT INTACT" in log.said
    assert max(map(len, log.said.splitlines())) <= 80


def test_a_record_without_its_signed_head_is_not_called_intact(at_rest: Settings, log: Cli) -> None:
    (at_rest.logbook / "head").unlink()

    assert log("verify") == 1
    assert "no signed head is kept beside the record" in log.said
    assert not (at_rest.logbook / "head").exists()  # a look makes no head


def test_an_older_copy_of_the_file_put_back_is_noticed(at_rest: Settings, log: Cli) -> None:
    file = at_rest.logbook / "logbook.db"
    older = file.read_bytes()

    async def one_more_run() -> None:
        async with box_at(at_rest):
            pass

    asyncio.run(one_more_run())
    file.write_bytes(older)

    assert log("verify") == 1
    assert "but entry" in log.said and "was signed" in log.said


def test_a_file_that_is_no_logbook_any_more_is_damaged_and_not_touched(at_rest: Settings, log: Cli) -> None:
    file = at_rest.logbook / "logbook.db"
    file.write_bytes(b"not SQLite at all" * 300)

    assert log("verify") == 1
    assert "the file itself is damaged" in log.said
    assert file.read_bytes() == b"not SQLite at all" * 300
    assert log("show") == 2


@pytest.mark.slow
async def test_a_record_that_was_set_aside_is_examined_on_its_own(at_rest: Settings, log: Cli) -> None:
    with opened(at_rest) as db:
        flip(db, last(db) - 1)
    for copy in at_rest.logbook.glob("*.[01]"):
        copy.unlink()
    async with box_at(at_rest) as box:  # this start sets the damaged record aside and begins anew
        (aside,) = (at_rest.logbook / "set-aside").iterdir()
        assert await log.beside("verify", "--aside", aside) == 1
        assert "Only the chain was checked" in log.said
        await box.press("203")
        async with patient():
            while not (aside / "brought-back").exists():
                await asyncio.sleep(0.02)

    assert await log.beside("verify", "--aside", aside) == 1
    assert "as stored" in " ".join(log.said.split())
    assert "facts were opened" in log.said
    assert await log.beside("verify") == 1, "all else is back in the record"
    assert "1 fault" in log.said and "are missing before it" in log.said


def test_whoever_has_no_record_here_is_told_so(settings: Settings, log: Cli) -> None:
    for what in (("verify",), ("show",), ("export", "x")):
        assert log(*what) == 2
        assert "there is no record at" in log.erred and "No alert daemon at" in log.erred
    assert not settings.logbook.exists()  # a look makes no record


def test_another_users_record_is_not_opened(at_rest: Settings, log: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = pwd.getpwuid(os.geteuid()).pw_name
    monkeypatch.setattr(os, "geteuid", lambda: 65534)

    assert log("verify") == 2
    assert "it belongs to another user" in log.erred and f"sudo -u {owner} handbell log" in log.erred


@pytest.mark.slow
async def test_a_daemon_that_starts_in_the_middle_of_a_look_gets_the_record(
    at_rest: Settings, log: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "SLICE_ENTRIES", 1)
    monkeypatch.setattr(
        turns, "TURN_S", 0.0
    )  # one entry a turn, so that the command takes as many turns as for five million entries
    look = asyncio.create_task(log.beside("verify"))  # noqa: TID251
    await asyncio.sleep(0.5)
    assert not look.done()

    async with box_at(at_rest) as box:
        assert await look == 2
        assert "in use by another process" in log.erred
        await box.press("203")


# ---- exports that are none


@pytest.fixture
def export(at_rest: Settings, log: Cli, tmp_path: Path) -> Path:
    file = tmp_path / "record.export"
    assert log("export", file) == 0
    return file


def test_an_export_never_overwrites_a_file(export: Path, log: Cli) -> None:
    before = export.read_bytes()
    assert log("export", export) == 2
    assert "exists already" in log.erred
    assert export.read_bytes() == before


def test_a_cut_off_export_is_noticed(export: Path, log: Cli) -> None:
    whole = export.read_bytes().splitlines(keepends=True)
    export.write_bytes(b"".join(whole[: len(whole) // 2]))
    assert log("verify", "--export", export) == 1
    assert "cut off" in log.said and "was signed" in log.said


def test_an_entry_left_out_of_an_export_is_noticed(export: Path, log: Cli) -> None:
    whole = export.read_bytes().splitlines(keepends=True)
    export.write_bytes(b"".join(whole[:4] + whole[5:]))
    assert log("verify", "--export", export) == 1
    assert "entries 4 to 4 are missing" in log.said


def test_an_export_signed_by_somebody_else_is_noticed(export: Path, log: Cli) -> None:
    text = export.read_text()
    key = re.search(r'"device_key":"([^"]+)"', text)
    assert key is not None
    export.write_text(text.replace(key[1], "A" * 43 + "="))
    assert log("verify", "--export", export) == 1
    assert "the signature of the head does not hold" in log.said


@pytest.mark.parametrize("content", [b"", b"hello\n", b'{"type":"end","entries":0}\n', b"\xff\xfe\n", b"[" * 100_000])
def test_what_is_no_export_is_said_to_be_none(content: bytes, log: Cli, tmp_path: Path) -> None:
    file = tmp_path / "record.export"
    file.write_bytes(content)
    assert log("verify", "--export", file) == 2
    assert str(file) in log.erred


def test_no_room_for_an_export_leaves_no_half_of_one(at_rest: Settings, log: Cli, tmp_path: Path) -> None:
    assert log("export", tmp_path / "no-such-folder" / "x") == 2
    assert "Is the folder there" in log.erred
    assert not list(tmp_path.glob("*.unfinished"))


def test_a_folder_is_no_file_to_export_to(at_rest: Settings, log: Cli, tmp_path: Path) -> None:
    for folder in (tmp_path, Path("/"), Path()):
        assert log("export", folder) == 2
        assert f"{folder} is a folder. Name a file in it." in log.erred


def test_what_is_asked_wrongly_is_not_understood(log: Cli) -> None:
    for wrong in (["--last", "0"], ["--last", "many"], ["--call", "1", "--room", "201"]):
        with pytest.raises(SystemExit) as refused:
            log("show", *wrong)
        assert refused.value.code == 2


# ---- what was brought back

NUMBER_AT = 54  # in the header, as tests/vectors/entry_v1.json has it
OTHERS = 450  # more than fit into two answers of a daemon


def bring_back(settings: Settings) -> None:
    """Bring back the box's own entries as a tail, and one more after it that no key opens."""
    with opened(settings) as db:
        own = [bytes(entry) for (entry,) in db.execute("SELECT entry FROM entry ORDER BY number")]
    numbers = range(len(own) + 1, len(own) + 1 + OTHERS)
    others = [own[0][:NUMBER_AT] + number.to_bytes(8) + own[0][NUMBER_AT + 8 :] for number in numbers]
    kept = BroughtBack(settings.logbook)
    for first, entries in ((1, own), (numbers[0], others)):
        kept.begin()
        assert kept.add(entries)
        kept.finish(first, first + len(entries) - 1, entry_digest(entries[-1]), head=0)


async def test_all_that_was_brought_back_is_shown_however_much_of_it_no_key_opens(at_rest: Settings, log: Cli) -> None:
    bring_back(at_rest)
    assert await log.beside("show", "--last", "100") == 0
    everything = log.said
    assert await log.beside("show", "--brought-back") == 0
    assert log.said == everything
    async with box_at(at_rest):
        assert await log.beside("show", "--brought-back") == 0
        assert log.said == everything
