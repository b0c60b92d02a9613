"""Tests what all commands of `handbell` have in common, for every command and every step under it."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import distribution
from pathlib import Path

import pytest

from appliance.api.client_line import LineLost
from appliance.cli import DISTRIBUTION, GROUP
from appliance.command_line import json_lines, parser_of_steps, reason, said, utc

STEP = re.compile(r"^    ([a-z][a-z-]*)  +(\S.*)$", re.MULTILINE)
COMMANDS = {each.name: each for each in distribution(DISTRIBUTION).entry_points.select(group=GROUP)}


@pytest.mark.slow
@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_the_help_of_every_step_begins_with_the_sentence_its_parent_has_for_it(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    for words, sentence in steps(capsys, command):
        second = help_of(capsys, *words).split("\n\n")[1]
        if words != ("buttons", "provision"):  # that one is a program of its own, and has more to say
            assert second.rstrip(".").lower() == sentence.rstrip(".").lower(), words
        assert second[0].isupper() and second[-1] in ".?", words


def steps(capsys: pytest.CaptureFixture[str], *words: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Give every step under these words, however deep, with its sentence in the list that shows it."""
    for name, sentence in STEP.findall(help_of(capsys, *words)):
        yield (*words, name), sentence
        yield from steps(capsys, *words, name)


def help_of(capsys: pytest.CaptureFixture[str], command: str, *words: str) -> str:
    with suppress(SystemExit):  # argparse ends so after its help
        COMMANDS[command].load()([*words, "--help"])
    return capsys.readouterr().out


def test_there_are_steps_of_steps_of_steps(capsys: pytest.CaptureFixture[str]) -> None:
    found = {words for words, _ in steps(capsys, "office")}
    assert ("office", "root", "notice", "recipients") in found


def test_a_step_that_says_more_of_itself_keeps_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    parser = parser_of_steps(prog="handbell test")
    step = parser.add_subparsers().add_parser("step", help="short", description="At length.")
    step.print_help()
    assert capsys.readouterr().out.split("\n\n")[1] == "At length."


def test_a_fault_of_the_system_is_said_in_words_and_with_the_file_it_is_of(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="Errno") as missing:
        (tmp_path / "nosuch").read_bytes()
    assert reason(missing.value) == "No such file or directory"
    assert said(missing.value).startswith(f"{tmp_path / 'nosuch'} could not be used (No such file or directory). ")


def test_a_fault_of_ours_keeps_its_own_sentence() -> None:
    lost = LineLost("No alert daemon there. Start it.")
    assert said(lost) == reason(lost) == "No alert daemon there. Start it."


@pytest.mark.parametrize("rows", [[], [{"a": 1}], [{"name": "Académie \x1b[2J"}, {"at": None}, {"b": [True]}]])
def test_what_programs_are_told_is_one_array_with_an_object_a_line(rows: list[dict[str, object]]) -> None:
    lines = list(json_lines(rows))
    assert json.loads("\n".join(lines)) == rows
    assert (lines[0], len(lines), lines[-1]) == ("[", len(rows) + 2, "]")
    assert "".join(lines).isascii() and "".join(lines).isprintable()


def test_a_time_for_programs_is_in_utc_and_none_is_null() -> None:
    assert (utc(1_795_000_000_999), utc(0)) == ("2026-11-18T11:06:40Z", None)
