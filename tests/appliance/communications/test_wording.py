"""Tests the words that a statement never has: what is found, on which line, and what to write instead."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace

from appliance.communications.guidance import Draft
from appliance.communications.wording import Avoided, avoided, avoided_of, check, unfinished, why_not
from appliance.communications.words import Language
from appliance.plan.ids import PersonId, RoomId, ZoneId
from appliance.plan.model import NO_PLAN, Area, Person, Role, Room
from tests.appliance.communications.texts import shipped

EN, ES = Language.ENGLISH, Language.SPANISH


def words(text: str, language: Language = EN, never: Avoided = Avoided()) -> list[str]:  # noqa: B008 (it is frozen)
    return [each.words for each in check(text, language, never)]


ENGLISH = [
    ("A 3rd grader was there.", ["3rd grader"]),
    ("It was in grade 5.", ["grade 5"]),
    ("A kindergartner called.", ["kindergartner"]),
    ("A 9-year-old student.", ["9-year-old"]),
    ("In Room 204 and in the gym.", ["Room 204", "gym"]),
    ("During math.", ["math"]),
    ("In an art class.", ["art class"]),
    ("In the second period.", ["second period"]),
    ("The boy is well.", ["boy"]),
    ("She called for help, and he came.", ["She", "he"]),
    ("Mrs. Day is well.", ["Mrs."]),
    ("A mother was told.", ["mother"]),
    ("A student with an IEP.", ["IEP"]),
    ("The student was suspended.", ["suspended"]),
]
SPANISH = [
    ("Una persona de tercer grado.", ["tercer grado"]),
    ("Una persona de 9 años.", ["de 9 años"]),
    ("Fue en el aula 12 y en el gimnasio.", ["aula 12", "gimnasio"]),
    ("Durante la clase de arte.", ["clase de arte"]),
    ("Ella está bien, y él también.", ["Ella", "él"]),
    ("La estudiante está bien.", ["La estudiante"]),
    ("El niño está bien.", ["niño"]),
    ("Una persona con discapacidad.", ["discapacidad"]),
]
HARMLESS = [
    ("The student and a member of staff are well. They have help.", EN),
    ("There is no history of this. The school has the support of the arts council.", EN),
    ("We miss nobody. In the first hours we said little.", EN),
    ("El personal y el estudiantado están bien. Se prestó atención.", ES),
    ("Hable con sus hijos. La seguridad física es lo primero.", ES),
]


@pytest.mark.parametrize(("text", "found"), ENGLISH)
def test_what_points_to_somebody_is_found_in_english(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(("text", "found"), SPANISH)
def test_what_points_to_somebody_is_found_in_spanish(text: str, found: list[str]) -> None:
    assert words(text, ES) == found


@pytest.mark.parametrize(("text", "language"), HARMLESS)
def test_other_words_are_left_alone(text: str, language: Language) -> None:
    assert words(text, language) == []


def test_a_finding_says_the_line_and_what_to_write_instead() -> None:
    (found,) = check("A student is well.\nHelp came to her.", EN)
    assert found.told == 'Line 2: "her" tells a sex. Write "they", "them" or "their".'


NEVER = avoided_of(
    replace(
        NO_PLAN,
        rooms=(
            Room(RoomId("B204"), "Reading corner", "2", ZoneId("west"), "B204"),
            Room(RoomId("office"), "Front office", "1", ZoneId("front"), "Office"),
        ),
        areas=(Area("Bus loop", ZoneId("front"), "Send somebody."),),
        people=(
            Person(PersonId("p1"), "Ana López-Ruiz", (Role.TEACHER,), ()),
            Person(PersonId("p2"), "Will May", (Role.LEAD,), ()),
        ),
    ),
    ["Jordan T.", "Unknown student"],
)


def test_rooms_and_areas_of_the_plan_are_found_and_the_office_is_no_secret() -> None:
    assert words("It was in b204, at the reading corner and the bus loop.", EN, NEVER) == [
        "b204",
        "reading corner",
        "bus loop",
    ]
    assert words("Call the front office. The office answers.", EN, NEVER) == []


def test_names_of_the_plan_and_the_record_are_found_with_and_without_accents() -> None:
    assert words("Ana and Jordan's family thank Lopez.", EN, NEVER) == ["Ana", "Jordan's", "Lopez"]
    assert words("Gracias a ana lópez.", ES, NEVER) == ["ana", "lópez"]
    assert words("Gracias a lo\u0301pez y L\u00f3pez.", ES, NEVER) == ["lópez"], "once, however often"


def test_a_name_that_is_also_a_word_counts_only_as_a_name() -> None:
    assert words("Will there be school? It may be. You will hear.", EN, NEVER) == []
    assert words("We thank Will for that.", EN, NEVER) == ["Will"]


@pytest.mark.parametrize("draft", shipped().drafts, ids=lambda draft: draft.draft)
def test_nobody_whose_name_is_also_a_small_word_keeps_a_draft_from_being_used(draft: Draft) -> None:
    people = avoided((), ["Le Su", "Do An", "Will Long", "Paz Angel", "No Day", "Mi So"])
    for language in Language:
        assert check(draft.words.of(language), language, people) == ()
    assert words("We thank Le for that, and Paz.", EN, people) == ["Le", "Paz"]


def test_a_number_of_a_telephone_is_no_room_and_no_plan() -> None:
    never = avoided(["201", "504"], ())
    assert words("Call 970-201-5504, 303.504.1234 or 555 201 504.", EN, never) == []
    assert words("It was in 201. A 504 plan.", EN, never) == ["201", "504 plan"]


def test_words_that_stand_where_names_are_typed_are_no_names() -> None:
    assert words("A student, a family and the unknown.", EN, NEVER) == []


def test_a_placeholder_must_exist() -> None:
    assert words("At {school} on {day}, {speaker}, {phone}") == []
    (found,) = check("A student of {grade}.", EN)
    assert found.words == "{grade}"
    assert "{school}" in found.instead
    assert words("At {school") == ["{"]


def test_what_a_draft_left_to_write_is_named() -> None:
    (left,) = unfinished("One.\nWe change this: (write what was decided).")
    assert left.told == 'Line 2: "(write what was decided)" is still to be written. Write it, or take the sentence out.'
    assert [each.words for each in unfinished("Cambia: (escriba lo decidido).")] == ["(escriba lo decidido)"]
    assert unfinished("A statement (in two languages).") == ()


def test_a_refusal_names_the_first_words_and_counts_the_rest() -> None:
    said = why_not(check("He saw her, his boy, a girl and the gym.", EN))
    assert said.startswith('Line 1: "He" tells a sex.')
    assert said.endswith("And 2 more.")
    assert why_not(()) == ""


@given(
    some.sampled_from(shipped().drafts),
    some.sampled_from(Language),
    some.sampled_from(["B204", "Reading corner", "BUS LOOP", "Lopez", "ruiz", "ANA", "Jordan", "jordan's"]),
    some.integers(min_value=0),
)
def test_a_room_or_a_name_is_found_wherever_it_stands_in_a_draft(
    draft: Draft, language: Language, name: str, at: int
) -> None:
    told = draft.words.of(language).split(" ")
    place = at % (len(told) + 1)
    text = " ".join([*told[:place], name, *told[place:]])
    found = check(text, language, NEVER)
    assert [each.words for each in found] == [name]
    assert found[0].line == text[: text.index(name)].count("\n") + 1


@given(some.text(max_size=200), some.sampled_from(Language))
def test_any_text_can_be_checked_and_what_is_found_stands_in_it(text: str, language: Language) -> None:
    for each in check(text, language, NEVER):
        assert each.words in unicodedata.normalize("NFC", text)
        assert 1 <= each.line <= text.count("\n") + 1
        assert each.instead
