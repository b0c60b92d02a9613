"""Tests that events become bytes and come back, and that bytes which cannot come back say what they were."""

import msgspec
import pytest

from appliance.core.building.events import (
    CheckInEnded,
    CheckInStarted,
    ResponseEnded,
    ResponseStarted,
    RoomMarked,
    SafePressed,
)
from appliance.core.calls.events import (
    ActUndone,
    CallDowngraded,
    CoverAssigned,
    HelpArrived,
    HelpConfirmed,
    NoteAdded,
    OneArrived,
    OneConfirmed,
    WhoActedNamed,
)
from appliance.core.devices.events import ButtonBackInService, ButtonOutOfService, TroubleShelved, TroubleUnshelved
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import (
    Actor,
    Answer,
    BuildingResponse,
    Cause,
    DeskAct,
    Door,
    NotWell,
    RoomAnswer,
    Source,
)
from appliance.core.people.events import DayChecked
from appliance.plan.ids import ButtonId, CheckInId, DeskId, DrillId, IncidentId, PersonId, RoomId
from appliance.plan.model import Kind, Role
from appliance.record import codec
from appliance.record.events import FactWritten, ResponseNoted
from appliance.record.words import Attempt, Author, FieldId, ItemId, Klass, Shown

AT = Moment(5, 1_800_000_000_000, None)
NOTE = NoteAdded(incident=IncidentId("x-1"), by=Actor(DeskId("front")), text="Tür zu")


def test_there_and_back():
    assert codec.decode(codec.encode(AT, NOTE)) == (AT, NOTE)


def test_a_fact_knows_its_attempt_and_one_of_an_earlier_release_has_none():
    by, call = Author(desk=DeskId("front"), shown=Shown.NOT_SHOWN), IncidentId("x-1")
    fact = FactWritten(
        incident=call, by=by, klass=Klass.STUDENT, field=FieldId("behavior"), item=ItemId(""), value="battery"
    )
    tried = msgspec.structs.replace(fact, attempt=Attempt("00112233aabbccdd"))
    assert codec.decode(codec.encode(AT, tried)) == (AT, tried)
    at, named = msgspec.msgpack.decode(codec.encode(AT, fact))
    del named["attempt"]
    assert codec.decode(msgspec.msgpack.encode([at, named])) == (AT, fact)


def test_what_the_building_did_there_and_back():
    by = Author(desk=DeskId("front"), shown=Shown.NOT_SHOWN)
    noted = ResponseNoted(
        incident=IncidentId("x-1"), by=by, klass=Klass.OPERATIONAL, response=BuildingResponse.LOCKDOWN
    )
    assert codec.decode(codec.encode(AT, noted)) == (AT, noted)


def test_cover_there_and_back():
    call, by = IncidentId("x-1"), Actor(DeskId("front"))
    named = CoverAssigned(incident=call, by=by, cover="Ana Ortiz", role=Role.LEAD, person=PersonId("ana"))
    for event in (named, CoverAssigned(incident=call, by=by, cover="answered by radio")):
        assert codec.decode(codec.encode(AT, event)) == (AT, event)


def test_a_button_out_of_service_there_and_back():
    people = (PersonId("ana"), PersonId("ben"))
    out = ButtonOutOfService(
        by=Actor(DeskId("front")), button=ButtonId("B1"), people=people, ends_after_s=60, reason="paint"
    )
    for event in (out, ButtonBackInService(by=None, button=ButtonId("B1"))):
        assert codec.decode(codec.encode(AT, event)) == (AT, event)


def test_who_of_several_comes_there_and_back_and_the_entries_of_before_as_ever():
    by, call = Actor(DeskId("front")), IncidentId("x-1")
    for event in (
        HelpConfirmed(incident=call, by=by, responder="Ana", answer=Answer.BY_RADIO),
        OneConfirmed(incident=call, by=by, responder="Ana", answer=Answer.BY_RADIO, which=1),
        HelpArrived(incident=call, by=by, responder="Ana"),
        OneArrived(incident=call, by=by, responder="Ana", which=None),
    ):
        assert codec.decode(codec.encode(AT, event)) == (AT, event)


def test_a_signed_morning_check_there_and_back():
    found = NotWell(
        rooms=(RoomId("201"),),
        buttons_silent=(ButtonId("B201"),),
        out_of_service=(),
        desks_away=(DeskId("library"),),
        sounders_silent=(),
        roles=(Role.LEAD,),
        troubles=(Cause("button-lost", "B201"),),
        put_aside=1,
        calls_open=0,
        clock_known=True,
    )
    signed = DayChecked(by=Actor(DeskId("front")), name="Ana Ortiz", not_well=found)
    assert codec.decode(codec.encode(AT, signed)) == (AT, signed)
    assert found.count == 5


def test_a_trouble_put_aside_there_and_back():
    cause = Cause("desk-unattended", "nurse")
    shelved = TroubleShelved(by=Actor(DeskId("front")), cause=cause, ends_after_s=60, reason="she is away")
    for event in (shelved, TroubleUnshelved(by=None, cause=cause)):
        assert codec.decode(codec.encode(AT, event)) == (AT, event)


@pytest.mark.parametrize("undone", DeskAct)
def test_an_undone_act_there_and_back(undone):
    event = ActUndone(incident=IncidentId("x-1"), by=Actor(DeskId("front")), undone=undone)
    assert codec.decode(codec.encode(AT, event)) == (AT, event)


def test_a_lowered_call_and_a_name_given_there_and_back():
    about = {"incident": IncidentId("x-1"), "by": Actor(DeskId("front"))}
    for event in (CallDowngraded(**about, kind=Kind.ASSIST), WhoActedNamed(**about, name="Ute Größ")):
        assert codec.decode(codec.encode(AT, event)) == (AT, event)


@pytest.mark.parametrize("response", BuildingResponse)
@pytest.mark.parametrize("drill", [None, DrillId("d")])
def test_a_response_there_and_back(response, drill):
    by = Actor(DeskId("front"))
    started = ResponseStarted(by=by, response=response, detail="Süd", drill=drill)
    for event in (started, ResponseEnded(by=by, response=response, drill=drill)):
        assert codec.decode(codec.encode(AT, event)) == (AT, event)


@pytest.mark.parametrize("answer", RoomAnswer)
def test_a_room_check_in_there_and_back(answer):
    by, name, room = Actor(DeskId("front")), CheckInId("k-1"), RoomId("201")
    source = Source(Door.BUTTON, ButtonId("B201"), "safe", 4, ledger="f00d")
    for event in (
        CheckInStarted(by=by, check_in=name, rooms=(room,)),
        RoomMarked(by=by, check_in=name, room=room, answer=answer),
        SafePressed(room=room, source=source, pressed_ago_ms=None),
        CheckInEnded(by=None, check_in=name, no_answer=(room,), needs_help=(), safe=(room,), drill=DrillId("d")),
    ):
        assert codec.decode(codec.encode(AT, event)) == (AT, event)


def test_an_unknown_tag_is_named():
    data = codec.encode(AT, NOTE).replace(b"note-added-1", b"note-added-9")
    with pytest.raises(codec.CodecError, match="note-added-9"):
        codec.decode(data)


@pytest.mark.parametrize("data", [b"", b"\xc1", b"\x93\x01", msgspec.msgpack.encode([1, 2]), b"\x91" * 5000])
def test_rubbish_is_refused(data):
    with pytest.raises(codec.CodecError):
        codec.decode(data)
