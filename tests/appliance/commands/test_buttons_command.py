"""Tests `handbell buttons` before it asks the box: it asks by name for what is missing on the command line."""

from pathlib import Path

import pytest

from appliance.commands.buttons import main

PEOPLE = ("--by", "ana", "--and", "ben")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ((), "Two different people of the plan take a button out of service, never one alone. Name both."),
        (("--by", "ana", "--reason", "New paint"), "Write: --by PERSON --and PERSON"),
        (PEOPLE, "Write: --reason WORDS"),
        ((*PEOPLE, "--reason", " "), "Write: --reason WORDS"),
    ],
)
def test_two_people_and_a_reason_are_asked_for_before_the_box_is(
    given: tuple[str, ...], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["retire", "B201", "--for", "1h", *given, "--socket", str(tmp_path / "nobody.sock")]) == 1
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("given", [("--back",), ("--for", "1h", *PEOPLE, "--reason", "New paint")])
def test_with_all_that_is_wanted_the_box_is_asked(given: tuple[str, ...], tmp_path: Path) -> None:
    assert main(["retire", "B201", *given, "--socket", str(tmp_path / "nobody.sock")]) == 2, "there is no box"
