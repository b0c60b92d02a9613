from hypothesis import given
from hypothesis import strategies as st

from hardware.serial.rfc2217 import ANSWERED, COM_PORT, Session
from hardware.serial.telnet import DO, DONT, IAC, SB, WILL, Bracket, Telnet, Wish, bracket, wish


def settings_in(sent: bytes) -> dict[int, bytes]:
    return {each.said[0]: each.said[1:] for each in Telnet().feed(sent) if isinstance(each, Bracket)}


def test_the_line_is_set_once_the_lender_lets_itself_be_told() -> None:
    session = Session(19200, "8E1")
    assert Wish(WILL, COM_PORT) in list(Telnet().feed(session.opening()))
    _, answer = session.feed(wish(DO, COM_PORT))
    asked = settings_in(answer)
    assert (asked[1], asked[2], asked[3], asked[4]) == ((19200).to_bytes(4), b"\x08", b"\x03", b"\x01")
    assert not session.ready
    for code in (1, 2, 3, 4):
        session.feed(bracket(COM_PORT, bytes([code + ANSWERED]) + asked[code]))
    assert session.ready
    assert session.feed(wish(DO, COM_PORT)) == (
        b"",
        b"",
    )  # the lender says it a second time; the settings are not sent again


def test_a_lender_with_other_ideas_is_told_apart() -> None:
    session = Session(9600, "8N1")
    session.feed(bracket(COM_PORT, bytes([101]) + (1200).to_bytes(4)))
    assert session.wrong == "does not set its line to 9600 baud and as the plan says"
    assert not session.ready

    refusing = Session(9600, "8N1")
    refusing.feed(wish(DONT, COM_PORT))
    assert refusing.wrong.startswith("lets nobody set its line")


def test_two_sides_that_wish_for_ever_do_not_answer_for_ever() -> None:
    session = Session(9600, "8N1")
    _, first = session.feed(wish(WILL, 1))
    assert first == wish(DONT, 1)
    assert session.feed(wish(WILL, 1)) == (b"", b"")


@given(st.lists(st.one_of(st.binary(max_size=300), st.just(bytes([IAC, SB, COM_PORT]))), max_size=30))
def test_whatever_a_lender_says_is_answered_shortly(chunks: list[bytes]) -> None:
    session = Session(9600, "8N1")
    for each in chunks:
        line, answer = session.feed(each)
        assert len(line) <= len(each)
        assert (
            len(answer) <= len(each) + 100
        )  # the settings are sent once; after that a wish of three bytes is answered by three
