"""Tests `handbell console` where it cannot run: it says what is wrong and what to do."""

import fcntl
import os
import select
import struct
import subprocess
import termios
import time
from pathlib import Path

import pytest

from tests.appliance.exercises.texts import OWN
from tests.system.box import HANDBELL
from tui.command import main


def test_without_a_terminal_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 1
    assert "needs a terminal" in capsys.readouterr().err


def test_its_first_line_is_its_help() -> None:
    assert (main.__doc__ or "").splitlines()[0] == "Show the board of open calls at a desk, and act on them."


def test_help_names_what_a_screen_of_the_box_and_one_at_a_counter_need(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    page = capsys.readouterr().out
    for option in ("--kiosk", "--counter", "--theme", "--plain"):
        assert option in page


def test_a_districts_own_file_with_mistakes_starts_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "own.toml"
    file.write_text("[communications]\n", encoding="utf-8")
    assert main(["--communications", str(file)]) == 1
    said = capsys.readouterr().err
    assert "has mistakes" in said
    assert f'{file}:1: communications: "name" is missing. Add it.' in said
    assert main(["--communications", str(tmp_path / "none.toml")]) == 1
    assert "none.toml could not be used" in capsys.readouterr().err


def test_a_scenario_of_ones_own_with_mistakes_starts_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text(OWN, encoding="utf-8")
    bad.write_text(OWN.replace("A room calls.", "A siren goes."), encoding="utf-8")
    assert main(["--exercises", str(good), "--exercises", str(bad)]) == 1
    said = capsys.readouterr().err
    assert "It was not started, because the file of a scenario has mistakes." in said
    assert f'{bad}:21: step[0].says: "siren" makes a noise that can be taken for real.' in said
    assert main(["--exercises", str(tmp_path / "none.toml")]) == 1
    assert "none.toml could not be used" in capsys.readouterr().err
    assert main(["--exercises", str(good)]) == 1
    assert "needs a terminal" in capsys.readouterr().err, "a sound one is in nobody's way"


def test_a_console_that_is_never_left_starts_also_with_a_file_that_has_mistakes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text(OWN.replace("A room calls.", "A siren goes."), encoding="utf-8")
    for files in (
        ["--exercises", str(bad)],
        ["--exercises", str(tmp_path / "none.toml")],
        ["--communications", str(bad)],
    ):
        assert main(["--kiosk", *files]) == 1
        said = capsys.readouterr().err
        assert f"{files[1]}" in said and "It was not started" not in said
        assert "needs a terminal" in said, "calls come first: it went on to open its screen"


def test_help_names_the_socket_and_where_it_comes_from(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "HANDBELL_DESK_SOCKET" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize(("kiosk", "says"), [(True, "alert daemon"), (False, "Make the window larger")])
def test_a_screen_too_small_for_the_board_shows_lines_where_nobody_can_choose(
    tmp_path: Path, kiosk: bool, says: str
) -> None:
    ours, screen = os.openpty()
    fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 15, 50, 0, 0))
    words = [HANDBELL, "console", "--socket", tmp_path / "none.sock", *(["--kiosk"] if kiosk else [])]
    console = subprocess.Popen(words, stdin=screen, stdout=screen, stderr=screen, start_new_session=True)
    os.close(screen)
    try:
        assert says in _read_until(ours, says)
    finally:
        console.kill()
        console.wait()
        os.close(ours)


def _read_until(terminal: int, words: str, within_s: float = 30) -> str:
    """Read until these words are on the screen; give what is on it, with its lines joined."""
    until_s = time.monotonic() + within_s
    text = b""
    while time.monotonic() < until_s and words not in " ".join(text.decode("utf-8", "replace").split()):
        if select.select([terminal], [], [], 1)[0]:
            try:
                text += os.read(terminal, 4096)
            except OSError:  # the other end is gone
                break
    return " ".join(text.decode("utf-8", "replace").split())
