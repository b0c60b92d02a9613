"""Tests taking a pendant into service: a receiver hears it, it is listed, it is in the plan without a network and without a key, and its
press proves it.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.adoption.known import STRANGERS_SHOWN_MAX
from appliance.api.desk.buttons import AdoptButton, AskButtons, ButtonsKnown
from appliance.buttons.adopting import adopt
from appliance.buttons.table import table
from appliance.core.ground.commands import Look
from appliance.core.ground.place import Place
from appliance.doors.peer import Rights
from appliance.intake import Intake
from appliance.plan.document import to_document
from appliance.plan.families import BUTTON_FAMILIES
from appliance.plan.ids import AreaName, ButtonId, LineId, RoomId
from appliance.plan.model import Contact, Kind, SerialLine, Speaks, Wire
from hardware.families import FAMILIES
from hardware.levels import HEARD
from hardware.ports import Link, Stranger
from hardware.signals import Press
from hardware.simulated.source import SimulatedSource
from tests.appliance.doors.harness import FRONT, Harness, running_harness
from tests.appliance.test_adoption import sound_school
from tests.patience import patient

pytestmark = pytest.mark.slow

PENDANT = "178-1234567"


class Receiver(SimulatedSource):
    """A family of one-way transmitters: it finds devices, and gives no key."""

    family = "inovonics"
    heard: tuple[Stranger, ...] = ()

    def links(self) -> Mapping[str, Link]:
        return {}

    def strangers(self) -> tuple[Stranger, ...]:
        return self.heard or (stranger(PENDANT, 4000),)


def stranger(device: str, ago_ms: int | None) -> Stranger:
    heard = Stranger(device, "", "", "EN1223S", keyless=False, found="heard", line="radio-a", wire=f"{device}/1")
    return replace(heard, heard_ago_ms=ago_ms, part="EN1223S")


@pytest.fixture
async def harness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Harness]:
    monkeypatch.setitem(BUTTON_FAMILIES, "inovonics", FAMILIES["inovonics"])
    async with running_harness(tmp_path, Rights.here()) as harness:
        radio = SerialLine(LineId("radio-a"), "Receiver", Speaks.INOVONICS, "/dev/ttyAMA0")
        await harness.adopt(to_document(replace(sound_school(), lines=(radio,)))).kept
        harness.sources["inovonics"] = Receiver("127.0.0.1", 0, {}.get)
        yield harness


def wish(**other: object) -> AdoptButton:
    usual = {
        "device": PENDANT,
        "room": RoomId(""),
        "button": ButtonId("play-2"),
        "duty": "Playground 2",
        "contacts": (),
    }
    return AdoptButton(request=0, **(usual | other))


async def adopts(harness: Harness, wish: AdoptButton, *, pressed: bool = False) -> tuple[bool, str]:
    said: list[str] = []
    hear, loop = Intake(harness.engine).from_source(harness.sources["inovonics"]), asyncio.get_running_loop()

    def say(text: str) -> None:
        said.append(text)
        if pressed and text.startswith("Press "):
            loop.call_soon(hear, Press("play-2", "help", 1, age_ms=0, ledger=HEARD))

    async with harness.console(None) as admin, patient():
        return await adopt(admin.line, wish, say), "\n".join(said)


async def test_a_pendant_that_was_heard_is_listed_adopted_for_a_duty_and_proven_by_its_press(harness: Harness) -> None:
    async with harness.console(None) as admin:
        known = await admin.line.ask(AskButtons(request=0))
    assert isinstance(known, ButtonsKnown)
    listed = "\n".join(table(known))
    assert "? 178-1234567 heard 4 s ago on radio-a" in listed
    assert "handbell buttons adopt 178-1234567 --button ID --duty WORDS" in listed

    proven, reads = await adopts(harness, wish(near=RoomId("201"), part="EN1223S"), pressed=True)
    assert proven, reads
    assert "as play-2 for Playground 2, near Room 201. It has no key, and proves nobody." in reads
    assert 'wires: {help: "178-1234567/1"}, contacts: {help: assist}' in reads
    button = harness.engine.board.index.buttons[ButtonId("play-2")]
    assert (button.wires, button.key, button.device) == ((Wire("help", "178-1234567/1"),), "", "")
    assert harness.credentials.ids() == ()
    async with harness.console(FRONT) as front:
        assert not (await front.board()).calls, "the press was a test"


async def test_what_was_just_pressed_is_listed_however_many_others_are_found(harness: Harness) -> None:
    async def listed() -> list[str]:
        async with harness.console(None) as admin:
            known = await admin.line.ask(AskButtons(request=0))
        assert isinstance(known, ButtonsKnown)
        assert len(known.strangers) == STRANGERS_SHOWN_MAX
        return [each.device for each in known.strangers]

    boards, network = Receiver("127.0.0.1", 0, {}.get), Receiver("127.0.0.1", 0, {}.get)
    boards.heard = tuple(stranger(f"west-io/{number}", 3_600_000) for number in range(STRANGERS_SHOWN_MAX))
    harness.sources["modbus"] = boards
    assert (await listed())[-1] == PENDANT
    network.heard = tuple(stranger(f"pretended-{number}", None) for number in range(STRANGERS_SHOWN_MAX))
    harness.sources["esphome"] = network
    assert (await listed())[-1] == PENDANT
    assert "pretended-63" in await listed(), "it was found last"


async def test_its_next_press_is_a_call_of_its_duty(harness: Harness) -> None:
    await adopts(harness, wish(area=AreaName("Playground"), contacts=(Contact("help", Kind.EMERGENCY),)), pressed=True)
    hear = Intake(harness.engine).from_source(harness.sources["inovonics"])
    hear(Press("play-2", "help", 2, age_ms=0, ledger=HEARD))
    await harness.engine.submit(Look()).kept
    (call,) = harness.engine.board.incidents.values()
    assert (call.place, call.kind) == (Place(area=AreaName("Playground")), Kind.EMERGENCY)


@pytest.mark.parametrize(("named", "has"), [("", "EN1223S"), ("EN1223S-60", "EN1223S-60")])
async def test_its_part_is_what_it_says_it_is_where_nobody_named_one(harness: Harness, named: str, has: str) -> None:
    proven, reads = await adopts(harness, wish(part=named), pressed=True)
    assert proven, reads
    assert f"part: {has}," in reads
    assert harness.engine.board.index.buttons[ButtonId("play-2")].part == has


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"device": "178-9"}, "Nothing was heard of '178-9' (heard: 178-1234567). Press it"),
        ({"family": "esphome"}, "178-1234567 is of the family inovonics, not esphome"),
        ({"duty": ""}, "neither a room nor a duty"),
        ({"near": RoomId("999")}, 'There is no room "999"'),
        ({"wires": (Wire("help", "178-1234567/9"),)}, "no alarm of a transmitter"),
        ({"button": ButtonId("B201")}, "Button B201 in room 201 is in the plan already"),
    ],
)
async def test_what_cannot_be_is_refused_and_nothing_is_changed(
    harness: Harness, asked: dict[str, object], says: str
) -> None:
    before = harness.engine.board.plan_digest
    proven, reads = await adopts(harness, wish(**asked))
    assert not proven
    assert says in reads
    assert harness.engine.board.plan_digest == before


async def test_one_that_was_not_heard_is_adopted_where_a_person_says_it_is(harness: Harness) -> None:
    there = (Wire("help", "178-55/2"),)
    proven, reads = await adopts(harness, wish(device="178-55", family="inovonics", wires=there), pressed=True)
    assert proven, reads
    assert harness.engine.board.index.buttons[ButtonId("play-2")].wires == there
