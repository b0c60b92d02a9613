"""Tests who of the staff was hurt, as far as a reader was shown it."""

from appliance.api.records.facts import RecordFacts
from appliance.api.records.injured import Hurt, staff_hurt
from appliance.record.words import ItemId
from tests.appliance.exports.bite import fact
from tests.appliance.exports.notice.hurt_record import TEACHER, shown, withheld

TWICE = (fact("injury.person", "person-2", "injury-2"), fact("injury.level", "major", "injury-2"))


def test_all_injuries_of_one_person_are_together() -> None:
    assert staff_hurt(RecordFacts(shown(*TWICE))) == (
        Hurt(ItemId("person-2"), TEACHER, "teacher", (ItemId("injury-1"), ItemId("injury-2"))),
    )


def test_an_injury_that_was_none_and_one_of_a_student_are_left_out() -> None:
    assert staff_hurt(RecordFacts(shown(fact("injury.level", "none", "injury-1")))) == ()
    assert staff_hurt(RecordFacts(shown(fact("injury.person", "person-4", "injury-1")))) == ()
    (one,) = staff_hurt(RecordFacts(shown(*TWICE, fact("injury.level", "none", "injury-1"))))
    assert one.injuries == ("injury-2",)


def test_without_the_name_they_are_called_by_what_they_are_and_without_that_nobody_is_told() -> None:
    (one,) = staff_hurt(RecordFacts(withheld("person.staff_name")))
    assert (one.name, one.called) == ("", "teacher (person-2)")
    assert staff_hurt(RecordFacts(withheld("person.type"))) == ()
