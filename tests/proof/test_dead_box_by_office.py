"""Proves that a new box can go on with neither stick nor phrase. A box dies in the middle of a call; the safety office hands over, by a
code that is read to it, and a new box rings. The lamps follow it. When the dead box comes back, the buttons and the district refuse it, and
it says so.

Daemons, uplinks and server are real, and so are the commands that people of the district and of the office type. One room has a real
button.
"""

import asyncio
import os
import re
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from appliance.api.desk.client import DeskClient
from appliance.api.feed.messages import HandIn
from appliance.api.records.trust import BelieveOffice
from appliance.envelope.format import split
from hardware.esphome.wire import DIAL_IN_PORT
from sync import administration, protocol
from sync.district.asking import ask
from tests.patience import patience, patient
from tests.proof.buttons_outside import ButtonsOutside
from tests.proof.copied_box import Blank, begins_anew
from tests.proof.lan import Lan
from tests.proof.test_dead_box import OTHER, ROOM_AT, TWIN, TWINS_AT, School, shows, the_former_comes_back
from tests.proof.wing import BOX_AT, Wing
from tests.sync.district.serving import Server
from tests.sync.district.test_heirs_with_uplink import UPLINK, seeded
from tests.sync.office.machines import Machines, running
from tests.system.box import HANDBELL, Box
from tests.system.desk import Desk
from tests.system.school import key_of

pytestmark = pytest.mark.proof

WITHIN_S = 180.0  # the box looks each minute whether it must make a bundle


@contextmanager
def uplink_of(box: Box, server: Server, token: str) -> Iterator[None]:
    """Run the uplink of a box whose seed names the district, as long as the block lasts."""
    surroundings = {**os.environ, "NO_PROXY": "", "HTTPS_PROXY": ""}
    where = box.folder / "of-uplink"
    where.mkdir(exist_ok=True)
    words = seeded(server, where, token)
    words[words.index("--run") + 1] = str(box.run)
    with box.journal_file.open("ab") as journal:
        running_one = subprocess.Popen([*UPLINK, *words], stdout=journal, stderr=journal, env=surroundings)
    try:
        yield
    finally:
        running_one.kill()
        running_one.wait()


async def believes(box: Box, fingerprint: str) -> None:
    """Let the box believe the office, as its seed would."""
    async with DeskClient.connect(box.socket_path, desk=None, client="trust") as line:
        reply = await line.ask(BelieveOffice(request=0, fingerprint=fingerprint.replace(" ", "")))
    assert reply.ok, reply.says


async def is_countersigned(box: Box) -> int:
    """Wait until everything so far has a receipt that the box believes; give the newest such entry."""
    feed = await box.feed()
    head = (await feed.follow(0, limit=1)).head
    async with patient(WITHIN_S):
        while (await feed.hand_in(HandIn(request=0))).countersigned < head:
            await asyncio.sleep(0.2)
    return head


async def audited(server: Server, *says: str) -> None:
    """Wait until the district's log has a line with each of these words."""
    async with patient(WITHIN_S):
        while True:
            audit = await asyncio.to_thread(ask, server.folder.socket, "GET", protocol.AUDIT, administration.Audit)
            assert isinstance(audit, administration.Audit)
            lines = [f"{line.who} {line.what} {line.about}" for line in audit.lines]
            if all(any(each in line for line in lines) for each in says):
                return
            await asyncio.sleep(0.2)


async def stands(server: Server, box: bytes, state: str) -> None:
    """Wait until the district says this of the box."""
    async with patient(WITHIN_S):
        while True:
            fleet = await asyncio.to_thread(ask, server.folder.socket, "GET", protocol.FLEET, administration.Fleet)
            assert isinstance(fleet, administration.Fleet)
            if (box.hex(), state) in {(each.box, each.state) for each in fleet.boxes}:
                return
            await asyncio.sleep(0.2)


async def box_id(box: Box) -> tuple[bytes, bytes]:
    """Give the ids of building and box, as the newest entry says them."""
    feed = await box.feed()
    head = (await feed.follow(0, limit=1)).head
    (newest,) = (await feed.follow(head - 1, limit=1)).entries
    header = split(newest.entry).header
    return header.building, header.box


@asynccontextmanager
async def with_a_dead_box(
    lan: Lan, folder: Path, server: Server, machines: Machines
) -> AsyncIterator[tuple[School, str, tuple[bytes, bytes]]]:
    """Make a building whose last entry was countersigned, and whose box then lost its cable and power at one moment. Nothing is copied
    anywhere.

    Gives also the office's fingerprint, and the ids of building and box.
    """
    fingerprint = await machines.sets_up(server.url, server.office(folder / "access"))
    keys = {each: key_of(each) for each in (TWIN, OTHER)}
    computer = lan.computer("twins", TWINS_AT)
    async with Wing(lan, folder / "first", rooms=3) as wing:
        room = await wing.room("B201", ROOM_AT, dials=True, announced=True)
        with ButtonsOutside(folder / "keys", DIAL_IN_PORT, keys, host=BOX_AT, computer=computer) as twins:
            desk = await wing.starts()
            await believes(wing.box, fingerprint)
            whose = await box_id(wing.box)
            with uplink_of(wing.box, server, server.token("Lincoln")):
                await desk.board(lambda board: board.copy is not None and board.copy.bundle_made > 0, WITHIN_S)
            with uplink_of(wing.box, server, ""):  # a new session asks at once what there is for another box
                await audited(server, "succession key named")
                await room.shows("ready", 10)
                for each in keys:
                    await shows(twins, each, "ready")
                await room.device.tap()
                await desk.acknowledges(await desk.shows("B201"))
                await room.shows("acknowledged", 5)
                pressed = twins.press(TWIN)
                await desk.shows("B202")
                await shows(twins, TWIN, "received", pressed)
                await is_countersigned(wing.box)
            wing.box.computer.pull_cable()
            wing.box.kill()
            yield School(wing.box, room, twins, Path()), fingerprint, whose


async def restores(new: Blank, *words: str, code: int = 0) -> str:
    """Run `handbell restore --office …`; give what a person was told."""
    made = [str(HANDBELL), "restore", "--office", "--data", str(new.data), "--run", str(new.run), *words]
    done = await asyncio.to_thread(
        subprocess.run, made, capture_output=True, text=True, timeout=patience(60), check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    return " ".join((done.stdout + done.stderr).split())


async def is_handed_over(machines: Machines, code: str) -> None:
    """Type what the two people of the safety office type; a stranger's code gets nothing."""
    paper, sealed = machines.folder / "paper", machines.folder / "sealed"
    assert "entries" in await running(
        "collect", *machines.online, code=1
    )  # the command says that another box is there now
    told = await running("restore", "ask", "Lincoln", "--out", paper, *machines.online)
    assert "asks since" in told
    seal = ("restore", "seal", paper, "--out", sealed, "--root-passphrase-file", machines.words, *machines.offline)
    await running(*seal, "--code", "7K3M-0QXZ-41TB-9HNE", code=2)
    assert "alone" in await running(*seal, "--code", code)
    assert "fetches it" in await running("restore", "send", sealed, *machines.online)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path / "district").init().start()
    try:
        yield made
    finally:
        made.stop()


async def test_a_new_box_rings_by_the_safety_offices_act(lan: Lan, tmp_path: Path, server: Server) -> None:
    (tmp_path / "office").mkdir()
    machines = Machines(tmp_path / "office")
    async with with_a_dead_box(lan, tmp_path, server, machines) as (school, fingerprint, (building, former)):
        await school.nobody_hears()
        heard, moment = len(school.room.lamp.heard), school.twins.now()
        computer = lan.computer("second", None)
        computer.change_address(BOX_AT)
        async with Blank(tmp_path / "second", computer) as new:
            await new.starts()
            ids = ("--building", building.hex(), "--box", former.hex())
            assert "as soon as no call is open" in await restores(new, *ids, code=1)
            await begins_anew(new)
            await believes(new, fingerprint)
            with uplink_of(new, server, server.token("Lincoln", former)):
                said = await restores(new)
                (code,) = re.findall(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", said)
                watching = await new.desk("front", attended=False)
                board = await watching.board(lambda board: board.asking is not None)
                assert board.asking is not None and board.asking.code == code, "every screen shows it"
                await audited(server, "asks to be restored")
                await is_handed_over(machines, code)
                await watching.board(lambda board: board.asking is not None and board.asking.whole, WITHIN_S)
                assert "2 calls were open and ring again" in await restores(new)
                await begins_anew(new)
                desk = await new.desk("front")
                untaken, taken = await desk.shows("B202"), await desk.shows("B201")
                assert untaken.ringing and not untaken.acknowledged_by and untaken.presses == 1
                assert taken.ringing and taken.acknowledged_by
                await school.room.showed("acknowledged", heard)
                await shows(school.twins, TWIN, "received", moment)
                await shows(school.twins, OTHER, "ready", moment)
                await the_district_says_who_goes_on(server, new, former)
                await the_former_comes_back(school, desk, untaken, taken)
                with uplink_of(school.box, server, ""):
                    former_desk: Desk = await school.box.desk("front")
                    assert await former_desk.sees_trouble("box-superseded", WITHIN_S)


async def the_district_says_who_goes_on(server: Server, new: Blank, former: bytes) -> None:
    """Check that the district calls the former box past, and that the new box believes the receipts for what it writes."""
    _, box = await box_id(new)
    await stands(server, box, "ok")
    await stands(server, former, "superseded")
    await is_countersigned(new)
