"""Tests the frames of the native API as a device sees them, against aioesphomeapi's own handshake and against anything else that a peer may
send.
"""

import base64

import pytest
from aioesphomeapi.noise import NoiseHandshake
from hypothesis import given
from hypothesis import strategies as st

from hardware.errors import FrameError
from hardware.esphome.twin.framing import BAD_KEY, FRAME_BYTES_MAX, Message, NoiseFrames, PlainFrames

KEY = bytes(range(32))
MESSAGES = st.lists(st.tuples(st.integers(0, 200), st.binary(max_size=300)), max_size=5)


def shake_hands(device: NoiseFrames, key: bytes) -> NoiseHandshake:
    """Shake hands as a client does, up to the device's last answer."""
    client = NoiseHandshake(base64.b64encode(key).decode(), b"NoiseAPIInit\0\0")
    hello = client.write_message()
    assert list(device.feed(b"\x01\0\0\x01" + (len(hello) + 1).to_bytes(2) + b"\0" + hello)) == []
    return client


def frames(data: bytes) -> list[bytes]:
    found = []
    while data:
        assert data[0] == 1
        length = int.from_bytes(data[1:3])
        found.append(data[3 : 3 + length])
        data = data[3 + length :]
    return found


@given(messages=MESSAGES, cuts=st.lists(st.integers(1, 50), min_size=1, max_size=50))
def test_plain_messages_come_out_as_they_went_in_however_they_are_cut(messages: list[Message], cuts: list[int]) -> None:
    data, reader, found = PlainFrames().pack(messages), PlainFrames(), []
    for cut in (cuts * (len(data) + 1))[: len(data)]:
        found += list(reader.feed(data[:cut]))
        data = data[cut:]
    assert found == messages


@pytest.mark.parametrize(
    "data", [b"\x02rubbish", b"\0\xff\xff\xff\xff", b"\0\x00\xff\xff\xff\xff", b"\0\x80\x80\x04\x01" + bytes(70_000)]
)
def test_what_is_no_plain_frame_is_refused(data: bytes) -> None:
    with pytest.raises(FrameError):
        list(PlainFrames().feed(data))


def test_the_longest_frame_is_taken() -> None:
    message = (7, bytes(FRAME_BYTES_MAX))
    assert list(PlainFrames().feed(PlainFrames().pack([message]))) == [message]


@pytest.mark.parametrize("hello_first", [False, True])
def test_a_client_with_the_key_is_understood_both_ways(hello_first: bool) -> None:
    device = NoiseFrames(KEY, "handbell-b1", "02aabbccddee", hello_first=hello_first)
    name = b"\x01handbell-b1\x0002aabbccddee\0"
    assert frames(bytes(device.reply)) == ([name] if hello_first else [])
    client = shake_hands(device, KEY)
    hello, answer = frames(bytes(device.reply))
    assert hello == name
    client.read_message(answer[1:])
    seal, open_ = client.get_ciphers()
    text = seal.encrypt((33).to_bytes(2) + (2).to_bytes(2) + b"hi")
    assert list(device.feed(b"\x01" + len(text).to_bytes(2) + text)) == [(33, b"hi")]
    (sealed,) = frames(device.pack([(7, b"ho")]))
    assert open_.decrypt(sealed) == b"\0\x07\0\x02ho"


def test_a_client_with_another_key_is_told_so() -> None:
    device = NoiseFrames(KEY, "handbell-b1", "02aabbccddee")
    with pytest.raises(FrameError, match=BAD_KEY):
        shake_hands(device, bytes(32))
    assert frames(bytes(device.reply))[-1] == b"\x01" + BAD_KEY.encode()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\0\0\x01", "Bad indicator byte"),
        (b"\x01\0\0\x01\0\0", "Empty handshake message"),
        (b"\x01\0\0\x01\0\x01\x07", "Bad handshake error byte"),
        (b"\x01\0\0\x01\0\x05\0abcd", "Handshake error"),
        (b"\x01\0\0\x01\0\x31\0" + bytes(48), "Handshake"),
    ],
)
def test_what_is_no_handshake_is_refused_with_the_reason(data: bytes, says: str) -> None:
    device = NoiseFrames(KEY, "handbell-b1", "02aabbccddee")
    with pytest.raises(FrameError, match=says):
        list(device.feed(data))
    assert frames(bytes(device.reply))[-1].startswith(b"\x01" + says.encode())


def test_a_message_that_was_changed_is_refused_without_a_word() -> None:
    device = NoiseFrames(KEY, "handbell-b1", "02aabbccddee")
    shake_hands(device, KEY)
    device.reply.clear()
    with pytest.raises(FrameError, match="not sealed"):
        list(device.feed(b"\x01\0\x20" + bytes(32)))
    assert not device.reply
