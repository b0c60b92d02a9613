"""Whether a record has a notice of an injury at work, and for whom it is."""

from appliance.flows.known import Known
from appliance.flows.parts import about_record
from appliance.flows.records.papers.notice import NOBODY_HURT, NOTICE, OFFER, NoticeOf, offered
from appliance.record.words import ItemId
from tests.appliance.exports.bite import fact
from tests.appliance.exports.notice.hurt_record import AIDE, TEACHER, shown, withheld

TWO = (fact("injury.person", "person-3", "injury-2"),)


def test_it_is_offered_where_an_injury_of_a_member_of_staff_is_shown() -> None:
    assert offered(shown()) == (OFFER,)
    assert offered(withheld("injury.person")) == ()
    assert NOTICE.make(about_record(Known(), withheld("injury.person"))) == NOBODY_HURT


def test_nobody_is_asked_for_whom_it_is_where_one_was_hurt() -> None:
    given = about_record(Known(), shown())
    assert NOTICE.missing(given) is None
    assert NOTICE.make(given) == NoticeOf(ItemId("person-2"))


def test_each_of_several_is_offered_by_name_and_may_be_typed() -> None:
    given = about_record(Known(), shown(*TWO))
    part = NOTICE.missing(given)
    assert part is not None and part.options is not None
    options = part.options(given)
    assert [option.says for option in options] == [f"{TEACHER} (person-2)", f"{AIDE} (person-3)"]
    assert [option.typed for option in options] == [("person-2",), ("person-3",)]
    given.parts["whom"] = options[1].value
    assert NOTICE.make(given) == NoticeOf(ItemId("person-3"))


def test_staff_whose_names_are_not_shown_are_told_apart_by_what_they_are() -> None:
    given = about_record(Known(), shown(*TWO, without=["person.staff_name"]))
    part = NOTICE.missing(given)
    assert part is not None and part.options is not None
    assert [option.says for option in part.options(given)] == [
        "teacher (person-2)",
        "paraprofessional or aide (person-3)",
    ]
