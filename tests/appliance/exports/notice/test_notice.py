"""Tests the notice of an injury at work: what it states, what it leaves to be written by hand, and that it names no student."""

import re

import pytest
from msgspec.structs import replace

from appliance.api.records.messages import RecordShown
from appliance.exports.document import Signature, Stated
from appliance.exports.formats import FORMATS, PAGES, NotMade, Wish
from appliance.exports.html import html
from appliance.exports.notice import labels
from appliance.exports.notice.notice import NoNotice, notice
from appliance.exports.plain import plain
from appliance.record.words import ItemId, Klass
from tests.appliance.exports.bite import DESTROYED, PRINTED, fact, version
from tests.appliance.exports.notice.hurt_record import AIDE, HURT, OTHER, STUDENT, TEACHER, shown, withheld
from tests.appliance.exports.pages import lines_of, words_of
from tests.appliance.exports.test_html import Tags

OF_THE_CLASS_OF_STUDENTS = ("person.student_name", "where_exactly", "summary", "behavior", "contact_form")


def stated(record: RecordShown, person: str = "") -> dict[str, str]:
    """Give what the notice states, by its English label."""
    page = notice(record, PRINTED, ItemId(person))
    blocks = [block for section in page.sections for block in section.blocks if isinstance(block, Stated)]
    return {label: says for block in blocks for label, _, says in block.rows}


def told(record: RecordShown, person: str = "") -> str:
    return " ".join(plain(notice(record, PRINTED, ItemId(person))).split())


def test_it_states_who_where_when_how_and_what_part_of_the_body() -> None:
    assert stated(shown()) == {
        "Who was hurt": TEACHER,
        "What they are at the school": "teacher",
        "School": "Fox Hollow Elementary",
        "Address of the school": "2100 Larkspur Way, Marigold, CO 80000",
        "Employer: the school district": "",
        "Date and time of the injury": "Tuesday 1 September 2026, 10:31:05",
        "Place": "Hallway north; hallway or stairs",
        "Where exactly": "beside the lockers",
        "Who or what caused it": "a student",
        "How it happened": "hit, kicked, bit or hurt somebody; bit; struck",
        "Object or substance that hurt them": "a wooden ruler",
        "In a few words": "A student bit a teacher in the hallway.",
        "Part or parts of the body": "arm",
        "Kind of injury": "bite, skin broken",
        "Who saw or heard it": f"{AIDE}; a student",
        "Tenth day after the injury": "Friday 11 September 2026",
    }


def test_a_time_is_no_surer_on_the_notice_than_in_the_record() -> None:
    label = "Date and time of the injury"
    about = shown(fact("occurred_precision", "approximate"))
    assert stated(about)[label] == "Tuesday 1 September 2026, 10:31:05; about then"
    unsure = shown(fact("occurred_precision", "unknown"))
    assert stated(unsure)[label] == "Tuesday 1 September 2026; time not known"
    nobody_says = shown(fact("source", "reported-later"), without=["occurred_at"])
    assert stated(nobody_says)[label] == ""
    assert stated(nobody_says)["Tenth day after the injury"] == ""


def test_each_label_has_spanish_beside_it_and_each_paragraph_below_it() -> None:
    page = html(notice(shown(), PRINTED))
    spanish = [attrs.get("lang") for tag, attrs in Tags(page).tags if tag in {"span", "p"} and attrs.get("lang")]
    assert spanish and set(spanish) == {"es"}
    words = words_of(page)
    for each in vars(labels).values():
        if isinstance(each, labels.Label):
            assert f"{each.english} {each.spanish}" in words
        if isinstance(each, labels.Paragraph) and each is not labels.LEFT_OUT:
            assert f"{each.english} {each.spanish}" in words


def test_it_is_signed_by_the_person_or_by_anybody_for_them_and_stamped_by_the_employer() -> None:
    page = notice(shown(), PRINTED)
    signs = [block.role for section in page.sections for block in section.blocks if isinstance(block, Signature)]
    assert signs == ["The person who was hurt", "Somebody who signs for them", "For the employer"]
    words = told(shown())
    assert "A printout proves nothing. The notice is given when the stamped copy is there" in words
    assert "To be confirmed by the district's attorney." in words
    assert "Stamp, with date and time" in words


def test_names_of_students_are_replaced_and_the_page_says_where() -> None:
    record = shown(
        fact("where_exactly", "by ZOE's locker"),
        fact("summary", "Leon called. zoë lindqvist őry bit the teacher, and Leon OʼBrien ran."),
        fact("injury.object", "the ruler of O’Brien", "injury-1"),
    )
    found = stated(record)
    assert found["Where exactly"] == "by a student's locker [1 name of a student was replaced here.]"
    assert found["Object or substance that hurt them"].startswith("the ruler of a student [1 name")
    assert found["In a few words"].startswith("a student called. a student bit the teacher, and a student")
    assert found["In a few words"].endswith("[3 names of students were replaced here.]")
    for name in ("Zoë", "Zoe", "Lindqvist", "Őry", "Leon", "Brien"):
        assert name.casefold() not in told(record).casefold()


WITHOUT_A_STUDENT = tuple(each for each in HURT if each.item != "person-4")
"""The record for a reader to whom one of the two students is not shown at all."""
HIDDEN = {
    "a name nobody wrote": replace(
        shown(), facts=tuple(each for each in HURT if (each.field, each.item) != ("person.student_name", "person-4"))
    ),
    "all names": withheld("person.student_name"),
    "a whole person": replace(shown(), facts=WITHOUT_A_STUDENT, withheld=(Klass.STUDENT,)),
    "somebody of whom nobody knows what they are": replace(
        shown(),
        facts=(
            *WITHOUT_A_STUDENT,
            fact("person.role", "witness", "person-5"),
            fact("person.type", "unknown", "person-5"),
        ),
    ),
    "no student at all": replace(shown(), facts=tuple(each for each in WITHOUT_A_STUDENT if each.item != "person-1")),
    "what was destroyed": replace(
        shown(), facts=WITHOUT_A_STUDENT, destroyed=(replace(DESTROYED, classes=(Klass.STUDENT,)),)
    ),
}


@pytest.mark.parametrize("record", HIDDEN.values(), ids=HIDDEN)
@pytest.mark.parametrize("field", ["where_exactly", "summary", "injury.object"])
def test_without_the_names_of_all_students_nothing_that_was_written_freely_is_printed(
    field: str, record: RecordShown
) -> None:
    words = fact(field, "Leon did it", "injury-1" if field.startswith("injury.") else "")
    kept = tuple(each for each in record.facts if (each.field, each.item) != (words.field, words.item))
    page = told(replace(record, facts=(*kept, words)))
    assert "Leon" not in page
    assert "Words that somebody wrote freely are left out here" in page


def test_a_reader_who_reads_nothing_of_students_gets_lines_to_write_on_and_the_facts_of_the_injury() -> None:
    found = stated(withheld(*OF_THE_CLASS_OF_STUDENTS))
    for label in ("Where exactly", "How it happened", "In a few words", "Object or substance that hurt them"):
        assert found[label] == "", label
    assert found["Part or parts of the body"] == "arm"
    assert found["Who or what caused it"] == "a student"
    words = told(withheld(*OF_THE_CLASS_OF_STUDENTS))
    assert (
        "Where a line is empty, nobody wrote it in the record, or it was destroyed, or whoever printed this may not read it."
        in words
    )
    assert "How it happened (Cómo ocurrió) ____" in words


def test_a_room_is_named_as_the_plan_does_and_a_place_in_words_goes_the_way_of_words() -> None:
    line = replace(shown().record, room_name="by Zoë's desk (near Room 4)")
    elsewhere = shown(without=["room"], record=line)
    assert stated(elsewhere)["Place"].startswith("by a student's desk (near Room 4) [1 name")
    hidden = shown(without=["room", "person.student_name"], record=line)
    assert stated(hidden)["Place"] == "hallway or stairs"


def test_staff_who_saw_it_are_named_and_nobody_else_is() -> None:
    more = (
        fact("person.role", "witness", "person-5"),
        fact("person.type", "parent", "person-5"),
        fact("person.staff_name", "Sam Vance", "person-5"),
        fact("person.role", "witness", "person-6"),
        fact("person.type", "student", "person-6"),
        fact("person.staff_name", "Mia Chen", "person-6"),
        fact("person.student_name", "Mia Chen", "person-6"),
        fact("person.role", "witness", "person-7"),
        fact("person.type", "teacher", "person-7"),
        fact("person.staff_name", "Zoe Lindqvist Ory", "person-7"),
    )
    assert stated(shown(*more))["Who saw or heard it"] == f"{AIDE}; 2 students; parent or guardian; teacher"
    assert not re.search("Vance|Mia|Chen|Lindqvist", told(shown(*more)))


def test_a_teacher_keeps_their_name_where_a_student_has_the_same_family_name() -> None:
    record = shown(fact("person.staff_name", "Ana O'Brien", "person-2"), fact("summary", "Ana O'Brien was bitten."))
    assert stated(record)["Who was hurt"] == "Ana O'Brien"
    assert stated(record)["In a few words"].startswith("Ana a student was bitten.")


def test_each_of_several_who_were_hurt_has_a_notice_of_their_own() -> None:
    more = (fact("injury.person", "person-3", "injury-2"), fact("injury.body_part", ("knee",), "injury-2"))
    with pytest.raises(
        NoNotice, match=r"Add --for, and who this one is for: Mercy Okafor \(person-2\), Pat Ruiz \(person-3\)\."
    ):
        notice(shown(*more), PRINTED)
    assert stated(shown(*more), "person-3")["Part or parts of the body"] == "knee"
    assert stated(shown(*more), "person-3")["Who saw or heard it"] == "a student"
    assert stated(shown(*more), "person-2")["Part or parts of the body"] == "arm"
    with pytest.raises(NoNotice, match=r'"person-1" is nobody of the staff who was hurt\. Choose one of: Mercy'):
        notice(shown(*more), PRINTED, ItemId("person-1"))


@pytest.mark.parametrize(
    "record",
    [
        shown(without=["injury.person"]),
        shown(without=["person.type"]),
        shown(fact("injury.person", "person-1", "injury-1")),
        shown(fact("injury.level", "none", "injury-1")),
    ],
    ids=["nobody says who", "nobody says what they are", "a student", "not hurt"],
)
def test_there_is_none_where_no_member_of_staff_is_known_to_be_hurt(record: RecordShown) -> None:
    with pytest.raises(NoNotice, match="No injury of a member of staff is shown to you here"):
        notice(record, PRINTED)
    with pytest.raises(NotMade, match="Write who was hurt into the record first"):
        FORMATS["html"].make(record, Wish(PRINTED, notice_for=ItemId("")))


def test_what_happened_during_practice_says_so_and_that_the_injury_is_real() -> None:
    assert "It happened during a drill. The injury is real." in told(shown(fact("mode", "exercise")))
    assert "during a" not in told(shown())


def test_a_code_that_no_list_has_is_no_word_of_the_page() -> None:
    assert "Zoë" not in told(shown(fact("injury.body_part", ("arm", "Zoë"), "injury-1"), fact("behavior", "Zoë")))


def test_every_page_format_makes_it_of_the_same_words_and_no_other_does() -> None:
    assert PAGES == ("html", "pdf", "text")
    wish = Wish(PRINTED, notice_for=ItemId(""))
    assert TEACHER in words_of(FORMATS["html"].make(shown(), wish).decode())
    assert TEACHER in FORMATS["text"].make(shown(), wish).decode()
    assert "Incident record 12" in FORMATS["text"].make(shown(), Wish(PRINTED)).decode()


@pytest.mark.slow
def test_on_paper_it_is_two_pages_at_most_and_the_signatures_stand_together() -> None:
    made = FORMATS["pdf"].make(shown(), Wish(PRINTED, notice_for=ItemId("")))
    pages = lines_of(made)
    assert len(pages) <= 2
    (signed,) = [
        page for page in pages if any(line.startswith("The person who was hurt, name in print") for line in page)
    ]
    assert any(line.startswith("Somebody who signs for them, name in print") for line in signed)
    for each in (TEACHER, AIDE, "Persona lesionada", "a wooden ruler"):
        assert any(each in line for page in pages for line in page), each
    assert made == FORMATS["pdf"].make(shown(), Wish(PRINTED, notice_for=ItemId("")))


def test_a_name_that_was_written_wrong_first_is_replaced_too() -> None:
    right = fact("person.student_name", STUDENT, "person-1")
    twice = replace(right, versions=(version("Zara Lind", "M. Okafor", 60, 30), *right.versions))
    assert "Zara" not in told(shown(twice, fact("summary", "Zara bit the teacher.")))
    assert OTHER not in told(shown(twice))
