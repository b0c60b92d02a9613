"""Tests the sentences that drive a pretend modem, and the program that takes them."""

import asyncio
import os
from pathlib import Path

import pytest

from hardware.errors import HardwareError
from hardware.modem.dialogue import Answer, Dialogue, Event, Unasked
from hardware.modem.twin import words
from hardware.modem.twin.school import PretendModem
from hardware.modem.twin.words import WORDS, modem_of, obey
from hardware.simulated.sentences import NotUnderstood
from tests.commands import handbell
from tests.hardware.modem.stick import BRANDT, REYES, a_box, stored
from tests.hardware.running import until

ROSTER = f"reyes={REYES},haddad=+17205550122"


def told(stick: PretendModem, *sentences: str) -> None:
    for each in sentences:
        obey(stick, each.split())


async def test_what_people_and_the_network_do_is_said_in_sentences(tmp_path: Path) -> None:
    async with a_box(tmp_path) as (box, stick):
        told(stick, "text reyes HELP 204", f"text {BRANDT} and me")
        await until(lambda: sorted(box.texts) == ["HELP 204", "and me"])
        assert {each.number for each in box.heard} == {REYES, BRANDT}
        told(stick, "refuse reyes 28", "reports off", "chatter on", "slow 0.01", "sends 0.01")
        box.says(a="one")
        await until(lambda: "knows nobody" in box.why("12/a") if box.states("12/a")[-1:] == ["failed"] else False)
        told(stick, "accept reyes", "reports on", "chatter off", "noise 40", "lose-news on")
        box.says(a="one", b="two")
        await until(lambda: box.states("12/b")[-1:] == ["delivered"])
        assert stick.lamp("reyes") == "two"
        told(stick, "text reyes quiet")
        await until(lambda: "quiet" in box.texts)
        told(stick, "cell off")
        await until(lambda: "modem-no-cell" in box.wrong)
        told(stick, "cell on", "signal 1", "boot")
        await until(lambda: list(box.wrong) == ["modem-weak"], 5.0)
        told(stick, "signal 25", "fill", "lose-news off")
        await until(lambda: list(box.wrong) == ["modem-full"], 5.0)
        assert stored(stick.modem) == 10


def test_every_word_is_in_the_list_of_words() -> None:
    assert not [word for word in words._DEEDS if f" {word} " not in f"{WORDS} ".replace("\n", " \n ")]


@pytest.mark.parametrize(
    "sentence", ["", "dance", "text", "cell perhaps", "slow much", "refuse reyes", "refuse all x", "reports maybe"]
)
async def test_what_no_modem_understands_is_refused_with_a_word(tmp_path: Path, sentence: str) -> None:
    with pytest.raises(NotUnderstood):
        obey(modem_of(str(tmp_path / "modem"), ROSTER), sentence.split())


@pytest.mark.parametrize("roster", ["", "reyes", "reyes=911", "reyes=+1720 555"])
def test_people_have_a_name_and_a_number(roster: str) -> None:
    with pytest.raises(HardwareError, match="write NAME="):
        modem_of("/tmp/modem", roster)


async def test_a_path_where_no_line_can_appear_is_named() -> None:
    with pytest.raises(HardwareError, match="Choose another path"):
        async with modem_of("/nowhere/modem", ROSTER):
            pass


@pytest.mark.slow
async def test_handbell_pretend_is_such_a_modem(tmp_path: Path) -> None:
    program = await asyncio.create_subprocess_exec(
        *(*handbell("pretend"), "--wire", "modem"),
        *("--at", str(tmp_path / "modem"), "--buttons", ROSTER),
        stdin=asyncio.subprocess.PIPE,
    )
    assert program.stdin is not None
    await until((tmp_path / "modem").exists)
    line, dialogue, heard = os.open(tmp_path / "modem", os.O_RDWR | os.O_NONBLOCK), Dialogue(), list[Event]()
    asyncio.get_running_loop().add_reader(line, lambda: heard.extend(dialogue.feed(os.read(line, 4096))))
    os.write(line, dialogue.ask("AT+CNMI=2,1,0,1,0"))
    await until(lambda: Answer(()) in heard)
    program.stdin.write(b"text reyes HELP\n")
    await until(lambda: Unasked('+CMTI: "SM",1') in heard)
    asyncio.get_running_loop().remove_reader(line)
    program.stdin.write(b"quit\n")
    assert await program.wait() == 0
    os.close(line)
