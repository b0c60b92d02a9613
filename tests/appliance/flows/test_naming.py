"""Tests the names that every console gives to calls and tap-outs."""

import pytest
from msgspec.structs import replace

from appliance.core.calls.titles import COVER_BY_RADIO
from appliance.core.ground.words import Awaited
from appliance.core.ground.words import Stage as CallStage
from appliance.flows.naming import TAP_OUTS, asks_for, call_named, call_spoken, tap_out_words
from appliance.plan.model import Kind
from tests.tui.boards import call
from tests.tui.test_tap_outs import tap_out


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (tap_out(), "Room 12 asks for cover, waiting 3 min"),
        (tap_out(overdue=Awaited.COVER), "Room 12 asks for cover, waiting 3 min, WAITING TOO LONG"),
        (tap_out(presses=2), "Room 12 asks for cover, waiting 3 min, asked again"),
        (tap_out(drill=True), "DRILL Room 12 asks for cover, waiting 3 min"),
        (tap_out(stage=CallStage.CONFIRMED), "Room 12 asks for cover, Marcus Bell goes, waiting 3 min"),
        (
            tap_out(stage=CallStage.CONFIRMED, cover=COVER_BY_RADIO),
            "Room 12 asks for cover, somebody on the radio goes, waiting 3 min",
        ),
        (
            tap_out(stage=CallStage.CONFIRMED, cover="mental-health"),
            "Room 12 asks for cover, mental health goes, waiting 3 min",
        ),
        (
            tap_out(stage=CallStage.CONFIRMED, overdue=Awaited.ARRIVAL),
            "Room 12 asks for cover, Marcus Bell goes, waiting 3 min, NOT THERE YET",
        ),
        (tap_out(stage=CallStage.ON_SCENE), "Room 12 is covered by Marcus Bell, the educator is out"),
        (
            tap_out(stage=CallStage.ON_SCENE, overdue=Awaited.ALL_RIGHT),
            "Room 12 is covered by Marcus Bell, the educator is out, OUT FOR LONG",
        ),
        (tap_out(lamp="not-delivered"), "Room 12 asks for cover, waiting 3 min, NOT DELIVERED"),
    ],
)
def test_a_tap_out_is_a_sentence(line, words) -> None:
    assert tap_out_words(line, 0) == words


def test_every_stage_has_a_line_and_a_sentence() -> None:
    assert set(TAP_OUTS) == set(CallStage)
    assert all(stands.line and stands.sentence.endswith(".") for stands in TAP_OUTS.values())


def test_a_call_is_named_to_be_read_and_to_be_heard() -> None:
    line = call(12, "B204", Kind.EMERGENCY)
    assert (call_named(line), call_spoken(line)) == ("Room B204 (call 12, EMERGENCY)", "Call 12, Room B204")
    practised = replace(line, drill=True)
    assert (call_named(practised), call_spoken(practised)) == (
        "Room B204 (DRILL call 12, EMERGENCY)",
        "Drill call 12, Room B204",
    )


def test_a_tap_out_asks_for_cover_in_the_same_words_everywhere() -> None:
    assert TAP_OUTS[CallStage.CALLED].sentence == f"{asks_for(Kind.TAP_OUT).capitalize()}."
    assert asks_for(Kind.MEDICAL) == "needs help"
