"""Tests how a modem is looked after: each thing that can be wrong is one trouble with a name, and is over when it is over."""

from pathlib import Path

import pytest

from hardware.modem import health, pin
from hardware.modem.commands import RESTART, Sim
from hardware.modem.health import Known, wrong_with
from hardware.modem.modem import NEWS_MAX
from hardware.modem.siblings import ports_of
from hardware.modem.times import Times
from hardware.modem.twin.school import PretendModem
from hardware.ports import MessageState, Reachable
from tests.hardware.modem.stick import PATIENT, REYES, SHORT, Box, a_box, running
from tests.hardware.running import until

DELIVERED = MessageState.DELIVERED


async def test_a_stick_that_is_pulled_out_is_missing_and_works_again_when_it_is_back(tmp_path: Path) -> None:
    async with a_box(tmp_path, SHORT) as (box, stick):
        stick.unplug()
        await until(lambda: list(box.wrong) == ["modem-missing"], 6.0)
        assert not box.reaches
        lost = [each for each in box.reports if isinstance(each, Reachable) and each.why]
        assert {each.what for each in lost} == {"modem-missing"}
        stick.plug_in()
        await until(lambda: box.reaches and not box.wrong, 8.0)
        stick.modem.text(REYES, "HELP")
        await until(lambda: box.texts == ["HELP"], 5.0)


async def test_a_silent_modem_is_named_and_started_anew(tmp_path: Path) -> None:
    async with a_box(tmp_path, SHORT) as (box, stick):
        stick.modem.silent = True
        await until(lambda: list(box.wrong) == ["modem-silent"], 5.0)
        stick.modem.silent = False
        await until(lambda: box.reaches and not box.wrong, 8.0)
        box.says(a="one")
        await until(lambda: DELIVERED in box.states("12/a"), 5.0)


async def test_a_modem_that_hangs_but_reads_is_started_anew(tmp_path: Path) -> None:
    async with a_box(tmp_path, SHORT) as (box, stick):
        answers = stick.modem._answer
        hangs = True

        def hung(command: str) -> str | None:
            nonlocal hangs
            if command == RESTART:
                hangs = False
            return None if hangs else answers(command)

        stick.modem._answer = hung  # type: ignore[method-assign] # this modem hangs until it is started anew
        await until(lambda: RESTART in stick.modem.heard, 6.0)
        await until(lambda: box.reaches and not box.wrong, 8.0)


async def test_a_modem_that_starts_by_itself_is_set_up_again(tmp_path: Path) -> None:
    async with a_box(tmp_path) as (box, stick):
        before = stick.modem.heard.count("AT+CMGF=0")
        stick.modem.boot()
        await until(lambda: stick.modem.heard.count("AT+CMGF=0") > before)
        stick.modem.text(REYES, "HELP")
        await until(lambda: box.texts == ["HELP"])


async def test_no_cell_is_told_at_once_and_so_is_its_return(tmp_path: Path) -> None:
    async with a_box(tmp_path, SHORT) as (box, stick):
        stick.modem.cell(registered=False)
        await until(lambda: list(box.wrong) == ["modem-no-cell"])
        stick.modem.cell(registered=True)
        await until(lambda: box.reaches and not box.wrong)


async def test_a_weak_cell_still_sends(tmp_path: Path) -> None:
    async with a_box(tmp_path) as (box, stick):
        stick.modem.cell(registered=True, signal=2)
        await until(lambda: list(box.wrong) == ["modem-weak"])
        assert box.reaches
        assert "-109 dBm" in box.wrong["modem-weak"]
        box.says(a="one")
        await until(lambda: DELIVERED in box.states("12/a"))
        stick.modem.cell(registered=True, signal=20)
        await until(lambda: not box.wrong)


async def test_a_full_card_is_named_and_texts_still_go_out(tmp_path: Path) -> None:
    async with a_box(tmp_path) as (box, stick):
        for _ in range(10):
            stick.modem.card.draft("0011000B912717500501F10000AA0AE8329BFD4697D9EC37")
        await until(lambda: list(box.wrong) == ["modem-full"])
        assert "10 texts" in box.wrong["modem-full"]
        box.says(a="one")
        await until(lambda: DELIVERED in box.states("12/a"))
        stick.modem.card.stores["SM"].clear()
        await until(lambda: not box.wrong)


async def test_a_card_that_is_pulled_out_is_named(tmp_path: Path) -> None:
    async with a_box(tmp_path, SHORT) as (box, stick):
        stick.modem.card.is_missing = True
        await until(lambda: list(box.wrong) == ["modem-sim"], 5.0)
        assert "no SIM card" in box.wrong["modem-sim"]
        stick.modem.card.is_missing = False
        await until(lambda: box.reaches and not box.wrong, 20.0)


async def locked(tmp_path: Path, given: str | None, card_pin: str = "1234", tries: int = 3) -> tuple[Box, PretendModem]:
    """Start a box with this PIN at a locked card, until it knows how it stands."""
    if given is not None:
        (tmp_path / "texts.pin").write_text(given)
    async with a_box(tmp_path, PATIENT, ready=False) as (box, stick):
        stick.modem.card.pin, stick.modem.card.tries = card_pin, tries
        await until(lambda: box.reaches or bool(box.wrong), 10.0)
    return box, stick


async def test_the_right_pin_opens_the_card_at_every_start(tmp_path: Path) -> None:
    for _ in range(2):
        box, stick = await locked(tmp_path, "1234")
        assert box.reaches
        assert stick.modem.card.tries == 3
        assert stick.modem.heard.count('AT+CPIN="1234"') == 1


async def test_a_wrong_pin_is_tried_once_however_often_the_box_starts(tmp_path: Path) -> None:
    tried = 0
    for tries in (3, 2, 2):
        box, stick = await locked(tmp_path, "9999", tries=tries)
        assert box.wrong["modem-sim"] == pin.WAS_WRONG
        tried += len(stick.modem.card.wrong_pins)
    assert tried == 1


async def test_a_box_without_a_pin_and_a_card_that_wants_its_puk_say_so(tmp_path: Path) -> None:
    box, stick = await locked(tmp_path, None)
    assert box.wrong == {"modem-sim": pin.NONE_GIVEN}
    box, stick = await locked(tmp_path, "1234", tries=0)
    assert "PUK" in box.wrong["modem-sim"]
    assert stick.modem.card.wrong_pins == []
    assert not [each for each in stick.modem.heard if each.startswith("AT+CPIN=")]


async def test_what_an_earlier_run_told_is_over_when_this_one_finds_the_modem_well(tmp_path: Path) -> None:
    async with a_box(tmp_path) as (box, _):
        await until(lambda: {each.what for each in box.reports if hasattr(each, "what")} >= set(health.TROUBLES))
        assert box.wrong == {}


async def test_a_wrong_port_of_a_stick_is_left_for_the_one_that_answers(tmp_path: Path) -> None:
    ports = [tmp_path / f"usb-SimTech_SIM7600-if0{each}-port0" for each in (0, 2, 3)]
    async with PretendModem(ports) as stick:
        box = Box(tmp_path, ports[0], SHORT)
        async with running(box):
            await until(lambda: box.reaches, 20.0)
            assert stick.unheard.startswith(b"AT+CGMM\r")
            stick.modem.text(REYES, "HELP")
            await until(lambda: box.texts == ["HELP"])


async def test_noise_slowness_and_chatter_break_nothing(tmp_path: Path) -> None:
    async with a_box(tmp_path, Times(poll_s=0.3, look_s=0.4, again_s=0.05)) as (box, stick):
        stick.modem.chatters = True
        stick.modem.slow_s = 0.15
        stick.modem.noise(bytes(range(256)) * 3)
        stick.modem.text(REYES, "HELP")
        box.says(a="one")
        await until(lambda: box.texts == ["HELP"] and DELIVERED in box.states("12/a"), 15.0)


async def test_an_answer_that_comes_late_is_not_taken_for_the_answer_to_the_next_command(tmp_path: Path) -> None:
    async with a_box(tmp_path, SHORT) as (box, stick):
        stick.modem.slow_s = 0.6
        await until(lambda: stick.modem.heard[-1] == "AT+CGMM", 5.0)
        stick.modem.slow_s = 0.0
        await until(lambda: box.reaches and not box.wrong, 8.0)
        box.says(a="one")
        stick.modem.text(REYES, "HELP")
        await until(lambda: box.texts == ["HELP"] and DELIVERED in box.states("12/a"), 8.0)


async def test_all_that_was_ever_sent_to_a_modem_is_of_the_list_and_opens_no_connection(tmp_path: Path) -> None:
    async with a_box(tmp_path, SHORT) as (box, stick):
        box.says(a="Emergency, Room 204. " * 20)
        stick.modem.text(REYES, "HELP")
        await until(lambda: box.texts == ["HELP"] and DELIVERED in box.states("12/a"), 5.0)
        stick.modem.silent = True
        await until(lambda: bool(box.wrong), 5.0)
        stick.modem.silent = False
        await until(lambda: not box.wrong, 8.0)
        words = {each.partition("=")[0].rstrip("?") for each in stick.modem.heard}
        assert words <= {
            *("AT", "ATE0", "AT+CGMM", "AT+CMEE", "AT+CPIN", "AT+CPMS", "AT+CMGF", "AT+CNMI", "AT+CREG", "AT+CEREG"),
            *("AT+CSQ", "AT+CMGL", "AT+CMGR", "AT+CMGD", "AT+CMGS", "AT+CFUN"),
        }


def test_one_cause_is_one_trouble() -> None:
    assert list(wrong_with(Known(line_lost="gone", silent="x", sim=Sim.MISSING, registered=False))) == ["modem-missing"]
    assert list(wrong_with(Known(silent="x", sim=Sim.MISSING, registered=False))) == ["modem-silent"]
    assert list(wrong_with(Known(sim=Sim.MISSING, registered=False, signal_dbm=-113))) == ["modem-sim"]
    assert list(wrong_with(Known(sim=Sim.READY, registered=False, signal_dbm=-113))) == ["modem-no-cell"]
    assert list(wrong_with(Known(sim=Sim.READY, registered=True, signal_dbm=-113, full="x"))) == [
        "modem-full",
        "modem-weak",
    ]
    assert wrong_with(Known()) == {}


def test_a_signal_at_the_limit_does_not_come_and_go() -> None:
    assert wrong_with(Known(registered=True, signal_dbm=-103)) == {}
    assert wrong_with(Known(registered=True, signal_dbm=-103, was_weak=True)) != {}
    assert wrong_with(Known(registered=True, signal_dbm=-97, was_weak=True)) == {}


def test_the_usual_times_keep_the_promise_of_90_seconds() -> None:
    usual = Times()
    silence = usual.poll_s + usual.tries * max(usual.answer_s, usual.reads_s)
    cell = usual.look_s + usual.settles_s
    assert max(silence, cell) <= 90


@pytest.mark.parametrize("name", ["modem", "ttyUSB0", "pci-0000:00:14.0-usb-0:3:1.2-port0"])
def test_a_port_of_another_name_has_no_siblings(tmp_path: Path, name: str) -> None:
    for each in (name, "usb-X-if00-port0", "usb-X-if01-port0"):
        (tmp_path / each).touch()
    assert ports_of(str(tmp_path / name)) == (str(tmp_path / name),)


def test_siblings_are_of_the_same_device_alone(tmp_path: Path) -> None:
    for each in ("usb-X-if02-port0", "usb-X-if00-port0", "usb-X-if10-port0", "usb-Y-if00-port0", "usb-XX-if00"):
        (tmp_path / each).touch()
    assert [Path(each).name for each in ports_of(str(tmp_path / "usb-X-if02-port0"))] == [
        "usb-X-if02-port0",
        "usb-X-if00-port0",
        "usb-X-if10-port0",
    ]
    assert ports_of("rfc2217://10.0.0.4:4001") == ("rfc2217://10.0.0.4:4001",)


async def test_a_modem_that_says_news_without_end_holds_up_nothing(tmp_path: Path) -> None:
    async with a_box(tmp_path) as (box, stick):
        for _ in range(300):
            stick.modem.noise(b'\r\n+CMTI: "SM",9\r\n\r\n+CREG: 1\r\n\r\n^RSSI: 3\r\n')
        box.says(a="one")
        stick.modem.text(REYES, "HELP")
        await until(lambda: box.texts == ["HELP"] and DELIVERED in box.states("12/a"), 15.0)
        assert len(box.way._modem._news) <= NEWS_MAX
