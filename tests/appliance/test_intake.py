"""Tests what devices say of themselves: every fault that a wire of ours can name comes with something to do, and the last word counts."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from appliance.annunciator import Annunciator
from appliance.core.devices.service import why_not_working
from appliance.core.ground.commands import Look
from appliance.core.ground.words import Actor, Door
from appliance.core.practice.commands import StartDrill
from appliance.intake import AGE_MS_MAX, Intake
from appliance.plan.ids import DeskId
from appliance.plan.index import PlanIndex
from appliance.plan.model import Sounder
from hardware.errors import HardwareError
from hardware.esphome.named import ENDED_BY_KEY, PASSING
from hardware.faults import COMMON
from hardware.ports import SounderPort
from hardware.registry import FAULTS
from hardware.signals import (
    BY_DEVICE,
    IMPOSSIBLE_COUNT,
    UNWELL,
    CheckIn,
    Fault,
    Mended,
    Press,
    RankSeen,
    WireFault,
    WireMended,
)
from hardware.simulated.source import SimulatedSource
from tests.appliance.engine.harness import Harness, harness_at

MEMORIES = {"wiped", "swapped-board"}
"""Faults that are named once, when a button comes back as another one."""


@pytest.fixture
async def harness(tmp_path: Path) -> AsyncIterator[Harness]:
    async with harness_at(tmp_path) as harness:
        yield harness


def no_sounder(sounder: Sounder, again_s: int) -> SounderPort:
    raise HardwareError("there is no sounder in this test")


def test_every_fault_of_a_button_on_the_lan_says_what_to_do() -> None:
    every = {*ENDED_BY_KEY, *BY_DEVICE, *PASSING, *MEMORIES, IMPOSSIBLE_COUNT, UNWELL}
    assert every - FAULTS["esphome"].keys() == set()


def test_what_to_do_is_a_sentence_that_can_follow_another() -> None:
    every = [says for faults in FAULTS.values() for says in faults.values()]
    assert [says for says in every if says[0].isupper() or says.endswith(".")] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("family", "what", "advice"),
    [
        ("esphome", "no-key", FAULTS["esphome"]["no-key"]),
        ("simulated", "lost", FAULTS["simulated"]["lost"]),
        ("simulated", "count-below-record", "it counts fewer presses than were recorded"),
        ("simulated", "no-key", "look at it"),
        ("webhook", "impossible-count", COMMON["impossible-count"]),
    ],
)
async def test_the_family_of_a_button_says_what_to_do_about_its_faults(
    harness: Harness, family: str, what: str, advice: str
) -> None:
    plan = harness.engine.board.index.plan
    button = replace(plan.buttons[0], family=family)
    harness.engine.board.index = PlanIndex(replace(plan, buttons=(button, *plan.buttons[1:])))
    Intake(harness.engine).hear(Fault(button.button, what, "the detail"))
    await harness.engine.submit(Look()).kept
    detail = harness.engine.board.troubles[f"button-{what}:{button.button}"].detail
    assert detail.startswith(f"the detail; {advice}")


async def test_what_is_over_and_comes_again_while_the_disk_writes_is_trouble(harness: Harness) -> None:
    button = next(iter(harness.engine.board.index.buttons))
    intake, tampered = Intake(harness.engine), f"button-tampered:{button}"
    intake.hear(Fault(button, "tampered", ""))
    await harness.engine.submit(Look()).kept
    assert tampered in harness.engine.board.troubles
    intake.hear(Mended(button, "tampered"))
    await asyncio.sleep(0)
    intake.hear(Fault(button, "tampered", ""))
    await harness.engine.submit(Look()).kept
    assert tampered in harness.engine.board.troubles


async def test_the_rank_a_button_has_heard_is_known_until_it_obeys_and_raises_nothing(harness: Harness) -> None:
    button, other = [*harness.engine.board.index.buttons][:2]
    intake, rank = Intake(harness.engine), harness.engine.board.epoch_rank
    for signal in (RankSeen(button, 900), Fault(button, "older-box", ""), RankSeen(other, 7), RankSeen(button, 901)):
        intake.hear(signal)
    intake.hear(Mended(button, "tampered"))
    assert harness.engine.heard.ranks == {button: 901, other: 7}
    await harness.engine.submit(Look()).kept
    assert f"button-older-box:{button}" in harness.engine.board.troubles
    intake.hear(Mended(button, "older-box"))
    assert harness.engine.heard.ranks == {other: 7}
    await harness.engine.submit(Look()).kept
    assert harness.engine.board.epoch_rank == rank


async def test_a_button_that_refuses_another_box_and_obeys_this_one_can_call(harness: Harness) -> None:
    button = next(iter(harness.engine.board.index.buttons))
    intake, rank = Intake(harness.engine), harness.engine.board.epoch_rank
    for signal in (RankSeen(button, rank), Fault(button, "older-box", "")):
        intake.hear(signal)
    await harness.engine.submit(Look()).kept
    board = harness.engine.board
    assert "take its power away" in board.troubles[f"button-former-box:{button}"].detail
    assert not why_not_working(board, harness.engine.heard)
    intake.hear(Mended(button, "older-box"))
    await harness.engine.submit(Look()).kept
    assert not harness.engine.board.troubles


@pytest.mark.parametrize("last", [None, "unplugged again"])
async def test_a_sounder_that_changes_its_mind_while_the_disk_writes_is_believed_last(
    harness: Harness, last: str | None
) -> None:
    annunciator = Annunciator(harness.engine, {}, harness.tasks, no_sounder)
    sounder = next(iter(harness.engine.board.index.sounders))
    for why in ("unplugged", None, "unplugged again", None) if last is None else ("unplugged", None, last):
        annunciator.sounder_reports(sounder, why)
        await asyncio.sleep(0)
    await harness.engine.submit(Look()).kept
    assert (f"sounder-silent:{sounder}" in harness.engine.board.troubles) is (last is not None)
    assert harness.engine.heard.sounders[sounder] is (last is None)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("age_ms", "practice"), [(0, True), (None, False), (-1, False), (AGE_MS_MAX + 1, False), (AGE_MS_MAX, False)]
)
async def test_an_age_that_cannot_be_is_unknown_and_then_the_press_is_real(
    harness: Harness, age_ms: int | None, practice: bool
) -> None:
    button = next(iter(harness.engine.board.index.buttons.values()))
    drill = StartDrill(name="Practice", rooms=(button.room,))
    await harness.engine.submit(drill, Actor(DeskId("front"))).kept
    await Intake(harness.engine).press(Press(button.button, "help", 1, age_ms), Door.BUTTON).kept
    (call,) = harness.engine.board.incidents.values()
    assert (call.drill is not None) == practice
    assert call.pressed_ago_ms == (age_ms if age_ms in {0, AGE_MS_MAX} else None)


async def test_a_press_without_a_word_about_its_age_is_of_nobody_knows_when(harness: Harness) -> None:
    button = next(iter(harness.engine.board.index.buttons))
    await Intake(harness.engine).press(Press(button, "help", 1), Door.WEBHOOK).kept
    (call,) = harness.engine.board.incidents.values()
    assert call.pressed_ago_ms is None


class Receiver(SimulatedSource):
    """A source that wants to know which of its presses were taken."""

    family = "inovonics"

    def __init__(self) -> None:
        super().__init__("127.0.0.1", 0, {}.get)
        self.acknowledged: list[Press] = []

    def kept(self, press: Press) -> None:
        self.acknowledged.append(press)


async def test_a_receiver_is_told_of_every_press_that_is_on_record_and_of_its_repeats(
    harness: Harness,
) -> None:
    button, receiver = next(iter(harness.engine.board.index.buttons)), Receiver()
    hear = Intake(harness.engine).from_source(receiver)
    press = Press(button, "help", 1, age_ms=0, ledger="heard", hop="01000007")
    for _ in range(2):
        hear(press)
        assert not receiver.acknowledged or receiver.acknowledged == [press], "not before it was decided"
        await harness.engine.submit(Look()).kept
    assert receiver.acknowledged == [press, press]
    (call,) = harness.engine.board.incidents.values()
    assert (call.presses, call.source.door, call.source.hop) == (1, Door.RECEIVER, "01000007")
    assert not call.source.two_way


async def test_a_press_without_a_hop_is_written_as_ever(harness: Harness) -> None:
    button = next(iter(harness.engine.board.index.buttons))
    Intake(harness.engine).from_source(SimulatedSource("127.0.0.1", 0, {}.get))(Press(button, "help", 1, age_ms=0))
    await harness.engine.submit(Look()).kept
    (call,) = harness.engine.board.incidents.values()
    assert call.source.door is Door.BUTTON
    assert b"hop" not in msgspec.msgpack.encode(call.source)


async def test_what_several_buttons_hang_on_is_one_trouble_until_it_is_over(harness: Harness) -> None:
    intake = Intake(harness.engine)
    intake.hear(WireFault("line", "radio-a", "missing", "no such device"))
    await harness.engine.submit(Look()).kept
    assert harness.engine.board.troubles["line-missing:radio-a"].detail.startswith("no such device; ")
    intake.hear(WireMended("line", "radio-a", "missing"))
    await harness.engine.submit(Look()).kept
    assert not harness.engine.board.troubles


async def test_a_check_in_without_counts_proves_a_device_alive_and_no_count_right(harness: Harness) -> None:
    button = next(iter(harness.engine.board.index.buttons))
    intake, wrong = Intake(harness.engine), ("count-below-record", "impossible-count")
    for what in wrong:
        intake.hear(Fault(button, what, ""))
    await harness.engine.submit(Look()).kept
    intake.hear(CheckIn(button, {}))
    await harness.engine.submit(Look()).kept
    assert {f"button-{what}:{button}" for what in wrong} <= harness.engine.board.troubles.keys()
    assert harness.engine.heard.last_heard_ms(f"button:{button}") is not None


async def test_the_last_word_of_a_button_says_whether_it_can_say_that_a_class_comes(harness: Harness) -> None:
    button = next(iter(harness.engine.board.index.buttons))
    intake = Intake(harness.engine)
    intake.hear(CheckIn(button, {}, class_coming=False))
    assert harness.engine.heard.cannot_say_class == {button}
    intake.hear(CheckIn(button, {}))
    assert not harness.engine.heard.cannot_say_class, "its firmware was brought up to date"
