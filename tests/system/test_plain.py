"""Tests the plain console at work: the real daemon, real processes, and a terminal that takes nothing but lines."""

import asyncio
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from appliance.core.ground.words import Stage
from tests.system.box import HANDBELL, Box
from tests.system.plain import hang_up, piped_desk, plain_desk, plain_desk_at_running

pytestmark = pytest.mark.slow


async def test_somebody_with_readme_and_screen_acknowledges_sends_two_people_and_stands_down_in_eight_lines(
    tmp_path: Path,
) -> None:
    async with Box(tmp_path) as box, plain_desk_at_running(box) as person:
        building = await box.building("B204")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        await building.press("B204-wall")
        await person.hears("Call 1: Juniper B204 needs help: assist. Nobody has it.")
        await person.hears("Type: have 1")
        await building.until_lamp("B204-wall", "received", within_s=2)
        person.keys_typed = 0
        await person.types("have 1")
        await person.hears("Front office has it.")
        await building.until_lamp("B204-wall", "acknowledged", within_s=2)
        await person.types("send lead")
        await person.hears("Sent: team lead.")
        await person.types("send nurse")
        await person.hears("Sent, not confirmed yet: team lead and nurse.")
        await person.types("confirmed Thaddeus by radio")
        await person.hears("On the way: Thaddeus. Sent, not confirmed yet: team lead.")
        await building.until_lamp("B204-wall", "on-the-way", within_s=2)
        await person.types("arrived Thaddeus")
        await person.hears("On scene: Thaddeus. Sent, not confirmed yet: team lead.")
        await person.types("stand down")
        await person.hears("How did it end? Type 1 for attended")
        await person.types("1")
        await person.hears("Press Enter alone for Thaddeus.")
        await person.types("")
        await person.hears("Call 1, Juniper B204: Stood down.")
        await building.until_lamp("B204-wall", "ready", within_s=2)
        assert (person.lines_typed, person.keys_typed) == (8, 87), (
            "short lines, where the graphical console has single keys"
        )
        await person.types("leave")
        await person.hears("This console is closed.")
        assert await person.leaves() == 0


@pytest.mark.parametrize(
    ("kind", "hand", "says"),
    [
        ("assist", "press", "needs help: assist."),
        ("emergency", "hold", "it is emergency now."),
        ("medical", "call", "needs help: medical."),
    ],
)
async def test_the_full_life_of_each_kind_of_call(tmp_path: Path, kind: str, hand: str, says: str) -> None:
    async with Box(tmp_path) as box, plain_desk_at_running(box) as person:
        building = await box.building("B204")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        if hand == "call":
            await person.types(f"call B204 {kind}")
        else:
            await (building.hold if hand == "hold" else building.press)("B204-wall")
        await person.hears(says)
        for line, answer in (
            ("have", "has it."),
            ("send Ottoline", "Sent: Ottoline Vasquez."),
            ("confirmed in person", "On the way: Ottoline Vasquez."),
            ("arrived", "On scene: Ottoline Vasquez."),
            ("all right", "Done."),
            ("log", "Shown and sounding at Front office."),
            ("stand down 1 no help needed seen by Ottoline", "Stood down."),
        ):
            await person.types(line)
            await person.hears(answer)


async def test_two_desks_acting_at_once_agree_and_both_are_told(tmp_path: Path) -> None:
    async with Box(tmp_path) as box, plain_desk_at_running(box) as front, plain_desk(box, "hall") as hall:
        building = await box.building("B204", "B205")
        await hall.hears("Hall.")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        await asyncio.gather(building.press("B204-wall"), building.press("B205-wall"))
        for person in (front, hall):
            await person.hears("Call 1: Juniper B20")
            await person.hears("Call 2: Juniper B20")
        await front.types("have")
        await front.hears("Say which call: put its number after the command. Open: Call 1")
        await asyncio.gather(front.types("have 1"), hall.types("have 1"))
        await asyncio.gather(*(desk.hears_one_of("Done.", "somebody has it already") for desk in (front, hall)))
        told = front.printed + hall.printed
        assert (told.count("Done."), told.count("somebody has it already")) == (1, 1)
        for person in (front, hall):
            await person.has_heard("has it. Nobody is sent yet.")


async def test_a_line_that_is_lost_says_use_the_phone_and_misses_nothing(tmp_path: Path) -> None:
    async with Box(tmp_path) as box, plain_desk_at_running(box) as person:
        building = await box.building("B204")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        box.kill()
        await person.hears("There is no line to the box.")
        await person.hears("Use the phone or the radio.")
        await person.types("call B205 assist")
        await person.hears("There is no line to the box: nothing was done.")
        await building.press("B204-wall")
        await box.starts()
        await person.hears("The line to the box is back.")
        await person.hears("Call 1: Juniper B204 needs help")
        await person.types("have")
        await person.hears("Front office has it.")


async def test_a_call_raised_in_the_middle_of_a_question_rings_and_the_question_is_said_again(tmp_path: Path) -> None:
    async with Box(tmp_path) as box, plain_desk_at_running(box) as person:
        for line, answer in (
            ("call B204 assist", "Type: have 1"),
            ("have 1", "has it."),
            ("stand down 1 attended", "Who saw the room with their own eyes?"),
            ("call B205 medical", "Call 2: Juniper B205 needs help: medical."),
        ):
            await person.types(line)
            await person.hears(answer)
        await person.hears("You were asked: Stand down call 1, Juniper B204: Who saw the room with their own eyes?")
        await person.types("note 2 the lift is stuck")
        await person.hears("You were asked: Stand down call 1, Juniper B204: Who saw the room with their own eyes?")
        await person.has_heard(
            "Done: the note is written down."
        )  # these words come after the question if news came first
        await person.types("Ottoline Vasquez")
        await person.hears("Call 1, Juniper B204: Stood down.")


async def test_half_typed_text_survives_a_call(tmp_path: Path) -> None:
    async with Box(tmp_path) as box, plain_desk_at_running(box) as person:
        building = await box.building("B204", "B205")
        await building.until_lamp("B205-wall", "ready", within_s=5)
        await building.press("B204-wall")
        await person.hears("Type: have 1")
        await person.types("have 1")
        await person.hears("has it.")
        person.keys("arrived 1 Ottoline ")
        await person.hears("arrived 1 Ottoline")
        bells = person.bells
        await building.press("B205-wall")
        await person.hears("Call 2: Juniper B205 needs help")
        await person.hears("arrived 1 Ottoline")
        assert person.bells > bells
        person.keys("Vasquez\r")
        await person.hears("On scene: Ottoline Vasquez.")


async def test_a_call_nobody_has_is_said_again_with_the_bell_within_ten_seconds(tmp_path: Path) -> None:
    async with Box(tmp_path) as box, plain_desk_at_running(box) as person:
        building = await box.building("B204")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        await building.press("B204-wall")
        await person.hears("Type: have 1")
        bells = person.bells
        await person.hears("Call 1, Juniper B204, assist, still rings. Nobody has it. Type: have 1", within_s=10)
        assert person.bells > bells


async def test_a_pipe_that_ends_keeps_the_desk_while_a_call_is_open(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building, other = await box.building("B204"), await box.desk("hall")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        async with piped_desk(box, "front") as person:
            await person.hears("Handbell at Juniper Middle School. Front office.")
            await building.press("B204-wall")
            await person.hears("Type: have 1")
            await person.types("send 1 nurse")
            await person.hears("Sent: nurse.")
            person.no_more_typed()
            await person.hears("A call is open: this desk stays")
            await other.stands_down(await other.sees("B204", lambda card: card.stage is Stage.DISPATCHED))
            await person.hears("Stood down.")
            await person.hears("This console is closed.")
            assert await person.leaves() == 0


async def test_a_file_of_commands_is_carried_out_and_ends(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        commands = tmp_path / "commands"
        commands.write_text("board\nwho")
        with commands.open() as typed:
            words = [str(HANDBELL), "console", "--plain", "--socket", str(box.socket_path)]
            done = await asyncio.to_thread(
                subprocess.run, words, stdin=typed, capture_output=True, timeout=180, check=False
            )
        assert done.returncode == 0
        assert b"No call is open." in done.stdout and b"nobody is there" in done.stdout


async def test_the_terminal_is_left_as_it_was(tmp_path: Path) -> None:
    async with Box(tmp_path) as box, plain_desk_at_running(box) as person:
        terminal = person.paper
        during = termios.tcgetattr(terminal)
        hang_up(person)
        assert await person.leaves() == 0
        after = termios.tcgetattr(terminal)
        assert not during[3] & termios.ICANON
        assert after[3] & termios.ICANON and after[3] & termios.ECHO


def test_it_starts_without_the_graphical_console() -> None:
    asked = "import sys, tui.command, tui.plain.console; sys.exit('textual' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], cwd=Path.cwd(), check=False, timeout=180).returncode == 0


async def test_a_tap_out_is_covered_out_and_back(tmp_path: Path) -> None:
    async with Box(tmp_path) as box, plain_desk_at_running(box) as person:
        await person.types("call B204 tap-out")
        await person.hears("Asks for a short break or cover. Type: cover 1")
        for line, answer in (
            ("cover 1 Ottoline", "Going to cover: Ottoline Vasquez."),
            ("out", "The educator is out."),
            ("back", "Over."),
        ):
            await person.types(line)
            await person.hears(answer)


async def test_a_slip_is_taken_back(tmp_path: Path) -> None:
    async with Box(tmp_path) as box, plain_desk_at_running(box) as person:
        await person.types("call B204 assist")
        await person.hears("Type: have 1")
        await person.types("have")
        await person.hears("has it.")
        await person.types("undo")
        await person.hears("Nobody has it any more. Type: have 1")
