"""Tests a wire to a machine, and a root shell over it, with a real shell at the other end of a real socket."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from image_build.boot.card import fresh_card
from image_build.boot.line import Line, Silent
from image_build.boot.shell import Shell
from image_build.card.layout import MIB

BASH = shutil.which("bash")
pytestmark = pytest.mark.skipif(BASH is None, reason="bash is not installed")


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    """Open a line to an interactive shell that has just said `# `, as systemd's debug shell does."""
    here, there = socket.socketpair()
    environment = {"PATH": os.environ["PATH"], "PS1": "# "}
    with there:
        process = subprocess.Popen(
            [BASH or "bash", "--noprofile", "--norc", "-i"],
            stdin=there,
            stdout=there,
            stderr=there,
            env=environment,
            start_new_session=True,
        )
    line = Line(here, tmp_path / "line.log")
    yield line
    process.kill()
    process.wait()
    line.close()


def test_a_command_says_what_it_said_and_how_it_ended(line: Line) -> None:
    shell = Shell(line)
    assert shell.run("echo one; echo two >&2", 60).text == "one\ntwo"
    assert (shell.run("(exit 3)", 60).code, shell.run("true", 60).code) == (3, 0)


def test_answers_of_one_command_are_not_taken_for_the_next_ones(line: Line) -> None:
    shell = Shell(line)
    assert [shell.run(f"echo {number}; printf 'no end of line'", 60).text for number in range(5)] == [
        f"{number}\nno end of line" for number in range(5)
    ]


def test_what_does_not_come_is_said_with_what_came_instead(line: Line) -> None:
    line.send("echo some''thing\n")
    line.wait_for("something", 60)
    with pytest.raises(Silent, match="something") as silent:
        line.wait_for("nothing", 0.2)
    assert "'nothing' did not come" in str(silent.value)


def test_a_machine_that_ended_is_not_waited_for(line: Line) -> None:
    line.send("exit\n")
    with pytest.raises(Silent, match="the machine ended"):
        line.wait_for("never", 60)


def test_all_that_came_is_in_the_log(line: Line, tmp_path: Path) -> None:
    Shell(line).run("echo a lasting word", 60)
    assert "a lasting word" in (tmp_path / "line.log").read_text()


def test_a_card_is_as_large_as_asked_and_never_smaller_than_its_image(tmp_path: Path) -> None:
    image = tmp_path / "image"
    image.write_bytes(b"x" * 5 * MIB)
    assert fresh_card(image, tmp_path / "large", 64).stat().st_size == 64 * MIB
    card = fresh_card(image, tmp_path / "small", 1)
    assert card.read_bytes() == image.read_bytes()
