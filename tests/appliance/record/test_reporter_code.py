"""Tests a reporter's short code: it is shown in one form, taken however people type it, and nothing else is taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.record import crockford
from appliance.record.reporter_code import RANDOM_LEN, normalised, why_not, written


@given(st.binary(max_size=64))
def test_bytes_come_back_from_their_letters(data: bytes) -> None:
    assert crockford.decode(crockford.encode(data)) == data


def test_letters_that_are_not_those_of_whole_bytes_are_refused() -> None:
    assert crockford.decode("00") == b"\0"
    for wrong in ("0", "000", "000000", "01", "U0", "é0"):
        assert crockford.decode(wrong) is None


@given(st.binary(min_size=RANDOM_LEN, max_size=RANDOM_LEN))
def test_a_code_is_taken_as_people_type_it(random: bytes) -> None:
    code = written(random)
    assert len(code) == 9 and code[4] == "-"
    for typed in (code, code.lower(), code.replace("-", ""), f" {code[:2]} {code[2:]} ", code.replace("1", "l")):
        assert normalised(typed) == code
        assert why_not(typed) == ""
    assert normalised(code.replace("0", "O").replace("1", "I")) == code


@pytest.mark.parametrize(
    ("typed", "says"),
    [("", "8 letters"), ("7KQ2-M9X", "these are 7"), ("7KQ2-M9XDD", "these are 9"), ("7KQ2-M9XU", "'U'"), ("?", "'?'")],
)
def test_what_can_be_no_code_is_refused_with_the_reason(typed: str, says: str) -> None:
    assert normalised(typed) is None
    assert says in why_not(typed)


def test_a_code_is_made_of_five_random_bytes_only() -> None:
    assert written(bytes(5)) == "0000-0000"
    with pytest.raises(ValueError, match="5 bytes"):
        written(bytes(4))
