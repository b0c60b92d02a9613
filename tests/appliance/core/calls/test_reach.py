"""Tests who would be told if a room pressed now."""

from appliance.core.calls.reach import Later, would_be_told
from appliance.plan.ids import RoomId


def ask(story, room):
    return would_be_told(story.board, story.heard, RoomId(room), story.now)


def test_at_once_and_later(story):
    answer = ask(story, "204")
    assert answer.at_once == ("desk:front",)
    assert answer.later[0] == Later(15, ("desk:front", "desk:library"))
    assert answer.later[2].told == ("desk:front", "desk:library", "sounder:hall", "person:ana", "sounder:radio")
    assert not answer.nobody


def test_a_room_beside_the_desk_is_told_at_the_next_step_at_once(story):
    assert ask(story, "office").at_once == ("desk:library",)


def test_sounders_alone_are_nobody(story):
    for desk in ("front", "library"):
        story.leave(desk)
    story.heard.sounder_reports("radio", False)
    answer = ask(story, "204")
    assert answer.at_once == ("sounder:hall",)
    assert answer.nobody


def test_a_person_is_reached_through_a_sounder_that_works(story):
    story.heard.family_lost("simulated")
    assert not any(who.startswith(("person:", "sounder:")) for step in ask(story, "204").later for who in step.told)
    story.heard.family_restored("simulated")
    assert any(who == "person:ana" for step in ask(story, "204").later for who in step.told)


def test_a_sounder_that_never_spoke_is_believed_for_three_minutes(story):
    story.heard.sounders.clear()
    assert "sounder:hall" in ask(story, "204").later[1].told
    story.at(180)
    assert "sounder:hall" not in ask(story, "204").later[1].told
    story.heard.sounder_reports("hall", True)
    assert "sounder:hall" in ask(story, "204").later[1].told


def test_the_answer_is_what_happens(story):
    for room in ("204", "office"):
        answer = ask(story, room)
        story.press(f"B{room}")
        assert story.call.told == set(answer.at_once)
