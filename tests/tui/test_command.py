"""`handbell console` where it cannot run: it says what is the matter and what to do."""

import pytest

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


def test_help_names_the_socket_and_where_it_comes_from(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "HANDBELL_DESK_SOCKET" in capsys.readouterr().out
