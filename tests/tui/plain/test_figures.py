"""Tests the figures of how soon help came at the plain console: by a word, in short or at length, and every sentence against a release."""

import re

import pytest

from appliance.api.listed.figures import FiguresKnown
from appliance.exports.numbers.spoken import spoken
from appliance.exports.numbers.words import CAPTION
from appliance.flows.building.figures import AsksFigures
from tests.tui.figures import DOCUMENTS, RELEASED
from tests.tui.plain.conversation import Conversation
from tui.line.news import FiguresArrived
from tui.plain.building.figures import figures_told

KNOWN = FiguresKnown(request=0, releases=DOCUMENTS)


@pytest.mark.parametrize(
    ("line", "at_length"),
    [("figures in short", False), ("figures short", False), ("figures all", True), ("Figures at length", True)],
)
def test_they_are_asked_for_by_a_word(line: str, at_length: bool) -> None:
    assert Conversation().types(line) == AsksFigures(at_length=at_length)


@pytest.mark.parametrize(("answer", "at_length"), [("", False), ("1", False), ("2", True)])
def test_the_word_alone_asks_how_long(answer: str, at_length: bool) -> None:
    desk = Conversation()
    assert "Press Enter alone for in short." in desk.hears("figures")
    assert desk.types(answer) == AsksFigures(at_length=at_length)


def test_unattended_calls_are_said_first_and_the_way_to_more_last() -> None:
    said = figures_told(FiguresArrived(KNOWN))
    assert said[0] == f"Fox Hollow, {RELEASED[1].period.title}." and said[1].startswith("Unattended calls: ")
    assert said[2] == f"Calls: {RELEASED[1].calls}." and CAPTION in said
    assert said[-1] == "For groups, and how they are made, type: figures all"
    past = said[said.index("This building beside its own past:") + 1]
    assert past.startswith(f"{RELEASED[0].period.title}: unattended calls: ") and "90 % within" in past


def test_at_length_each_group_that_a_release_shows_is_one_sentence_and_no_other_is_named() -> None:
    short, long = (figures_told(FiguresArrived(KNOWN, at_length)) for at_length in (False, True))
    groups = sum(len(grouped.times) for grouped in RELEASED[1].groups)
    titled = re.compile(r"(Kind of place|Part of day|Setting), ")
    assert sum(bool(titled.match(each)) for each in long) == groups > 0
    assert not any(map(titled.match, short))


def test_every_count_that_is_said_is_one_that_a_release_shows() -> None:
    told = " ".join(spoken(RELEASED, at_length=True))
    shown = {str(each.calls) for each in RELEASED} | {str(each.practice) for each in RELEASED}
    shown |= {str(count) for each in RELEASED for count in each.attended.shown.values()}
    assert set(re.findall(r"alls: (\d+)", told)) <= shown


def test_nothing_released_and_no_answer_are_said() -> None:
    assert figures_told(FiguresArrived(FiguresKnown(request=0, releases=())))[0].startswith("Nothing was released yet.")
    assert figures_told(FiguresArrived(None, refused="No answer.")) == ["No answer."]
    broken = FiguresKnown(request=0, releases=(b"{}",))
    assert "cannot be read by this program" in figures_told(FiguresArrived(broken))[0]
