"""Tests what is written down when people prove who they are, and when they read with names."""

from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor
from appliance.core.people.commands import NotePin, NotePinTaken, NoteProof, NoteReading, SignIn
from appliance.core.people.events import OperatorSignedIn, PersonProved, PinSet, PinTaken, RecordRead
from appliance.core.transcript import line
from appliance.plan.ids import DeskId, IncidentId, PersonId
from appliance.record import codec

FRONT, ANA = DeskId("front"), PersonId("ana")


def kinds(story):
    return [type(event) for _, event in story.recorded]


def test_whoever_proves_that_they_are_at_a_desk_is_its_operator(story):
    assert story.desk("front", NoteProof, person=ANA) is None
    assert story.board.operators == {FRONT: ANA}
    assert kinds(story)[-2:] == [OperatorSignedIn, PersonProved]


def test_who_had_signed_in_already_signs_in_once(story):
    story.desk("front", SignIn, person=ANA)
    assert story.desk("front", NoteProof, person=ANA) is None
    assert kinds(story)[-2:] == [OperatorSignedIn, PersonProved]


def test_somebody_who_is_in_no_plan_proves_nothing_and_has_no_pin(story):
    eve = PersonId("eve")
    assert story.desk("front", NoteProof, person=eve) is Rejection.NO_SUCH_PERSON
    for command in (NotePin, NotePinTaken):
        assert story.desk("front", command, person=eve) is Rejection.NO_SUCH_PERSON
    assert story.board.operators == {}


def test_each_has_a_sentence_and_changes_no_board(story):
    story.desk("front", SignIn, person=ANA)
    before = story.board.copy()
    story.desk("front", NoteProof, person=ANA)
    story.desk("front", NoteReading, incident=IncidentId("i-1"), call=12)
    story.desk("front", NoteReading, incident=IncidentId("i-1"))
    story.desk("front", NoteReading, incident=None)
    story.desk("front", NotePin, person=PersonId("ana"))
    before.pins[ANA] = Actor(
        DeskId("front"), ANA
    )  # who set a PIN is the only thing the board knows of it; the other entries change nothing
    assert story.board == before
    assert [line(event, story.board.index) for _, event in story.recorded[-5:]] == [
        "Signed in with a PIN at Front office by Ana Ortiz.",
        "The record of call 12 was read with names at Front office by Ana Ortiz.",
        "The record of a call was read with names at Front office by Ana Ortiz.",
        "The record was read with names at Front office by Ana Ortiz.",
        "Ana Ortiz was given a new PIN at Front office by Ana Ortiz.",
    ]


def test_a_pin_taken_away_is_an_entry_in_the_administrators_name(story):
    assert story.desk("front", NotePinTaken, person=ANA) is None
    assert story.recorded[-1][1].person == ANA
    taken = PinTaken(by=Actor(DeskId("the command line")), person=ANA)
    says = "Ana Ortiz has no PIN any more: it was taken away by an administrator of the box."
    assert line(taken, story.board.index) == says


def test_there_and_back():
    by, at = Actor(FRONT, ANA), Moment(5, 1_800_000_000_000, None)
    read = RecordRead(by=by, incident=IncidentId("i-1"), call=12)
    pins = (PinSet(by=Actor(FRONT), person=ANA), PinTaken(by=Actor(FRONT), person=ANA))
    for event in (PersonProved(by=by), read, RecordRead(by=by), *pins):
        assert codec.decode(codec.encode(at, event)) == (at, event)
