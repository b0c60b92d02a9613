"""Tests what one can tell a pretend alarm panel in words, and what it then says on its line."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from hardware.alarmdecoder.codec import Keypad, Line, Lrr, Reader, Ready, Rfx, read_line
from hardware.alarmdecoder.twin.words import WORDS, obey, school_of
from hardware.errors import HardwareError
from hardware.points import PanelZone
from hardware.simulated.sentences import NotUnderstood
from tests.hardware.running import until

ROSTER = "desk=zone/12,pendant=rf/0180036/1,wired=exp/07/1"


class Told:
    """A panel that is told things, and everything it said."""

    def __init__(self) -> None:
        self.school = school_of("/tmp/panel", ROSTER)
        self.out = bytearray()
        self.school.panel._send = self.out.extend

    def says(self, sentence: str) -> list[Line | object]:
        self.out.clear()
        obey(self.school, sentence.split())
        return [read_line(each) for each in self.out.decode("latin-1").splitlines()]


def test_a_roster_says_where_each_button_is() -> None:
    school = school_of("/tmp/panel", ROSTER)
    assert school.buttons() == ("desk", "pendant", "wired")
    assert school._names["pendant"] == PanelZone("panel", "rf", "0180036", 1)
    assert {school.lamp(each) for each in school.buttons()} == {"no lamp"}


@pytest.mark.parametrize(
    "roster", ["", "desk", "desk=zone/", "desk=rf/12/1", "desk=exp/7/1", "=zone/1", "desk=zone/1,"]
)
def test_what_is_no_roster_is_refused_with_how_to_write_it(roster: str) -> None:
    with pytest.raises(HardwareError, match="write NAME=zone/12"):
        school_of("/tmp/panel", roster)


def test_each_sentence_is_its_line() -> None:
    told = Told()
    assert told.says("press desk") == [Lrr("012", "1", "CID_1122", 1, 0x122)]
    assert told.says("free desk") == [Lrr("012", "1", "CID_3122", 3, 0x122)]
    assert told.says("low pendant") == [Rfx("0180036", frozenset(), low_battery=True, supervised=True)]
    assert told.says("press pendant") == [Rfx("0180036", frozenset({1}), low_battery=True, supervised=False)]
    assert told.says("well pendant") == [Rfx("0180036", frozenset(), low_battery=False, supervised=True)]
    (keypad,) = told.says("mains off")
    assert isinstance(keypad, Keypad) and not keypad.mains
    assert Ready() in told.says("boot")
    assert told.says("say !Sending.done") != []
    assert told.says("silence on") == told.says("press desk") == []


def test_every_word_is_in_the_list_of_words() -> None:
    from hardware.alarmdecoder.twin.words import _DEEDS

    assert not [word for word in _DEEDS if f"  {word} " not in f"{WORDS} ".replace("\n", " \n")]


@pytest.mark.parametrize(
    "sentence", ["", "dance", "press", "press nobody", "mains perhaps", "alarm x 130", "noise much"]
)
def test_what_no_panel_understands_is_refused_with_a_word(sentence: str) -> None:
    with pytest.raises(NotUnderstood):
        obey(school_of("/tmp/panel", ROSTER), sentence.split())


@pytest.mark.slow
async def test_handbell_pretend_is_such_a_panel(tmp_path: Path) -> None:
    program = await asyncio.create_subprocess_exec(
        *(Path(sys.executable).with_name("handbell"), "pretend", "--wire", "alarmdecoder"),
        *("--at", str(tmp_path / "panel"), "--buttons", ROSTER),
        stdin=asyncio.subprocess.PIPE,
    )
    assert program.stdin is not None
    await until((tmp_path / "panel").exists)
    line, reader, heard = os.open(tmp_path / "panel", os.O_RDWR | os.O_NONBLOCK), Reader(), list[object]()
    asyncio.get_running_loop().add_reader(line, lambda: heard.extend(reader.feed(os.read(line, 4096))))
    program.stdin.write(b"press desk\n")
    await until(lambda: Lrr("012", "1", "CID_1122", 1, 0x122) in heard)
    asyncio.get_running_loop().remove_reader(line)
    program.stdin.write(b"quit\n")
    assert await program.wait() == 0
    os.close(line)
