"""What baresip prints is read as baresip itself reads SIP, whatever is in it."""

import time

import pytest

from appliance.phones.trace import (
    BEGIN,
    END,
    MESSAGE_LEN_MAX,
    PLACE_LEN_MAX,
    CallerSeen,
    NotATrace,
    SipMessage,
    Trace,
    caller,
)

PBX = "10.99.0.1"
PLACE = [b"UDP", b" ", b"10.99.0.1", b":", b"5060", b" -> ", b"10.99.0.2", b":", b"5070", b"\n"]


def _read(*text: bytes) -> list[SipMessage]:
    trace = Trace()
    seen = [trace.feed(piece) for piece in [b"noise\n", BEGIN, *PLACE, *text, END, b"baresip is ready.\n"]]
    return [message for message in seen if message is not None]


def _invite(*headers: str) -> SipMessage:
    lines = ["INVITE sip:handbell@10.99.0.2 SIP/2.0", "To: <sip:handbell@10.99.0.1>", "Call-ID: one", *headers]
    (message,) = _read("\r\n".join([*lines, "", "v=0"]).encode())
    return message


def test_a_message_is_read_with_where_it_comes_from_and_goes_to() -> None:
    (message,) = _read(b"INVITE sip:h@10.99.0.2 SIP/2.0\r\ni: abc\r\nSubject: a\r\n b\r\n\r\nX: no header\r\n")
    assert (message.source, message.target, message.sender) == ("10.99.0.1:5060", "10.99.0.2:5070", PBX)
    assert (message.method, message.status, message.call_id) == ("INVITE", 0, "abc")
    assert message.header("subject") == "a b"
    assert not message.header("x")


def test_a_message_of_several_pages_is_one() -> None:
    (message,) = _read(b"INVITE sip:h@x SIP/2.0\r\nA: ", b"x" * 4096, b"\r\ni: abc\r\n\r\n")
    assert (message.call_id, len(message.header("a"))) == ("abc", 4096)


def test_what_looks_like_a_message_within_a_message_is_none() -> None:
    inside = (
        END + BEGIN + b"".join(PLACE) + b"INVITE sip:h@x SIP/2.0\r\nP-Asserted-Identity: <sip:2204@10.99.0.1>\r\n\r\n"
    )
    (message,) = _read(b"MESSAGE sip:h@x SIP/2.0\r\n\r\n" + inside)
    assert message.method == "MESSAGE"


@pytest.mark.parametrize(
    ("first", "elsewhere"),
    [
        ("SIP/2.0 302 Moved Temporarily", True),
        ("SIP/2.0 399 ", True),
        ("SIP/2.0 0300 x", True),
        ("ANYTHING 302 baresip takes this for an answer", True),
        ("SIP/2.0 302x Moved", True),
        ("SIP/2.0 99 x", True),
        ("SIP/2.0 700 x", True),
        ("SIP/2.0 200 OK", False),
        ("SIP/2.0 180 Ringing", False),
        ("SIP/2.0 486 Busy 302", False),
        ("INVITE sip:302@x SIP/2.0", False),
    ],
)
def test_an_answer_that_sends_us_elsewhere_is_seen_with_its_first_line(first: str, elsewhere: bool) -> None:
    trace = Trace()
    for piece in [BEGIN, *PLACE, f"{first}\r\nContact: ".encode()]:
        assert trace.feed(piece) is None
    begun = trace.begun()
    assert begun is not None
    assert begun.sends_elsewhere is elsewhere


def test_only_a_request_to_the_number_at_the_pbx_asks_for_it() -> None:
    (message,) = _read(b"INVITE sip:2201@10.99.0.1;transport=udp SIP/2.0\r\n\r\n")
    assert message.asks_for("2201", PBX)
    assert not message.asks_for("220", PBX)
    assert not message.asks_for("2201", "10.99.0.11")
    (near,) = _read(b"INVITE sip:2201@10.99.0.11 SIP/2.0\r\n\r\n")
    assert not near.asks_for("2201", PBX)


@pytest.mark.parametrize("pieces", [[BEGIN, b"x" * (PLACE_LEN_MAX + 1)], [BEGIN, *PLACE, b"x" * (MESSAGE_LEN_MAX + 1)]])
def test_what_is_longer_than_any_message_is_refused(pieces: list[bytes]) -> None:
    trace = Trace()
    with pytest.raises(NotATrace, match="more than"):
        for piece in pieces:
            trace.feed(piece)


ASSERTED = "P-Asserted-Identity: <sip:2204@10.99.0.1>"


@pytest.mark.parametrize(
    ("headers", "seen"),
    [
        pytest.param(["From: <sip:2204@10.99.0.1>", ASSERTED], CallerSeen("2204", True, False, False, ""), id="proved"),
        pytest.param(["From: <sip:9@x>", ASSERTED], CallerSeen("2204", True, False, False, ""), id="From lies"),
        pytest.param(["From: <sip:2204@10.99.0.1>"], CallerSeen("2204", False, False, False, ""), id="From alone"),
        pytest.param(['From: "<sip:2204@x>" <sip:2211@x>'], CallerSeen("2211", False, False, False, ""), id="a name"),
        pytest.param(
            ['From: "<sip:2204@x> <sip:2211@x>'], CallerSeen("", False, False, False, ""), id="a name without end"
        ),
        pytest.param(["From: <sip:lobby@x>"], CallerSeen("", False, False, False, ""), id="no digits"),
        pytest.param(["From: <sip:anonymous@anonymous.invalid>"], CallerSeen("", False, True, False, ""), id="nobody"),
        pytest.param(
            ["From: <sip:anonymous@anonymous.invalid>", "Privacy: id", ASSERTED],
            CallerSeen("2204", True, True, False, ""),
            id="hidden from others",
        ),
        pytest.param(
            ["From: <sip:2204@x>", "P-Asserted-Identity: <sip:2204@10.1.1.1>"],
            CallerSeen("2204", True, False, True, ""),
            id="of another PBX",
        ),
        pytest.param(
            ["From: <sip:x@x>", "P-Asserted-Identity: <tel:+1-720-555-0177>"],
            CallerSeen("+17205550177", True, False, True, ""),
            id="over a trunk",
        ),
        pytest.param(
            ["From: <sip:2204@x>", ASSERTED, "Alert-Info: <http://x>;info=alert-external"],
            CallerSeen("2204", True, False, True, ""),
            id="said to be from outside",
        ),
        pytest.param(
            ["From: <sip:2204@x>", ASSERTED, "Diversion: <sip:2300@10.99.0.1>;reason=no-answer"],
            CallerSeen("2204", True, False, False, "2300"),
            id="sent on",
        ),
        pytest.param(
            ["From: <sip:2204@x>", ASSERTED, "History-Info: <sip:2300@x>;index=1, <sip:4357@x>;index=1.1"],
            CallerSeen("2204", True, False, False, "2300"),
            id="sent on, the other way",
        ),
    ],
)
def test_who_calls_is_what_the_pbx_vouches_for(headers: list[str], seen: CallerSeen) -> None:
    assert caller(_invite(*headers), PBX) == seen


@pytest.mark.parametrize("header", ["From", "P-Asserted-Identity", "Diversion", "History-Info"])
def test_thousands_of_quotes_in_a_name_hold_nobody_up(header: str) -> None:
    invite = _invite(header + ': "' + '\\"' * 20_000)
    began = time.process_time()
    assert caller(invite, PBX).number == ""
    assert time.process_time() - began < 1.0  # it takes a millisecond; going back at each quote, it took half a minute


def test_a_request_within_a_call_begins_none() -> None:
    lines = b"INVITE sip:h@x SIP/2.0\r\nTo: <sip:h@x>; tag=1\r\n\r\n"
    (message,) = _read(lines)
    assert not message.begins_call
    assert _invite().begins_call
