"""Tests the words on the pretend wire: what is written is read, and nothing else is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.errors import FrameError
from hardware.ports import Phase
from hardware.signals import CONTACTS_MAX
from hardware.simulated.frames import (
    FRAME_BYTES_MAX,
    FROM_BUTTON,
    TO_BUTTON,
    Challenge,
    CheckIn,
    FaultSeen,
    FrameReader,
    Hello,
    Mended,
    Pressed,
    Refused,
    Tell,
    encode,
    proof,
    proves,
)

LEDGER = "0123456789abcdef" * 2
NONCE = bytes(range(32))
KEY = b"k" * 32
FROM = [
    Hello("B204-1", LEDGER, bytes(32)),
    Pressed("help", 3, None),
    Pressed("help", 4, 0),
    CheckIn({"help": 4, "hold": None}, 4_980),
    FaultSeen("stuck", "contact help"),
    Mended("stuck"),
]
TO = [
    Challenge(NONCE),
    Tell(Phase.RECEIVED, 7, {"help": 4}),
    Tell(Phase.READY, 7, {}, LEDGER),
    Refused("not known here"),
]


def test_frames_are_read_as_they_were_written() -> None:
    assert list(FrameReader(FROM_BUTTON).feed(b"".join(map(encode, FROM)))) == FROM
    assert list(FrameReader(TO_BUTTON).feed(b"".join(map(encode, TO)))) == TO


@given(st.lists(st.integers(1, 40), min_size=1))
def test_it_does_not_matter_how_the_stream_is_cut(lengths: list[int]) -> None:
    stream, reader, read = b"".join(map(encode, FROM)), FrameReader(FROM_BUTTON), []
    for length in [*lengths, len(stream)]:
        read += reader.feed(stream[:length])
        stream = stream[length:]
    assert read == FROM


@given(st.binary(max_size=300))
def test_noise_is_a_frame_error_or_nothing(noise: bytes) -> None:
    try:
        list(FrameReader(FROM_BUTTON).feed(noise))
    except FrameError as error:
        assert len(str(error)) > 20


@pytest.mark.parametrize(
    "body",
    [
        Pressed("HELP!", 1, 0),
        Pressed("help", -1, 0),
        Tell(Phase.READY, 1, {"help": 2**31}),
        Pressed("help", 1, -5),
        Hello("B204 1", LEDGER, bytes(32)),
        Hello("B204-1\n", LEDGER, bytes(32)),
        Hello("B204-1", "short", bytes(32)),
        Hello("B204-1", LEDGER, b"short"),
        CheckIn({f"c{n}": 0 for n in range(CONTACTS_MAX + 1)}, None),
        Challenge(NONCE),
    ],
)
def test_what_no_button_can_say_is_refused(body: Pressed) -> None:
    with pytest.raises(FrameError):
        list(FrameReader(FROM_BUTTON).feed(encode(body)))


def test_good_frames_before_a_bad_one_count() -> None:
    read = []
    with pytest.raises(FrameError):
        for frame in FrameReader(FROM_BUTTON).feed(encode(FROM[1]) + b"\x00\x00"):
            read.append(frame)
    assert read == [FROM[1]]


def test_a_length_beyond_the_longest_frame_is_refused_before_it_arrives() -> None:
    with pytest.raises(FrameError, match=str(FRAME_BYTES_MAX)):
        list(FrameReader(FROM_BUTTON).feed((FRAME_BYTES_MAX + 1).to_bytes(2)))


def test_the_longest_real_frames_fit() -> None:
    full = {f"{'c' * 23}{n}": 2**64 - 1 for n in range(CONTACTS_MAX)}
    for frame in (
        CheckIn(full, 2**16 - 1),
        Tell(Phase.NOT_DELIVERED, 2**63 - 1, full, LEDGER),
        FaultSeen("a" * 24, "😀" * 200),
    ):
        assert len(encode(frame)) <= FRAME_BYTES_MAX + 2


def test_only_the_key_the_nonce_and_the_name_together_prove_a_button() -> None:
    hello = Hello("B204-1", LEDGER, proof(KEY, NONCE, "B204-1", LEDGER))
    assert proves(hello, KEY, NONCE)
    assert not proves(hello, b"x" * 32, NONCE)
    assert not proves(hello, KEY, bytes(32))
    assert not proves(Hello("B205-1", LEDGER, hello.proof), KEY, NONCE)
    assert not proves(Hello("B204-1", "f" * 32, hello.proof), KEY, NONCE)
