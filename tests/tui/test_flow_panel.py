"""Tests how a screen draws the parts of a flow: what it lists, and in which order."""

from appliance.core.ground.place import Place
from appliance.core.ground.words import Stage
from appliance.flows.calls.hand_over import HAND_OVER
from appliance.flows.calls.raising import RAISE_FROM_LISTS
from appliance.flows.calls.tap_outs import begin
from appliance.flows.known import Known
from appliance.flows.parts import Given, about, about_nothing
from appliance.flows.people.pin import CHANGE_PIN
from appliance.flows.people.sign_in import WHO_IS_HERE
from appliance.plan.model import Kind
from tests.tui.boards import FACTS, board, call
from tests.tui.test_tap_outs import tap_out
from tui.screens.flow import FlowPanel

KNOWN = Known(view=board(), facts=FACTS)


def words(panel: FlowPanel) -> list[str]:
    return [choice.words for choice in panel._choices]


def test_a_part_that_may_be_left_out_is_left_out_by_the_first_line_which_always_stays() -> None:
    panel = FlowPanel(RAISE_FROM_LISTS, Given(KNOWN, None, None, {"place": Place(words="behind the gym")}))
    first = panel._choices[0]
    assert (first.words, first.value, first.always) == ("NO ROOM is near it, or nobody knows which", "", True)
    assert [choice.always for choice in panel._choices[1:]] == [False] * len(FACTS.rooms)


def test_names_stand_in_a_column_of_the_width_that_the_part_says() -> None:
    assert words(FlowPanel(RAISE_FROM_LISTS, about_nothing(KNOWN)))[0] == f"{'Room 117':<36} floor 1"
    assert f"{'Dana Reyes':<28} office" in words(FlowPanel(WHO_IS_HERE, about_nothing(KNOWN)))


def test_words_that_stand_in_no_line_are_offered_as_they_stand() -> None:
    panel = FlowPanel(RAISE_FROM_LISTS, about_nothing(KNOWN))
    panel._begins_with = "Behind the gym"
    offered = [choice.words for choice in panel.offered(["behind", "the", "gym"])]
    assert offered == ["RAISE IT FOR: Behind the gym", "PLACE UNKNOWN: nobody can say where"]


def test_where_another_console_takes_a_word_choices_may_stand_in_place_of_a_line_to_type_in() -> None:
    emergency = call(12, "B204", Kind.EMERGENCY, Stage.ACKNOWLEDGED)
    given = about(KNOWN, emergency)
    assert FlowPanel(HAND_OVER, given)._field is not None
    given.parts["word"] = "POLICE"
    sure = FlowPanel(HAND_OVER, given)
    assert (sure._field, len(sure._choices)) == (None, 2)


def test_what_nobody_may_read_is_masked_and_kept_nowhere() -> None:
    panel = FlowPanel(CHANGE_PIN, Given(KNOWN, None, None, {"person": FACTS.people[0].person}))
    assert panel._field is not None and panel._field.masked
    assert panel.draft == ""


def test_the_only_tap_out_is_asked_about_without_a_list() -> None:
    line = tap_out()
    assert FlowPanel(*begin(Known(view=board(tap_outs=(line,)), facts=FACTS)))._title.startswith("WHO COVERS: Room 12")
