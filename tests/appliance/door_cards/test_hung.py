"""Tests which cards at the doors are out of date, and how a list of codes is read and refused."""

import pytest
from msgspec.structs import replace

from appliance.door_cards.card import door_cards
from appliance.door_cards.hung import LINES_MAX, ListError, Stands, compared, list_of, read_list, to_print
from appliance.plan.ids import RoomId
from tests.appliance.door_cards.test_card import PLAN

CARDS = door_cards(PLAN)
RENAMED = replace(
    PLAN, rooms=tuple(replace(each, name="Room 9") if each.room == "B204" else each for each in PLAN.rooms)
)


def test_the_list_that_was_printed_says_that_all_cards_are_right() -> None:
    hung = read_list(list_of(CARDS))
    assert {each.stands for each in compared(CARDS, hung)} == {Stands.SAYS_THE_SAME}
    assert to_print(CARDS, compared(CARDS, hung)) == ()


def test_after_a_change_only_that_room_is_out_of_date_and_printed_again() -> None:
    now = door_cards(RENAMED)
    standings = compared(now, read_list(list_of(CARDS)))
    assert [each.room for each in standings if each.stands is Stands.OUT_OF_DATE] == ["B204"]
    assert [each.room for each in to_print(now, standings)] == ["B204"]


def test_a_new_room_has_no_card_and_a_room_that_is_gone_has_one_too_many() -> None:
    fewer = door_cards(replace(PLAN, rooms=PLAN.rooms[1:]))
    lost, found = PLAN.rooms[0].room, compared(fewer, read_list(list_of(CARDS)))
    assert (found[-1].room, found[-1].stands) == (lost, Stands.NO_SUCH_ROOM)
    before = compared(CARDS, read_list(list_of(fewer)))
    assert [each.room for each in before if each.stands is Stands.NOT_HUNG] == [lost]


def test_one_old_card_at_one_of_two_doors_is_enough() -> None:
    card = CARDS[0]
    assert compared((card,), {card.room: (card.code, card.code)})[0].stands is Stands.SAYS_THE_SAME
    assert compared((card,), {card.room: (card.code, "AAAA-AAAA")})[0].stands is Stands.OUT_OF_DATE


def test_a_list_typed_at_the_doors_is_read_as_it_is_typed() -> None:
    typed = '\ufeffRoom,Code\n\n A101 , qwik-wiai \nA101,K7QD-2M4X\n"Old, wing",AAAA-BBBB\n'
    assert read_list(typed) == {
        RoomId("A101"): ("QWIK-WIAI", "K7QD-2M4X"),
        RoomId("Old, wing"): ("AAAA-BBBB",),
    }


@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_a_list_that_a_spreadsheet_saved_is_read_whatever_stands_between_its_cells(between: str) -> None:
    saved = (
        f"\ufeffroom{between}code{between}{between}\r\nA101{between}QWIK-WIAI{between}{between}\r\n{between * 3}\r\n"
    )
    assert read_list(saved) == {RoomId("A101"): ("QWIK-WIAI",)}


@pytest.mark.parametrize("cell", ['"', '"' + "x" * 200_000, '"A101"x'])
def test_a_quotation_mark_that_is_not_closed_is_a_mistake_with_its_line(cell: str) -> None:
    with pytest.raises(ListError, match="Line 3: this cannot be read"):
        read_list(f"room,code\nA101,QWIK-WIAI\n{cell},QWIK-WIAI\n")


def test_every_mistake_of_a_list_is_told_with_its_line() -> None:
    with pytest.raises(ListError) as wrong:
        read_list("room,code\nA101,QWIK-WIA1\nA103\nA110,BMFP-XCEH\n,BMFP-XCEH\n")
    assert [each.split(":")[0] for each in wrong.value.mistakes] == ["Line 2", "Line 3", "Line 5"]
    assert "QWIK-WIA1" in wrong.value.mistakes[0]


@pytest.mark.parametrize("text", ["", "A101,QWIK-WIAI\n", "code,room\n"])
def test_a_list_without_its_heads_is_refused(text: str) -> None:
    with pytest.raises(ListError, match="room,code"):
        read_list(text)


def test_a_list_that_is_far_too_long_is_another_file() -> None:
    with pytest.raises(ListError, match="Is this the right file"):
        read_list("room,code\n" + "A101,QWIK-WIAI\n" * (LINES_MAX + 1))


def test_a_room_whose_name_has_a_comma_comes_back_out_of_the_list() -> None:
    odd = replace(CARDS[0], room=RoomId('A,1 "x"'))
    assert read_list(list_of([odd])) == {odd.room: (odd.code,)}
