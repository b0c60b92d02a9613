"""Tests that a press of a hold-up button at the building's panel is heard as a press of a button of the plan."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hardware.alarmdecoder.faults import FAULTS, WIRE_FAULTS
from hardware.alarmdecoder.listed import LISTED_MAX
from hardware.alarmdecoder.panel import OLD_S
from hardware.alarmdecoder.settings import AlarmDecoderSettings
from hardware.alarmdecoder.source import AGAIN_EACH_S, AlarmDecoderSource
from hardware.alarmdecoder.twin.words import obey
from hardware.errors import HardwareError
from hardware.faults import COMMON
from hardware.levels import COPIES_S, HEARD
from hardware.opened import Opened
from hardware.ports import Feedback, Fitting, Phase
from hardware.serial.faults import FAULTS as LINE_FAULTS
from hardware.serial.line import Wire
from hardware.serial.lines import Lines
from hardware.signals import UNFORESEEN, CheckIn, Fault, Mended, Press, WireFault, WireMended
from tests.contracts.source_rigs import Ear
from tests.hardware.alarmdecoder.school import BAUD, ZONES, School, a_school
from tests.hardware.running import until

pytestmark = pytest.mark.slow


@pytest.fixture
async def school(tmp_path: Path) -> AsyncIterator[School]:
    async with a_school(tmp_path) as school:
        yield school


async def test_a_hold_up_button_is_heard_as_a_press_made_just_now(school: School) -> None:
    await asyncio.sleep(OLD_S + 0.1)
    for name in ZONES:
        obey(school.pretend, ["press", name])
    await school.caught_up()
    assert [each for each in school.heard if isinstance(each, Press)] == [
        Press(name, "help", 1, age_ms=0, ledger=HEARD) for name in ZONES
    ]


@pytest.mark.parametrize("name", ZONES)
async def test_pressed_freed_and_pressed_is_two_presses_and_copies_are_one(school: School, name: str) -> None:
    school.panel.press(name)
    school.panel.press(name)
    school.panel.free(name)
    school.panel.press(name)
    await school.caught_up()
    assert school.presses() == [(name, 1), (name, 2)]


async def test_a_panel_that_reports_no_end_is_heard_again_all_the_same(school: School) -> None:
    school.panel.press("bank-1")
    await asyncio.sleep(COPIES_S + 0.1)  # so late that it cannot be a copy of the first press
    school.panel.press("bank-1")
    await school.caught_up()
    assert school.presses() == [("bank-1", 1), ("bank-1", 2)]


async def test_at_the_pace_of_the_wire_and_behind_noise_a_press_is_heard(school: School) -> None:
    pty = school.pretend.pty
    assert pty is not None
    await pty.send(b"\0\xf7!EXP:07,0")
    await pty.send(b"!LRR:012,1,CID_1122,ff\r\n")
    await until(lambda: school.presses() == [("bank-1", 1)])


async def test_words_of_older_firmware_call_too(school: School) -> None:
    obey(school.pretend, ["say", "!LRR:012,1,ALARM_PANIC"])
    await school.caught_up()
    assert school.presses() == [("bank-1", 1)]


async def test_a_check_in_is_no_press_and_tells_the_battery_once(school: School) -> None:
    for deed in ("check-in", "low", "check-in", "well"):
        obey(school.pretend, [deed, "bank-2"])
    await school.caught_up()
    assert school.presses() == []
    assert school.heard.count(CheckIn("bank-2", {})) >= 4
    assert [each for each in school.heard if isinstance(each, Fault | Mended) and each.what == "low-battery"] == [
        Mended("bank-2", "low-battery"),
        Fault("bank-2", "low-battery", ""),
        Mended("bank-2", "low-battery"),
    ]


async def test_what_is_wrong_with_a_button_that_left_the_plan_is_told_again_when_it_is_back(school: School) -> None:
    fittings = {name: Fitting("", points={"help": zone}) for name, zone in ZONES.items()}
    for _ in range(2):
        obey(school.pretend, ["low", "bank-2"])
        await school.caught_up()
        assert Fault("bank-2", "low-battery", "") in school.heard
        school.heard.clear()
        school.source.expect({name: each for name, each in fittings.items() if name != "bank-2"})
        school.source.expect(fittings)


async def test_what_was_wrong_with_a_button_is_over_once_it_hangs_elsewhere(school: School) -> None:
    obey(school.pretend, ["low", "bank-2"])
    obey(school.pretend, ["alarm", "12", "130"])
    await school.caught_up()
    school.heard.clear()
    moved = {"bank-1": ZONES["bank-2"], "bank-2": ZONES["bank-1"], "bank-3": ZONES["bank-3"]}
    school.source.expect({name: Fitting("", points={"help": zone}) for name, zone in moved.items()})
    assert [each for each in school.heard if isinstance(each, Mended)] == [
        Mended(button, what) for button in ("bank-1", "bank-2") for what in ("no-panic", "low-battery")
    ]


async def test_a_burglar_and_what_is_on_no_button_never_ring_and_are_listed(school: School) -> None:
    for words in (
        ["alarm", "30", "130"],
        ["alarm", "31", "122"],
        ["say", "!LRR:032,1,CID_1441,ff"],
        ["say", "!RFX:0555123,80"],
        ["say", "!EXP:08,03,01"],
        ["say", "!REL:12,01,01"],
    ):
        obey(school.pretend, words)
    await until(lambda: len(school.source.strangers()) == 4)
    assert school.presses() == []
    assert [(each.device, each.claims) for each in school.source.strangers()] == [
        ("panel/zone/30", "alarm 130: no panic, would not call"),
        ("panel/zone/31", "panic 122"),
        ("panel/rf/0555123/1", "pressed, or open"),
        ("panel/exp/08/3", "closed"),
    ]
    school.source.expect({"new": Fitting("", points={"help": ZONES["bank-1"]})})
    obey(school.pretend, ["press", "bank-2"])
    await until(lambda: len(school.source.strangers()) == 5)
    school.source.expect({name: Fitting("", points={"help": zone}) for name, zone in ZONES.items()})
    assert len(school.source.strangers()) == 4, "what is on a button is a stranger no more"
    for number in range(200):
        obey(school.pretend, ["say", f"!RFX:{number:07d},80"])
    await until(lambda: school.source.strangers()[-1].device == "panel/rf/0000199/1")
    assert len(school.source.strangers()) == LISTED_MAX
    assert {(each.wire, each.line, each.found) for each in school.source.strangers()} == {
        (each.device, "panel", "heard") for each in school.source.strangers()
    }


async def test_a_planned_zone_that_the_panel_takes_for_a_burglar_is_told_and_not_rung(school: School) -> None:
    obey(school.pretend, ["alarm", "12", "130"])
    await school.caught_up()
    assert Fault("bank-1", "no-panic", "the panel reports alarm 130 of its zone") in school.heard
    obey(school.pretend, ["press", "bank-1"])
    await school.caught_up()
    assert Mended("bank-1", "no-panic") in school.heard
    assert school.presses() == [("bank-1", 1)]


async def test_a_panel_that_lives_is_a_check_in_of_all_that_is_on_it_but_not_at_each_word(school: School) -> None:
    for _ in range(5):
        obey(school.pretend, ["keypad"])
    await school.caught_up()
    assert [each.button for each in school.heard if isinstance(each, CheckIn)] == sorted(ZONES)


async def test_unplugged_and_plugged_in_again_it_is_heard_again_and_nothing_twice(school: School) -> None:
    school.panel.press("bank-3")
    await school.caught_up()
    school.pretend.unplug()
    await until(lambda: any(isinstance(each, WireFault) and each.what == "missing" for each in school.heard))
    assert {each.connected_at for each in school.source.links().values()} == {""}
    school.pretend.plug_in()
    await school.opened()
    assert {name: (each.device, each.connected_at) for name, each in school.source.links().items()} == {
        "bank-1": ("panel/zone/12", "panel"),
        "bank-2": ("panel/rf/0180036/1", "panel"),
        "bank-3": ("panel/exp/07/1", "panel"),
    }
    school.panel.press("bank-1")
    await school.caught_up()
    assert school.presses() == [("bank-3", 1), ("bank-1", 1)]
    ages = [each.age_ms for each in school.heard if isinstance(each, Press)]
    assert ages[-1] is None, "it may have waited somewhere"


async def test_nothing_is_ever_sent_to_a_panel(school: School) -> None:
    school.source.tell("bank-1", Feedback(Phase.RECEIVED, 1, {"help": 1}))
    school.panel.boot()
    school.panel.press("bank-1")
    await school.caught_up()
    await asyncio.sleep(AGAIN_EACH_S + 0.1)
    assert school.pretend.sent == b""


async def test_a_press_that_met_a_fault_of_ours_is_named_and_heard_once_that_passes(school: School) -> None:
    school.heard.sore = True
    school.panel.press("bank-1")
    await until(lambda: any(isinstance(each, Fault) and each.what == UNFORESEEN for each in school.heard))
    assert school.presses() == []
    school.heard.sore = False
    await until(lambda: Mended("bank-1", UNFORESEEN) in school.heard)
    assert school.presses() == [("bank-1", 1)]


async def test_counts_go_on_from_the_record(tmp_path: Path) -> None:
    async with a_school(tmp_path, recorded={("bank-1", "help"): 7}) as school:
        school.panel.press("bank-1")
        await school.caught_up()
        assert school.presses() == [("bank-1", 8)]


async def test_a_line_that_another_family_has_is_refused_and_what_was_taken_is_given_back(tmp_path: Path) -> None:
    lines = Lines()
    wires = [Wire(name, str(tmp_path / name), BAUD) for name in ("panel", "bus")]
    bus = lines.take(wires[1], "modbus")
    source = AlarmDecoderSource(AlarmDecoderSettings(tuple(wires)), lambda *_: 0, Opened(None), lines)
    with pytest.raises(HardwareError, match="a line has one owner"):
        await source.run(Ear().hear)
    assert set(lines.states()) == {"bus"}
    lines.give_back(bus)


async def test_every_fault_it_names_has_its_advice(school: School) -> None:
    for words in ["low bank-2", "alarm 12 130", "mains off", "battery low", "noise 300"]:
        obey(school.pretend, words.split())
    await school.caught_up()
    named = {each.what for each in school.heard if isinstance(each, Fault | Mended)}
    assert named <= {*FAULTS, *COMMON}
    on_wires = {f"{each.kind}-{each.what}" for each in school.heard if isinstance(each, WireFault | WireMended)}
    assert on_wires <= {*WIRE_FAULTS, *LINE_FAULTS} and "panel-on-battery" in on_wires
    assert not [says for says in (*FAULTS.values(), *WIRE_FAULTS.values()) if says.endswith(".") or says[0].isupper()]
