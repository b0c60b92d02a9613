"""Makes data_folder_v1: a box's whole data folder as this tree leaves it, once closed cleanly and once killed, and what it says then.

.venv/bin/python -m tests.vectors.make_data_folder

Run it once for each format. The committed folder is never made again, since every later tree must be able to start from it. It holds eight
years with one record whose keys were destroyed and one whose medical facts were destroyed; then two days of a small school with buttons on
the LAN, pendants, PINs and a safety office. Ids, keys and times differ from run to run.
"""

import asyncio
import shutil
import tarfile
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from msgspec.structs import replace

from appliance.api.desk.client import DeskClient
from appliance.api.desk.people import ProveSelf
from appliance.api.desk.plan import AdoptPlanFile
from appliance.api.feed.client import FeedClient
from appliance.api.feed.messages import HandIn
from appliance.core.building.commands import MarkRoom, StartResponse
from appliance.core.calls.commands import AddNote, Arrive, AssignCover, StandDown
from appliance.core.devices.commands import ShelveTrouble, TakeOutOfService
from appliance.core.ground.words import BuildingResponse, Cause, Outcome, RoomAnswer
from appliance.core.practice.commands import ArmWalkTest, EndDrill, PlanDrill, StartDrill
from appliance.envelope.hybrid import PrivateKey
from appliance.plan.document import to_document
from appliance.plan.ids import ButtonId, DrillId, IncidentId, PersonId, RoomId
from appliance.plan.model import Plan, Role
from appliance.settings import Settings
from appliance.vault.vault import Vault
from tests.appliance.district.office import Office, Reader
from tests.appliance.engine.years import years_at
from tests.ports import free_port
from tests.proof.press import Pendant
from tests.system.box import Box
from tests.system.desk import Desk
from tests.system.record import read_record
from tests.system.school import pendant_of, school
from tests.system.twins import TwinSchool, twin_plan, twins
from tests.system.written_record import PIN, Written, handbell
from tests.vectors import data_folder as folders

ROOMS = 4
NEW_LOCK_S = 3600


async def main() -> None:
    """Live the two days, pack both folders, and write down what the tree says of them."""
    assert not folders.PACKED.exists(), f"{folders.PACKED} is never made anew; another format gets another name"
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "data").mkdir(mode=0o700)
        await _years(folder / "data")
        incident, code = await days(folder)
        with tarfile.open(folders.PACKED, "w:xz", preset=9) as packed:
            for name in folders.FOLDERS:
                packed.add(folder / name, arcname=name, filter=_nobodys)
        told, entries = {}, []
        for (
            name
        ) in folders.FOLDERS:  # the killed folder goes on where the closed one ends, so only its entries are kept
            told[name], entries = await _looked_at(folders.laid_out(name, folder / "looked-at" / name))
        kept = folders.Kept(incident=incident, code=code, folders=told, entries=[])
        front = msgspec.json.encode(kept).removesuffix(b"[]}")
        each_in_a_line = b",\n".join(map(msgspec.json.encode, entries))
        folders.TOLD.write_bytes(front + b"[\n" + each_in_a_line + b"\n]}\n")


async def _looked_at(at: Settings) -> tuple[folders.Told, list[folders.Entry]]:
    """Give what this tree tells of the folder. Read first how far the record goes, without a daemon, since a daemon would go on writing."""
    record = await read_record(at.data)
    assert not record.findings and not record.troubles, record
    async with folders.started(at) as daemon:
        return await folders.told_by(daemon, record.head), await folders.entries_told_by(daemon, record.head)


async def _years(data: Path) -> None:
    """Make three old records: one of which only its certificates are left, one without its medical facts, and one that is held."""
    today = datetime.now(UTC).date()
    async with years_at(data, today - timedelta(days=365 * 8 + 30)) as box:
        await box.record()
        await box.turn_to(today - timedelta(days=365 * 6 + 200))
        await box.record()
        await box.hold(await box.record())
        await box.turn_to(today)
        assert sorted(len(each.classes) for each in await box.retention.destroy_due()) == [1, 1, 3]


async def days(folder: Path) -> tuple[IncidentId, str]:
    """Live the two days; give the incident whose record was written, and its reporter's code."""
    options = ("--esphome", f"127.0.0.1:{free_port()}")
    async with Box(folder, plan=_plan(), data=folder / "data", webhook=True, options=options) as box:
        box.launches()
        await box.is_ready()
        async with DeskClient.connect(box.socket_path, desk=None, client="plan") as line:
            reply = await line.ask(AdoptPlanFile(request=0, document=to_document(box.plan)))
            assert reply.ok, reply.says
        async with twins(box, "B202", "B203", "B204") as building:
            paper = await _first_day(box, building)
            await box.stops()
            shutil.copytree(box.data, folder / "closed")
            box.launches()
            await box.is_ready()
            await _second_day(box, building)
            box.kill()
        shutil.copytree(box.data, folder / "killed")
    return paper.incident, paper.code


def _plan() -> Plan:
    """Make a plan with buttons on the LAN, and the pendant of one room."""
    pendants = (each for each in school(ROOMS).buttons if each.button == pendant_of("B201"))
    plan = twin_plan(ROOMS)
    return replace(plan, buttons=(*plan.buttons, *pendants))


async def _first_day(box: Box, building: TwinSchool) -> Written:
    """Make the first day: people with PINs, an office, a call with its record, a tap-out, a walk test. A drill, a call and a practice call
    go on.
    """
    for person in ("vasquez", "quimby"):
        code, said = await handbell("people", "set-pin", person, "--socket", box.socket_path, says=PIN)
        assert code == 0, said
    await _hears_of_the_office(box)
    desk = await box.desk("front")
    paper = await _call(desk, building)
    await _tap_out(desk, building)
    await _walk_test(desk, building)
    await _writes(desk, paper)
    await _proves(desk, "vasquez")
    out = TakeOutOfService(
        button=ButtonId("B204-wall"), people=("vasquez", "quimby"), ends_after_s=NEW_LOCK_S, reason="a new lock"
    )
    await desk.does(out)
    await desk.does(PlanDrill(name="spring", rooms=(RoomId("B204"),), at_ms=(int(time.time()) + 86_400 * 90) * 1000))
    await _practises(desk, building)
    await desk.does(StartDrill(name="winter", rooms=(RoomId("B202"),), ends_after_s=1800))
    await building.pressed("B202")
    await desk.shows("B202")
    await building.held("B203")
    await desk.acknowledges(await desk.shows("B203"))
    return paper


async def _practises(desk: Desk, building: TwinSchool) -> None:
    """Hold a drill to its end, with its times measured."""
    await desk.does(StartDrill(name="autumn", rooms=(RoomId("B202"),)))
    board = await desk.board(lambda board: board.drill is not None)
    assert board.drill is not None
    await building.pressed("B202")
    await desk.acknowledges(await desk.shows("B202"))
    await desk.does(EndDrill(drill=DrillId(board.drill.drill)))
    await desk.sees_no("B202")


async def _hears_of_the_office(box: Box) -> None:
    """Give the box the office's notices: its root key, who reads there, whose receipts count. Then a receipt for what exists, and that the
    office opened the oldest stream.
    """
    vault = Vault.open(box.data / "keys")
    office = Office(vault.building, vault.box)
    reader = Reader("the office", opening=PrivateKey.from_bytes(bytes.fromhex(folders.OFFICE_SEED)))
    code, said = await handbell("trust", office.fingerprint.hex(), "--socket", box.socket_path)
    assert code == 0, said
    async with FeedClient.connect(box.run / "feed.sock") as line:
        told = await line.hand_in(HandIn(request=0, notices=(office.receipt_keys(), office.recipients(1, reader))))
        assert told.refused == ()
        entries = [item.entry for item in (await line.follow(after=0, limit=20)).entries]
        told = await line.hand_in(
            HandIn(request=0, receipts=(office.receipt(entries[-1]),), opened=(office.opened(reader, entries[1]),))
        )
        assert told.refused == ()


async def _call(desk: Desk, building: TwinSchool) -> Written:
    await building.pressed("B202")
    card = await desk.shows("B202")
    await desk.acknowledges(card)
    await desk.sends(card)
    await desk.confirms(card)
    await desk.notes_arrival(card)
    await desk.does(AddNote(incident=card.incident, text="Tür zu"))
    await desk.stands_down(card)
    return Written(desk, card.incident)


async def _tap_out(desk: Desk, building: TwinSchool) -> None:
    asked = await _asks_for_cover(desk, building, "B203")
    await desk.does(AssignCover(incident=asked, cover="answered by radio"))
    await desk.does(Arrive(incident=asked, responder="Thaddeus Quimby"))
    await desk.does(StandDown(incident=asked, outcome=Outcome.COVERED, saw_room=""))


async def _asks_for_cover(desk: Desk, building: TwinSchool, room: str) -> IncidentId:
    await building.pressed(room, "tap-out")
    board = await desk.board(lambda board: any(each.room == room and each.recorded for each in board.tap_outs))
    return next(each.incident for each in board.tap_outs if each.room == room)


async def _walk_test(desk: Desk, building: TwinSchool) -> None:
    await desk.does(ArmWalkTest(button=ButtonId("B204-wall")))
    await building.shows("B204", "test")
    await building.pressed("B204")
    await desk.board(lambda board: board.walk_test is None)


async def _writes(desk: Desk, paper: Written) -> None:
    """Write a fact of each class, and an account with its code."""
    await paper.tells("I stood in the door.", "Ottoline Vasquez", "teacher")
    await paper.writes(event_kind="happened", behavior="battery", anyone_hurt=True)
    hurt = await paper.adds("injury", level="minor")
    await paper.leaves()
    await _proves(desk, "quimby")
    await paper.completes(hurt, body_part=("arm",))


async def _proves(desk: Desk, person: str) -> None:
    proved = await desk.line.ask(ProveSelf(request=0, person=PersonId(person), secret=PIN))
    assert proved.ok, proved.says
    await desk.board(lambda board: board.proven)


async def _second_day(box: Box, building: TwinSchool) -> None:
    """Kill the box in the middle of the second day: two calls open, one further than the other, a tap-out, and a secured building that asks
    its rooms.
    """
    assert box.webhook_port is not None
    desk = await box.desk("front")
    await building.pressed("B204")
    await desk.sends(await desk.shows("B204"), Role.NURSE)
    await Pendant(pendant_of("B201"), box.webhook_port).press()
    await desk.shows("B201")
    await desk.does(StartResponse(response=BuildingResponse.SECURE, detail="a dog in the yard", check_in=True))
    board = await desk.board(lambda board: board.check_in is not None)
    assert board.check_in is not None
    name = board.check_in.check_in
    await desk.does(MarkRoom(check_in=name, room=RoomId("B203"), answer=RoomAnswer.NEEDS_HELP))
    await building.pressed("B202", "safe")
    await _asks_for_cover(desk, building, "B202")
    for button in ("B203-wall", "B202-wall"):
        building.open_case(button)
        await desk.board(lambda board, button=button: any(each.subject == button for each in board.troubles))
    aside = Cause("button-tampered", "B202-wall")
    await desk.does(ShelveTrouble(cause=aside, ends_after_s=NEW_LOCK_S, reason="it is being painted"))


def _nobodys(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


if __name__ == "__main__":
    asyncio.run(main())
