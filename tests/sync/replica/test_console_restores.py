"""A console asks, the box restores, and another process fetches: the three parts of a restore without a command, on a box that is armed."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from appliance import swap
from appliance.api.fetch_messages import COPY, Wanted, read_message
from appliance.api.restore_client import asked
from appliance.api.restore_messages import (
    SOCKET_NAME,
    AskCopies,
    Copies,
    FromConsole,
    Laid,
    Looking,
    NotRestored,
    RestoreFrom,
    TakenUp,
    TakeUp,
    ToConsole,
)
from appliance.daemon import Daemon
from appliance.doors.listening import bind_unix
from appliance.recovery import bundling, kept_keys
from appliance.restoring import fetching
from appliance.restoring.fetching import Fetching
from appliance.restoring.serving import BEGINS, NOTHING_LAID, RestoreDesk
from appliance.settings import Settings
from appliance.vault.vault import Vault
from sync.replica.asked_to_fetch import Places, answer
from sync.replica.settings import Settings as ReplicaSettings
from tests.appliance.restoring.copied import PHRASE, key_of
from tests.appliance.test_daemon import plan_document, pressed, settings
from tests.patience import patient
from tests.sync.replica.servers import sftp_server
from tests.sync.replica.test_dead_and_back import copied, is_copied, is_safe

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for room, name in (
        (bundling, "LOOK_EVERY_S"),
        (kept_keys, "LOOK_EVERY_S"),
        (swap, "LOOK_EVERY_S"),
        (fetching, "LOOK_EVERY_S"),
    ):
        monkeypatch.setattr(room, name, 0.05)


@pytest.fixture
async def stick(tmp_path: Path) -> Path:
    """Of a box that died in a call."""
    (stick := tmp_path / "stick").mkdir()
    await dies_in_a_call(tmp_path / "old", stick)
    return stick


@asynccontextmanager
async def restorer(at: Settings, folder: Path, where: Path | Places | None) -> AsyncIterator[None]:
    """Both processes; the one that fetches has the stick, or is not there."""
    places = Places(where) if isinstance(where, Path) else where
    wanted, fetched = folder / "fetch-wanted", folder / "fetched"
    fetched.mkdir()
    desk = RestoreDesk(at, Fetching(wanted, fetched))
    async with asyncio.TaskGroup() as group:
        serving = group.create_task(desk.serve(bind_unix(at.run / SOCKET_NAME, 0o660)))
        running = [serving]
        if places is not None:
            running.append(group.create_task(fetches(wanted, fetched, places)))
        yield
        for each in running:
            each.cancel()


async def fetches(wanted: Path, fetched: Path, places: Places) -> None:
    """As handbell-fetch.path has it run."""
    answered = b""
    while True:
        question = read_message(wanted, Wanted)
        if question is not None and question.nonce != answered:
            answered = question.nonce
            await asyncio.to_thread(answer, wanted, fetched, places, ReplicaSettings().program)
        await asyncio.sleep(0.05)


async def says(at: Settings, question: FromConsole) -> ToConsole:
    """The last answer; something is said before it where it takes time."""
    answers = [each async for each in asked(at.run / SOCKET_NAME, question)]
    assert all(isinstance(each, Looking) for each in answers[:-1])
    return answers[-1]


async def test_from_the_first_question_to_the_call_that_rings(tmp_path: Path, stick: Path) -> None:
    (tmp_path / "new").mkdir()
    new = settings(tmp_path / "new")
    async with Daemon.started(new) as daemon, restorer(new, tmp_path, stick):
        copies = await says(new, AskCopies())
        assert isinstance(copies, Copies) and copies.laid is None
        [copy] = copies.copies
        assert copy.written_ms and not copy.used
        wrong = await says(new, RestoreFrom(copy.name, PHRASE.replace("zoo", "abandon") + " more"))
        assert isinstance(wrong, NotRestored) and wrong.code == "not-a-phrase"
        assert await says(new, TakeUp()) == NOTHING_LAID
        done = await says(new, RestoreFrom(copy.name, PHRASE))
        assert isinstance(done, Laid), done
        assert (done.open_calls, done.lost_calls, done.missing, done.used, done.says) == (1, 0, 0, False, ())
        again = await says(new, AskCopies())
        assert isinstance(again, Copies) and again.laid == done, "whoever comes next finds it"
        assert (tmp_path / "fetched" / COPY).exists()
        assert await says(new, TakeUp()) == TakenUp(BEGINS)
        async with patient():
            while any(path.name.startswith(COPY) for path in (tmp_path / "fetched").iterdir()):
                await asyncio.sleep(0.02)
        async with patient():
            assert await asyncio.shield(daemon.tasks.failed) == swap.TAKING_UP
    async with Daemon.started(new) as daemon:
        assert [each.room for each in daemon.engine.board.incidents.values()] == ["B204"]


async def test_the_second_card_from_one_stick_is_told_of_the_first_and_when(tmp_path: Path, stick: Path) -> None:
    cards = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        cards.append(settings(tmp_path / name))
    first, second = cards
    async with Daemon.started(first), restorer(first, tmp_path / "first", stick):
        for _ in range(2):  # a phrase mistyped, a console left: it is the same card
            [copy] = (await listed(first)).copies
            assert not copy.used
            done = await says(first, RestoreFrom(copy.name, PHRASE))
            assert isinstance(done, Laid) and not done.used and not done.says, done
        will_be = Vault.open(first.restored / "keys", mends=False).box.hex()
    async with Daemon.started(second), restorer(second, tmp_path / "second", stick):
        [copy] = (await listed(second)).copies
        assert copy.used
        done = await says(second, RestoreFrom(copy.name, PHRASE))
        assert isinstance(done, Laid) and done.used
        [doubt] = done.says
        assert (
            f"This copy was fetched before: for box {will_be[:8]} at 20" in doubt and "buttons would obey both" in doubt
        )
        assert not (second.restored / swap.READY).exists(), "a person says yes"


async def listed(at: Settings) -> Copies:
    told = await says(at, AskCopies())
    assert isinstance(told, Copies), told
    return told


async def dies_in_a_call(folder: Path, to: Path | dict[str, str]) -> None:
    """A box whose copy lies there."""
    folder.mkdir()
    old = settings(folder)
    async with Daemon.started(old) as daemon:
        await daemon.adopt(plan_document()).kept
        await daemon.recovery.phrase.use(key_of().public.raw, "IT")
        async with copied(old, to):
            await pressed(daemon, "B204-wall", 1)
            await is_safe(daemon)


async def test_the_copy_at_the_server_the_seed_names_and_not_the_one_this_box_has_begun_there(tmp_path: Path) -> None:
    with sftp_server(tmp_path / "server") as server:
        await dies_in_a_call(tmp_path / "old", server.where())
        (tmp_path / "copy.json").write_text(json.dumps(server.where()))
        (tmp_path / "new").mkdir()
        new, places = settings(tmp_path / "new"), Places(tmp_path / "no stick", tmp_path / "copy.json")
        async with Daemon.started(new) as daemon, restorer(new, tmp_path, places), copied(new, server.where()):
            await is_copied(daemon)
            copies = await says(new, AskCopies())
            assert isinstance(copies, Copies)
            [copy] = copies.copies
            assert (copy.where, copy.used) == (f"127.0.0.1:{server.port}", False)
            done = await says(new, RestoreFrom(copy.name, PHRASE))
            assert isinstance(done, Laid), done
            assert (done.open_calls, done.lost_calls, done.used) == (1, 0, False)
            server.stops()
            away = await says(new, AskCopies())
            assert isinstance(away, Copies) and "cannot be reached" in away.says and away.laid == done


async def test_no_stick_no_copy_and_nobody_who_fetches_are_named(
    tmp_path: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "new" / "data").mkdir(parents=True, mode=0o700)
    new = settings(tmp_path / "new")
    monkeypatch.setattr(fetching, "LIST_WITHIN_S", 0.3)
    async with restorer(new, tmp_path, None):
        nobody = await says(new, AskCopies())
        assert isinstance(nobody, NotRestored) and nobody.code == "nobody-fetches"
    shutil.rmtree(tmp_path / "fetched")
    monkeypatch.setattr(fetching, "LIST_WITHIN_S", 30)
    (tmp_path / "empty").mkdir()
    async with restorer(new, tmp_path, tmp_path / "empty"):
        none = await says(new, AskCopies())
        assert isinstance(none, Copies) and not none.copies and "Put in the one" in none.says
        gone = await says(new, RestoreFrom(f"{'0b' * 16}/{'0e' * 16}", PHRASE))
        assert isinstance(gone, NotRestored) and (gone.code, gone.says[:31]) == (
            "not-fetched",
            "That copy is not there any more",
        )
        strange = await says(new, RestoreFrom("../..", PHRASE))
        assert isinstance(strange, NotRestored) and strange.code == "no-such-copy"
