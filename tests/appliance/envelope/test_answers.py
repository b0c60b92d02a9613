"""Tests sealed answers: only the named person opens one, only in its own place, and its length says nothing."""

import pytest
from msgspec.structs import replace

from appliance.duties.answering import WORDS_CHARACTERS_MAX, Said
from appliance.envelope.answers import SEALED_LEN, Answer, AnswerError, Place, opened, seal
from appliance.envelope.hybrid import PrivateKey

PLACE = Place(b"b" * 16, "i-12", "no-repercussions-30-educator", "person-2", "educator")
SHORT = Answer.made(Said.NOTHING, "", "")
LONG = Answer.made(Said.SOMETHING, "\N{FAMILY}" * WORDS_CHARACTERS_MAX, "\N{FAMILY}" * 300)


@pytest.mark.parametrize("answer", [SHORT, LONG, Answer.made(Said.NOT_SAID, "", "Jo Brandt")])
def test_the_named_person_opens_it_and_every_answer_has_the_same_length(answer: Answer) -> None:
    person = PrivateKey.generate()
    sealed = seal(answer, person.public, PLACE)
    assert len(sealed) == SEALED_LEN
    assert opened(sealed, person, PLACE) == answer
    assert seal(answer, person.public, PLACE) != sealed, "the same answer looks different each time"


def test_nobody_else_opens_it_and_nobody_moves_it_to_another_question() -> None:
    person = PrivateKey.generate()
    sealed = seal(LONG, person.public, PLACE)
    moved = [
        replace(PLACE, building=b"c" * 16),
        replace(PLACE, incident="i-13"),
        replace(PLACE, rule="no-repercussions-90-educator"),
        replace(PLACE, about="person-3"),
        replace(PLACE, asked="administrator"),
    ]
    for place in moved:
        with pytest.raises(AnswerError, match="another question"):
            opened(sealed, person, place)
    with pytest.raises(AnswerError):
        opened(sealed, PrivateKey.generate(), PLACE)
    for changed in (sealed[:-1], bytes([sealed[0] ^ 1]) + sealed[1:], b""):
        with pytest.raises(AnswerError):
            opened(changed, person, PLACE)


def test_what_is_too_long_is_refused_before_it_is_sealed() -> None:
    answer = Answer.made(Said.SOMETHING, "x" * (WORDS_CHARACTERS_MAX + 1), "")
    with pytest.raises(AnswerError, match="has 501 characters, and takes 500"):
        seal(answer, PrivateKey.generate().public, PLACE)


def test_what_is_printed_of_it_shows_nothing() -> None:
    assert "moved" not in repr(Answer.made(Said.SOMETHING, "I was moved.", "Jo"))
