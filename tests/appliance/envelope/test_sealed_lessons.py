"""Tests lessons that are sealed for every building: who opens them, what shows of them, and what was changed."""

from contextlib import suppress

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from appliance.envelope.deposit import LESSON_CHARACTERS_MAX, LESSONS_MAX, LessonTold
from appliance.envelope.hybrid import PrivateKey
from appliance.envelope.sealed_lessons import (
    FILLED_TO,
    READERS_MAX,
    WRAP_LEN,
    LessonsError,
    LessonWrap,
    SealedLessons,
    body_fault,
    opened,
    readers_of,
    seal,
)
from appliance.envelope.statements import NOTICE_LEN_MAX

ONE = LessonTold(b"1" * 16, "Doors that stick delay help.", "Oil them each August.", 1_790_000_000_000)
LONGEST = tuple(
    LessonTold(number.to_bytes(16), "€" * LESSON_CHARACTERS_MAX, "€" * LESSON_CHARACTERS_MAX, 1_790_000_000_000)
    for number in range(LESSONS_MAX)
)
CEDAR, ELM, STRANGER = (PrivateKey.generate() for _ in range(3))
BOTH = [CEDAR.public, ELM.public]


def body(lessons: tuple[LessonTold, ...] = (ONE,)) -> bytes:
    return msgspec.msgpack.encode(seal(lessons, BOTH))


def test_each_reader_opens_the_same_and_nobody_else_anything() -> None:
    sealed = body()
    assert opened(sealed, CEDAR) == opened(sealed, ELM) == (ONE,)
    assert readers_of(sealed) == {CEDAR.public.fingerprint, ELM.public.fingerprint}
    with pytest.raises(LessonsError, match="is not sealed for this key"):
        opened(sealed, STRANGER)
    for words in (ONE.sentence, ONE.action):
        assert words.encode() not in sealed


def test_the_length_does_not_tell_how_many_lessons_there_are() -> None:
    lengths = {len(body(LONGEST[:count])) for count in (0, 1, 2, 3)}
    assert len(lengths) == 1
    assert (len(seal(LONGEST, BOTH).sealed) - 16) % FILLED_TO == 0
    assert opened(body(LONGEST), CEDAR) == LONGEST


def test_sealed_again_it_is_other_bytes_and_a_reader_who_is_named_twice_gets_one_wrap() -> None:
    assert body() != body()
    assert [len(each.wrap) for each in seal((ONE,), [*BOTH, *BOTH]).wraps] == [WRAP_LEN] * 2


def test_as_many_readers_as_are_taken_fit_a_notice_with_twenty_long_lessons() -> None:
    wrap = LessonWrap(bytes(32), bytes(WRAP_LEN))
    long = tuple(
        replace(each, sentence="ü" * LESSON_CHARACTERS_MAX, action="ü" * LESSON_CHARACTERS_MAX) for each in LONGEST[:20]
    )
    whole = replace(seal(long, BOTH), wraps=(wrap,) * READERS_MAX)
    assert len(msgspec.msgpack.encode(whole)) <= NOTICE_LEN_MAX
    assert body_fault(msgspec.msgpack.encode(whole)) == ""


def test_what_nobody_could_be_told_is_not_sealed() -> None:
    for lessons in ((ONE, ONE), (replace(ONE, sentence="two\nlines"),), (*LONGEST, ONE)):
        with pytest.raises(LessonsError):
            seal(lessons, BOTH)
    with pytest.raises(LessonsError, match="sealed for 0 keys"):
        seal((ONE,), [])


def test_a_wrap_of_another_body_or_under_another_name_opens_nothing() -> None:
    mine, other = seal((ONE,), BOTH), seal((ONE,), BOTH)
    exchanged = replace(mine, wraps=(LessonWrap(CEDAR.public.fingerprint, other.wraps[0].wrap),))
    renamed = replace(mine, wraps=(LessonWrap(STRANGER.public.fingerprint, mine.wraps[0].wrap),))
    for wrong, key in ((exchanged, CEDAR), (renamed, STRANGER)):
        with pytest.raises(LessonsError, match="does not open, though it names this key"):
            opened(msgspec.msgpack.encode(wrong), key)


def test_sealed_lessons_that_break_the_rules_are_not_believed_whoever_sealed_them() -> None:
    broken = seal((), [CEDAR.public])
    assert opened(msgspec.msgpack.encode(broken), CEDAR) == ()
    assert body_fault(msgspec.msgpack.encode((ONE,))) == "has no sealed lessons"
    assert "wrong length" in body_fault(msgspec.msgpack.encode(replace(broken, nonce=b"short")))


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_whatever_is_changed_it_opens_to_the_same_or_to_nothing(data: st.DataObject) -> None:
    sealed = bytearray(BODY)
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with suppress(LessonsError):
        assert opened(bytes(sealed), CEDAR) == (ONE,)
    assert isinstance(body_fault(bytes(sealed)), str) and readers_of(bytes(sealed)) is not None


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_with_a_reason(junk: bytes) -> None:
    assert body_fault(junk)
    assert readers_of(junk) == frozenset()
    with pytest.raises(LessonsError):
        opened(junk, CEDAR)


BODY = msgspec.msgpack.encode(seal((ONE,), BOTH))
assert msgspec.msgpack.decode(BODY, type=SealedLessons).wraps
