"""Tests that a new box takes a dead box's place while the school goes on calling, with nothing of its record or with a copy of it. At both
consoles, by keys.
"""

import asyncio
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from appliance.api.desk.client import DeskClient
from appliance.api.desk.provisioning import BEGINS, KeepCredential, ReplaceBox
from appliance.api.feed.client import FeedClient
from appliance.api.records.recovery import AskRecovery, RecoveryKnown, UseRecoveryKey
from appliance.vault.credentials import Credentials
from appliance.vault.vault import Vault
from sync.replica.following import follow_once
from sync.replica.mirror import Mirror
from sync.replica.wraps import Wraps
from tests.appliance.restoring.copied import PHRASE, key_of
from tests.patience import patience, patient
from tests.system.box import HANDBELL, Box
from tests.system.graphical import GraphicalDesk, graphical_desk
from tests.system.plain import plain_desk
from tests.system.school import button_of
from tests.system.school import key_of as secret_of

pytestmark = pytest.mark.slow

ASKS = "Calls may have been open: ask every room"
BUILDING, DEAD = bytes(range(16)), bytes(range(16, 32))


async def ends_by_itself(box: Box) -> None:
    """Wait until the box ends, so that it begins anew; on a real box systemd starts it again."""
    async with patient(60):
        while box.running:
            await asyncio.sleep(0.02)
    box.kill()


async def is_seeded(box: Box) -> None:
    """Give the box its keys and plan, as its seed would."""
    async with DeskClient.connect(box.socket_path, None, "first boot") as line:
        for each in box.plan.buttons:
            kept = KeepCredential(request=0, key=each.key, secret=secret_of(each.button))
            assert (await line.ask(kept)).ok
    await box.adopts(box.plan)


async def presses(box: Box, room: str) -> None:
    """Let somebody in this room press its button."""
    building = await box.building(room)
    await building.press(button_of(room), "help")


async def ended(front: GraphicalDesk) -> None:
    """Take the call at the front desk and stand it down: nobody had to go there."""
    await front.acknowledges()
    front.presses("x")
    await front.sees("3 Not attended: nobody went")
    front.presses("3")


async def looked_after(front: GraphicalDesk, room: str) -> None:
    """End the call at the front desk and see that it is over."""
    await ended(front)
    await front.sees(f"STOOD DOWN  Juniper {room}")


async def copied(box: Box, folder: Path, head: int = 0) -> int:
    """Copy what the replica keeps of this box, with the replica's own code over the real feed, as a restore finds it; give the copy's
    newest entry.
    """
    (folder / "at-replica").mkdir(parents=True)
    mirror, wraps = Mirror(folder / "at-replica" / "mirror.db"), Wraps(folder / "at-replica" / "wraps.db")
    try:
        async with FeedClient.connect(box.run / "feed.sock") as feed:
            while (got := await follow_once(feed, mirror, wraps, 0, int(time.time() * 1000))).more or got.entries:
                pass
            while not (bundle := await feed.copy_bundle()).sealed:  # the bundle is made in a quiet moment
                await asyncio.sleep(0.1)
        head = mirror.head
    finally:
        mirror.close()
        wraps.close()
    for name in ("mirror.db", "wraps.db"):
        with sqlite3.connect(folder / "at-replica" / name) as live, sqlite3.connect(folder / name) as copy:
            live.backup(copy)
        live.close()
        copy.close()
    (folder / f"bundle-{bundle.serial:08d}").write_bytes(bundle.sealed)
    return head


async def test_a_new_box_without_a_copy_asks_for_every_room_through_calls_and_power_cuts_until_somebody_says_it_was_done(
    tmp_path: Path,
) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        async with DeskClient.connect(box.socket_path, None, "first boot") as line:
            reply = await line.ask(ReplaceBox(request=0, building=BUILDING, box=DEAD))
        assert reply.code == BEGINS
        await ends_by_itself(box)
        await box.starts()
        await is_seeded(box)
        async with graphical_desk(box, "front") as front, plain_desk(box, "hall") as hall:
            await front.sees(
                "! ASK EVERY ROOM (T)", f"{ASKS}. T ends it", f"it replaces box {DEAD.hex()[:8]}. R restores"
            )
            await hall.types("board")
            await hall.hears(f"{ASKS}. When it is done, type: clear")
            await presses(box, "B204")
            await front.sees("RINGING", "Juniper B204", "! ASK EVERY ROOM (T)")
            await looked_after(front, "B204")
            await front.sees("! ASK EVERY ROOM (T)", ASKS)
        box.kill()
        await box.starts()
        async with graphical_desk(box, "front") as front, plain_desk(box, "hall") as hall:
            await front.sees("! ASK EVERY ROOM (T)", ASKS)
            await hall.types("clear")
            await hall.hears("Which one is done? Type 1 for calls may be open.")
            await hall.types("1")
            await hall.hears("Over: calls may be open.")
            await front.sees_no_more("ASK EVERY ROOM")
            await front.sees_no_more(ASKS)
        box.kill()
        await box.starts()
        async with graphical_desk(box, "front") as front:
            await front.sees(f"it replaces box {DEAD.hex()[:8]}. R restores")


async def test_a_copy_is_restored_over_a_card_on_which_somebody_calls_and_no_call_of_either_is_lost(
    tmp_path: Path,
) -> None:
    async with Box(tmp_path / "old") as old:
        await old.starts()
        async with DeskClient.connect(old.socket_path, None, "seed") as line:
            assert (await line.ask(UseRecoveryKey(request=0, public=key_of().public.raw))).ok
        async with graphical_desk(old, "front") as front:
            await presses(old, "B206")
            await front.sees("RINGING", "Juniper B206")
            await looked_after(front, "B206")
            await presses(old, "B204")
            await front.sees("RINGING", "Juniper B204")
        head = await copied(old, tmp_path / "copy")
        old.kill()
    async with Box(tmp_path / "new") as new:
        await new.starts()
        await presses(new, "B205")
        async with graphical_desk(new, "front") as front:
            await front.sees("RINGING", "Juniper B205")
            said = await restores(new, tmp_path / "copy")
            assert f"up to entry {head:,}" in said and "One call was open and rings again." in said
            assert "by itself, as soon as no call is open here" in said and "systemctl" not in said
            new.kill()  # as if the power was cut in the middle of that call
            await new.starts()
            await front.sees("RINGING", "Juniper B205")
            assert "Juniper B204" not in front.screen
            await ended(front)  # the box may end before this desk has shown that the call is over
            await ends_by_itself(new)
            await new.starts()
            await front.sees("RINGING", "Juniper B204")
            await looked_after(front, "B204")
            front.presses("t")
            await front.sees(
                "calls before restore before-restore-1", "1 call was taken on this card before the restore"
            )
            front.presses("enter")
            await front.sees("2 Done: those calls were looked after")
            front.presses("2")
            await front.sees_no_more("calls before restore")
        former = Vault.open(old.data / "keys", mends=False)
        assert Vault.open(new.data / "keys", mends=False).parents == (former.box,)
        kept = [Credentials(each.data / "keys" / "credentials") for each in (old, new)]
        assert [kept[1].get(each) for each in kept[0].ids()] == [kept[0].get(each) for each in kept[0].ids()] != []
        async with DeskClient.connect(new.socket_path, None, "test") as line:
            known = await line.ask(AskRecovery(request=0))
        assert isinstance(known, RecoveryKnown) and known.fingerprint == key_of().public.fingerprint, "the same phrase"
        shown = subprocess.run(
            [HANDBELL, "log", "show", "--data", new.data / "before-restore-1"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert "B205" in shown.stdout and "B204" not in shown.stdout


async def restores(box: Box, copy: Path) -> str:
    """Run `handbell restore` as somebody who has the phrase, while the box goes on; give what it says."""
    words = [str(HANDBELL), "restore", "--from", str(copy), "--data", str(box.data)]
    process = await asyncio.create_subprocess_exec(
        *words, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await asyncio.wait_for(process.communicate(f"{PHRASE}\n".encode()), patience(30))
    assert process.returncode == 0, said
    return " ".join(said.decode().split())
