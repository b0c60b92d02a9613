"""What all commands of `handbell` say alike, asked of every command there is and of every step under it."""

import re
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import distribution

import pytest

from appliance.cli import DISTRIBUTION, GROUP
from appliance.command_line import parser_of_steps

STEP = re.compile(r"^    ([a-z][a-z-]*)  +(\S.*)$", re.MULTILINE)
COMMANDS = {each.name: each for each in distribution(DISTRIBUTION).entry_points.select(group=GROUP)}


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_the_help_of_every_step_begins_with_the_sentence_its_parent_has_for_it(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    for words, sentence in steps(capsys, command):
        second = said(capsys, *words).split("\n\n")[1]
        if words != ("buttons", "provision"):  # a program of its own, which has more to say
            assert second.rstrip(".").lower() == sentence.rstrip(".").lower(), words
        assert second[0].isupper() and second[-1] in ".?", words


def steps(capsys: pytest.CaptureFixture[str], *words: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every step under these words, however deep, with its sentence in the list it stands in."""
    for name, sentence in STEP.findall(said(capsys, *words)):
        yield (*words, name), sentence
        yield from steps(capsys, *words, name)


def said(capsys: pytest.CaptureFixture[str], command: str, *words: str) -> str:
    with suppress(SystemExit):  # as argparse ends after its help
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
