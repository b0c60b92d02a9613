"""Tests what an office reads in a timeline."""

from msgspec.structs import replace

from appliance.core.building.commands import EndCheckIn, EndResponse, MarkRoom, PressSafe, StartResponse
from appliance.core.calls.commands import (
    Acknowledge,
    Arrive,
    Confirm,
    Dispatch,
    Downgrade,
    HandOff,
    LocateCall,
    NameWhoActed,
    RaiseCallFromDesk,
    StandDown,
    Undo,
    Upgrade,
)
from appliance.core.calls.events import CallRaised
from appliance.core.devices.commands import (
    PutBackInService,
    ReportTrouble,
    ShelveTrouble,
    TakeOutOfService,
    UnshelveTrouble,
)
from appliance.core.ground.place import Place
from appliance.core.ground.words import (
    Actor,
    Answer,
    BuildingResponse,
    Cause,
    Door,
    Outcome,
    RoomAnswer,
    Source,
)
from appliance.core.people.commands import SignDay
from appliance.core.practice.commands import ArmWalkTest, AttestTestPress, StartDrill
from appliance.core.transcript import line
from appliance.plan.ids import ButtonId, DeskId, PersonId, RoomId
from appliance.plan.index import PlanIndex
from appliance.plan.model import Kind, Role
from appliance.words.troubles import cause_words
from tests.appliance.core.calls.telephones import ANA_OUTSIDE, STRANGER, phones, texts, with_telephones
from tests.appliance.core.story import Story, with_pendant


def told(story):
    lines = [line(event, story.board.index) for event in story.seen]
    story.seen.clear()
    return lines


def test_a_call_from_press_to_stand_down(story):
    story.press("B204")
    story.desk("front", Acknowledge)
    story.desk("front", Dispatch, role=Role.LEAD, person=PersonId("ana"))
    story.desk("front", Confirm, responder="Ana Ortiz", answer=Answer.BY_RADIO)
    story.desk("front", Arrive, responder="Ana Ortiz")
    story.desk("front", HandOff, to=DeskId("library"))
    story.desk("front", StandDown, outcome=Outcome.NO_HELP_NEEDED, saw_room="Ana Ortiz")
    assert told(story) == [
        "Room 204: assist call, pressed on the wall button. Told: Front office.",
        "Acknowledged at Front office by Ana Ortiz.",
        "Help sent at Front office by Ana Ortiz: Ana Ortiz (the team lead).",
        "Ana Ortiz is on the way (answered by radio), noted at Front office by Ana Ortiz.",
        "Ana Ortiz is on scene, noted at Front office by Ana Ortiz.",
        "Handed to Library at Front office by Ana Ortiz.",
        "Acknowledged at Front office by Ana Ortiz.",
        "Stood down at Front office by Ana Ortiz: no help needed. The room was seen by Ana Ortiz.",
    ]


def test_a_desk_of_the_calls_own_zone_is_said_not_to_count(story):
    story.desk("front", RaiseCallFromDesk, room=RoomId("office"), kind=Kind.MEDICAL)
    assert told(story)[0] == "Office: medical call, raised at Front office by Ana Ortiz. Told: Front office."
    story.desk("front", StandDown, outcome=Outcome.NO_HELP_NEEDED, saw_room="Ana Ortiz")
    told(story)
    story.press("Boffice")
    near = "Told: nobody. A desk in the zone of the room does not count, though it shows the call."
    assert told(story)[0] == f"Office: assist call, pressed on the wall button. {near}"


def test_what_an_entry_says_stays_whatever_plan_comes_after_it(story):
    story.leave("front")
    story.seen.clear()
    story.press("B201")
    (raised,) = [event for event in story.seen if isinstance(event, CallRaised)]
    before = line(raised, story.board.index)
    plan = story.board.index.plan
    zone = next(room.zone for room in plan.rooms if room.room == "201")
    moved = replace(plan, desks=tuple(replace(desk, zone=zone) for desk in plan.desks))
    assert line(raised, PlanIndex(moved)) == before


def test_practice_and_late_presses_say_so(story):
    story.desk("front", StartDrill, name="Fire", rooms=(RoomId("201"),), ends_after_s=600)
    story.at(100)
    story.press("B201", ago_ms=90_500)
    story.press("B201")
    story.press("B201", "hold")
    story.press("B202", ago_ms=None)
    assert [line for line in told(story) if "ressed" in line or "Drill" in line] == [
        'Drill "Fire" started at Front office by Ana Ortiz in Room 201; it ends by itself after 600 s.',
        "DRILL, Room 201: assist call, pressed on the wall button 90 s before it was heard. Told: Front office.",
        "Pressed again: assist call, pressed on the wall button.",
        "Held on: emergency call, pressed on the wall button.",
        "Room 202: assist call, pressed on the wall button, unknown when. Told: Front office.",
    ]


def test_out_of_service_names_who_for_how_long_and_why(story):
    people, button = ("ana", "ben"), ButtonId("B201")
    story.desk("front", TakeOutOfService, button=button, people=people, ends_after_s=7200, reason="New paint")
    story.desk("library", PutBackInService, button=button)
    assert told(story) == [
        "Out of service: B201 (Room 201), on the word of Ana Ortiz and Ben Ruiz, for at most 120 min, "
        "noted at Front office by Ana Ortiz. Reason: New paint",
        "Back in service at Library by Ana Ortiz: B201 (Room 201).",
    ]


def test_a_trouble_put_aside_says_by_whom_for_how_long_and_why(story):
    chime = Cause("sounder-silent", "hall")
    story.tell(ReportTrouble(cause=chime, detail="Look at the plug."))
    story.desk("front", ShelveTrouble, cause=chime, ends_after_s=7200, reason="Repaired at two")
    story.desk("library", UnshelveTrouble, cause=chime)
    assert told(story)[-2:] == [
        "Put aside: sounder silent, hall, for at most 120 min at Front office by Ana Ortiz. Reason: Repaired at two",
        "Back among the troubles at Library by Ana Ortiz: sounder silent, hall.",
    ]


def test_a_signed_morning_check_says_everything_that_was_not_well(story):
    chime = Cause("sounder-silent", "hall")
    story.tell(ReportTrouble(cause=chime, detail="Look at the plug."))
    story.desk("front", ShelveTrouble, cause=chime, ends_after_s=7200, reason="Repaired at two")
    for button in story.board.index.supervised[1:]:
        story.heard.heard_from(f"button:{button.button}", story.now)
    story.desk("front", SignDay)
    assert told(story)[-1] == (
        "The day was checked at Front office by Ana Ortiz. Not well: buttons not heard: B201 (Room 201); "
        "on duty today nobody as nurse; troubles (1 put aside): sounder silent hall."
    )


def test_a_slip_a_lowered_call_and_a_name_given_can_be_read(story):
    story.press("B204")
    call = story.call.incident
    story.tell(Acknowledge(incident=call), Actor(DeskId("front")))
    story.desk("front", Undo)
    story.desk("front", NameWhoActed, name="Pat Lee")
    story.desk("front", StandDown, outcome=Outcome.ATTENDED, saw_room="Ana")
    story.desk("front", Undo, incident=call)
    story.desk("front", Acknowledge)
    story.desk("front", Arrive, responder="Ana Ortiz")
    story.desk("front", Upgrade, kind=Kind.EMERGENCY)
    story.desk("front", Acknowledge)
    story.desk("front", Downgrade, kind=Kind.MEDICAL)
    said = [line for line in told(story) if line.startswith(("Undone", "Whoever acted", "Lowered"))]
    assert said == [
        "Undone at Front office by Ana Ortiz: the acknowledgement.",
        "Whoever acted at Front office gave a name: Pat Lee.",
        "Undone at Front office by Ana Ortiz: the stand-down; the call is open again.",
        "Lowered to medical call at Front office by Ana Ortiz.",
    ]


def test_a_walk_test_that_ended_with_a_persons_word_says_whose(story):
    story.adopt(with_pendant())
    story.desk("front", ArmWalkTest, button=ButtonId("B201"))
    story.press("B201", ago_ms=None)
    story.desk("front", AttestTestPress)
    assert told(story)[-4:] == [
        "Room 201: assist call, pressed on the wall button, unknown when. Told: Front office.",
        "Acknowledged at Front office by Ana Ortiz.",
        "Stood down at Front office by Ana Ortiz: a test.",
        "Walk test passed: B201 (Room 201) was pressed and heard. "
        "That the press that rang was made for it was said at Front office by Ana Ortiz.",
    ]


def test_a_lockdown_with_a_check_in_names_the_silent_rooms(story):
    lockdown = BuildingResponse.LOCKDOWN
    story.desk("front", StartResponse, response=lockdown, detail="west doors", check_in=True)
    name = story.board.check_in.check_in
    for room in ("201", "203", "204", "205", "office"):
        story.desk("library", MarkRoom, check_in=name, room=RoomId(room), answer=RoomAnswer.SAFE)
    for counter in (1, 2):
        source = Source(Door.BUTTON, ButtonId("B206"), "safe", counter)
        story.tell(PressSafe(room=RoomId("206"), source=source, pressed_ago_ms=0))
        story.desk("front", MarkRoom, check_in=name, room=RoomId("206"), answer=RoomAnswer.NEEDS_HELP)
    story.desk("front", EndCheckIn, check_in=name)
    story.desk("front", EndResponse, response=lockdown)
    lines = told(story)
    assert lines[:3] == [
        "Lockdown (west doors) started at Front office by Ana Ortiz.",
        "Room check-in started at Front office by Ana Ortiz: 7 rooms asked.",
        "Room 201: safe, noted at Library by Ana Ortiz.",
    ]
    assert lines[7:] == [
        "Room 206: safe, pressed on its button.",
        "Room 206: needs help, noted at Front office by Ana Ortiz.",
        "Room 206: safe was pressed; no room check-in took it as an answer.",
        "Room check-in ended at Front office by Ana Ortiz: 1 no answer (Room 202), 1 needed help, 5 safe.",
        "Lockdown ended at Front office by Ana Ortiz.",
    ]


def test_practice_of_the_whole_building_says_so(story):
    story.desk("front", StartDrill, name="Fire", rooms=(RoomId("201"),), ends_after_s=600)
    story.desk("front", StartResponse, response=BuildingResponse.HOLD, practice=True, check_in=True)
    story.at(601)
    assert [line for line in told(story) if line.startswith("DRILL")] == [
        "DRILL, Hold started at Front office by Ana Ortiz.",
        "DRILL, Room check-in started at Front office by Ana Ortiz: 1 room asked.",
        "DRILL, Hold ended with the drill.",
        "DRILL, Room check-in ended with the drill: 1 no answer (Room 201), 0 needed help, 0 safe.",
    ]


def test_every_event_of_a_long_night_has_a_sentence(story):
    story.press("B204")
    story.at(4000)
    story.restart()
    story.at(4000)
    for _, event in story.recorded:
        sentence = line(event, story.board.index)
        assert sentence.endswith(".")
        assert "\n" not in sentence


def test_a_step_that_reaches_nobody_is_counted_as_people_count_steps(story):
    cause = Cause("step-unreachable", "0")
    story.tell(ReportTrouble(cause=cause, detail="Attend its desks."))
    assert told(story) == ["Trouble, step 1 of the ladder reaches nobody: Attend its desks."]
    assert cause_words("button-lost", "B204") == "button lost B204"
    assert cause_words("disk-nearly-full", "") == "disk nearly full"


def test_calls_by_telephone_and_text_say_who_called_as_far_as_it_is_known():
    story = Story(with_telephones())
    phones(story, "2204")
    phones(story, "2210")
    phones(story, "2417", unproved=True)
    phones(story)
    texts(story, ANA_OUTSIDE, "help room 204")
    texts(story, STRANGER, "help")
    texts(story, STRANGER, "help")
    raised = [each.partition(" Told:")[0] for each in told(story)]
    assert raised == [
        "Room 204: assist call, called by telephone from extension 2204.",
        "place unknown: assist call, called by telephone from the phone of Ana Ortiz (2210).",
        "place unknown: assist call, called by telephone from extension 2417, number not proved, unverified.",
        "place unknown: assist call, called by telephone, number withheld, unverified.",
        "place unknown, near Room 204: assist call, called by text from the phone of Ana Ortiz (+17205550111), says 204, unverified,"
        " unknown when.",
        "place unknown: assist call, called by text from +17205550123, unverified, unknown when.",
        "Called again: assist call, called by text from +17205550123, unverified, unknown when.",
    ]


def test_where_it_is_and_that_it_was_undone_are_said():
    story = Story(with_telephones())
    phones(story, STRANGER, outside=True)
    story.seen.clear()
    story.desk("front", LocateCall, place=Place(room=RoomId("204")))
    story.desk("front", Undo)
    assert told(story) == [
        "Help is needed here: Room 204. Said at Front office by Ana Ortiz.",
        "Undone at Front office by Ana Ortiz: where it is.",
    ]
