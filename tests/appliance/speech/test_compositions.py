"""What is said to callers and to whoever is rung, as rows of clips, read as sentences."""

import msgspec
import pytest

from appliance.core.ground.place import Place
from appliance.plan.ids import AreaName, PersonId, PhoneId, RoomId
from appliance.plan.messages import Language
from appliance.plan.model import Kind
from appliance.speech import compositions
from appliance.speech.clips import LANGUAGES, ClipId
from appliance.speech.compositions import Announced
from appliance.speech.phrases import phrases_of, sentence_of
from tests.appliance.speech.plans import phones_plan

PLAN = phones_plan()
PHRASES = phrases_of(PLAN)
B204 = Place(room=RoomId("B204"))
PLAYGROUND = Place(area=AreaName("Playground"))


def said(row: tuple[ClipId, ...]) -> str:
    return sentence_of(row, PHRASES)


def test_a_caller_hears_first_that_the_call_is_recorded_and_from_where() -> None:
    assert said(compositions.received(B204)) == "Handbell has your call from Room two zero four, grade four"
    assert said(compositions.received(PLAYGROUND)) == "Handbell has your call from Playground"
    assert said(compositions.received(B204, Language.ES)) == (
        "Handbell tiene su llamada de sala dos cero cuatro, grado cuatro"
    )


@pytest.mark.parametrize("place", [Place(), Place(words="where Mia is"), Place(near=RoomId("B204"))])
def test_a_place_that_nobody_proved_is_not_said_to_the_caller(place: Place) -> None:
    assert said(compositions.received(place)) == "Handbell has your call."


def test_a_caller_whom_nobody_knows_hears_what_is_missing() -> None:
    assert said(compositions.unverified_received()) == (
        "Handbell has your call. It does not know where you are. Nobody can hear you on this line."
    )


def test_a_caller_hears_of_a_person_and_of_help_only_in_these_words() -> None:
    assert said(compositions.has_it()) == "A person has your call."
    assert said(compositions.on_the_way()) == "Help is on the way."


def test_where_nobody_answers_the_plans_words_come_first_and_911_always() -> None:
    assert said(compositions.nobody()) == "Nobody has answered yet. If somebody is in danger, dial nine one one."
    instead = PLAN.areas[1].instead
    assert said(compositions.nobody(instead)) == (
        "Nobody has answered yet. Use Duty radio, channel one, or the phone inside door seven "
        "If somebody is in danger, dial nine one one."
    )


def test_whoever_is_rung_hears_what_and_where_and_then_the_keys() -> None:
    call = Announced(kind=Kind.EMERGENCY, place=B204)
    assert said(compositions.announcement(call)) == "Handbell. Emergency. Room two zero four, grade four"
    assert said(compositions.press_one(shared=False)) == (
        "Press one if you are going, two to hear it again, zero if you cannot."
    )


def test_a_telephone_that_anybody_answers_never_says_going() -> None:
    assert "going" not in said(compositions.press_one(shared=True))
    assert said(compositions.taken(shared=True)).endswith("Give your name at a desk now.")
    assert said(compositions.taken(shared=False)) == "The desks show that you are going."


def test_practice_is_said_first() -> None:
    call = Announced(kind=Kind.ASSIST, place=B204, practice=True, again=True)
    assert said(compositions.announcement(call)) == (
        "This is practice. Handbell. Call for help. It was called again. Room two zero four, grade four"
    )


def test_a_call_of_nobody_known_says_its_extension_digit_by_digit() -> None:
    call = Announced(kind=Kind.ASSIST, unverified=True, extension="2417")
    assert said(compositions.announcement(call)) == (
        "Handbell. Call for help. Unverified. Place unknown. Extension two four one seven"
    )


@pytest.mark.parametrize("number", ["", "+17205550100", "123456", "24x7", "٢٤"])
def test_a_number_that_is_no_short_extension_is_left_to_the_desk(number: str) -> None:
    row = compositions.announcement(Announced(kind=Kind.ASSIST, unverified=True, extension=number))
    assert said(row).endswith("Place unknown.")


def test_the_telephone_of_a_person_or_of_everybody_is_named() -> None:
    of_reyes = Announced(kind=Kind.MEDICAL, phone_of=PersonId("reyes"))
    assert said(compositions.announcement(of_reyes)) == (
        "Handbell. Medical call. Place unknown. From the phone of Marisol Reyes"
    )
    shared = Announced(kind=Kind.MEDICAL, shared_phone=PhoneId("office-phone"))
    assert said(compositions.announcement(shared)).endswith("From Phone at the front desk")


def test_words_that_somebody_typed_are_never_spoken() -> None:
    call = Announced(kind=Kind.ASSIST, place=Place(words="behind Mia's desk", near=RoomId("B204")))
    assert said(compositions.announcement(call)) == (
        "Handbell. Call for help. A desk shows the place. Near Room two zero four, grade four"
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(Kind))
def test_every_clip_of_every_row_has_a_phrase(kind: Kind, language: Language) -> None:
    rooms = [Place(room=room.room) for room in PLAN.rooms]
    areas = [Place(area=AreaName(area.name)) for area in PLAN.areas]
    places = [*rooms, *areas, Place(), Place(words="x"), Place(near=PLAN.rooms[0].room)]
    calls = [Announced(kind=kind, place=place, practice=True, again=True, unverified=True) for place in places]
    calls += [msgspec.structs.replace(calls[0], extension="24170"), Announced(kind=kind, phone_of=PersonId("reyes"))]
    calls.append(Announced(kind=kind, shared_phone=PhoneId("office-phone")))
    rows = [compositions.announcement(call, language) for call in calls]
    rows += [compositions.received(place, language) for place in places]
    rows += [compositions.nobody(area.instead, language) for area in PLAN.areas]
    for shared in (True, False):
        rows += [compositions.press_one(shared=shared, language=language)]
        rows += [compositions.taken(shared=shared, language=language)]
    rows += [make(language) for make in (compositions.has_it, compositions.on_the_way, compositions.declined)]
    rows += [make(language) for make in (compositions.test, compositions.unverified_received)]
    assert [clip for row in rows for clip in row if clip not in PHRASES] == []
