"""Tests the lines of the log about calls by telephone and text: the number and the words of a place only for those who may read them."""

from appliance.api.access import Reads, proven, unproven
from appliance.api.contents import Content
from appliance.core.calls.commands import LocateCall
from appliance.core.ground.place import Place
from appliance.doors.records.feed_lines import FeedLines
from appliance.plan.ids import DeskId
from appliance.plan.model import Role
from tests.appliance.core.calls.telephones import ANA_OUTSIDE, STRANGER, phones, texts, with_telephones
from tests.appliance.core.story import Story

FRONT = DeskId("front")


def told() -> Story:
    story = Story(with_telephones())
    phones(story, STRANGER, outside=True)
    story.desk("front", LocateCall, place=Place(words="behind the gym"))
    phones(story, STRANGER, outside=True)
    texts(story, ANA_OUTSIDE, "help")
    return story


def lines(story: Story, reads: Reads) -> str:
    numbered = [(number, at, event) for number, (at, event) in enumerate(story.recorded, 1)]
    return "\n".join(item.line for item in FeedLines().items(numbered, story.board, reads))


def test_a_number_is_read_by_those_who_read_who_acted_after_their_pin() -> None:
    story = told()
    named = lines(story, proven((Role.OFFICE,)))
    assert named.count(f"from {STRANGER}, unverified") == 2
    assert f"from the phone of Ana Ortiz ({ANA_OUTSIDE}), unverified" in named
    for reads in (unproven(None), unproven(FRONT), proven((Role.TEACHER,))):
        hidden = lines(story, reads)
        assert "+1720" not in hidden and "Ana Ortiz (" not in hidden
        assert hidden.count("number hidden") == 3


def test_the_place_in_words_is_read_as_notes_are() -> None:
    story = told()
    assert "Help is needed here: behind the gym." in lines(story, proven((Role.LEAD,)))
    assert "Help is needed here: a place in words." in lines(story, proven((Role.OFFICE,)))


def test_what_is_left_out_is_counted() -> None:
    story = told()
    numbered = [(number, at, event) for number, (at, event) in enumerate(story.recorded, 1)]
    left_out = FeedLines().left_out(numbered, story.board, unproven(FRONT))
    assert (left_out[Content.NAMES], left_out[Content.NOTES]) == (4, 1)
    assert FeedLines().left_out(numbered, story.board, proven((Role.LEAD,))) == {}
