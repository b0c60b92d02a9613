"""Tests what a text is read as: an answer only if it holds nothing else, a call if it may be a cry for help, and otherwise words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.core.ground.messages import Reply
from appliance.texts.reading import AnswerText, HelpText, OtherText, read, said_alike

ROOMS = {"204": "204", "room 204": "204", "library": "lib", "front office": "office", "1": "1", "4821": "big"}


def said(words: str) -> str:
    return ROOMS.get(words, "")


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("1 4821", Reply.GOING),
        ("2 4821", Reply.THERE),
        ("0 4821", Reply.CANNOT),
        ("4821 1", Reply.GOING),
        (" 1  4821. ", Reply.GOING),
        ("1\n4821\n", Reply.GOING),
    ],
)
def test_a_digit_and_a_code_in_any_order_are_an_answer(text: str, reply: Reply) -> None:
    assert read(text, said) == AnswerText(reply, "4821")


@pytest.mark.parametrize("text", ["1", " 1. ", "1\n"])
def test_a_digit_alone_is_an_answer_without_a_code_even_if_a_room_has_that_name(text: str) -> None:
    assert read(text, said) == AnswerText(Reply.GOING, "")


@pytest.mark.parametrize(
    "text",
    [
        "14821",
        "1 4821 going",
        "going 4821",
        "1 482",
        "1 48211",
        "3 4821",
        "1 4821\n> 1 4821 going, 2 4821 there",
        "Fwd: 1 4821",
        "DRILL. EMERGENCY: Room 204. Call 12, 10:42. Reply 1 4821 going, 2 4821 there, 0 4821 cannot.",
        'Liked "Reply 1 4821 going, 2 4821 there, 0 4821 cannot."',
        "１ ４８２１",
        "١ ٤٨٢١",
        "1\u200b 4821",
        "\u200f1 4821",
        "\u202e1284 1",
        "1\u00a04821",
        "1\u20034821",
        "\ufeff1 4821",
        "1 4821\u0000",
        "1\x0b4821",
        "①  4821",
        "l 4821",
        "1 48２1",
    ],
)
def test_whatever_else_a_text_holds_it_never_acts(text: str) -> None:
    assert read(text, said) == OtherText()


@pytest.mark.parametrize(
    "text",
    [
        "HELP",
        "help",
        "Help!!!",
        "¡AYUDA!",
        "ayuda",
        "ＨＥＬＰ",
        "HELP\u200b",
        "please help",
        "I need help",
        "help me please",
    ],
)
def test_a_cry_for_help_is_a_call(text: str) -> None:
    assert read(text, said) == HelpText("", plain=True)


@pytest.mark.parametrize("text", ["help 204", "HELP, Room 204!", "ayuda 204", "204", "room 204", "AYUDA en la 204"])
def test_the_room_that_a_cry_names_is_said_with_it(text: str) -> None:
    assert read(text, said) == HelpText("204", plain=True)


@pytest.mark.parametrize(
    "text", ["help204", "HELP-204", "help_204", "helproom204", "Helppp! 204", "ayúdame 204", "help-me 204"]
)
def test_a_cry_in_haste_is_a_call_with_its_room(text: str) -> None:
    assert read(text, said) == HelpText("204", plain=True)


@pytest.mark.parametrize(
    "text", ["helpme", "HELPPPPP", "Ayúdenme", "¡Ayúdanos!", "send help", "Someone help us", "alguien ayuda"]
)
def test_a_cry_in_haste_is_a_call(text: str) -> None:
    assert read(text, said) == HelpText("", plain=True)


@pytest.mark.parametrize(
    "text", ["Helpful tips from your carrier", "helped 204", "helpline 988", "ayudante", "self-help 204"]
)
def test_a_longer_word_is_no_cry(text: str) -> None:
    assert read(text, said) == OtherText()


def test_a_room_alone_is_a_call_and_a_number_that_is_no_room_is_none() -> None:
    assert read("Library", said) == HelpText("lib", plain=True)
    assert read("205", said) == OtherText()
    assert read("123456 is your code", said) == OtherText()


def test_what_else_a_cry_says_must_be_read_by_people() -> None:
    assert read("help man with a knife in the front office", said) == HelpText("office", plain=False)
    assert read("help 999", said) == HelpText("", plain=False, unknown="999")
    assert read("help he has 2 knives", said) == HelpText("", plain=False), "other words may be about a child"


@pytest.mark.parametrize(
    "text", ["can't help", "Can’t help now", "no help needed", "STOP", "stop", "", " ", "\n", "ok", "who is this"]
)
def test_anything_else_is_for_people_to_read(text: str) -> None:
    assert read(text, said) == OtherText()


@given(st.text(max_size=1000))
def test_any_text_is_read_and_acts_only_if_it_is_a_digit_and_a_code(text: str) -> None:
    reading = read(text, said)
    if isinstance(reading, AnswerText):
        assert text.isascii()
        assert re.fullmatch(
            r"[012]\s+[0-9]{4}|[0-9]{4}\s+[012]|[012]", text.strip(" \t\r\n").removesuffix(".").strip(" \t\r\n")
        )


@given(st.text(alphabet="012 48\t\n.\u00a0\u200b\u200f１４٤", max_size=12))
def test_texts_that_look_like_answers_act_only_in_ascii(text: str) -> None:
    if isinstance(read(text, said), AnswerText):
        assert set(text) <= set("0123456789 \t\r\n.")


def test_a_long_text_is_read_at_once() -> None:
    assert read("help " + "a " * 100_000, said) == HelpText("", plain=False)
    assert read("1 " * 100_000, said) == OtherText()


def test_rooms_are_compared_without_accents_letters_case_and_marks() -> None:
    assert said_alike("  Salón  204! ") == "salon 204"
    assert said_alike("B-204") == "b-204"
