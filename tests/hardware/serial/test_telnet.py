from hypothesis import given
from hypothesis import strategies as st

from hardware.serial.telnet import (
    BRACKET_BYTES_MAX,
    DO,
    DONT,
    IAC,
    SB,
    SE,
    WILL,
    WONT,
    Bracket,
    Broken,
    Telnet,
    Wish,
    bracket,
    escaped,
    wish,
)

said = st.one_of(
    st.binary(min_size=1, max_size=20),
    st.builds(Wish, st.sampled_from([DO, DONT, WILL, WONT]), st.integers(0, 255)),
    st.builds(Bracket, st.integers(0, 254), st.binary(max_size=10)),
)


def sent(each: bytes | Wish | Bracket) -> bytes:
    match each:
        case bytes():
            return escaped(each)
        case Wish(word, option):
            return wish(word, option)
        case Bracket(option, inside):
            return bracket(option, inside)


def joined(heard: list[bytes | Wish | Bracket | Broken]) -> list[bytes | Wish | Bracket | Broken]:
    """Bytes that were cut, as one."""
    whole: list[bytes | Wish | Bracket | Broken] = []
    for each in heard:
        if whole and isinstance(each, bytes) and isinstance(whole[-1], bytes):
            whole[-1] += each
        else:
            whole.append(each)
    return whole


@given(st.lists(said, max_size=12), st.lists(st.integers(0, 400), max_size=12))
def test_wherever_it_is_cut_the_same_is_heard(told: list[bytes | Wish | Bracket], cuts: list[int]) -> None:
    stream = b"".join(sent(each) for each in told)
    telnet, heard, at = Telnet(), list[bytes | Wish | Bracket | Broken](), 0
    for cut in [*sorted(each for each in cuts if each < len(stream)), len(stream)]:
        heard += telnet.feed(stream[at:cut])
        at = cut
    assert joined(heard) == joined(list(told))


@given(st.lists(st.one_of(st.binary(max_size=200), st.just(bytes([IAC, SB])), st.just(bytes([IAC, SE]))), max_size=50))
def test_whatever_comes_it_neither_fails_nor_keeps_much(chunks: list[bytes]) -> None:
    telnet = Telnet()
    for each in chunks:
        list(telnet.feed(each))
        assert len(telnet._command) <= BRACKET_BYTES_MAX


def test_a_bracket_that_never_ends_is_no_telnet() -> None:
    assert Broken() in list(Telnet().feed(bytes([IAC, SB, 44]) + b"x" * 100))


def test_a_byte_of_255_inside_a_bracket_does_not_end_it() -> None:
    assert list(Telnet().feed(bracket(44, b"\xff\xf0"))) == [Bracket(44, b"\xff\xf0")]
    assert list(Telnet().feed(bracket(44, b"\x01\xff"))) == [Bracket(44, b"\x01\xff")]
