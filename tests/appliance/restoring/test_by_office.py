"""Tests that a new box goes on for a dead one by the safety office's act, over the district's line: what rings, what is believed, what is
refused.
"""

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance import swap
from appliance.api.desk.client import DeskClient
from appliance.api.desk.provisioning import ReplaceBox
from appliance.api.feed.client import FeedClient
from appliance.api.restoring.client import asked
from appliance.api.restoring.messages import SOCKET_NAME, Asking, AskOffice, Laid, NotRestored, ToConsole
from appliance.commands.restore import main
from appliance.core.district.events import BoxReplaced
from appliance.core.ground.words import RestoredBy
from appliance.daemon import Daemon
from appliance.district import root_file
from appliance.doors.listening import bind_unix
from appliance.envelope import format as layout
from appliance.envelope.handover import code_of
from appliance.envelope.hybrid import PrivateKey
from appliance.log.at_rest import examine
from appliance.recovery import asking, office_way
from appliance.recovery.handed_keys import HANDED
from appliance.restoring.by_office import lay_handed
from appliance.restoring.fetching import Fetching
from appliance.restoring.refused import Refused
from appliance.restoring.restoring import Restored
from appliance.restoring.serving import RestoreDesk
from appliance.settings import Settings
from appliance.vault.vault import Vault
from tests.appliance.restoring.handed import FINGERPRINT, changed, entries_of, handed, sealed
from tests.appliance.restoring.test_restored_daemon import a_day, new_box
from tests.patience import patient

pytestmark = pytest.mark.slow

NOW_MS = 1_795_900_000_000
AT_ONCE = 3


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(swap, "LOOK_EVERY_S", 0.02)
    monkeypatch.setattr(asking, "LOOK_EVERY_S", 0.02)


@asynccontextmanager
async def that_asks(new: Settings, old: Settings) -> AsyncIterator[tuple[Daemon, FeedClient, bytes]]:
    """Run the new box, which asks for what the old one had. Give the line that its uplink has, and the key for which the answer must be
    sealed.
    """
    former = Vault.open(old.keys, mends=False)
    async with Daemon.started(new) as daemon, FeedClient.connect(new.feed_socket) as line:
        root_file.write(new.keys, FINGERPRINT)
        assert not (await line.restoring()).public, "nobody asked yet"
        office_way.ask(new, former.building, former.box, NOW_MS)
        yield daemon, line, (await line.restoring()).public


async def brings(line: FeedClient, handover: bytes, entries: tuple[bytes, ...]) -> None:
    """Bring the handover and entries, as the uplink does."""
    taken = await line.offer_restoring(handover)
    assert taken.wanted, taken.says
    for at in range(0, len(entries), AT_ONCE):
        taken = await line.offer_restoring(entries=entries[at : at + AT_ONCE])
        assert taken.wanted, taken.says
    taken = await line.offer_restoring(whole=True)
    assert not taken.wanted and not taken.says


@asynccontextmanager
async def restorer(new: Settings) -> AsyncIterator[None]:
    """Run `handbell restore serve`, on a box without a stick."""
    desk = RestoreDesk(new, Fetching(new.data / "wanted", new.data / "fetched"))
    async with asyncio.TaskGroup() as group:
        serving = group.create_task(desk.serve(bind_unix(new.run / SOCKET_NAME, 0o660)))
        yield
        serving.cancel()


async def replaces(new: Settings, building: bytes, box: bytes) -> str:
    """Ask to replace the dead box, as the first boot does where the seed says so; give what is against it."""
    async with DeskClient.connect(new.desk_socket, None, "test") as line:
        return (await line.ask(ReplaceBox(request=0, building=building, box=box))).says


async def says(new: Settings) -> ToConsole:
    """Give the last answer to whoever asks the safety office."""
    return [each async for each in asked(new.run / SOCKET_NAME, AskOffice())][-1]


async def keys_are_named(daemon: Daemon) -> None:
    """Wait until the box has named each key that was handed over, by an entry of its own."""
    async with patient():
        while (daemon.settings.logbook / HANDED).exists():
            await asyncio.sleep(0.02)
    await daemon.engine.recorder.caught_up()


def is_refused(new: Settings, code: str) -> str:
    done = lay_handed(new, NOW_MS)
    assert isinstance(done, Refused) and done.code == code, done
    assert not new.restored.exists()
    return done.says


async def test_what_the_office_handed_over_rings(tmp_path: Path) -> None:
    old, new = await a_day(tmp_path), new_box(tmp_path / "new")
    former = Vault.open(old.keys, mends=False)
    async with that_asks(new, old) as (daemon, line, public):
        wanted = await line.restoring()
        assert wanted.code == code_of(former.building, public)
        interim = daemon.vault
        async with patient():
            while (shown := daemon.engine.heard.asking) is None:
                await asyncio.sleep(0.01)
        assert shown.code == wanted.code and not shown.handover
        await brings(line, sealed(handed(old), public), entries_of(old))
        assert (await line.restoring()).has, "it is not brought a second time"
        async with patient():
            while not (shown := daemon.engine.heard.asking) or not shown.whole:
                await asyncio.sleep(0.01)
        assert shown.handover and shown.entries == len(entries_of(old))
        done = await asyncio.to_thread(lay_handed, new, NOW_MS)
        assert isinstance(done, Restored) and done.open_calls == 1 and not done.lost_calls and not done.gaps
        swap.say_yes(new)
        async with patient():
            assert await asyncio.shield(daemon.tasks.failed) == swap.TAKING_UP
    async with Daemon.started(new) as daemon, FeedClient.connect(new.feed_socket) as line:
        [incident] = daemon.engine.board.incidents.values()
        assert incident.room == "B204" and incident.ringing and incident.number == 2
        assert daemon.engine.board.index.plan.building == "Fox Hollow Elementary"
        vault = daemon.vault
        assert vault.building == former.building and vault.box not in {former.box, interim.box}
        assert vault.parents == (former.box,) and vault.rank > former.rank
        replaced = daemon.engine.board.recovery.replaced
        assert replaced is not None and replaced.event.way is RestoredBy.OFFICE
        assert replaced.event.former_device_key == former.device_public
        assert not (await line.restoring()).public, "it has what it asked for"
        await keys_are_named(daemon)
    report = await examine(new)
    assert report.faults == [], "every key is named by an entry of this box's own"
    async with Daemon.started(new) as daemon:
        assert [each.room for each in daemon.engine.board.incidents.values()] == ["B204"]
        facts = [each[2] for each in (await daemon.queries.feed(0, 100))[1]]
        assert sum(isinstance(fact, BoxReplaced) for fact in facts) == 1


async def test_a_card_in_anothers_place_asks_by_itself_and_a_console_goes_on_once_all_is_here(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its seed named the dead box. It took calls at once, and asked people to ask every room."""
    old, new = await a_day(tmp_path), new_box(tmp_path / "new")
    building, box = _whose(old)
    async with Daemon.started(new) as daemon, restorer(new):
        assert isinstance(without := await says(new), NotRestored) and without.code == "not-told"
        assert "as soon as no call is open" in await replaces(new, building, box)
        async with patient():
            assert await asyncio.shield(daemon.tasks.failed) == swap.TAKING_UP
    async with Daemon.started(new) as daemon, FeedClient.connect(new.feed_socket) as line, restorer(new):
        assert await replaces(new, building, box) == ""
        async with patient():
            while not (public := (await line.restoring()).public):
                await asyncio.sleep(0.01)
        asking = await says(new)
        assert isinstance(asking, Asking) and asking.code == code_of(building, public)
        assert await asyncio.to_thread(main, ["here", "--give-up", "--run", str(new.run)]) == 1
        assert "asked of the safety office any more" in capsys.readouterr().out and not (await line.restoring()).public
        asking = await says(new)
        public = (await line.restoring()).public
        assert isinstance(asking, Asking) and asking.code == code_of(building, public), "asked anew, with another key"
        here = ["here", "--office", "--run", str(new.run)]
        assert await asyncio.to_thread(main, here) == 1
        assert asking.code in capsys.readouterr().out
        root_file.write(new.keys, FINGERPRINT)
        await brings(line, sealed(handed(old), PrivateKey.generate().public.raw), entries_of(old))
        no = await says(new)
        assert isinstance(no, NotRestored) and no.says.startswith(
            "What came as the safety office's answer is for another"
        )
        again = await says(new)
        assert isinstance(again, Asking) and again.refused == no.says and again.code == asking.code
        await brings(line, sealed(handed(old), public), entries_of(old))
        laid = await says(new)
        assert isinstance(laid, Laid) and laid.open_calls == 1
        assert await says(new) == laid, "whoever comes next finds it"
        monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
        assert await asyncio.to_thread(main, here) == 0, "by line, as at a console"
        async with patient():
            assert await asyncio.shield(daemon.tasks.failed) == swap.TAKING_UP
    async with Daemon.started(new) as daemon, FeedClient.connect(new.feed_socket) as line:
        assert [each.room for each in daemon.engine.board.incidents.values()] == ["B204"]
        replaced = daemon.engine.board.recovery.replaced
        assert replaced is not None and replaced.event.way is RestoredBy.OFFICE
        await daemon.recovery.asking.look()
        assert not (await line.restoring()).public
        await keys_are_named(daemon)
    report = await examine(new)
    assert report.faults == []


def test_the_command_asks_says_the_code_and_gives_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o700)

    def says_to(*words: str) -> str:
        code = main(["--office", "--data", str(data), "--run", str(tmp_path), *words])
        printed = capsys.readouterr()
        assert code == (1 if printed.err else 0)
        return " ".join((printed.out or printed.err).split())

    wanted = lambda: office_way.wanted(Settings(data=data))  # noqa: E731
    assert "was not told in whose place it is" in says_to()
    assert "go together" in says_to("--building", "0a" * 16)
    assert "No alert daemon at" in says_to("--building", "0a" * 16, "--box", "0b" * 16)
    office_way.ask(Settings(data=data), b"a" * 16, b"b" * 16, NOW_MS)
    said = says_to()
    assert (found := wanted()) is not None and f"Code for the safety office: {found.code} By telephone" in said
    assert says_to() == said and (data / "restoring" / "key").stat().st_mode & 0o777 == 0o600
    assert "Nothing is asked" in says_to("--give-up") and wanted() is None
    assert office_way.is_given_up(Settings(data=data))


async def test_a_line_that_was_cut_goes_on_where_it_was_also_after_a_restart(tmp_path: Path) -> None:
    old, new = await a_day(tmp_path), new_box(tmp_path / "new")
    entries = entries_of(old)
    async with that_asks(new, old) as (_, line, public):
        handover = sealed(handed(old), public)
        assert (await line.offer_restoring(handover)).after == 0
        assert (await line.offer_restoring(entries=entries[:5])).after == 5
    with (new.restoring / "offered" / "entries").open("ab") as file:
        file.write(b"\0\0\3\0half an entry")  # as after a power cut
    is_refused(new, "not-there-yet")
    async with Daemon.started(new), FeedClient.connect(new.feed_socket) as line:
        assert (await line.restoring()).public == public, "the code that was told by telephone stays"
        assert (await line.offer_restoring(handover)).after == 5
        assert (await line.offer_restoring(entries=entries[3:])).after == len(entries)
        assert not (await line.offer_restoring(whole=True)).wanted
    assert isinstance(lay_handed(new, NOW_MS), Restored)


async def test_what_is_not_the_offices_word_for_this_box_is_refused_and_another_is_taken(tmp_path: Path) -> None:
    old, new = await a_day(tmp_path), new_box(tmp_path / "new")
    what, other = handed(old), PrivateKey.generate().public.raw
    another_box = msgspec.structs.replace(what, bundle=msgspec.structs.replace(what.bundle, box=b"b" * 16))
    async with that_asks(new, old) as (daemon, line, public):
        for false, says in (
            (sealed(what, other), "is for another box than this one"),
            (sealed(what, public, b"o" * 16), "is for another box than this one"),
            (sealed(what, public, root=Ed25519PrivateKey.generate()), "is not signed by the root key"),
            (changed(sealed(what, public)), "was changed"),
            (sealed(another_box, public), "goes on for box"),
            (b"rubbish", "is no handover of a safety office"),
        ):
            await brings(line, false, entries_of(old))
            assert says in is_refused(new, "another-box" if "goes on" in says else "handover")
            again = await line.offer_restoring(false)
            assert not again.wanted and says in again.says, "it is not fetched again"
            async with patient():
                while not (shown := daemon.engine.heard.asking) or says not in shown.refused:
                    await asyncio.sleep(0.01)
        await brings(line, sealed(what, public), entries_of(old))
        async with patient():
            while not (shown := daemon.engine.heard.asking) or shown.refused:
                await asyncio.sleep(0.01)
    assert isinstance(lay_handed(new, NOW_MS), Restored)


type Spoil = Callable[[tuple[bytes, ...]], tuple[bytes, ...]]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda entries: entries[:1],
        lambda entries: (*entries[:-1], entries[-1][:-1] + bytes([entries[-1][-1] ^ 1])),
        lambda entries: (),
    ],
    ids=["cut off before the bundle", "the last one changed", "none"],
)
async def test_entries_that_nobody_vouches_for_are_refused_and_fetched_again(tmp_path: Path, spoil: Spoil) -> None:
    old, new = await a_day(tmp_path), new_box(tmp_path / "new")
    what = handed(old, keys=False)
    what = msgspec.structs.replace(what, made=(10**6, bytes(32)))  # later than everything the district has
    async with that_asks(new, old) as (_, line, public):
        handover = sealed(what, public)
        await brings(line, handover, spoil(entries_of(old)))
        done = lay_handed(new, NOW_MS)
        assert isinstance(done, Refused) and done.code in {"not-these-entries", "no-entries"}
        assert not (await line.restoring()).has, "the office's word is good: what the district gave is not"
        await brings(line, handover, entries_of(old))
    assert isinstance(lay_handed(new, NOW_MS), Restored)


async def test_another_history_than_the_one_the_dead_box_signed_is_refused(tmp_path: Path) -> None:
    """Whoever has the office's online machine and the district's server still lacks the dead box's device key."""
    old, new = await a_day(tmp_path), new_box(tmp_path / "new")
    what = msgspec.structs.replace(handed(old), made=(2, b"d" * 32))
    async with that_asks(new, old) as (_, line, public):
        await brings(line, sealed(what, public), entries_of(old))
        is_refused(new, "not-these-entries")


async def test_what_came_after_the_offices_last_look_counts_as_far_as_a_key_opens_it(tmp_path: Path) -> None:
    old, new = await a_day(tmp_path), new_box(tmp_path / "new")
    what, entries = handed(old, upto=4), entries_of(old)
    async with that_asks(new, old) as (_, line, public):
        await brings(line, sealed(what, public), entries)
        done = lay_handed(new, NOW_MS)
        assert isinstance(done, Restored) and done.up_to == len(entries) and done.open_calls == 1
    unknown = new_box(tmp_path / "unknown")
    async with that_asks(unknown, old) as (_, line, public):
        none = msgspec.structs.replace(what, keys=())
        await brings(line, sealed(none, public), entries)
        done = lay_handed(unknown, NOW_MS)
        assert isinstance(done, Restored) and done.up_to == 4 and done.lost_calls, "calls may be open: ask every room"


async def test_an_uplink_that_offers_rubbish_without_end_fills_no_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = await a_day(tmp_path), new_box(tmp_path / "new")
    entries = entries_of(old)
    async with that_asks(new, old) as (_, line, public):
        assert "after the handover" in (await line.offer_restoring(entries=entries[:2])).says
        await line.offer_restoring(sealed(handed(old), public))
        assert "none, or of another building" in (await line.offer_restoring(entries=(b"rubbish",))).says
        stranger = bytearray(entries[0])
        stranger[stranger.index(Vault.open(old.keys, mends=False).building)] ^= 1
        assert "of another building" in (await line.offer_restoring(entries=(bytes(stranger),))).says
        assert (await line.offer_restoring(entries=entries[:3])).after == 3
        assert "hang together" in (await line.offer_restoring(entries=(changed_link(entries[3]),))).says
        kept = new.restoring / "offered" / "entries"
        length = kept.stat().st_size
        monkeypatch.setattr("appliance.recovery.offered.OFFERED_LEN_MAX", length + 100)
        taken = await line.offer_restoring(entries=entries[3:])
        assert not taken.wanted and "longer than any record" in taken.says
        monkeypatch.setattr("appliance.recovery.offered.OFFERED_LEN_MAX", 1 << 29)
        monkeypatch.setattr("appliance.recovery.offered.LEFT_BYTES", 1 << 60)
        assert "no room" in (await line.offer_restoring(entries=entries[3:])).says
        assert kept.stat().st_size == length


async def test_who_asked_for_nothing_takes_nothing_and_gives_up_whole(tmp_path: Path) -> None:
    old, new = await a_day(tmp_path), new_box(tmp_path / "new")
    async with that_asks(new, old) as (_, line, public):
        assert office_way.ask(new, *_whose(old), NOW_MS + 9).private.public.raw == public, "asked twice"
        office_way.give_up(new)
        assert not (await line.restoring()).public
        assert "asked for nothing" in (await line.offer_restoring(sealed(handed(old), public))).says
        assert office_way.ask(new, *_whose(old), NOW_MS).private.public.raw != public, "another key, another code"
    is_refused(new, "not-there-yet")


def changed_link(entry: bytes) -> bytes:
    """Make the same entry, but following another one."""
    before = layout.unpack_header(entry).prev_digest
    return entry.replace(before, bytes(len(before)), 1)


def _whose(old: Settings) -> tuple[bytes, bytes]:
    vault = Vault.open(old.keys, mends=False)
    return vault.building, vault.box
