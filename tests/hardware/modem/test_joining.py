"""Tests how parts of long texts become one, what is told twice, and what may be deleted."""

from hardware.modem.deliver import Delivered
from hardware.modem.joining import UNREADABLE, WAITS_S, Joining
from hardware.modem.pdu_fields import Part

REYES = "+17205550111"


def part(text: str, number: int, of: int = 2, reference: int = 7) -> Delivered:
    return Delivered(REYES, text, 1_000, Part(reference, number, of))


def test_a_text_is_told_once_and_has_the_same_id_after_a_restart() -> None:
    first, second = Joining(), Joining()
    for joining in (first, second):
        joining.take(("SM", 1), "AA", Delivered(REYES, "HELP", 1_000, None), 0.0)
    (told,) = first.whole(0.0)
    assert (told.heard.number, told.heard.text, told.heard.part) == (REYES, "HELP", False)
    first.take(("SM", 1), "AA", Delivered(REYES, "HELP", 1_000, None), 30.0)
    assert first.whole(30.0) == []
    assert [each.heard.id for each in second.whole(99.0)] == [told.heard.id]


def test_parts_are_joined_in_their_order_and_not_told_before_the_last() -> None:
    joining = Joining()
    joining.take(("SM", 1), "BB", part("204", 2), 0.0)
    assert joining.whole(0.0) == []
    joining.take(("ME", 1), "AA", part("HELP ", 1), 3.0)
    (told,) = joining.whole(3.0)
    assert (told.heard.text, told.heard.part) == ("HELP 204", False)
    assert set(told.lying) == {("SM", 1), ("ME", 1)}


def test_a_part_that_stays_alone_is_told_after_a_while_and_says_so() -> None:
    joining = Joining()
    joining.take(("SM", 1), "AA", part("HELP ", 1), 5.0)
    assert joining.next_s() == 5.0 + WAITS_S
    assert joining.whole(5.0 + WAITS_S - 0.1) == []
    (told,) = joining.whole(5.0 + WAITS_S)
    assert (told.heard.text, told.heard.part) == ("HELP ", True)
    assert joining.next_s() is None


def test_parts_of_two_texts_and_of_two_people_are_not_mixed() -> None:
    joining = Joining()
    joining.take(("SM", 1), "AA", part("one ", 1), 0.0)
    joining.take(("SM", 2), "BB", part("two ", 1, reference=8), 0.0)
    joining.take(("SM", 3), "CC", Delivered("+17205550122", "x", 1_000, Part(7, 2, 2)), 0.0)
    joining.take(("SM", 4), "DD", part("end", 2), 0.0)
    assert [each.heard.text for each in joining.whole(0.0)] == ["one end"]


def test_what_nobody_can_read_is_told_as_that() -> None:
    joining = Joining()
    joining.take(("SM", 1), "ZZ", None, 0.0)
    assert [each.heard.text for each in joining.whole(0.0)] == [UNREADABLE]


def test_only_what_was_recorded_is_deleted_and_no_other_text_that_lies_there_by_now() -> None:
    joining = Joining()
    joining.take(("SM", 1), "AA", Delivered(REYES, "HELP", 1_000, None), 0.0)
    (told,) = joining.whole(0.0)
    assert joining.recorded() == []
    joining.take(("SM", 1), "BB", Delivered(REYES, "more", 2_000, None), 1.0)  # another card, or another text
    joining.record(told)
    assert joining.recorded() == []
    (other,) = joining.whole(1.0)
    joining.record(other)
    assert joining.recorded() == [("SM", 1)]
    joining.only("SM", [])
    assert joining.recorded() == []
