"""Tests that everything that can be wrong with a button on the LAN is named once, with what was seen, while the other button works on."""

import asyncio
import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from aioesphomeapi import api_pb2 as pb
from google.protobuf.message import Message

from hardware.esphome import session as session_of_ours
from hardware.esphome.address import Address
from hardware.esphome.address_book import NAME
from hardware.esphome.bounded_socket import reach
from hardware.esphome.peer import Failed, Peer, Wants
from hardware.esphome.twin.building import TwinBuilding
from hardware.esphome.twin.session import Session
from hardware.ports import Feedback, Fitting, Phase
from hardware.signals import CheckIn
from tests.hardware.esphome.lan import HOST, KEYS, Lan, lan, with_buttons
from tests.hardware.running import until
from tests.patience import patience, patient


class OtherBoard(Session):
    """A board that has the same name and key, but another MAC."""

    def _answer(self, message: Message) -> Iterable[Message]:
        for answer in super()._answer(message):
            if isinstance(answer, pb.DeviceInfoResponse):
                answer.mac_address = "02:00:00:00:00:99"
            yield answer


class Leaves(Session):
    """Says goodbye and ends the connection right after its list of entities."""

    left = 0

    def _answer(self, message: Message) -> Iterable[Message]:
        yield from super()._answer(message)
        if isinstance(message, pb.ListEntitiesRequest):
            Leaves.left += 1
            yield from self._leave()

    def _leave(self) -> Iterable[Message]:
        return [pb.DisconnectRequest()]


class Breaks(Leaves):
    """Ends the connection there too, but says no goodbye."""

    def _leave(self) -> Iterable[Message]:
        self._loop.call_soon(self.hang_up)
        return []


async def works_on(harness: Lan, building: TwinBuilding, button: str = "B") -> None:
    """Check that a press is heard, and the button told, at once."""
    before = len(harness.presses(button))
    await building.press(button, "help")
    await until(lambda: len(harness.presses(button)) > before, 0.5)
    harness.source.tell(button, Feedback(Phase.ACKNOWLEDGED, 1))
    await building.until_lamp(button, "acknowledged", within_s=0.5)


@pytest.mark.slow
async def test_a_wiped_button_rings_first_and_is_named_then() -> None:
    async with with_buttons() as (harness, building):
        building.wipe("A")
        await building.press("A", "help")
        await harness.names("A", "wiped", 5)
        fault = next(at for at, each in enumerate(harness.heard) if getattr(each, "what", "") == "wiped")
        assert harness.heard.index(harness.presses("A")[0]) < fault
        assert harness.faults() == [("A", "wiped")]
        await works_on(harness, building, "A")


async def test_a_board_swapped_while_nobody_looked_is_known_by_its_mac_and_not_called_wiped(tmp_path: Path) -> None:
    met = {"handbell-a": {"where": "", "mac": "020000000001", "ledger": "0123456789abcdef"}}
    (tmp_path / NAME).write_text(json.dumps(met))
    async with with_buttons(tmp_path) as (harness, building):
        assert harness.faults() == [("A", "swapped-board")]
        assert "020000000001" in harness.detail("swapped-board")
        await works_on(harness, building, "A")


async def test_a_second_board_with_the_same_name_and_key_is_named_with_both_addresses_and_both_are_heard() -> None:
    async with with_buttons() as (harness, building):
        async with TwinBuilding(HOST, harness.source.port, {"A": KEYS["A"]}, seed=7) as other:
            other.twin("A").session_kind = OtherBoard
            await harness.names("A", "two-boards", 5)
            await other.press("A", "help")
            await until(lambda: bool(harness.presses("A")), 6)
        assert "020000000099" in harness.detail("two-boards")
        assert ("A", "wiped") not in harness.faults()
        await works_on(harness, building)


async def test_who_claims_a_name_without_its_key_is_named_and_the_button_keeps_its_connection() -> None:
    async with with_buttons() as (harness, building):
        async with TwinBuilding(HOST, harness.source.port, {"X": bytes(32)}) as elsewhere:
            elsewhere.claim("X", "handbell-a")
            await harness.names("A", "name-claimed")
            assert harness.source.links()["A"].connected_at
            await works_on(harness, building, "A")
        assert harness.faults() == [("A", "name-claimed")]


async def test_a_button_without_a_key_in_the_store_is_named_and_comes_once_it_has_one() -> None:
    async with lan() as harness, TwinBuilding(HOST, harness.source.port, {"A": KEYS["A"]}):
        del harness.keys["A"]
        harness.source.expect({"A": Fitting("handbell-a")})
        await harness.names("A", "no-key")
        harness.keys["A"] = KEYS["A"]
        await harness.comes("A", 8)
        await harness.mends("A", "no-key")


async def test_a_key_that_is_none_is_named_as_missing() -> None:
    async with lan() as harness:
        harness.keys["A"] = b"short"
        harness.source.expect({"A": Fitting("handbell-a")})
        await harness.names("A", "no-key")
        assert "5 bytes" in harness.detail("no-key")


async def test_rubbish_is_named_and_harms_nobody_else() -> None:
    async with with_buttons() as (harness, building):
        where, port = await building.listen("A", HOST)
        harness.source.expect({"A": Fitting("handbell-a", f"{where}:{port}"), "B": Fitting("handbell-b")})
        building.speak_rubbish("A")
        await harness.names("A", "garbled", 5)
        await works_on(harness, building)
        building.behave("A")
        await harness.comes("A", 8)


@pytest.mark.slow
async def test_another_firmware_under_its_key_is_named_with_what_it_lacks_and_harms_nobody_else() -> None:
    async with with_buttons() as (harness, building):
        building.run_other_firmware("A")
        await harness.names("A", "not-ours", 5)
        for lacking in ("counts", "lamp", "faults", "tell"):
            assert lacking in harness.detail("not-ours")
        assert not harness.source.links()["A"].connected_at
        await works_on(harness, building)
        building.behave("A")
        await harness.comes("A", 15)
        await harness.mends("A", "not-ours")


@pytest.mark.slow
async def test_a_stall_in_the_handshake_is_named_and_harms_nobody_else() -> None:
    async with with_buttons() as (harness, building):
        building.stall("A")
        await harness.names("A", "garbled", 15)
        await works_on(harness, building)
        building.behave("A")
        await harness.comes("A", 8)


@pytest.mark.slow
async def test_a_flood_is_cut_off_and_named_and_the_next_button_waits_no_longer_for_it() -> None:
    async with with_buttons() as (harness, building):
        building.flood("A")
        async with patient():
            while ("A", "flooding") not in harness.faults():
                await asyncio.sleep(0)  # if the flood were read to its end, this line would never run again
        await works_on(harness, building)


@pytest.mark.slow
async def test_a_device_whose_connections_are_all_taken_is_named_by_what_it_does() -> None:
    async with lan() as harness, TwinBuilding(HOST, harness.source.port, {"A": KEYS["A"]}, dials=False) as building:
        where, port = await building.listen("A", HOST)
        building.take_slots("A")
        harness.source.expect({"A": Fitting("handbell-a", f"{where}:{port}")})
        await harness.names("A", "slots-taken", 8)
        building.free_slots("A")
        await harness.comes("A", 8)
        await harness.mends("A", "slots-taken")
        assert harness.faults() == [("A", "slots-taken")]


@pytest.mark.parametrize("politely", [True, False], ids=["with a goodbye", "without one"])
@pytest.mark.slow
async def test_taken_connections_are_named_however_the_device_drops_a_caller(politely: bool) -> None:
    """A device may drop us before or after our first word arrives. Before, it says goodbye (FIN). After, it does not (RST)."""

    async def drops(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if politely:
            writer.write_eof()
            await reader.read()
        writer.transport.abort()

    async with lan() as harness, await asyncio.start_server(drops, HOST) as device:
        where, port = device.sockets[0].getsockname()
        harness.source.expect({"A": Fitting("handbell-a", f"{where}:{port}")})
        await harness.names("A", "slots-taken", 8)
        assert harness.faults() == [("A", "slots-taken")]


async def test_another_device_at_a_typed_address_is_named() -> None:
    async with lan() as harness, TwinBuilding(HOST, harness.source.port, dict(KEYS), dials=False) as building:
        where, port = await building.listen("B", HOST)
        harness.source.expect({"A": Fitting("handbell-a", f"{where}:{port}"), "B": Fitting("handbell-b")})
        await harness.names("A", "other-device")
        assert "handbell-b" in harness.detail("other-device")
        await harness.comes("B")  # the source met B while it looked for A, and knew it by its name


@pytest.mark.slow
@pytest.mark.parametrize("dials", [True, False], ids=["it dials", "it is dialled"])
@pytest.mark.parametrize("kind", [Leaves, Breaks], ids=["with a goodbye", "without one"])
async def test_a_device_that_leaves_as_soon_as_it_is_known_is_away_and_comes_again(
    kind: type[Leaves], caplog: pytest.LogCaptureFixture, *, dials: bool
) -> None:
    async with lan() as harness, TwinBuilding(HOST, harness.source.port, {"A": KEYS["A"]}, dials=dials) as building:
        building.twin("A").session_kind = kind
        typed = "" if dials else "{}:{}".format(*await building.listen("A", HOST))
        before = kind.left
        harness.source.expect({"A": Fitting("handbell-a", typed)})
        await until(lambda: Leaves.left >= before + 2, 8)
        await harness.goes("A")
        building.behave("A")
        await harness.comes("A", 8)
        await until(lambda: bool(harness.check_ins("A")))
    assert "Traceback" not in caplog.text


async def test_a_session_that_is_over_before_anybody_listens_says_so() -> None:
    async with TwinBuilding(HOST, 1, {"A": KEYS["A"]}, dials=False) as building:
        address = Address(*await building.listen("A", HOST))
        wire = await reach(address.host, address.port, patience())
        wants = Wants(frozenset(), {})
        session = await session_of_ours.Session.prove(wire, KEYS["A"], "handbell-a", Peer(address), wants)
        session.close()
        why: list[Failed] = []
        session.listen(lambda name, value: None, why.append)
        assert len(why) == 1


@pytest.mark.slow
async def test_a_button_gone_for_ten_seconds_is_lost_once_and_found_again() -> None:
    async with with_buttons() as (harness, building):
        building.unplug("A")
        await harness.names("A", "lost", 30)
        building.plug_in("A")
        await harness.mends("A", "lost")
        assert harness.faults() == [("A", "lost")]
        said = harness.detail("lost")
        assert "port" not in said and said.endswith(". Check its power and network."), (
            "read by people who know no address"
        )


@pytest.mark.slow
async def test_a_frozen_link_is_known_within_fifteen_seconds() -> None:
    async with with_buttons() as (harness, building):
        for _ in range(3):  # as in use: the box spoke to it a moment ago
            harness.source.tell("A", Feedback(Phase.READY, 1))
            await asyncio.sleep(0.3)
        frozen_s = asyncio.get_running_loop().time()
        building.cut_power("A")
        await harness.goes("A", 15)
        assert asyncio.get_running_loop().time() - frozen_s > 5  # so it was the silence that showed it, not a goodbye


@pytest.mark.slow
async def test_what_a_device_finds_wrong_with_itself_is_handed_on_and_ends() -> None:
    async with with_buttons() as (harness, building):
        building.open_case("A")
        await harness.names("A", "tampered")
        building.close_case("A")
        await harness.mends("A", "tampered")
        building.lower_supply("A", 4300)
        await harness.names("A", "low-supply")
        await until(lambda: any(isinstance(each, CheckIn) for each in harness.heard))
        assert "4300 mV" in harness.detail("low-supply")
